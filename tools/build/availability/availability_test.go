package availability_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/tools/build/availability"
	"github.com/qgraph/qgraph/tools/run/results"
)

type object struct{}

// two returns a graph with a path of two architectures each.
func two() *graph.Graph {
	g := graph.New()
	device := graph.NewDriver[object]("edu")
	for _, name := range []string{"x86_64/pc", "arm/virt"} {
		m := graph.NewMachine[object](name)
		graph.AddMachine(g, m, func(context.Context, *run.Env) (object, error) { return object{}, nil })
		graph.Consumes(g, device, m, func(context.Context, object) (object, error) { return object{}, nil })
	}
	graph.Test(g, "edu-tests/nop", device, func(*run.T, object) {})
	return g
}

func TestReport(t *testing.T) {
	probe, err := availability.ParseProbe([]byte(`{
		"x86_64": {"version": "11.1.2", "machines": ["pc", "none"], "devices": ["edu"], "error": ""},
		"arm": {"version": "7.2.0", "machines": ["virt"], "devices": ["edu"], "error": "no qtest accelerator"}}`))
	if err != nil {
		t.Fatal(err)
	}
	got, err := probe.Report(two())
	if err != nil {
		t.Fatal(err)
	}
	want := `qemu-system-arm 7.2.0 cannot be used: no qtest accelerator
qemu-system-x86_64 11.1.2: 2 machines, 1 devices, virtual clock stepped by qtest
1 of 2 paths can run

arm/virt: no qtest accelerator
    arm/virt/edu/edu-tests/nop
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("report mismatch (-want +got):\n%s", diff)
	}
	unavailable := []results.Result{{Path: "arm/virt/edu/edu-tests/nop", Class: results.Unavailable, Reason: "arm/virt: no qtest accelerator"}}
	if diff := cmp.Diff(unavailable, availability.Unavailable(probe.Answers(two()))); diff != "" {
		t.Errorf("unavailable paths mismatch (-want +got):\n%s", diff)
	}
}

func TestReportWithoutQEMU(t *testing.T) {
	report, err := availability.Probe{}.Report(two())
	if !errors.Is(err, availability.ErrNone) {
		t.Errorf("error %v, want ErrNone", err)
	}
	if want := "x86_64/pc: there is no qemu-system-x86_64"; !strings.Contains(report, want) {
		t.Errorf("the report does not say %q:\n%s", want, report)
	}
}
