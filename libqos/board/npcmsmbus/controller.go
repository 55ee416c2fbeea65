package npcmsmbus

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
var Driver = graph.NewDriver[*Controller]("npcm7xx-smbus")

// Kind is the kind of a board's part.
var Kind = board.NewKind(Driver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Controller, error) {
	return NewPart(m, p), nil
})

// The registers.
const (
	Data             reg.Reg[uint8]    = 0x00 // SMBSDA: the byte to send, or the received one
	StatusRegister   reg.Reg[Status]   = 0x02 // SMBST
	BusStatus        reg.Reg[BusState] = 0x04 // SMBCST
	ControlRegister  reg.Reg[Control]  = 0x06 // SMBCTL1
	Address1         reg.Reg[uint8]    = 0x08 // SMBADDR1: the controller's own, as a slave
	Enable           reg.Reg[uint8]    = 0x0a // SMBCTL2: bit 0 enables the controller, the others are the clock's
	Address2         reg.Reg[uint8]    = 0x0c // SMBADDR2
	ControlRegister3 reg.Reg[uint8]    = 0x0e // SMBCTL3
	Version          reg.Reg[uint8]    = 0x1f // SMB_VER
)

// EnableBit is the bit of SMBCTL2 that enables the controller.
const EnableBit = 1 << 0

// Status is the register SMBST. The flags that can be cleared are so by a written 1.
type Status uint8

// Bits of SMBST.
//
//qgraph:bits
const (
	Transmit   Status = 1 << 0 // "XMIT"
	MasterMode Status = 1 << 1 // "MASTER": after a START
	Match      Status = 1 << 2 // "NMATCH": as a slave
	AfterStart Status = 1 << 3 // "STASTR": the address is acknowledged, and the clock waits
	NoAck      Status = 1 << 4 // "NEGACK"
	BusError   Status = 1 << 5 // "BER": arbitration lost
	DataReady  Status = 1 << 6 // "SDAST": SMBSDA waits to be written or read
	SlaveStop  Status = 1 << 7 // "SLVSTP"
)

// BusState is the register SMBCST.
type BusState uint8

// Bits of SMBCST.
//
//qgraph:bits
const (
	Busy    BusState = 1 << 0 // "BUSY": the controller moves a byte
	BusBusy BusState = 1 << 1 // "BB": a START without a STOP; a written 1 clears it
)

// Control is the register SMBCTL1.
type Control uint8

// Bits of SMBCTL1.
//
//qgraph:bits
const (
	START      Control = 1 << 0 // "START": makes a START, reads as 1 until then
	STOP       Control = 1 << 1 // "STOP"
	Interrupts Control = 1 << 2 // "INTEN"
	EndOfBusy  Control = 1 << 3 // "EOBINTE"
	NACK       Control = 1 << 4 // "ACK": the next received byte is not acknowledged
	GlobalCall Control = 1 << 5 // "GCMEN"
	NewMatch   Control = 1 << 6 // "NMINTE"
	Stall      Control = 1 << 7 // "STASTRE": the clock waits after an acknowledged address
)

// Controller is one controller, master of its bus.
type Controller struct{ i2c.Part }

var _ i2c.Bus = (*Controller)(nil)

// NewPart returns the controller that is a part of a machine.
func NewPart(m *guest.Machine, p guest.Peripheral) *Controller { return &Controller{i2c.On(m, p)} }

// Transfer makes one transfer; see [i2c.Bus].
func (c *Controller) Transfer(ctx context.Context, addr i2c.Address, write, read []byte) error {
	return i2c.Bytewise(ctx, master{c}, addr, write, read)
}

// Wait waits until a flag is set, a byte has ended without an acknowledge, or arbitration is lost. It returns the status.
func (c *Controller) Wait(ctx context.Context, what string, flag Status) (Status, error) {
	s, err := i2c.Until(ctx, &c.Part, what, StatusRegister, func(s Status) bool { return s&(flag|NoAck|BusError) != 0 })
	if err == nil && s&BusError != 0 {
		err = i2c.ErrArbitration
	}
	return s, err
}

// master is the controller as the master of its bus.
type master struct{ *Controller }

// Free enables the controller, clears the flags of earlier transfers and waits until the bus is free.
func (m master) Free(ctx context.Context) error {
	if err := errors.Join(Enable.Write(ctx, m.Regs, EnableBit), StatusRegister.Write(ctx, m.Regs, NoAck|BusError|AfterStart)); err != nil {
		return err
	}
	_, err := i2c.Until(ctx, &m.Part, "the I2C bus to be free", BusStatus, func(s BusState) bool { return s&BusBusy == 0 })
	if err != nil {
		return errors.Join(i2c.ErrBusy, err)
	}
	return nil
}

// Start makes a START and sends the address.
func (m master) Start(ctx context.Context, address byte) (ack bool, err error) {
	if err := ControlRegister.Write(ctx, m.Regs, START|Stall); err != nil {
		return false, err
	}
	if _, err := m.Wait(ctx, "a START of the SMBus controller", DataReady); err != nil {
		return false, err
	}
	if err := Data.Write(ctx, m.Regs, address); err != nil {
		return false, err
	}
	s, err := m.Wait(ctx, "an address to be sent by the SMBus controller", AfterStart)
	return s&NoAck == 0, err
}

// Send sends a byte. It begins once the flag that made the clock wait is cleared.
func (m master) Send(ctx context.Context, b byte) (ack bool, err error) {
	if err := errors.Join(StatusRegister.Write(ctx, m.Regs, AfterStart), Data.Write(ctx, m.Regs, b)); err != nil {
		return false, err
	}
	s, err := m.Wait(ctx, "a byte to be sent by the SMBus controller", DataReady)
	return s&NoAck == 0, err
}

// Receive receives bytes. The next begins when one is read; so NACK is set before the last but one is read, and the STOP is
// made before the last is.
func (m master) Receive(ctx context.Context, p []byte) (n int, err error) {
	if len(p) == 1 {
		err = ControlRegister.Write(ctx, m.Regs, NACK)
	}
	if err := errors.Join(err, StatusRegister.Write(ctx, m.Regs, AfterStart)); err != nil {
		return 0, err
	}
	for n := range p {
		if _, err := m.Wait(ctx, "a byte to be received by the SMBus controller", DataReady); err != nil {
			return n, err
		}
		switch len(p) - n {
		case 2:
			err = ControlRegister.Write(ctx, m.Regs, NACK)
		case 1:
			err = ControlRegister.Write(ctx, m.Regs, STOP)
		}
		if err != nil {
			return n, err
		}
		if p[n], err = Data.Read(ctx, m.Regs); err != nil {
			return n, err
		}
	}
	return len(p), nil
}

// Stop makes a STOP, unless there already was one.
func (m master) Stop(ctx context.Context) error {
	s, err := StatusRegister.Read(ctx, m.Regs)
	if err == nil && s&MasterMode != 0 {
		err = ControlRegister.Write(ctx, m.Regs, STOP)
	}
	return errors.Join(err, m.Free(ctx))
}
