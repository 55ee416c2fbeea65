package ata

import (
	"context"
	"fmt"
	"slices"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/isa"
)

// Interface is the interface of every adapter, BusMaster that of one with DMA.
var (
	Interface = graph.NewInterface[*Adapter]("ata")
	BusMaster = graph.NewInterface[*Adapter]("bus-master-ide")
)

// ISADriver is the node of the two adapters of a PC without a south bridge, a channel each.
var ISADriver = graph.NewDriver[*Adapter]("isa-ide")

// The drives of a path: two disks on the first channel, a CD drive on the second one, which has
// no second device.
var (
	Disk      = graph.NewHandle("ide-disk")
	OtherDisk = graph.NewHandle("ide-other-disk")
	Disc      = graph.NewHandle("ide-disc")
)

// QEMU's names of the drives.
const (
	DiskID = "hd0"
	CDID   = "cd0"
)

// Names and numbers that the first disk has to report.
const (
	DiskSerial   = "QGRAPH-SERIAL-00001"
	DiskModel    = "A disk of the test, with 40 characters.."
	DiskFirmware = "12345678"
	DiskName     = 0x5000c500a1b2c3d4 // a world wide name
)

// Sizes in bytes.
const (
	SectorSize    = 512
	DiscBlock     = 2048
	DiskSize      = (16*63*5 + 3) * SectorSize // no whole cylinder
	OtherDiskSize = 2048 * SectorSize
	DiscSize      = 40 * DiscBlock
)

// WithDrives are the options of a path with drives on the adapter's channels.
func WithDrives() []graph.EdgeOption {
	place := func(bus, unit string) []graph.Prop { return []graph.Prop{graph.P("bus", bus), graph.P("unit", unit)} }
	other := []graph.EdgeOption{
		graph.Define(OtherDisk, block.File(OtherDiskSize)),
		drive("ide-hd", "hd1", OtherDisk, place("ide.0", "1")...),
	}
	return slices.Concat(DiskAt(place("ide.0", "0")...), other, DiscAt(place("ide.1", "0")...))
}

// DiskAt are the options of a path with a disk at a place.
func DiskAt(place ...graph.Prop) []graph.EdgeOption {
	names := []graph.Prop{
		graph.P("serial", DiskSerial), graph.P("model", DiskModel), graph.P("ver", DiskFirmware), {Name: "wwn", Value: graph.Int(DiskName)},
	}
	return []graph.EdgeOption{graph.Define(Disk, block.File(DiskSize)), drive("ide-hd", DiskID, Disk, append(place, names...)...)}
}

// DiscAt are the options of a path with a CD drive at a place.
func DiscAt(place ...graph.Prop) []graph.EdgeOption {
	return []graph.EdgeOption{graph.Define(Disc, block.File(DiscSize)), drive("ide-cd", CDID, Disc, place...)}
}

func drive(model, id string, backend graph.BackendKey, props ...graph.Prop) graph.EdgeOption {
	return graph.After(graph.Option{Flag: "-device", Type: model, ID: id, Props: append([]graph.Prop{
		{Name: "drive", Value: graph.Ref(backend)},
	}, props...)})
}

// Adapter is a host adapter.
type Adapter struct {
	Primary, Secondary *Channel

	bus *isa.Bus
}

// The ports and interrupt requests of the channels in compatibility mode (PCI IDE Controller
// Specification 1.0, section 2.1 "Compatibility Mode").
const (
	primaryPorts, primaryControl, primaryIRQ       = 0x1f0, 0x3f6, 14
	secondaryPorts, secondaryControl, secondaryIRQ = 0x170, 0x376, 15

	commandPorts = 8
	controlPorts = 1
)

// New returns the adapter with its ports on an ISA bus. The channels' bus masters are nil if the
// adapter has none.
func New(bus *isa.Bus, masters [2]reg.Space) *Adapter {
	channel := func(name string, ports, control uint16, irq int, master reg.Space) *Channel {
		return &Channel{
			Regs: bus.Ports(ports, commandPorts), Control: bus.Ports(control, controlPorts), Master: master,
			name: name, irq: irq, bus: bus,
		}
	}
	return &Adapter{
		Primary:   channel("first channel", primaryPorts, primaryControl, primaryIRQ, masters[0]),
		Secondary: channel("second channel", secondaryPorts, secondaryControl, secondaryIRQ, masters[1]),
		bus:       bus,
	}
}

// NewISA returns the adapters of a PC without a south bridge.
func NewISA(_ context.Context, bus *isa.Bus) (*Adapter, error) { return New(bus, [2]reg.Space{}), nil }

// Machine returns the adapter's machine.
func (a *Adapter) Machine() *guest.Machine { return a.bus.Machine() }

// Channel is a channel with up to two devices.
type Channel struct {
	Regs    reg.Space // the command block
	Control reg.Space // the control block
	Master  reg.Space // the bus master, nil if the adapter has none

	name string
	irq  int
	bus  *isa.Bus
}

// Machine returns the channel's machine.
func (c *Channel) Machine() *guest.Machine { return c.bus.Machine() }

// String returns the channel's name.
func (c *Channel) String() string { return c.name }

// Line watches the channel's interrupt.
func (c *Channel) Line(ctx context.Context) (guest.Line, error) { return c.bus.Watch(ctx, c.irq) }

// await waits until the status has the bits of mask as want. It reads the alternate status, so
// that an interrupt stays.
func (c *Channel) await(ctx context.Context, what string, mask, want Status) (s Status, err error) {
	err = c.Machine().Wait(ctx, fmt.Sprintf("%s of the %s", what, c), func(ctx context.Context) (bool, error) {
		s, err = AlternateStatus.Read(ctx, c.Control)
		return s&mask == want, err
	})
	if err != nil {
		return s, fmt.Errorf("ata: %w (status %v)", err, s)
	}
	return s, nil
}
