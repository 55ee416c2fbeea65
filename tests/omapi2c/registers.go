package omapi2c

import (
	"context"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/omapi2c"
)

// registers uses each register (SPRU681, section "I2C Registers").
func registers(t *run.T, c *omapi2c.Controller) {
	t.Step("values after a reset", func() { afterReset(t, c) })
	t.Step("written", func() { written(t, c) })
	t.Step("transfers", func() { transfers(t, c) })
	t.Step("vectors", func() { vectors(t, c) })
	t.Step("start without a stop", func() { held(t, c) })
}

// afterReset checks what a cleared I2C_EN resets.
func afterReset(t *run.T, c *omapi2c.Controller) {
	omapi2c.Con.WriteT(t, c.Regs, 0)
	reg.ExpectT(t, c.Regs, "I2C_CON", omapi2c.Con, 0)
	reg.ExpectT(t, c.Regs, "I2C_STAT", omapi2c.Stat, 0)
	reg.ExpectT(t, c.Regs, "I2C_IV", omapi2c.IV, omapi2c.None)
	reg.ExpectT(t, c.Regs, "I2C_IE", omapi2c.Enable, 0)
	reg.ExpectT(t, c.Regs, "I2C_CNT", omapi2c.Count, 0)
	if v := omapi2c.Revision.ReadT(t, c.Regs); v == 0 || v > 0xff {
		t.Errorf("I2C_REV = %#04x, want two digits, of which one is not 0", v)
	}
	reg.IgnoresT(t, c.Regs, "I2C_REV", omapi2c.Revision)
}

// written checks which bits keep what is written: the five events, the address of
// 10 bits, and the configuration of an enabled controller that makes no START.
func written(t *run.T, c *omapi2c.Controller) {
	omapi2c.Con.WriteT(t, c.Regs, omapi2c.EN)
	for _, v := range []omapi2c.Events{0x1f, 0x0a, 0x15, 0} {
		reg.KeepsT(t, c.Regs, "I2C_IE", omapi2c.Enable, v)
	}
	for _, v := range []uint16{0x3ff, 0x155, 0x2aa, 0} {
		reg.KeepsT(t, c.Regs, "I2C_SA", omapi2c.SA, v)
	}
	for _, v := range []omapi2c.Control{omapi2c.EN | omapi2c.BE, omapi2c.EN | omapi2c.TRX | omapi2c.MST, omapi2c.EN} {
		reg.KeepsT(t, c.Regs, "I2C_CON", omapi2c.Con, v)
	}
	reg.ExpectT(t, c.Regs, "I2C_STAT", omapi2c.Stat, 0)
	omapi2c.Con.WriteT(t, c.Regs, 0)
}

// value is what a register of the device has, two bytes whose bits 3:0 read as zero.
type value struct {
	pointer uint16
	word    uint16 // the first byte in the lower half
}

func values() []value { return []value{{2, 0x50<<8 | 0xa5}, {3, 0xa0<<8 | 0x5a}} }

// transfers writes both registers of the device, and reads them.
func transfers(t *run.T, c *omapi2c.Controller) {
	for _, v := range values() {
		t.Step("sent", func() { sent(t, c, v) })
	}
	for _, v := range values() {
		t.Step("received", func() { received(t, c, v) })
	}
}

// begin enables the controller for one message, with all events or none.
func begin(t *run.T, c *omapi2c.Controller, enable omapi2c.Events, control omapi2c.Control, count uint16) {
	t.Helper()
	omapi2c.Con.WriteT(t, c.Regs, 0)
	omapi2c.Con.WriteT(t, c.Regs, omapi2c.EN)
	omapi2c.Enable.WriteT(t, c.Regs, enable)
	reg.KeepsT(t, c.Regs, "I2C_SA", omapi2c.SA, target)
	omapi2c.Count.WriteT(t, c.Regs, count)
	omapi2c.Con.WriteT(t, c.Regs, omapi2c.EN|omapi2c.MST|omapi2c.STT|control)
}

// await lets time pass until the status has a bit, and checks the whole of it.
func await(t *run.T, c *omapi2c.Controller, what string, bit, want omapi2c.Status) {
	t.Helper()
	t.Must(c.Machine().Wait(t.Context(), what, func(ctx context.Context) (bool, error) {
		s, err := omapi2c.Stat.Read(ctx, c.Regs)
		return s&bit != 0, err
	}))
	reg.ExpectT(t, c.Regs, "I2C_STAT, "+what, omapi2c.Stat, want)
}

