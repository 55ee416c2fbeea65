package pl050

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// The nodes of the interface with each of the devices behind it.
var (
	Keyboard = graph.NewDriver[*Interface]("pl050_keyboard")
	Mouse    = graph.NewDriver[*Interface]("pl050_mouse")
)

// The kinds of a board's part. The interrupt is KMIINTR.
var (
	KeyboardKind = board.NewKind(Keyboard, at)
	MouseKind    = board.NewKind(Mouse, at)
)

// The registers (DDI 0143C, table 3-1 "PrimeCell KMI register summary").
const (
	ControlRegister    reg.Reg[Control]    = 0x00 // KMICR
	StatusRegister     reg.Reg[Status]     = 0x04 // KMISTAT, read-only
	Data               reg.Reg[uint32]     = 0x08 // KMIDATA
	ClockDivisor       reg.Reg[uint32]     = 0x0c // KMICLKDIV: 4 bits
	InterruptsRegister reg.Reg[Interrupts] = 0x10 // KMIIR, read-only
)

// PeripheralID is the number in the identification registers (section 3.3.6).
const PeripheralID = 0x41050

// Control is the register KMICR.
type Control uint32

// Bits of KMICR.
//
//qgraph:bits
const (
	ForceClock        Control = 1 << 0 // "FKMIC": pulls the clock low
	ForceData         Control = 1 << 1 // "FKMID": pulls the data low
	Enable            Control = 1 << 2 // "KMIEN"
	TransmitInterrupt Control = 1 << 3 // "KMITXINTREn"
	ReceiveInterrupt  Control = 1 << 4 // "KMIRXINTREn"
	NoLineControl     Control = 1 << 5 // "KMITYPE": the keyboard has no line control bit
)

// Status is the register KMISTAT.
type Status uint32

// Bits of KMISTAT.
//
//qgraph:bits
const (
	DataLine      Status = 1 << 0 // "KMID"
	ClockLine     Status = 1 << 1 // "KMIC"
	Parity        Status = 1 << 2 // "RXPARITY": of the last byte, odd
	Receiving     Status = 1 << 3 // "RXBUSY"
	Full          Status = 1 << 4 // "RXFULL": a byte can be read
	Transmitting  Status = 1 << 5 // "TXBUSY"
	TransmitEmpty Status = 1 << 6 // "TXEMPTY": a byte can be sent
)

// Interrupts is the register KMIIR.
type Interrupts uint32

// Bits of KMIIR.
//
//qgraph:bits
const (
	Received    Interrupts = 1 << 0 // "KMIRXINTR"
	Transmitted Interrupts = 1 << 1 // "KMITXINTR"
)

// Interface is a part of a board.
type Interface struct{ board.Device }

func at(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Interface, error) {
	return &Interface{board.At(m, p)}, nil
}

// Send sends bytes to the device, each once there is room for it.
func (i *Interface) Send(ctx context.Context, bytes ...uint8) error {
	for _, b := range bytes {
		err := i.Machine.Wait(ctx, "room for a byte to the PS/2 device (KMISTAT.TXEMPTY)", func(ctx context.Context) (bool, error) {
			s, err := StatusRegister.Read(ctx, i.Regs)
			return s&TransmitEmpty != 0, err
		})
		if err != nil {
			return err
		}
		if err := Data.Write(ctx, i.Regs, uint32(b)); err != nil {
			return err
		}
	}
	return nil
}

// ErrNothing is the error of a read without a byte.
var ErrNothing = errors.New("pl050: there is no byte")

// Receive returns the next byte of the device.
func (i *Interface) Receive(ctx context.Context) (uint8, error) {
	s, err := StatusRegister.Read(ctx, i.Regs)
	if err == nil && s&Full == 0 {
		err = ErrNothing
	}
	if err != nil {
		return 0, err
	}
	b, err := Data.Read(ctx, i.Regs)
	return uint8(b), err
}

// Drain reads the bytes that wait.
func (i *Interface) Drain(ctx context.Context) error {
	const most = 1024
	for range most {
		_, err := i.Receive(ctx)
		switch {
		case errors.Is(err, ErrNothing):
			return nil
		case err != nil:
			return err
		}
	}
	return fmt.Errorf("pl050: drain: %d bytes came, and more", most)
}
