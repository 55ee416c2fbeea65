package slot

import (
	"context"
	"fmt"
	"slices"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
)

// Driver is the node of every device in a slot. Its element of a path is the name of the
// model.
var Driver = graph.NewDriver[*Device]("device")

// Device is a device in a slot.
type Device struct {
	Machine *guest.Machine
	Option  graph.Option // the -device that has plugged it in: its Type is the model
	Bus     string       // the kind of its bus, by the name of the interface
}

// NewDevice returns the device of that model that the path has plugged in.
func NewDevice(model string) func(context.Context, *Slot, *run.Env) (*Device, error) {
	return func(_ context.Context, s *Slot, env *run.Env) (*Device, error) {
		for _, o := range slices.Backward(env.CommandLine().Options) {
			if o.Flag == "-device" && o.Type == model {
				return &Device{Machine: s.Machine, Option: o, Bus: s.Bus}, nil
			}
		}
		return nil, fmt.Errorf("slot: no -device %s on the command line", model)
	}
}

// Path returns the device's place in QEMU's composition tree.
func (d *Device) Path() string { return "/machine/peripheral/" + d.Option.ID }
