package replaysuite

import (
	"slices"
	"strings"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/slot"
	"github.com/qgraph/qgraph/tests/suite/genericsuite"
)

// Add adds the test of a regression, on every path with its device or, of parts of a machine, on
// its machines, on all if it names none. Answered, if not nil, is that of the [Subject].
func Add(g *graph.Graph, name string, r *Regression, answered func(i int, reply string), opts ...graph.TestOption) {
	opts = slices.Concat(genericsuite.Guests(), opts)
	for _, p := range r.Props {
		key, value, _ := strings.Cut(p, "=")
		opts = append(opts, graph.DeviceProps(graph.P(key, value)))
	}
	if slices.ContainsFunc(r.Steps, func(s Step) bool { return s.Verb == clockStep && s.Time == 0 }) {
		opts = append(opts, graph.Requires(graph.SteppedClock))
	}
	for _, o := range r.Options {
		opts = append(opts, graph.After(option(o)))
	}
	switch {
	case r.Device == "":
		graph.Test(g, name, guest.Interface, func(t *run.T, m *guest.Machine) {
			Play(t, r, Subject{Machine: m, Answered: answered})
		}, append(opts, graph.On(r.Machines...), graph.Generic())...)
	case r.Any:
		graph.Test(g, name, slot.Driver, func(t *run.T, d *slot.Device) {
			playInSlot(t, r, d, answered)
		}, append(opts, graph.On(r.Device), graph.Generic())...)
	default:
		graph.Test(g, name, pci.DeviceInterface, func(t *run.T, d *pci.Device) {
			playOnPCI(t, r, d, answered)
		}, append(opts, graph.On(r.Device))...)
	}
}

// option returns an option of QEMU from its words.
func option(words string) graph.Option {
	flag, value, _ := strings.Cut(words, " ")
	o := graph.Option{Flag: flag}
	for i, p := range strings.Split(value, ",") {
		key, v, ok := strings.Cut(p, "=")
		switch {
		case ok:
			o.Props = append(o.Props, graph.P(key, v))
		case i == 0:
			o.Type = p
		default:
			o.Props = append(o.Props, graph.P("", p))
		}
	}
	return o
}

// playOnPCI plays on a function of PCI as a reset of the machine leaves it: the driver of the
// path may have begun to set it up.
func playOnPCI(t *run.T, r *Regression, d *pci.Device, answered func(i int, reply string)) {
	t.Helper()
	genericsuite.ResetMachine(t)
	t.Must(d.Bus().Setup(t.Context()))
	Play(t, r, Subject{Machine: d.Bus().Machine(), Function: d, Answered: answered})
}

// playInSlot plays on a device of any model, which may be on PCI.
func playInSlot(t *run.T, r *Regression, d *slot.Device, answered func(i int, reply string)) {
	t.Helper()
	on := Subject{Machine: d.Machine, Answered: answered}
	if d.Root != nil {
		var err error
		on.Function, err = d.Function(t.Context())
		t.Must(err)
	}
	Play(t, r, on)
}
