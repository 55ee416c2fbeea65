package genericsuite

import (
	"context"
	"slices"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/memmap"
	"github.com/qgraph/qgraph/libqos/base/sweep"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// Guests are options of a test that does to registers what only a faulty guest does.
func Guests() []graph.TestOption {
	options := []graph.TestOption{goesOn}
	for _, kind := range []graph.ComplaintKind{graph.ErrorMessage, graph.WarningMessage, graph.GuestError} {
		options = append(options, graph.Allows(graph.Complaint{
			Kind: kind, Text: "[^ ]", Why: "QEMU may say that the guest does wrong, and it does on purpose.",
		}))
	}
	return options
}

// goesOn has QEMU go on where the guest ends the machine, as some registers do that a sweep
// writes (QEMU 11.1, qemu(1), "-action").
var goesOn = graph.Before(graph.Option{Flag: "-action", Props: []graph.Prop{
	graph.P("shutdown", "pause"), graph.P("panic", "none"), graph.P("watchdog", "none"),
}})

// Sweep reads all registers of a part of the machine, and then writes them: QEMU must live
// and answer.
func Sweep(t *run.T, part string) {
	var read *sweep.Result
	if !t.Step("read", func() { read = swept(t, part, sweep.Read) }) {
		return
	}
	if part == "" && read.Ranges == 0 {
		t.Log("the machine has no registers in its memory")
	}
	t.Step("write", func() { swept(t, part, sweep.Write) })
}

// access is a kind of sweep.
type access func(context.Context, *qtest.Conn, *memmap.Map, sweep.Options) (*sweep.Result, error)

func swept(t *run.T, part string, all access) *sweep.Result {
	t.Helper()
	m, err := memmap.Read(t.Context(), t.QEMU().QMP())
	t.Must(err)
	result, err := all(t.Context(), t.QEMU().Conn, m, sweep.Options{Part: part, Ports: hasPorts(t)})
	t.Must(err)
	t.Logf("swept %v", result)
	return result
}

// hasPorts reports whether the machine's processor has instructions for ports.
func hasPorts(t *run.T) bool {
	t.Helper()
	target, err := qmp.Execute[struct {
		Arch string `json:"arch"`
	}](t.Context(), t.QEMU().QMP(), "query-target", qmp.NoArgs{})
	t.Must(err)
	return slices.Contains([]string{"x86_64", "i386"}, target.Arch)
}