// sent sends a pointer and two bytes, the first one of each word in its lower half.
func sent(t *run.T, c *omapi2c.Controller, v value) {
	begin(t, c, 0, omapi2c.TRX|omapi2c.STP, 3)
	await(t, c, "room for the first word", omapi2c.XRDY, omapi2c.XRDY|omapi2c.BB)
	omapi2c.Data.WriteT(t, c.Regs, v.pointer|v.word<<8)
	await(t, c, "room for the second word", omapi2c.XRDY, omapi2c.XRDY|omapi2c.BB)
	omapi2c.Data.WriteT(t, c.Regs, v.word>>8)
	await(t, c, "the end of the message", omapi2c.ARDY, omapi2c.ARDY)
	reg.ExpectBitsT(t, c.Regs, "I2C_CON at the end", omapi2c.Con, omapi2c.STT|omapi2c.STP|omapi2c.MST, 0)
}

// received sends a pointer, and receives two bytes after a repeated START.
func received(t *run.T, c *omapi2c.Controller, v value) {
	begin(t, c, 0, omapi2c.TRX, 1)
	await(t, c, "room for the pointer", omapi2c.XRDY, omapi2c.XRDY|omapi2c.BB)
	omapi2c.Data.WriteT(t, c.Regs, v.pointer)
	await(t, c, "the end of the first message", omapi2c.ARDY, omapi2c.ARDY|omapi2c.BB)
	omapi2c.Count.WriteT(t, c.Regs, 2)
	omapi2c.Con.WriteT(t, c.Regs, omapi2c.EN|omapi2c.MST|omapi2c.STT|omapi2c.STP)
	t.Must(c.Machine().Wait(t.Context(), "a word", func(ctx context.Context) (bool, error) {
		s, err := omapi2c.Stat.Read(ctx, c.Regs)
		return s&omapi2c.RRDY != 0, err
	}))
	reg.ExpectT(t, c.Regs, "I2C_DATA", omapi2c.Data, v.word)
	reg.ExpectBitsT(t, c.Regs, "I2C_STAT without the word", omapi2c.Stat, omapi2c.RRDY|omapi2c.ROVR, 0)
}

// vectors checks that each event has its vector if it is enabled, and none if it is not (section
// "I2C Interrupt Vector Register").
func vectors(t *run.T, c *omapi2c.Controller) {
	pointed := values()[0]
	sent(t, c, pointed)
	for _, row := range []struct {
		name   string
		enable omapi2c.Events
		want   omapi2c.Vector
	}{
		{"enabled", omapi2c.EnableXRDY, omapi2c.TransmitReady},
		{"others enabled", ^omapi2c.EnableXRDY & 0x1f, omapi2c.None},
		{"none enabled", 0, omapi2c.None},
	} {
		begin(t, c, row.enable, omapi2c.TRX|omapi2c.STP, 1)
		await(t, c, "room for a byte", omapi2c.XRDY, omapi2c.XRDY|omapi2c.BB)
		reg.ExpectT(t, c.Regs, "I2C_IV with XRDY "+row.name, omapi2c.IV, row.want)
		omapi2c.Data.WriteT(t, c.Regs, pointed.pointer)
	}
	for _, row := range []struct {
		name   string
		enable omapi2c.Events
		want   omapi2c.Vector
	}{
		{"enabled", omapi2c.EnableRRDY, omapi2c.ReceiveReady},
		{"others enabled", omapi2c.EnableXRDY | omapi2c.EnableNACK | omapi2c.EnableAL, omapi2c.None},
	} {
		begin(t, c, row.enable, omapi2c.STP, 2)
		t.Must(c.Machine().Wait(t.Context(), "a word", func(ctx context.Context) (bool, error) {
			s, err := omapi2c.Stat.Read(ctx, c.Regs)
			return s&omapi2c.RRDY != 0, err
		}))
		reg.ExpectT(t, c.Regs, "I2C_IV with RRDY "+row.name, omapi2c.IV, row.want)
		reg.ExpectT(t, c.Regs, "I2C_DATA", omapi2c.Data, pointed.word)
	}
	omapi2c.Con.WriteT(t, c.Regs, 0)
}

// held sends a message without a STOP: the bus is busy until a cleared I2C_EN resets the status
// (section "I2C Configuration Register (I2C_CON)").
func held(t *run.T, c *omapi2c.Controller) {
	begin(t, c, 0, omapi2c.TRX, 1)
	omapi2c.Data.WriteT(t, c.Regs, values()[0].pointer)
	await(t, c, "the end of the message", omapi2c.ARDY, omapi2c.ARDY|omapi2c.BB)
	omapi2c.Con.WriteT(t, c.Regs, 0)
	reg.ExpectBitsT(t, c.Regs, "I2C_STAT after a reset", omapi2c.Stat, ^omapi2c.BB, 0)
	t.Step("bus", func() { reg.ExpectBitsT(t, c.Regs, "I2C_STAT after a reset", omapi2c.Stat, omapi2c.BB, 0) })
}
