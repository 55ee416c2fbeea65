package fdc

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/device/misc/i8237"
)

// Driver is the node of the controller.
var Driver = graph.NewDriver[*Controller]("isa-fdc")

// Medium is the disk in the first drive, DriveID QEMU's name of the drive.
var Medium = graph.NewHandle("floppy-medium")

// DriveID is QEMU's name of the drive.
const DriveID = "floppy0"

// WithDrive are the options of a path with a drive that has a disk.
func WithDrive() []graph.EdgeOption {
	return []graph.EdgeOption{
		graph.Define(Medium, block.File(DiskSize)),
		graph.After(graph.Option{Flag: "-device", Type: "floppy", ID: DriveID, Props: []graph.Prop{
			graph.P("drive-type", "144"), {Name: "drive", Value: graph.Ref(Medium)},
		}}),
	}
}

// Ports, interrupt request and DMA channel of a PC/AT.
const (
	ports     = 0x3f0
	portCount = 8
	irq       = 6
	channel   = 2
)

// Controller is the controller.
type Controller struct {
	Regs reg.Space
	DMA  *i8237.Pair

	bus *isa.Bus
}

// New returns the controller on an ISA bus.
func New(ctx context.Context, bus *isa.Bus) (*Controller, error) {
	dma, err := i8237.New(ctx, bus)
	if err != nil {
		return nil, fmt.Errorf("fdc: %w", err)
	}
	return &Controller{bus.Ports(ports, portCount), dma, bus}, nil
}

// Machine returns the controller's machine.
func (c *Controller) Machine() *guest.Machine { return c.bus.Machine() }

// Line watches the interrupt.
func (c *Controller) Line(ctx context.Context) (guest.Line, error) { return c.bus.Watch(ctx, irq) }

// running is the Digital Output Register of a controller that works, with the motor on.
const running = NotReset | DMAGate | Motor0

// Reset resets the controller, and takes the interrupts of the four drives that follow it
// (section "Reset").
func (c *Controller) Reset(ctx context.Context) error {
	err := errors.Join(
		DigitalOutput.Write(ctx, c.Regs, 0),
		DigitalOutput.Write(ctx, c.Regs, running),
		Configuration.Write(ctx, c.Regs, 0), // 500 kbit/s
		TapeDrive.Write(ctx, c.Regs, 0),
	)
	const drives = 4
	for range drives {
		_, e := c.Do(ctx, SenseInterrupt)
		err = errors.Join(err, e)
	}
	return err
}

// await waits until the FIFO can be accessed in a direction.
func (c *Controller) await(ctx context.Context, what string, direction State) error {
	return c.Machine().Wait(ctx, what, func(ctx context.Context) (bool, error) {
		s, err := MainStatus.Read(ctx, c.Regs)
		return s&(Request|Out) == Request|direction, err
	})
}

// Issue writes a command and its parameters.
func (c *Controller) Issue(ctx context.Context, bytes ...uint8) error {
	for _, b := range bytes {
		err := c.await(ctx, "the FIFO to take a byte", 0)
		if err == nil {
			err = FIFO.Write(ctx, c.Regs, b)
		}
		if err != nil {
			return fmt.Errorf("fdc: command %#x: %w", bytes[0], err)
		}
	}
	return nil
}

// Result waits for the result of a command and reads it.
func (c *Controller) Result(ctx context.Context) ([]uint8, error) {
	if err := c.await(ctx, "the result of a command", Out); err != nil {
		return nil, fmt.Errorf("fdc: %w", err)
	}
	const longest = 16
	var result []uint8
	for range longest {
		s, err := MainStatus.Read(ctx, c.Regs)
		if err != nil || s&(Request|Out) != Request|Out {
			return result, err
		}
		b, err := FIFO.Read(ctx, c.Regs)
		if err != nil {
			return nil, err
		}
		result = append(result, b)
	}
	return nil, fmt.Errorf("fdc: the result has more than %d bytes", longest)
}

// Do writes a command and returns its result.
func (c *Controller) Do(ctx context.Context, bytes ...uint8) ([]uint8, error) {
	if err := c.Issue(ctx, bytes...); err != nil {
		return nil, err
	}
	return c.Result(ctx)
}

// Sense acknowledges the interrupt of a seek and returns ST0 and the cylinder.
func (c *Controller) Sense(ctx context.Context) (st0, cylinder uint8, err error) {
	result, err := c.Do(ctx, SenseInterrupt)
	if err != nil {
		return 0, 0, err
	}
	if len(result) != 2 {
		return 0, 0, fmt.Errorf("fdc: sense interrupt status: result % x, want 2 bytes", result)
	}
	return result[0], result[1], nil
}

// Seek moves the first drive to a cylinder.
func (c *Controller) Seek(ctx context.Context, cylinder uint8) error {
	if err := c.Issue(ctx, SeekTrack, 0, cylinder); err != nil {
		return err
	}
	st0, at, err := c.Sense(ctx)
	if err == nil && (st0 != SeekEnd || at != cylinder) {
		return fmt.Errorf("fdc: seek to %d: ST0 %#x, cylinder %d", cylinder, st0, at)
	}
	return err
}

// Parameters returns a command with the parameters of a transfer from a sector to the last one
// of its track.
func Parameters(command uint8, cylinder, head, sector int) []uint8 {
	drive := uint8(head) << 2
	return []uint8{command, drive, uint8(cylinder), uint8(head), uint8(sector), sizeCode, Sectors, gap, 0xff}
}

// Transfer has a command move size bytes between the disk and memory by DMA, and returns its
// result.
func (c *Controller) Transfer(ctx context.Context, m i8237.Mode, addr uint64, size int, command []uint8) ([]uint8, error) {
	if err := c.DMA.Program(ctx, channel, i8237.Single|m, addr, size); err != nil {
		return nil, err
	}
	return c.Do(ctx, command...)
}

// SetDMA chooses between DMA and the FIFO for data ("Specify", ND).
func (c *Controller) SetDMA(ctx context.Context, on bool) error {
	const stepAndUnload, load = 0xaf, 2
	nd := uint8(1)
	if on {
		nd = 0
	}
	return c.Issue(ctx, Specify, stepAndUnload, load|nd)
}

// ReadFIFO reads data of a command without DMA. It looks at the status before each sector.
func (c *Controller) ReadFIFO(ctx context.Context, size int) ([]byte, error) {
	data := make([]byte, size)
	for i := range data {
		if i%SectorSize == 0 {
			if err := c.await(ctx, "a byte of data", Out); err != nil {
				return nil, fmt.Errorf("fdc: after %d bytes of %d: %w", i, size, err)
			}
		}
		b, err := FIFO.Read(ctx, c.Regs)
		if err != nil {
			return nil, fmt.Errorf("fdc: after %d bytes of %d: %w", i, size, err)
		}
		data[i] = b
	}
	return data, nil
}
