package ne2kpci

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/bus/pci"
)

const (
	command   reg.Reg[Command] = 0x00
	resetPort reg.Reg[uint8]   = 0x1f
)

// Device is a controller.
type Device struct {
	Regs    reg.Space
	PCI     *pci.Device // nil on an ISA bus
	Machine *guest.Machine
	Line    func(context.Context) (guest.Line, error) // watches its interrupt
	page    uint8                                     // that CR selects
	run     Command
	dma     DataConfiguration
}

// New returns the device at the bus's slot, enabled and with its registers mapped. It is
// not reset.
func New(ctx context.Context, bus *pci.Bus) (*Device, error) {
	dev, regs, err := bus.Open(ctx, PCIModel(), 0)
	if err != nil {
		return nil, fmt.Errorf("ne2kpci: %w", err)
	}
	return &Device{Regs: regs, PCI: dev, Machine: bus.Machine(), Line: dev.INTx, run: STP}, nil
}

// The usual ports of an NE2000, and the interrupt request that QEMU's has by default.
const (
	isaPorts = 0x300
	isaCount = 0x20
	isaIRQ   = 9
)

// NewISA returns the device on an ISA bus. It is not reset.
func NewISA(_ context.Context, bus *isa.Bus) (*Device, error) {
	line := func(ctx context.Context) (guest.Line, error) { return bus.Watch(ctx, isaIRQ) }
	return &Device{Regs: bus.Ports(isaPorts, isaCount), Machine: bus.Machine(), Line: line, run: STP}, nil
}

// ResetByPort resets the controller with a read and a write of its reset port.
func (d *Device) ResetByPort(ctx context.Context) error {
	v, err := resetPort.Read(ctx, d.Regs)
	if err != nil {
		return err
	}
	return resetPort.Write(ctx, d.Regs, v)
}

// Reset resets the controller, and initializes it so that it receives nothing and its
// memory can be reached with remote DMA of 16 bits (the DP8390 data sheet, section 11.0
// "Initialization Procedures").
func (d *Device) Reset(ctx context.Context) error {
	err := errors.Join(d.ResetByPort(ctx), d.Command(ctx, STP|RD2))
	if err == nil {
		err = d.await(ctx, RST)
	}
	if err != nil {
		return fmt.Errorf("ne2kpci: reset: %w", err)
	}
	return d.initialize(ctx, Setup{Receive: Monitor, Transmit: LoopbackNIC}.withDefaults())
}

// initialize programs the stopped controller, and starts it.
func (d *Device) initialize(ctx context.Context, s Setup) error {
	steps := []struct {
		r Register
		v uint8
	}{
		{DCR, uint8(s.data())}, {RBCR0, 0}, {RBCR1, 0},
		{RCR, uint8(s.Receive)}, {TCR, uint8(LoopbackNIC)},
		{PSTART, s.First}, {PSTOP, s.End}, {BNRY, s.First}, {TPSR, s.Send},
		{ISR, 0xff}, {IMR, uint8(s.Mask)},
		{CURR, s.First + 1},
	}
	if err := d.Command(ctx, STP|RD2); err != nil {
		return err
	}
	for _, x := range steps {
		if err := d.Write(ctx, x.r, x.v); err != nil {
			return err
		}
	}
	for i, b := range s.Address {
		if err := d.Write(ctx, PAR0+Register(i), b); err != nil {
			return err
		}
	}
	for i, b := range s.Filter {
		if err := d.Write(ctx, MAR0+Register(i), b); err != nil {
			return err
		}
	}
	d.dma = s.data()
	return errors.Join(d.Command(ctx, STA|RD2), d.Write(ctx, TCR, uint8(s.Transmit)))
}

// Command writes CR, with page 0 of the registers.
func (d *Device) Command(ctx context.Context, c Command) error {
	d.page, d.run = 0, c&(STP|STA)
	return command.Write(ctx, d.Regs, c)
}

// ReadCommand reads CR.
func (d *Device) ReadCommand(ctx context.Context) (Command, error) { return command.Read(ctx, d.Regs) }

// turn selects the register's page, which ends a remote DMA.
func (d *Device) turn(ctx context.Context, r Register) error {
	if d.page == r.page() {
		return nil
	}
	d.page = r.page()
	return command.Write(ctx, d.Regs, d.run|RD2|PS0*Command(r.page()))
}

// Read reads a register.
func (d *Device) Read(ctx context.Context, r Register) (uint8, error) {
	if err := d.turn(ctx, r); err != nil {
		return 0, err
	}
	return reg.Reg[uint8](r.offset()).Read(ctx, d.Regs)
}

// Write writes a register.
func (d *Device) Write(ctx context.Context, r Register, v uint8) error {
	if err := d.turn(ctx, r); err != nil {
		return err
	}
	return reg.Reg[uint8](r.offset()).Write(ctx, d.Regs, v)
}

// Interrupts returns ISR.
func (d *Device) Interrupts(ctx context.Context) (Interrupts, error) {
	v, err := d.Read(ctx, ISR)
	return Interrupts(v), err
}

// Acknowledge clears bits of ISR.
func (d *Device) Acknowledge(ctx context.Context, i Interrupts) error {
	return d.Write(ctx, ISR, uint8(i))
}

// await waits until bits of ISR are set.
func (d *Device) await(ctx context.Context, i Interrupts) error {
	return d.Machine.Wait(ctx, fmt.Sprintf("%v in ISR", i), func(ctx context.Context) (bool, error) {
		v, err := d.Interrupts(ctx)
		return v&i == i, err
	})
}
