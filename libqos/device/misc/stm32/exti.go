package stm32

import (
	"context"
	"encoding/binary"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// The nodes of the controller of external interrupts.
var (
	EXTIDriver   = graph.NewDriver[*EXTI]("stm32l4x5-exti")
	EXTIDriverF4 = graph.NewDriver[*EXTI]("stm32f4xx-exti")
)

// The kinds of a board's part. Its interrupts are those of the lines, in their order.
var (
	EXTIKind   = extiKind(EXTIDriver, systemL4, banks()...)
	EXTIKindF4 = extiKind(EXTIDriverF4, systemF4, bankF4())
)

// Bank are the registers of up to 32 lines.
type Bank struct {
	First                                                        int // line
	InterruptMask, EventMask, Rising, Falling, Software, Pending reg.Reg[uint32]
	Lines                                                        uint32 // the bits of the lines that there are
	Configurable                                                 uint32 // of those with an edge, the others are direct
	Reset                                                        uint32 // of the interrupt mask
}

// The registers of lines 0 to 31, and of the others (RM0351, section "EXTI registers").
const (
	InterruptMask1 reg.Reg[uint32] = 0x00 // EXTI_IMR1
	EventMask1     reg.Reg[uint32] = 0x04 // EXTI_EMR1
	Rising1        reg.Reg[uint32] = 0x08 // EXTI_RTSR1
	Falling1       reg.Reg[uint32] = 0x0c // EXTI_FTSR1
	Software1      reg.Reg[uint32] = 0x10 // EXTI_SWIER1
	Pending1       reg.Reg[uint32] = 0x14 // EXTI_PR1: a written 1 clears

	InterruptMask2 reg.Reg[uint32] = 0x20 // EXTI_IMR2
	EventMask2     reg.Reg[uint32] = 0x24 // EXTI_EMR2
	Rising2        reg.Reg[uint32] = 0x28 // EXTI_RTSR2
	Falling2       reg.Reg[uint32] = 0x2c // EXTI_FTSR2
	Software2      reg.Reg[uint32] = 0x30 // EXTI_SWIER2
	Pending2       reg.Reg[uint32] = 0x34 // EXTI_PR2
)

// banks are those of the STM32L4 (RM0351, table "EXTI lines connections").
func banks() []Bank {
	return []Bank{
		{
			InterruptMask: InterruptMask1, EventMask: EventMask1, Rising: Rising1, Falling: Falling1, Software: Software1, Pending: Pending1,
			Lines: ^uint32(0), Configurable: 0x007d_ffff, Reset: 0xff82_0000,
		},
		{
			First: 32, InterruptMask: InterruptMask2, EventMask: EventMask2, Rising: Rising2, Falling: Falling2, Software: Software2, Pending: Pending2,
			Lines: 0xff, Configurable: 0x78, Reset: 0x87,
		},
	}
}

// bankF4 is that of the STM32F4 (RM0090, section "EXTI registers").
func bankF4() Bank {
	return Bank{
		InterruptMask: InterruptMask1, EventMask: EventMask1, Rising: Rising1, Falling: Falling1, Software: Software1, Pending: Pending1,
		Lines: 0x7f_ffff, Configurable: 0x7f_ffff,
	}
}

// EXTI is the controller of external interrupts.
type EXTI struct {
	board.Device
	Banks []Bank
	path  string // of QEMU's object
}

func extiKind(d graph.Driver[*EXTI], clock gate, banks ...Bank) board.Kind {
	return board.NewKind(d, func(ctx context.Context, m *guest.Machine, p guest.Peripheral) (*EXTI, error) {
		e := &EXTI{Device: board.At(m, p), Banks: banks}
		if err := clock.open(ctx, m); err != nil {
			return nil, err
		}
		var err error
		e.path, err = e.Object(ctx)
		return e, err
	})
}

// Drive sets the level of a line.
func (e *EXTI) Drive(ctx context.Context, line int, high bool) error {
	return e.Machine.Drive(ctx, guest.Inputs{Path: e.path}, line, high)
}

// Addresses of the parts of the STM32L475 that lead to the controller (RM0351, section "Memory map").
const (
	syscfgL4 = 0x4001_0000
	portsL4  = 0x4800_0000
	portSize = 0x400
)

// System returns the controller's neighbour that chooses the ports. It is for the STM32L475.
func (e *EXTI) System() *SYSCFG {
	return &SYSCFG{Device: board.At(e.Machine, guest.Peripheral{Base: syscfgL4}), Ports: Ports}
}

// Pins returns a port of the STM32L475.
func (e *EXTI) Pins(ctx context.Context, port Port) (*GPIO, error) {
	at := guest.Peripheral{Base: portsL4 + uint64(port)*portSize, Order: binary.LittleEndian}
	return NewGPIO(ctx, e.Machine, at, port)
}
