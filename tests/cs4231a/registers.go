package cs4231a

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/sound/cs4231a"
)

// registers checks the ports and the registers behind them.
func registers(t *run.T, c *cs4231a.Codec) {
	t.Step("reset values", func() {
		reg.ExpectT(t, c.Regs, "index", cs4231a.Index, cs4231a.ModeChange)
		reg.ExpectBitsT(t, c.Regs, "status", cs4231a.Status, cs4231a.Interrupt, 0)
		for _, x := range resets() {
			is(t, c, fmt.Sprintf("I%d after a reset", x.r), x.r, x.bits, x.want)
		}
	})
	t.Step("MODE 1", func() { modeOne(t, c) })
	t.Step("MODE 2", func() { modeTwo(t, c) })
	t.Step("version", func() { version(t, c) })
	t.Step("registers that keep values", func() { keeps(t, c) })
	t.Step("mode change", func() { modeChange(t, c) })
	t.Step("reset", func() {
		t.Must(t.QEMU().SystemReset(t.Context()))
		for _, x := range resets() {
			is(t, c, fmt.Sprintf("I%d after a reset", x.r), x.r, x.bits, x.want)
		}
	})
}

// is checks bits of a register.
func is(t *run.T, c *cs4231a.Codec, what string, r cs4231a.Register, bits, want uint8) {
	t.Helper()
	got, err := c.Read(t.Context(), r)
	t.Must(err)
	if got&bits != want {
		t.Errorf("%s = %#02x, want %#02x", what, got&bits, want)
	}
}

// row is a register with the bits that it has and their value after a reset.
type row struct {
	r          cs4231a.Register
	bits, want uint8
}

// resets lists the reset values (the data sheet, "Indirect Mapped Registers").
func resets() []row {
	return []row{
		{cs4231a.InputLeft, 0xef, 0x00}, {cs4231a.InputRight, 0xef, 0x00},
		{cs4231a.Aux1Left, 0x9f, 0x88}, {cs4231a.Aux1Right, 0x9f, 0x88},
		{cs4231a.Aux2Left, 0x9f, 0x88}, {cs4231a.Aux2Right, 0x9f, 0x88},
		{cs4231a.OutputLeft, 0xbf, 0x80}, {cs4231a.OutputRight, 0xbf, 0x80},
		{cs4231a.DataFormat, 0xff, 0x00}, {cs4231a.Configuration, 0xcf, 0x08},
		{cs4231a.PinControl, 0xca, 0x00}, {cs4231a.ErrorStatus, ^cs4231a.Calibrating, 0x00},
		{cs4231a.ModeID, 0xcf, cs4231a.Identity}, {cs4231a.Loopback, 0xfd, 0x00},
		{cs4231a.UpperBase, 0xff, 0x00}, {cs4231a.LowerBase, 0xff, 0x00},
	}
}

// modeOne checks that MODE 1 has 16 registers: the upper bit of the index is zero.
func modeOne(t *run.T, c *cs4231a.Codec) {
	cs4231a.Index.WriteT(t, c.Regs, uint8(cs4231a.VersionID))
	reg.ExpectT(t, c.Regs, "index in MODE 1", cs4231a.Index, uint8(cs4231a.VersionID)&0xf)
}

// modeTwo checks that MODE 2 can be chosen, that the identity cannot be written, and that the index keeps
// all of its bits.
func modeTwo(t *run.T, c *cs4231a.Codec) {
	for _, v := range []uint8{cs4231a.Mode2 | ^cs4231a.Identity&0x0f, cs4231a.Mode2 | cs4231a.Identity} {
		t.Must(c.Write(t.Context(), cs4231a.ModeID, v, 0))
		is(t, c, "identity in MODE 2", cs4231a.ModeID, 0xcf, cs4231a.Mode2|cs4231a.Identity)
	}
	for _, v := range []uint8{0x00, 0x0a, 0x15, 0x1f, cs4231a.TransferDisable, cs4231a.ModeChange} {
		reg.KeepsT(t, c.Regs, "index", cs4231a.Index, v)
	}
}

// version checks that the register that tells the chip is read-only.
func version(t *run.T, c *cs4231a.Codec) {
	is(t, c, "version", cs4231a.VersionID, 0xff, cs4231a.Version)
	t.Step("read-only", func() {
		t.Must(c.Write(t.Context(), cs4231a.VersionID, 0, 0))
		is(t, c, "version after a write", cs4231a.VersionID, 0xff, cs4231a.Version)
	})
}

// keepers lists the registers of gains and counts with the bits that keep written values.
func keepers() []row {
	return []row{
		{cs4231a.InputLeft, 0xef, 0}, {cs4231a.InputRight, 0xef, 0},
		{cs4231a.Aux1Left, 0x9f, 0}, {cs4231a.Aux1Right, 0x9f, 0}, {cs4231a.Aux2Left, 0x9f, 0}, {cs4231a.Aux2Right, 0x9f, 0},
		{cs4231a.OutputLeft, 0xbf, 0}, {cs4231a.OutputRight, 0xbf, 0}, {cs4231a.PinControl, 0xca, 0}, {cs4231a.Loopback, 0xfd, 0},
		{cs4231a.UpperBase, 0xff, 0}, {cs4231a.LowerBase, 0xff, 0}, {cs4231a.LineLeft, 0x9f, 0}, {cs4231a.LineRight, 0x9f, 0},
		{cs4231a.TimerLow, 0xff, 0}, {cs4231a.TimerHigh, 0xff, 0}, {cs4231a.MonoControl, 0xcf, 0},
		{cs4231a.CaptureUpper, 0xff, 0}, {cs4231a.CaptureLower, 0xff, 0},
	}
}

// keeps checks that each register keeps values of its own.
func keeps(t *run.T, c *cs4231a.Codec) {
	t.Must(c.Write(t.Context(), cs4231a.ModeID, cs4231a.Mode2, 0))
	for _, flip := range []uint8{0, 0xff} {
		own := func(x row) uint8 { return (uint8(x.r)*0x4d ^ 0x28 ^ flip) & x.bits }
		for _, x := range keepers() {
			t.Must(c.Write(t.Context(), x.r, own(x), 0))
		}
		for _, x := range keepers() {
			is(t, c, fmt.Sprintf("I%d", x.r), x.r, x.bits, own(x))
		}
	}
}

// modeChange checks that the format can be written only while MCE is set.
func modeChange(t *run.T, c *cs4231a.Codec) {
	ctx := t.Context()
	t.Must(c.SetFormat(ctx, cs4231a.Linear16|cs4231a.Stereo|cs4231a.Rate44100))
	want := uint8(cs4231a.Linear16 | cs4231a.Stereo | cs4231a.Rate44100)
	is(t, c, "format", cs4231a.DataFormat, 0xff, want)
	t.Must(c.Write(ctx, cs4231a.DataFormat, 0, 0))
	is(t, c, "format after a write without MCE", cs4231a.DataFormat, 0xff, want)
	t.Must(c.SetFormat(ctx, 0))
	is(t, c, "format after a write with MCE", cs4231a.DataFormat, 0xff, 0)
	t.Step("calibration", func() {
		is(t, c, "calibration in progress, which ACAL does not ask for", cs4231a.ErrorStatus, cs4231a.Calibrating, 0)
	})
}
