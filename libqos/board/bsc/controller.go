package bsc

import (
	"context"
	"errors"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// Driver is the node of the controller.
var Driver = graph.NewDriver[*Controller]("bcm2835-i2c")

// Kind is the kind of a board's part.
var Kind = board.NewKind(Driver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Controller, error) {
	return NewPart(m, p), nil
})

// The registers (section 3.2 "Register View").
const (
	ControlRegister reg.Reg[Control] = 0x00 // C
	StatusRegister  reg.Reg[Status]  = 0x04 // S
	Length          reg.Reg[uint32]  = 0x08 // DLEN: bytes of the message; the remaining ones while it is moved
	Address         reg.Reg[uint32]  = 0x0c // A
	FIFO            reg.Reg[uint32]  = 0x10
	Divider         reg.Reg[uint32]  = 0x14 // DIV
	Delay           reg.Reg[uint32]  = 0x18 // DEL
	Stretch         reg.Reg[uint32]  = 0x1c // CLKT
)

// Control is the register C.
type Control uint32

// Bits of C.
//
//qgraph:bits
const (
	Read              Control = 1 << 0  // "READ"
	ClearFIFO         Control = 1 << 4  // "CLEAR"
	Start             Control = 1 << 7  // "ST": begins a message, reads as 0
	InterruptDone     Control = 1 << 8  // "INTD"
	InterruptTransmit Control = 1 << 9  // "INTT": the FIFO needs bytes
	InterruptReceive  Control = 1 << 10 // "INTR": the FIFO has bytes
	Enable            Control = 1 << 15 // "I2CEN"
)

// Status is the register S. DONE, ERR and CLKT are cleared by a written 1; the others can only be read.
type Status uint32

// Bits of S.
//
//qgraph:bits
const (
	Active     Status = 1 << 0 // "TA"
	Done       Status = 1 << 1 // "DONE"
	NeedsBytes Status = 1 << 2 // "TXW": writing, and the FIFO has few
	HasMany    Status = 1 << 3 // "RXR": reading, and the FIFO has many
	Room       Status = 1 << 4 // "TXD": the FIFO has room for a byte
	HasByte    Status = 1 << 5 // "RXD": the FIFO has a byte
	Empty      Status = 1 << 6 // "TXE"
	Full       Status = 1 << 7 // "RXF"
	NoAck      Status = 1 << 8 // "ERR": no acknowledge
	Timeout    Status = 1 << 9 // "CLKT": a device stretched the clock for too long
	Flags             = Done | NoAck | Timeout
)

// Controller is one controller, master of its bus.
type Controller struct{ i2c.Part }

var _ i2c.Bus = (*Controller)(nil)

// NewPart returns the controller that is a part of a machine.
func NewPart(m *guest.Machine, p guest.Peripheral) *Controller { return &Controller{i2c.On(m, p)} }

// Transfer makes one transfer; see [i2c.Bus].
func (c *Controller) Transfer(ctx context.Context, addr i2c.Address, write, read []byte) error {
	if len(write)+len(read) == 0 {
		return &i2c.TransferError{Addr: addr, Phase: i2c.Start, Err: i2c.ErrEmpty}
	}
	if len(write) > 0 {
		m := message{Controller: c, addr: addr, phases: [2]i2c.Phase{i2c.WriteAddress, i2c.Write}, ready: Room}
		if err := m.move(ctx, 0, write, func(b *byte) error { return FIFO.Write(ctx, c.Regs, uint32(*b)) }); err != nil {
			return err
		}
	}
	if len(read) == 0 {
		return nil
	}
	m := message{Controller: c, addr: addr, phases: [2]i2c.Phase{i2c.ReadAddress, i2c.Read}, ready: HasByte}
	return m.move(ctx, Read, read, func(b *byte) error {
		v, err := FIFO.Read(ctx, c.Regs)
		*b = byte(v)
		return err
	})
}

// message is a message in one direction.
type message struct {
	*Controller
	addr   i2c.Address
	phases [2]i2c.Phase // of its address and of its bytes
	ready  Status       // the FIFO is ready for a byte
}

// Begin begins a message of n bytes.
func (c *Controller) Begin(ctx context.Context, addr i2c.Address, more Control, n int) error {
	return errors.Join(Address.Write(ctx, c.Regs, uint32(addr)), Length.Write(ctx, c.Regs, uint32(n)),
		StatusRegister.Write(ctx, c.Regs, Flags), ControlRegister.Write(ctx, c.Regs, Enable|ClearFIFO|Start|more))
}

// move moves the bytes of a message through the FIFO. The controller is off afterwards.
func (m message) move(ctx context.Context, direction Control, p []byte, one func(*byte) error) error {
	err := m.Begin(ctx, m.addr, direction, len(p))
	if err != nil {
		return m.failed(0, err)
	}
	s := Status(0)
	for n := 0; n < len(p) && err == nil && s&NoAck == 0; n++ {
		s, err = i2c.Until(ctx, &m.Part, "the FIFO of the I2C controller", StatusRegister, func(s Status) bool { return s&(m.ready|NoAck) != 0 })
		if err == nil && s&NoAck == 0 {
			err = one(&p[n])
		}
	}
	if err == nil && s&NoAck == 0 {
		s, err = i2c.Until(ctx, &m.Part, "the end of a message of the I2C controller", StatusRegister, func(s Status) bool { return s&(Done|NoAck) != 0 })
	}
	left, failed := Length.Read(ctx, m.Regs)
	off := ControlRegister.Write(ctx, m.Regs, ClearFIFO)
	if err = errors.Join(err, failed, off); err != nil || s&NoAck != 0 {
		return m.failed(len(p)-int(left), err)
	}
	return nil
}

// failed is the error of a message of which n bytes were moved; a nil error is a missing acknowledge.
func (m message) failed(n int, err error) error {
	e := &i2c.TransferError{Addr: m.addr, Phase: m.phases[0], Err: err}
	switch {
	case err == nil && n == 0:
		e.Err = i2c.ErrAddressNACK
	case err == nil:
		e.Phase, e.Byte, e.Err = m.phases[1], n-1, i2c.ErrDataNACK
	}
	return e
}
