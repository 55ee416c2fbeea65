package scif

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
)

// Driver is the node of the port.
var Driver = graph.NewDriver[*uart.Port]("scif")

// Kind is the kind of a board's part: the second of the processor's ports, after the SCI.
var Kind = uart.NewKindAfter(1, Driver, Model())

// The registers (section 16.2 "Register Descriptions").
const (
	Mode        reg.Reg[uint16] = 0x00 // SCSMR2
	Rate        reg.Reg[uint8]  = 0x04 // SCBRR2
	Control     reg.Reg[uint16] = 0x08 // SCSCR2
	Transmit    reg.Reg[uint8]  = 0x0c // SCFTDR2, write-only
	Status      reg.Reg[uint16] = 0x10 // SCFSR2: a bit that was read as 1 is cleared by a 0
	Receive     reg.Reg[uint8]  = 0x14 // SCFRDR2, read-only
	FIFOControl reg.Reg[uint16] = 0x18 // SCFCR2
	FIFOCount   reg.Reg[uint16] = 0x1c // SCFDR2, read-only
	Port        reg.Reg[uint16] = 0x20 // SCSPTR2
	LineStatus  reg.Reg[uint16] = 0x24 // SCLSR2
)

// Bits of SCSMR2, SCSCR2, SCFSR2, SCFCR2, SCFDR2, SCLSR2 and SCSPTR2.
const (
	modeBits = 0x7b // CHR, PE, O/E, STOP, CKS

	transmitOn = 1 << 5 // TE
	receiveOn  = 1 << 4 // RE

	sent     = 1 << 6 // TEND
	room     = 1 << 5 // TDFE
	Received = 1 << 1 // RDF: as many as the trigger says, or more
	timedOut = 1 << 0 // DR

	triggers      = 0xf0 // RTRG, TTRG: 0 for one received character
	modemControl  = 1 << 3
	resetTransmit = 1 << 2 // TFRST
	ResetReceive  = 1 << 1 // RFRST
	TriggerShift  = 6      // RTRG: 1, 4, 8 or 14 characters

	InReceiver = 0x1f // the characters in the receiver's FIFO

	Overrun = 1 << 0 // ORER: a character was lost

	directions = 1<<7 | 1<<5 | 1<<1 // RTSIO, CTSIO, SPB2IO
)

// Depth is the number of characters in each FIFO.
const Depth = 16

// Model returns how the port is used (section 16.3 "Operation"). A character that comes while the FIFO is full is lost.
func Model() uart.Model {
	status := func(bit uint16) uart.Condition { return uart.Bits("SCFSR2", Status, bit).Set() }
	return uart.Model{
		Setup: []uart.Write{
			uart.Set(Control, 0), uart.Set(FIFOControl, resetTransmit|ResetReceive), uart.Set(Mode, 0), uart.Set(Rate, 0),
			uart.Set(FIFOControl, 0), uart.Set(Control, transmitOn|receiveOn),
		},
		Transmit: uart.Bits("SCFTDR2", Transmit, 0xff), Receive: uart.Bits("SCFRDR2", Receive, 0xff),
		Received: status(Received), Taken: []uart.Write{uart.Set(Status, ^uint16(Received|timedOut))},
		Room: status(room), Sent: status(sent),
		Unpaced: true, Depth: Depth,
		Reset: []uart.Value{
			uart.Bits("SCSMR2", Mode, 0xffff).Is(0), uart.Bits("SCBRR2", Rate, 0xff).Is(0xff), uart.Bits("SCSCR2", Control, 0xffff).Is(0),
			uart.Bits("SCFSR2", Status, 0xffff).Is(sent | room), uart.Bits("SCFCR2", FIFOControl, 0xffff).Is(0),
			uart.Bits("SCFDR2", FIFOCount, 0xffff).Is(0), uart.Bits("SCLSR2", LineStatus, 0xffff).Is(0),
		},
		Open: []uart.Write{uart.Set(Control, 0)},
		Kept: []uart.Field{
			uart.Bits("SCSMR2", Mode, modeBits), uart.Bits("SCBRR2", Rate, 0xff), uart.Bits("SCFCR2", FIFOControl, triggers|modemControl),
			uart.Bits("SCSPTR2", Port, directions),
		},
	}
}
