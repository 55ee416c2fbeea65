package introspect

import (
	"errors"
	"fmt"
	"strings"

	"github.com/qgraph/qgraph/qtest/qmp"
)

// Report says what was asked, and what QEMU refused to tell.
type Report struct {
	Objects    int
	Properties int // of these objects
	Options    int // properties of a model
	Commands   int // queries and info commands
	Refusals   []Refusal
	LeftOut    []LeftOut
}

// Refusal is a question that QEMU refused to answer.
type Refusal struct {
	Question string // "query-balloon", "info usb", "qom-get /machine/rtc date"
	Text     string // QEMU's
}

// LeftOut is a command that was not given.
type LeftOut struct {
	Command string
	Why     string
}

// String returns the figures in one line.
func (r *Report) String() string {
	return fmt.Sprintf("%d objects with %d properties, %d options, %d commands, %d refusals, %d commands left out",
		r.Objects, r.Properties, r.Options, r.Commands, len(r.Refusals), len(r.LeftOut))
}

// Unexpected returns the refusals that the table has no reason for.
func (r *Report) Unexpected() []Refusal {
	var list []Refusal
	for _, x := range r.Refusals {
		if x.Why() == "" {
			list = append(list, x)
		}
	}
	return list
}

// Error repeats the question and QEMU's words.
func (x Refusal) Error() string { return x.Question + ": " + x.Text }

// answered notes a refusal. It returns any other error with the question.
func (r *Report) answered(question string, err error) error {
	var refusal *qmp.Error
	if errors.As(err, &refusal) {
		r.Refusals = append(r.Refusals, Refusal{question, strings.TrimSpace(refusal.Desc)})
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s: %w", question, err)
	}
	return nil
}
