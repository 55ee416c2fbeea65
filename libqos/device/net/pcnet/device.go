package pcnet

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
)

// Window is the way to the registers: a BAR, with registers of 16 bits ("WIO") or 32
// bits ("DWIO") (the data sheet, section "I/O Resources").
type Window struct {
	Space reg.Space
	Wide  bool // DWIO
}

// Offsets of the ports.
const (
	rdp       reg.Reg[uint16] = 0x10
	rap       reg.Reg[uint16] = 0x12
	reset     reg.Reg[uint16] = 0x14
	bdp       reg.Reg[uint16] = 0x16
	wideRDP   reg.Reg[uint32] = 0x10
	wideRAP   reg.Reg[uint32] = 0x14
	wideReset reg.Reg[uint32] = 0x18
	wideBDP   reg.Reg[uint32] = 0x1c
)

// APROMSize is the number of bytes of the address PROM, from offset 0.
const APROMSize = 16

// Device is a controller on a PCI bus.
type Device struct {
	Window  // in memory space
	Ports   reg.Space
	PCI     *pci.Device
	Machine *guest.Machine
}

// New returns the device at the bus's slot, enabled and with its registers mapped. It is
// not reset.
func New(ctx context.Context, bus *pci.Bus) (*Device, error) {
	dev, err := bus.Attach(ctx, PCIModel())
	if err != nil {
		return nil, fmt.Errorf("pcnet: %w", err)
	}
	ports, err := dev.Open(ctx, 0)
	if err != nil {
		return nil, fmt.Errorf("pcnet: %w", err)
	}
	memory, err := dev.Open(ctx, 1)
	if err != nil {
		return nil, fmt.Errorf("pcnet: %w", err)
	}
	return &Device{Window: Window{Space: memory}, Ports: ports, PCI: dev, Machine: bus.Machine()}, nil
}

// Reset resets the device with a read of its reset register, which stops it. The bus
// configuration registers keep their values.
func (w Window) Reset(ctx context.Context) error {
	if w.Wide {
		_, err := wideReset.Read(ctx, w.Space)
		return err
	}
	_, err := reset.Read(ctx, w.Space)
	return err
}

// ReadCSR reads a control and status register.
func (w Window) ReadCSR(ctx context.Context, n CSR) (uint16, error) {
	return w.read(ctx, uint16(n), rdp, wideRDP)
}

// WriteCSR writes a control and status register.
func (w Window) WriteCSR(ctx context.Context, n CSR, v uint16) error {
	return w.write(ctx, uint16(n), v, rdp, wideRDP)
}

// ReadBCR reads a bus configuration register.
func (w Window) ReadBCR(ctx context.Context, n BCR) (uint16, error) {
	return w.read(ctx, uint16(n), bdp, wideBDP)
}

// WriteBCR writes a bus configuration register.
func (w Window) WriteBCR(ctx context.Context, n BCR, v uint16) error {
	return w.write(ctx, uint16(n), v, bdp, wideBDP)
}

// Selected returns the register that RAP selects.
func (w Window) Selected(ctx context.Context) (uint16, error) {
	if w.Wide {
		v, err := wideRAP.Read(ctx, w.Space)
		return uint16(v), err
	}
	return rap.Read(ctx, w.Space)
}

func (w Window) selectRegister(ctx context.Context, n uint16) error {
	if w.Wide {
		return wideRAP.Write(ctx, w.Space, uint32(n))
	}
	return rap.Write(ctx, w.Space, n)
}

func (w Window) read(ctx context.Context, n uint16, narrow reg.Reg[uint16], wide reg.Reg[uint32]) (uint16, error) {
	if err := w.selectRegister(ctx, n); err != nil {
		return 0, err
	}
	if w.Wide {
		v, err := wide.Read(ctx, w.Space)
		return uint16(v), err
	}
	return narrow.Read(ctx, w.Space)
}

func (w Window) write(ctx context.Context, n, v uint16, narrow reg.Reg[uint16], wide reg.Reg[uint32]) error {
	if err := w.selectRegister(ctx, n); err != nil {
		return err
	}
	if w.Wide {
		return wide.Write(ctx, w.Space, uint32(v))
	}
	return narrow.Write(ctx, w.Space, v)
}

// Widen makes the registers 32 bits wide, until the device is powered off: a write of 32
// bits to RDP does. It returns the way to them in the same space.
func (w Window) Widen(ctx context.Context) (Window, error) {
	err := wideRDP.Write(ctx, w.Space, 0)
	return Window{Space: w.Space, Wide: true}, err
}

// Status returns CSR0.
func (w Window) Status(ctx context.Context) (Status, error) {
	v, err := w.ReadCSR(ctx, CSRStatus)
	return Status(v), err
}

// SetStatus writes CSR0. Written zeros leave causes as they are.
func (w Window) SetStatus(ctx context.Context, s Status) error {
	return w.WriteCSR(ctx, CSRStatus, uint16(s))
}
