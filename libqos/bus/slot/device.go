package slot

import (
	"context"
	"fmt"
	"slices"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/libqos/bus/pci"
)

// Driver is the node of every device in a slot. Its element of a path is the name of the
// model.
var Driver = graph.NewDriver[*Device]("device")

// Device is a device in a slot.
type Device struct {
	Machine *guest.Machine
	Option  graph.Option // the -device that has plugged it in: its Type is the model
	Bus     string       // the kind of its bus, by the name of the interface
	Root    *pci.Bus     // the root bus of PCI that it is on, nil if it is on another bus, or if that is not known
}

// NewDevice returns the device of that model that the path has plugged in.
func NewDevice(model string) func(context.Context, *Slot, *run.Env) (*Device, error) {
	return func(_ context.Context, s *Slot, env *run.Env) (*Device, error) {
		for _, o := range slices.Backward(env.CommandLine().Options) {
			if o.Flag == "-device" && o.Type == model {
				return &Device{Machine: s.Machine, Option: o, Bus: s.Bus, Root: s.Root}, nil
			}
		}
		return nil, fmt.Errorf("slot: no -device %s on the command line", model)
	}
}

// Path returns the device's place in QEMU's composition tree.
func (d *Device) Path() string { return "/machine/peripheral/" + d.Option.ID }

// Function returns the device's function on [Device.Root]. The bus is set up first: a reset of the machine disconnects some.
func (d *Device) Function(ctx context.Context) (*pci.Device, error) {
	place, err := qom.At(d.Machine.Monitor, d.Path()).Int(ctx, "addr") // device and function, as a byte of an address
	if err != nil {
		return nil, fmt.Errorf("slot: %w", err)
	}
	at := pci.Address{Device: uint8(place>>3) & 0x1f, Function: uint8(place) & 7}
	if err := d.Root.Setup(ctx); err != nil {
		return nil, fmt.Errorf("slot: %w", err)
	}
	return d.Root.At(ctx, at)
}
