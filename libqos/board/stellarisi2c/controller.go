package stellarisi2c

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// Driver is the node of the controller.
var Driver = graph.NewDriver[*Controller]("stellaris-i2c")

// Kind is the kind of a board's part.
var Kind = board.NewKind(Driver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Controller, error) {
	return NewPart(m, p), nil
})

// The registers of the master (section "Register Descriptions (I2C Master)").
const (
	TargetAddress  reg.Reg[uint32]        = 0x00 // I2CMSA: with R/S in bit 0
	CommandControl reg.Reg[Command]       = 0x04 // I2CMCS, written
	StatusRegister reg.Reg[Status]        = 0x04 // I2CMCS, read
	Data           reg.Reg[uint32]        = 0x08 // I2CMDR
	Period         reg.Reg[uint32]        = 0x0c // I2CMTPR: of the clock, 7 bits
	Mask           reg.Reg[uint32]        = 0x10 // I2CMIMR: bit 0
	RawInterrupt   reg.Reg[uint32]        = 0x14 // I2CMRIS: bit 0, read-only
	Interrupt      reg.Reg[uint32]        = 0x18 // I2CMMIS: bit 0, read-only
	Clear          reg.Reg[uint32]        = 0x1c // I2CMICR: bit 0, write-only
	Config         reg.Reg[Configuration] = 0x20 // I2CMCR
)

// Command is the register I2CMCS for writing.
type Command uint32

// Bits of a command.
//
//qgraph:bits
const (
	Run   Command = 1 << 0 // "RUN"
	START Command = 1 << 1 // "START": a START, or a repeated one, and the address before the byte
	STOP  Command = 1 << 2 // "STOP": a STOP after the byte
	Ack   Command = 1 << 3 // "ACK": a received byte is acknowledged
)

// Status is the register I2CMCS for reading.
type Status uint32

// Bits of the status.
//
//qgraph:bits
const (
	Busy       Status = 1 << 0 // "BUSY": of the controller; the other bits hold nothing then
	Failed     Status = 1 << 1 // "ERROR": of the last operation
	AddressAck Status = 1 << 2 // "ADRACK": the address was not acknowledged
	DataAck    Status = 1 << 3 // "DATACK": the byte was not acknowledged
	Lost       Status = 1 << 4 // "ARBLST": arbitration lost
	Idle       Status = 1 << 5 // "IDLE"
	BusBusy    Status = 1 << 6 // "BUSBSY"
)

// Configuration is the register I2CMCR.
type Configuration uint32

// Bits of I2CMCR.
//
//qgraph:bits
const (
	Loopback Configuration = 1 << 0 // "LPBK"
	Master   Configuration = 1 << 4 // "MFE": enables the master
	Slave    Configuration = 1 << 5 // "SFE": enables the slave
)

// Controller is one controller, master of its bus.
type Controller struct{ i2c.Part }

var _ i2c.Bus = (*Controller)(nil)

// NewPart returns the controller that is a part of a machine.
func NewPart(m *guest.Machine, p guest.Peripheral) *Controller { return &Controller{i2c.On(m, p)} }

// Transfer makes one transfer; see [i2c.Bus]. Between writing and reading it makes a STOP and a START: QEMU takes a repeated
// START for the next byte, which the tests of the registers have as a deviation.
func (c *Controller) Transfer(ctx context.Context, addr i2c.Address, write, read []byte) error {
	failed := func(phase i2c.Phase, n int, err error) error {
		return &i2c.TransferError{Addr: addr, Phase: phase, Byte: n, Err: err}
	}
	if len(write)+len(read) == 0 {
		return failed(i2c.Start, 0, i2c.ErrEmpty)
	}
	if err := c.free(ctx); err != nil {
		return failed(i2c.Start, 0, err)
	}
	for _, part := range []struct {
		bytes          []byte
		address, moved i2c.Phase
		direction      uint32
	}{
		{write, i2c.WriteAddress, i2c.Write, 0},
		{read, i2c.ReadAddress, i2c.Read, 1},
	} {
		n, err := c.message(ctx, uint32(addr)<<1|part.direction, part.bytes)
		switch {
		case errors.Is(err, i2c.ErrAddressNACK):
			return failed(part.address, 0, err)
		case err != nil:
			return failed(part.moved, n, err)
		}
	}
	return nil
}

// free enables the master, and waits until the bus is free.
func (c *Controller) free(ctx context.Context) error {
	if err := Config.Write(ctx, c.Regs, Master); err != nil {
		return err
	}
	_, err := i2c.Until(ctx, &c.Part, "the I2C bus to be free", StatusRegister, func(s Status) bool { return s&(Busy|BusBusy) == 0 })
	if err != nil {
		return errors.Join(i2c.ErrBusy, err)
	}
	return nil
}

// message sends or receives bytes between a START and a STOP. It returns the number of bytes before an error.
func (c *Controller) message(ctx context.Context, address uint32, p []byte) (n int, err error) {
	if err := TargetAddress.Write(ctx, c.Regs, address); err != nil {
		return 0, err
	}
	for n := range p {
		command := Run | Ack
		if n == 0 {
			command |= START
		}
		if n == len(p)-1 {
			command = command&^Ack | STOP
		}
		if err := c.moves(ctx, command, &p[n], address&1 != 0); err != nil {
			return n, err
		}
	}
	return len(p), nil
}

// moves moves a byte.
func (c *Controller) moves(ctx context.Context, command Command, p *byte, receive bool) error {
	if !receive {
		if err := Data.Write(ctx, c.Regs, uint32(*p)); err != nil {
			return err
		}
	}
	if err := CommandControl.Write(ctx, c.Regs, command); err != nil {
		return err
	}
	s, err := i2c.Until(ctx, &c.Part, "a byte to be moved by the I2C controller (I2CMCS.BUSY)", StatusRegister, func(s Status) bool { return s&Busy == 0 })
	if err != nil {
		return err
	}
	if s&Failed != 0 {
		return c.failure(ctx, s, command)
	}
	if receive {
		b, err := Data.Read(ctx, c.Regs)
		*p = byte(b)
		return err
	}
	return nil
}

// failure makes the STOP after a failed operation, and returns its error. With an address QEMU sets ARBLST where ADRACK is
// right, which the tests of the registers have as a deviation; no other master is on the bus.
func (c *Controller) failure(ctx context.Context, s Status, command Command) error {
	err := fmt.Errorf("stellarisi2c: the operation %v failed: %v", command, s)
	switch {
	case s&AddressAck != 0, command&START != 0 && s&Lost != 0:
		err = i2c.ErrAddressNACK
	case s&DataAck != 0:
		err = i2c.ErrDataNACK
	case s&Lost != 0:
		return i2c.ErrArbitration // the bus belongs to the other master, which makes the STOP
	}
	if command&STOP != 0 {
		return err
	}
	if stopErr := CommandControl.Write(ctx, c.Regs, STOP); stopErr != nil {
		return stopErr
	}
	return err
}
