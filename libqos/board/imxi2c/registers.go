package imxi2c

import "github.com/qgraph/qgraph/libqos/base/reg"

// The registers (chapter "I2C Controller (I2C)", section "Memory Map and
// Register Definition").
const (
	IADR reg.Reg[uint16]  = 0x00 // I2C Address Register: the controller's own, as a slave
	IFDR reg.Reg[uint16]  = 0x04 // I2C Frequency Divider Register
	I2CR reg.Reg[Control] = 0x08
	I2SR reg.Reg[Status]  = 0x0c
	I2DR reg.Reg[uint16]  = 0x10 // I2C Data I/O Register, 8 bits of data
)

// Control is the I2C Control Register (I2CR).
type Control uint16

// Bits of I2CR.
//
//qgraph:bits
const (
	RSTA Control = 1 << 2 // makes a repeated START; reads as zero
	TXAK Control = 1 << 3 // the next byte received is not acknowledged
	MTX  Control = 1 << 4 // transmit instead of receive
	MSTA Control = 1 << 5 // master: setting it makes a START, clearing it a STOP
	IIEN Control = 1 << 6 // interrupt enable
	IEN  Control = 1 << 7 // controller enable
)

// Status is the I2C Status Register (I2SR). IIF and IAL are cleared by writing
// zeros; the other bits are read-only.
type Status uint16

// Bits of I2SR.
//
//qgraph:bits
const (
	RXAK Status = 1 << 0 // no acknowledge for the byte sent
	IIF  Status = 1 << 1 // end of a byte, or arbitration lost
	SRW  Status = 1 << 2 // as a slave: read by the master
	IAL  Status = 1 << 4 // arbitration lost
	IBB  Status = 1 << 5 // bus busy: a START without a STOP
	IAAS Status = 1 << 6 // addressed as a slave
	ICF  Status = 1 << 7 // no byte in progress
)
