package pm

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/i440fx"
	"github.com/qgraph/qgraph/libqos/board/q35"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// PIIX4Driver is the power management of a PIIX4, which QEMU's "pc" has beside its PIIX3, and
// ICH9Driver that of an ICH9.
var (
	PIIX4Driver = graph.NewDriver[*Controller]("PIIX4_PM")
	ICH9Driver  = graph.NewDriver[*Controller]("ich9-pm")
)

// Places for the registers: free ports.
const (
	ports     = 0x600
	portCount = 0x40
	apmPorts  = 0xb2
	apmCount  = 2
)

// sciRequest is the interrupt request of the SCI.
const sciRequest = 9

// Places of the general-purpose events. Those of the PIIX4's own are not there in QEMU; it has its own
// ports (QEMU 11.1, docs/specs/acpi_pci_hotplug.rst "ACPI GPE block").
const (
	piix4Events = 0xafe0
	piix4Count  = 2
	ich9Events  = 0x20
	ich9Count   = 8
)

// Controller is the block of registers.
type Controller struct {
	Regs reg.Space
	APM  reg.Space
	Name string // of the driver

	// Turns ACPI on and off when it is written to APMControl (ACPI 6.4, section 5.2.9 "Fixed ACPI
	// Description Table (FADT)", ACPI_ENABLE and ACPI_DISABLE).
	ACPIOn, ACPIOff uint8

	events  reg.Space // general-purpose: status, then enable
	count   uint64    // bytes of each
	bus     *isa.Bus
	config  pci.Mechanism1
	at      pci.Address
	placing []setting
}

// setting is a value of a register of configuration space.
type setting struct {
	width  qtest.Width
	offset uint16
	value  uint32
}

// NewPIIX4 maps the registers of a PIIX4 (section 7.1 "Power Management PCI Configuration Registers",
// PMBA and PMREGMISC).
func NewPIIX4(ctx context.Context, h *i440fx.Host) (*Controller, error) {
	const base, misc, enable = 0x40, 0x80, 1
	bus, err := i440fx.NewISA(ctx, h)
	if err != nil {
		return nil, fmt.Errorf("pm: %w", err)
	}
	const on, off = 0xf1, 0xf0 // QEMU 11.1's FADT
	c := newController(bus, pci.Address{Device: 1, Function: 3}, []setting{{qtest.Width32, base, ports}, {qtest.Width8, misc, enable}})
	c.Name, c.ACPIOn, c.ACPIOff = PIIX4Driver.Name(), on, off
	c.events, c.count = bus.Ports(piix4Events, 2*piix4Count), piix4Count
	return c, c.Map(ctx)
}

// NewICH9 maps the registers of an ICH9 (sections 13.1.11 "PMBASE" and 13.1.12 "ACPI_CNTL").
func NewICH9(ctx context.Context, h *q35.Host) (*Controller, error) {
	const base, control, enable = 0x40, 0x44, 1 << 7
	bus, err := q35.NewISA(ctx, h)
	if err != nil {
		return nil, fmt.Errorf("pm: %w", err)
	}
	const on, off = 2, 3 // QEMU 11.1's FADT
	c := newController(bus, pci.Address{Device: 31}, []setting{{qtest.Width32, base, ports}, {qtest.Width8, control, enable}})
	c.Name, c.ACPIOn, c.ACPIOff = ICH9Driver.Name(), on, off
	c.events, c.count = reg.Part(c.Regs, ich9Events, 2*ich9Count), ich9Count
	return c, c.Map(ctx)
}

func newController(bus *isa.Bus, at pci.Address, placing []setting) *Controller {
	m := bus.Machine()
	return &Controller{
		Regs: bus.Ports(ports, portCount), APM: bus.Ports(apmPorts, apmCount), bus: bus,
		config: pci.NewMechanism1(m.Ports(pci.Mechanism1Port, pci.Mechanism1Size)), at: at, placing: placing,
	}
}

// Map maps the registers. A reset of the machine may undo it.
func (c *Controller) Map(ctx context.Context) error {
	c.config.Forget()
	var err error
	for _, s := range c.placing {
		err = errors.Join(err, c.config.WriteConfig(ctx, c.at, s.width, s.offset, s.value))
	}
	if err != nil {
		return fmt.Errorf("pm: %w", err)
	}
	return nil
}

// Unmap disables the registers' ports.
func (c *Controller) Unmap(ctx context.Context) error {
	s := c.placing[len(c.placing)-1]
	return c.config.WriteConfig(ctx, c.at, s.width, s.offset, 0)
}

// Machine returns the controller's machine.
func (c *Controller) Machine() *guest.Machine { return c.bus.Machine() }

// Config returns the configuration space of the function with the registers.
func (c *Controller) Config() reg.Space { return config{c} }

// config is a function's configuration space.
type config struct{ *Controller }

// Load reads a register.
func (c config) Load(ctx context.Context, w qtest.Width, offset uint64) (uint64, error) {
	v, err := c.config.ReadConfig(ctx, c.at, w, uint16(offset))
	return uint64(v), err
}

// Store writes a register.
func (c config) Store(ctx context.Context, w qtest.Width, offset, value uint64) error {
	return c.config.WriteConfig(ctx, c.at, w, uint16(offset), uint32(value))
}

// SCI watches the interrupt of ACPI.
func (c *Controller) SCI(ctx context.Context) (guest.Line, error) {
	return c.bus.Watch(ctx, sciRequest)
}

// EventBytes returns the number of bytes of GeneralStatus and of GeneralEnable: a bit is an event.
func (c *Controller) EventBytes() int { return int(c.count) }

// GeneralEvents returns the space of the general-purpose events (ACPI 6.4, section 4.8.5.1
// "General-Purpose Event Register Blocks").
func (c *Controller) GeneralEvents() reg.Space { return c.events }

// GeneralStatus returns a byte of the status of general-purpose events.
func (c *Controller) GeneralStatus(n int) reg.Reg[uint8] { return reg.Reg[uint8](n) }

// GeneralEnable returns a byte of the enable of general-purpose events.
func (c *Controller) GeneralEnable(n int) reg.Reg[uint8] { return reg.Reg[uint8](int(c.count) + n) }
