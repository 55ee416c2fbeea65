package why

import (
	"fmt"
	"strings"
)

// Answer says whether the paths of a name run.
type Answer struct {
	Asked   string   `json:"asked"`
	Kind    string   `json:"kind"`              // "path", "test", "interface", …; "" for a name that the graph does not have
	Runs    int      `json:"runs"`              // paths that run
	Slow    int      `json:"slow"`              // paths that run only on request
	Generic int      `json:"generic,omitempty"` // paths of generic tests, whether they run or not
	Not     int      `json:"not"`               // paths that do not run
	Reasons []Reason `json:"reasons,omitempty"` // why they do not run, the commonest first; for a name without paths, its error
	Known   []Known  `json:"known,omitempty"`   // deviations of QEMU on paths that run, by name
	Parts   int      `json:"parts,omitempty"`   // paths that run whose test also shows the deviations of the parts that it finds
	Nearest string   `json:"nearest,omitempty"` // a path that runs: the requested one or a similar one
	Similar []string `json:"similar,omitempty"` // names that may have been meant
	QEMU    string   `json:"qemu,omitempty"`    // for a path: the QEMU that runs it
	Clock   string   `json:"clock,omitempty"`   // for a path: how the QEMU's virtual clock moves
}

// Reason is why some paths do not run.
type Reason struct {
	Node    string   `json:"node"` // the node that prevents it
	Cause   string   `json:"cause"`
	Reason  string   `json:"reason"`
	Archs   []string `json:"archs,omitempty"` // architectures for which it holds
	Advice  string   `json:"advice"`          // the remedy
	Paths   int      `json:"paths"`
	Example string   `json:"example,omitempty"` // the first of the paths
}

// Known is a known deviation of the available QEMU.
type Known struct {
	Name  string `json:"name"`
	Does  string `json:"does"`  // what QEMU does
	Lines string `json:"lines"` // of its declaration
	Paths int    `json:"paths"`
}

// Causes besides those of [graph.Unavailable]: the name itself is at fault.
const (
	causeUnknown   = "unknown-name"
	causeMachine   = "unknown-machine"
	causeElement   = "wrong-element"
	causeProducer  = "nobody-produces"
	causeUnreached = "no-machine-leads-here"
	causeNoTest    = "no-test-follows"
)

// Found reports whether the graph has the name.
func (a *Answer) Found() bool { return a.Kind != "" }

// Text returns the answer for people.
func (a *Answer) Text() string {
	var b strings.Builder
	switch {
	case a.Runs+a.Not == 0:
		a.writeNone(&b)
	case a.Kind == kindPath:
		a.writePath(&b)
	default:
		a.writeMany(&b)
	}
	return b.String()
}

func (a *Answer) writePath(b *strings.Builder) {
	fmt.Fprintln(b, a.Asked)
	if a.Runs == 1 {
		flag := ""
		fmt.Fprintf(b, "runs: %s has everything on the path. Its virtual clock: %s.\n", a.QEMU, a.Clock)
		if a.Slow == 1 {
			flag = "--slow "
			fmt.Fprintln(b, "It is slow and runs only on request: --slow; under Bazel --test_tag_filters=slow.")
		}
		if a.Generic == 1 {
			fmt.Fprintln(b, "Its test is generic: it does the same to every machine or device.")
		}
		a.writeKnown(b)
		fmt.Fprintf(b, "    %s run %s%s\n", command, flag, a.Asked)
		return
	}
	r := a.Reasons[0]
	fmt.Fprintf(b, "does not run because of %s: %s.\n    %s\n", r.Node, r.Reason, r.Advice)
	a.writeNearest(b, "Nearest that runs:")
}

func (a *Answer) writeMany(b *strings.Builder) {
	fmt.Fprintf(b, "%s is %s; ", a.Asked, a.Kind)
	switch n := a.Runs + a.Not; {
	case n == 1 && a.Not == 0:
		fmt.Fprintln(b, "its only path runs.")
	case n == 1:
		fmt.Fprintln(b, "its only path does not run.")
	case a.Not == 0:
		fmt.Fprintf(b, "its %d paths all run.\n", n)
	case a.Runs == 0:
		fmt.Fprintf(b, "none of its %d paths runs.\n", n)
	default:
		fmt.Fprintf(b, "of its %d paths %d %s and %d %s not.\n", n, a.Runs, verb(a.Runs, "runs", "run"), a.Not, verb(a.Not, "does", "do"))
	}
	if a.Slow > 0 {
		fmt.Fprintf(b, "%d of them %s only on request: --slow.\n", a.Slow, verb(a.Slow, "runs", "run"))
	}
	if a.Generic > 0 {
		fmt.Fprintf(b, "%d of them %s generic: the test does the same to every machine or device.\n", a.Generic, verb(a.Generic, "is", "are"))
	}
	a.writeKnown(b)
	for _, r := range a.Reasons {
		reason := r.Reason
		if len(r.Archs) > 1 {
			reason += " (the same on " + strings.Join(r.Archs[1:], ", ") + ")"
		}
		fmt.Fprintf(b, "\n%5d  %s: %s.\n       %s\n       First: %s\n", r.Paths, r.Node, reason, r.Advice, r.Example)
	}
	if len(a.Reasons) > 0 {
		fmt.Fprintln(b)
	}
	title := "One that runs:"
	if a.Runs == 0 {
		title = "Nearest that runs:"
	}
	a.writeNearest(b, title)
}

// writeKnown writes the known deviations of QEMU.
func (a *Answer) writeKnown(b *strings.Builder) {
	for _, k := range a.Known {
		on := ""
		if a.Kind != kindPath {
			on = fmt.Sprintf(" on %d", k.Paths)
		}
		fmt.Fprintf(b, "Known deviation%s: %s: %s (%s)\n", on, k.Name, k.Does, k.Lines)
	}
	switch {
	case a.Parts == 0:
	case a.Kind == kindPath:
		fmt.Fprintln(b, "Its test looks for parts of the machine, and shows their known deviations, too: docs/deviations.md.")
	default:
		fmt.Fprintf(b, "%d of them %s for parts of the machine, and %s their known deviations, too: docs/deviations.md.\n",
			a.Parts, verb(a.Parts, "looks", "look"), verb(a.Parts, "shows", "show"))
	}
}

func (a *Answer) writeNone(b *strings.Builder) {
	if a.Found() {
		fmt.Fprintf(b, "%s is %s; it has no path.\n", a.Asked, a.Kind)
	}
	for _, r := range a.Reasons {
		fmt.Fprintf(b, "%s.\n", r.Reason)
		if r.Advice != "" {
			fmt.Fprintf(b, "    %s\n", r.Advice)
		}
	}
	if len(a.Similar) > 0 {
		fmt.Fprintf(b, "Did you mean: %s\n", strings.Join(a.Similar, ", "))
	}
	a.writeNearest(b, "Nearest that runs:")
}

func (a *Answer) writeNearest(b *strings.Builder, title string) {
	switch {
	case a.Nearest != "":
		fmt.Fprintf(b, "%s\n    %s\n", title, a.Nearest)
	case a.Runs == 0 && a.Not > 0:
		fmt.Fprintln(b, "No similar path runs on the available QEMU binaries.")
	}
}

// command is the command that starts this repository's qgraph.
const command = "go run ./tools/qgraph"

func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
