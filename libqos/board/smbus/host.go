package smbus

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/gt64120"
	"github.com/qgraph/qgraph/libqos/board/i440fx"
	"github.com/qgraph/qgraph/libqos/board/q35"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// PIIX4Driver is the host of a PIIX4, by QEMU's name of its registers, and ICH9Driver that of an ICH9.
var (
	PIIX4Driver = graph.NewDriver[*Host]("pm-smbus")
	ICH9Driver  = graph.NewDriver[*Host]("ICH9-SMB")
)

// Interface is the interface of a host of any chip.
var Interface = graph.NewInterface[*Host]("smbus-host")

// BusID is QEMU's name of the bus, for the property "bus" of a device.
const BusID = "i2c"

// Places for the registers: free ports. A host is at Ports.
const (
	Ports      = 0x700
	OtherPorts = 0x780

	portCount = 0x20
)

// Config accesses configuration space; a [pci.Host] is one.
type Config interface {
	ReadConfig(ctx context.Context, at pci.Address, w qtest.Width, offset uint16) (uint32, error)
	WriteConfig(ctx context.Context, at pci.Address, w qtest.Width, offset uint16, v uint32) error
}

// Host is an SMBus host.
type Host struct {
	Regs reg.Space
	// ICH9 means that it has the registers and transactions of an ICH9.
	ICH9 bool

	Config Config
	At     pci.Address // of its function in configuration space
	Base   uint16      // offset of the register with the address of its ports there
	Enable uint16      // offset of the register that turns it on there

	all     reg.Space // all ports of the machine
	machine *guest.Machine
	wait    i2c.Waiter
	line    func(context.Context) (guest.Line, error)
	before  func(context.Context) error // makes configuration space reachable
}

var _ i2c.Bus = (*Host)(nil)

// New returns a host without a machine, with those registers.
func New(regs reg.Space, config Config, ich9 bool, wait i2c.Waiter) *Host {
	h := &Host{Regs: regs, ICH9: ich9, Config: config, wait: wait}
	h.Base, h.Enable = piix4Base, piix4Configuration
	if ich9 {
		h.Base, h.Enable = ich9Base, ich9Configuration
	}
	return h
}

// Registers in configuration space. Those of the PIIX4 are SMBBA and SMBHSTCFG (section 7.3.1 "SMBus
// PCI Configuration Registers"), those of the ICH9 SMB_BASE and HOSTC.
const (
	piix4Base, piix4Configuration = 0x90, 0xd2
	ich9Base, ich9Configuration   = 0x20, 0x40

	command   = 0x04
	ioEnable  = 1 << 0
	ioSpace   = 1 << 0 // of the address: hard-wired
	ownSMBus  = 1 << 0 // "SMB_HST_EN", "HST_EN"
	byI2C     = 1 << 2 // "I2C_EN" of the ICH9
	byRequest = 4 << 1 // "INTRSEL" of the PIIX4: the request 9
)

// Request is the interrupt request of the PIIX4's host.
const Request = 9

// NewPIIX4 returns the host of a PC's PIIX4, with its registers mapped.
func NewPIIX4(ctx context.Context, h *i440fx.Host) (*Host, error) {
	bus, err := i440fx.NewISA(ctx, h)
	if err != nil {
		return nil, fmt.Errorf("smbus: %w", err)
	}
	return piix4(ctx, bus, h, pci.Address{Device: 1, Function: 3}, func(context.Context) error { h.Forget(); return nil })
}

// NewMalta returns the host of a Malta board's PIIX4, with its registers mapped.
func NewMalta(ctx context.Context, h *gt64120.Host) (*Host, error) {
	bus, err := gt64120.NewISA(ctx, h)
	if err != nil {
		return nil, fmt.Errorf("smbus: %w", err)
	}
	return piix4(ctx, bus, h, pci.Address{Device: 10, Function: 3}, func(ctx context.Context) error {
		h.Forget()
		return h.Setup(ctx)
	})
}

func piix4(ctx context.Context, bus *isa.Bus, config Config, at pci.Address, before func(context.Context) error) (*Host, error) {
	m := bus.Machine()
	c := New(bus.Ports(Ports, portCount), config, false, m)
	c.all, c.At, c.machine, c.before = bus.Ports(0, isa.PortCount), at, m, before
	c.line = func(ctx context.Context) (guest.Line, error) { return bus.Watch(ctx, Request) }
	return c, c.Map(ctx)
}

// NewICH9 returns the host of an ICH9, with its registers mapped.
func NewICH9(ctx context.Context, h *q35.Host) (*Host, error) {
	m := h.Machine()
	c := New(m.Ports(Ports, portCount), h, true, m)
	c.all, c.At, c.machine, c.before = m.Ports(0, isa.PortCount), pci.Address{Device: 31, Function: 3}, m, h.Setup
	c.line = func(ctx context.Context) (guest.Line, error) {
		const interruptPin = 0x3d
		pin, err := h.ReadConfig(ctx, c.At, qtest.Width8, interruptPin)
		if err != nil {
			return guest.Line{}, fmt.Errorf("smbus: %w", err)
		}
		// After a reset each pin has the PIRQ of its own (section "D31IR—Device 31 Interrupt Route Register").
		return m.Watch(ctx, h.PIRQ(int(pin)-int(pci.INTA)))
	}
	return c, c.Map(ctx)
}

// Map maps the registers. A reset of the machine may undo it.
func (h *Host) Map(ctx context.Context) error {
	on := uint32(ownSMBus)
	if !h.ICH9 {
		on |= byRequest
	}
	err := errors.Join(h.Reach(ctx), h.Place(ctx, Ports),
		h.Config.WriteConfig(ctx, h.At, qtest.Width16, command, ioEnable),
		h.Config.WriteConfig(ctx, h.At, qtest.Width8, h.Enable, on),
	)
	if err != nil {
		return fmt.Errorf("smbus: %w", err)
	}
	return nil
}

// Reach makes configuration space reachable after a reset of the machine.
func (h *Host) Reach(ctx context.Context) error {
	if h.before == nil {
		return nil
	}
	return h.before(ctx)
}

// Place maps the registers to a port.
func (h *Host) Place(ctx context.Context, port uint16) error {
	return h.Config.WriteConfig(ctx, h.At, qtest.Width32, h.Base, uint32(port)|ioSpace)
}

// Other returns the registers at OtherPorts.
func (h *Host) Other() reg.Space { return reg.Part(h.all, OtherPorts, portCount) }

// TurnOff disables the host, which then decodes no port.
func (h *Host) TurnOff(ctx context.Context) error {
	return h.Config.WriteConfig(ctx, h.At, qtest.Width8, h.Enable, 0)
}

// Machine returns the host's machine.
func (h *Host) Machine() *guest.Machine { return h.machine }

// Line watches the host's interrupt.
func (h *Host) Line(ctx context.Context) (guest.Line, error) { return h.line(ctx) }
