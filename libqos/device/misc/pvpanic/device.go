package pvpanic

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// Driver is the device on an ISA bus, PCIDriver the device on a PCI bus.
var (
	Driver    = graph.NewDriver[*Device]("pvpanic")
	PCIDriver = graph.NewDriver[*Device]("pvpanic-pci")
)

// Events is the only register. A read returns the events that the device recognizes; a
// write raises events.
const Events reg.Reg[Event] = 0

// Event is a set of events.
type Event uint8

// The events (section "Bit Definition").
//
//qgraph:bits
const (
	Panicked    Event = 1 << 0 // a guest panic for the host to handle
	CrashLoaded Event = 1 << 1 // a guest panic that the guest handles
	Shutdown    Event = 1 << 2 // a regular shutdown of the guest
	All               = Panicked | CrashLoaded | Shutdown
)

// recognized has the events that the device recognizes.
var recognized = graph.ByVersion[Event]{
	Value:   All,
	Earlier: []graph.Earlier[Event]{{Until: "9.1", Value: Panicked | CrashLoaded, Why: "a guest could not report its shutdown"}},
}

// Recognized returns the events that the device recognizes on a QEMU of version v.
func Recognized(v graph.Version) Event { return recognized.On(v) }

// port is the default port of the device on an ISA bus.
const port = 0x505

// Device is the device.
type Device struct {
	Regs    reg.Space
	Machine *guest.Machine
	PCI     *pci.Device // nil on an ISA bus
}

// New returns the device on an ISA bus.
func New(_ context.Context, bus *isa.Bus) (*Device, error) {
	return &Device{Regs: bus.Ports(port, 1), Machine: bus.Machine()}, nil
}

// PCIModel returns the device on a PCI bus, on a QEMU of version v. Its register is a
// byte of a BAR. A BAR has at least 16 bytes (PCI Local Bus 3.0, section 6.2.5.1 "Address Maps").
func PCIModel(v graph.Version) pci.Model {
	return pci.Model{
		Name:      PCIDriver.Name(),
		ID:        pci.EmulatedID(0x1b36, 0x0011),
		Revision:  1,
		Class:     pci.ClassSystem,
		BARs:      []pci.BAR{{Index: 0, Kind: pci.Memory32, Size: 16}},
		Landmarks: []pci.Landmark{{Name: "events", BAR: 0, Offset: 0, Width: qtest.Width8, Value: uint64(Recognized(v))}},
	}
}

// NewPCI returns the device in the bus's slot, enabled. Its BAR is mapped as declared and
// is not sized: whether its size can be found is the subject of a test of its own.
func NewPCI(ctx context.Context, bus *pci.Bus) (*Device, error) {
	model := PCIModel(bus.Machine().Version)
	dev, err := bus.Attach(ctx, model)
	if err != nil {
		return nil, fmt.Errorf("pvpanic: %w", err)
	}
	regs, err := dev.MapDeclared(ctx, model.BARs[0])
	if err != nil {
		return nil, fmt.Errorf("pvpanic: %w", err)
	}
	if err := dev.Enable(ctx); err != nil {
		return nil, fmt.Errorf("pvpanic: %w", err)
	}
	return &Device{regs, bus.Machine(), dev}, nil
}
