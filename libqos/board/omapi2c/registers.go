package omapi2c

import (
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// The registers (section "I2C Registers").
const (
	Revision reg.Reg[uint16]  = 0x00 // I2C_REV: major revision in bits 7:4, minor in 3:0
	Enable   reg.Reg[Events]  = 0x04 // I2C_IE: events that make an interrupt and a vector
	Stat     reg.Reg[Status]  = 0x08 // I2C_STAT
	IV       reg.Reg[Vector]  = 0x0c // I2C_IV
	Count    reg.Reg[uint16]  = 0x18 // I2C_CNT: bytes of the message
	Data     reg.Reg[uint16]  = 0x1c // I2C_DATA: two bytes, the first one in bits 7:0
	Con      reg.Reg[Control] = 0x24 // I2C_CON
	SA       reg.Reg[uint16]  = 0x2c // I2C_SA: address of the slave
)

// Events is the I2C Interrupt Enable Register.
type Events uint16

// Bits of I2C_IE.
//
//qgraph:bits
const (
	EnableAL   Events = 1 << 0 // "AL_IE"
	EnableNACK Events = 1 << 1 // "NACK_IE"
	EnableARDY Events = 1 << 2 // "ARDY_IE"
	EnableRRDY Events = 1 << 3 // "RRDY_IE"
	EnableXRDY Events = 1 << 4 // "XRDY_IE"
)

// Status is the I2C Status Register. AL, NACK and ARDY are cleared by reading
// their vector, RRDY and XRDY by an access to I2C_DATA.
type Status uint16

// Bits of I2C_STAT.
//
//qgraph:bits
const (
	AL   Status = 1 << 0  // arbitration lost
	NACK Status = 1 << 1  // no acknowledge
	ARDY Status = 1 << 2  // end of the message
	RRDY Status = 1 << 3  // I2C_DATA can be read
	XRDY Status = 1 << 4  // I2C_DATA can be written
	AD0  Status = 1 << 8  // as a slave: general call
	AAS  Status = 1 << 9  // addressed as a slave
	XUDF Status = 1 << 10 // transmit underflow
	ROVR Status = 1 << 11 // receive overrun
	BB   Status = 1 << 12 // bus busy
	SBD  Status = 1 << 15 // only bits 7:0 of I2C_DATA hold a byte
)

// Vector is the I2C Interrupt Vector Register: the enabled event of the highest
// priority. Reading it clears the event.
type Vector uint16

// The vectors, the highest priority first.
const (
	None            Vector = 0
	ArbitrationLost Vector = 1
	NoAcknowledge   Vector = 2
	AccessReady     Vector = 3
	ReceiveReady    Vector = 4
	TransmitReady   Vector = 5
)

// String returns the name of the event.
func (v Vector) String() string {
	names := [...]string{"none", "AL", "NACK", "ARDY", "RRDY", "XRDY"}
	if int(v) < len(names) {
		return names[v]
	}
	return fmt.Sprintf("vector %d", uint16(v))
}

// Control is the I2C Configuration Register.
type Control uint16

// Bits of I2C_CON.
//
//qgraph:bits
const (
	STT Control = 1 << 0  // makes a START, repeated if the controller owns the bus
	STP Control = 1 << 1  // makes a STOP when the counter is at zero
	RM  Control = 1 << 2  // repeat mode: no counter
	XA  Control = 1 << 8  // expanded address, of 10 bits
	TRX Control = 1 << 9  // transmit instead of receive
	MST Control = 1 << 10 // master
	STB Control = 1 << 11 // START byte
	BE  Control = 1 << 14 // the first byte is in bits 15:8 of I2C_DATA
	EN  Control = 1 << 15 // "I2C_EN": controller enable; clearing it resets the controller
)
