package imxi2c

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/imxi2c"
)

// idle is the status of a controller without a transfer: no byte in progress, none acknowledged.
const idle = imxi2c.ICF | imxi2c.RXAK

// registers uses each register (IMX25RM, chapter "I2C Controller (I2C)", section "Memory Map and
// Register Definition").
func registers(t *run.T, c *imxi2c.Controller) {
	t.Step("values after power-up", func() { powerUp(t, c) })
	t.Step("written", func() { written(t, c) })
	t.Step("transfers", func() { transfers(t, c) })
	t.Step("no acknowledge", func() { unacknowledged(t, c) })
	t.Step("disabled", func() { disabled(t, c) })
}

// powerUp checks the values after a reset.
func powerUp(t *run.T, c *imxi2c.Controller) {
	reg.ExpectT(t, c.Regs, "IADR", imxi2c.IADR, 0)
	reg.ExpectT(t, c.Regs, "IFDR", imxi2c.IFDR, 0)
	reg.ExpectT(t, c.Regs, "I2CR", imxi2c.I2CR, 0)
	reg.ExpectT(t, c.Regs, "I2SR", imxi2c.I2SR, idle)
	reg.ExpectT(t, c.Regs, "I2DR", imxi2c.I2DR, 0)
}

// written checks which bits keep what is written. The address is in bits 7:1, the divider in bits
// 5:0; a repeated START without a START before it is lost arbitration, and is left out.
func written(t *run.T, c *imxi2c.Controller) {
	for _, v := range []uint16{0xaa, 0x54, 0xfe, 0} {
		reg.KeepsT(t, c.Regs, "IADR", imxi2c.IADR, v)
	}
	for _, v := range []uint16{0x2a, 0x15, 0x3f, 0} {
		reg.KeepsT(t, c.Regs, "IFDR", imxi2c.IFDR, v)
	}
	for _, v := range []imxi2c.Control{
		imxi2c.IEN, imxi2c.IEN | imxi2c.IIEN, imxi2c.IEN | imxi2c.MTX, imxi2c.IEN | imxi2c.TXAK,
		imxi2c.IEN | imxi2c.IIEN | imxi2c.MTX | imxi2c.TXAK, imxi2c.IEN,
	} {
		reg.KeepsT(t, c.Regs, "I2CR", imxi2c.I2CR, v)
		reg.ExpectT(t, c.Regs, "I2SR without a transfer", imxi2c.I2SR, idle)
	}
	imxi2c.I2SR.WriteT(t, c.Regs, ^imxi2c.Status(0))
	reg.ExpectT(t, c.Regs, "I2SR after all ones were written", imxi2c.I2SR, idle)
	imxi2c.I2CR.WriteT(t, c.Regs, 0)
}

// through checks the status at the end of a byte, and clears its flag. What is written to other
// bits than IIF and IAL has no effect.
func through(t *run.T, c *imxi2c.Controller, what string, want imxi2c.Status) {
	t.Helper()
	reg.ExpectT(t, c.Regs, "I2SR "+what, imxi2c.I2SR, imxi2c.ICF|imxi2c.IIF|imxi2c.IBB|want)
	imxi2c.I2SR.WriteT(t, c.Regs, imxi2c.IIF|imxi2c.IAL)
	reg.ExpectT(t, c.Regs, "I2SR with ones written, "+what, imxi2c.I2SR, imxi2c.ICF|imxi2c.IIF|imxi2c.IBB|want)
	imxi2c.I2SR.WriteT(t, c.Regs, 0)
	reg.ExpectT(t, c.Regs, "I2SR with its flag cleared, "+what, imxi2c.I2SR, imxi2c.ICF|imxi2c.IBB|want)
}

// value is what a register of the device has, two bytes whose bits 3:0 read as zero.
type value struct{ pointer, high, low uint16 }

// transfers writes two registers of the device and reads them, with a look at the status after
// each byte (sections "Generation of START" to "Generation of Repeated START").
func transfers(t *run.T, c *imxi2c.Controller) {
	values := []value{{2, 0xa5, 0x50}, {3, 0x5a, 0xa0}}
	for _, v := range values {
		send(t, c, v)
	}
	for _, v := range values {
		receive(t, c, v)
	}
	imxi2c.I2CR.WriteT(t, c.Regs, 0)
}

const master = imxi2c.IEN | imxi2c.MSTA

// send writes a register.
func send(t *run.T, c *imxi2c.Controller, v value) {
	imxi2c.I2CR.WriteT(t, c.Regs, imxi2c.IEN)
	imxi2c.I2SR.WriteT(t, c.Regs, 0)
	reg.KeepsT(t, c.Regs, "I2CR", imxi2c.I2CR, master|imxi2c.MTX)
	reg.ExpectBitsT(t, c.Regs, "I2SR after a START", imxi2c.I2SR, imxi2c.IBB|imxi2c.IIF|imxi2c.IAL, imxi2c.IBB)
	for _, b := range []uint16{target << 1, v.pointer, v.high, v.low} {
		imxi2c.I2DR.WriteT(t, c.Regs, b)
		through(t, c, "after a byte that was sent", 0)
	}
	imxi2c.I2CR.WriteT(t, c.Regs, imxi2c.IEN)
	reg.ExpectBitsT(t, c.Regs, "I2SR after a STOP", imxi2c.I2SR, imxi2c.IBB|imxi2c.IIF|imxi2c.IAL|imxi2c.ICF, imxi2c.ICF)
}

// receive reads a register after a repeated START.
func receive(t *run.T, c *imxi2c.Controller, v value) {
	imxi2c.I2CR.WriteT(t, c.Regs, master|imxi2c.MTX)
	imxi2c.I2DR.WriteT(t, c.Regs, target<<1)
	through(t, c, "after the address for writing", 0)
	imxi2c.I2DR.WriteT(t, c.Regs, v.pointer)
	through(t, c, "after the pointer", 0)
	imxi2c.I2CR.WriteT(t, c.Regs, master|imxi2c.MTX|imxi2c.RSTA)
	reg.ExpectT(t, c.Regs, "I2CR after a repeated START", imxi2c.I2CR, master|imxi2c.MTX)
	imxi2c.I2DR.WriteT(t, c.Regs, target<<1|1)
	through(t, c, "after the address for reading", 0)
	reg.KeepsT(t, c.Regs, "I2CR", imxi2c.I2CR, master)
	imxi2c.I2DR.ReadT(t, c.Regs) // begins the first byte
	through(t, c, "after the first byte", 0)
	reg.KeepsT(t, c.Regs, "I2CR", imxi2c.I2CR, master|imxi2c.TXAK)
	reg.ExpectT(t, c.Regs, "I2DR, first byte", imxi2c.I2DR, v.high)
	through(t, c, "after the second byte", 0)
	imxi2c.I2CR.WriteT(t, c.Regs, imxi2c.IEN)
	reg.ExpectT(t, c.Regs, "I2DR, second byte", imxi2c.I2DR, v.low)
	reg.ExpectBitsT(t, c.Regs, "I2SR after the STOP", imxi2c.I2SR, imxi2c.IBB|imxi2c.IIF|imxi2c.IAL, 0)
}

// unacknowledged sends an address that nobody acknowledges: RXAK says so, and the bus is busy
// until the STOP.
func unacknowledged(t *run.T, c *imxi2c.Controller) {
	imxi2c.I2CR.WriteT(t, c.Regs, imxi2c.IEN)
	imxi2c.I2SR.WriteT(t, c.Regs, 0)
	imxi2c.I2CR.WriteT(t, c.Regs, imxi2c.IEN|imxi2c.MSTA|imxi2c.MTX)
	imxi2c.I2DR.WriteT(t, c.Regs, absent<<1)
	reg.ExpectBitsT(t, c.Regs, "I2SR", imxi2c.I2SR, imxi2c.RXAK|imxi2c.IBB|imxi2c.IAL|imxi2c.ICF, imxi2c.RXAK|imxi2c.IBB|imxi2c.ICF)
	imxi2c.I2SR.WriteT(t, c.Regs, 0)
	imxi2c.I2CR.WriteT(t, c.Regs, imxi2c.IEN)
	reg.ExpectT(t, c.Regs, "I2SR after the STOP", imxi2c.I2SR, idle)
	imxi2c.I2CR.WriteT(t, c.Regs, 0)
}

// disabled checks that a controller without IEN begins no transfer.
func disabled(t *run.T, c *imxi2c.Controller) {
	imxi2c.I2CR.WriteT(t, c.Regs, 0)
	imxi2c.I2DR.WriteT(t, c.Regs, target<<1)
	reg.ExpectT(t, c.Regs, "I2SR", imxi2c.I2SR, idle)
}
