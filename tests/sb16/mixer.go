package sb16

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/sound/sb16"
)

// mixer checks the registers of the mixer.
func mixer(t *run.T, d *sb16.Device) {
	t.Must(d.Reset(t.Context()))
	t.Step("resources", func() { resources(t, d) })
	t.Step("registers", func() { keeps(t, d) })
	t.Step("reset", func() {
		t.Must(d.SetMixer(t.Context(), sb16.ResetMixer, 0))
		defaults(t, d, gains())
		t.Step("volumes", func() { defaults(t, d, volumes()) })
	})
	t.Step("interrupt request", func() { choice(t, d) })
}

// is checks bits of a register of the mixer.
func is(t *run.T, d *sb16.Device, what string, r sb16.Register, mask, want uint8) {
	t.Helper()
	got, err := d.Mixer(t.Context(), r)
	t.Must(err)
	if got&mask != want {
		t.Errorf("%s = %#02x, want %#02x", what, got&mask, want)
	}
}

// Bits of the interrupt setup.
const (
	irq5 = 1 << 1
	irq7 = 1 << 2
)

// resources checks the registers that tell the card's interrupt request and DMA channels (the guide,
// chapter 3, "Configuring DMA and Interrupt").
func resources(t *run.T, d *sb16.Device) {
	is(t, d, "interrupt setup", sb16.InterruptSetup, 0x0f, irq5)
	is(t, d, "DMA setup", sb16.DMASetup, 0xeb, 1<<sb16.Channel8|1<<sb16.Channel16)
}

// row is a register with the bits that it has and their value after a reset.
type row struct {
	r          sb16.Register
	bits, want uint8
}

// volumes and gains list the registers with their defaults (the guide, chapter 4, "CT1745 Mixer
// Register Map").
func volumes() []row {
	const level, loud, tone, flat = 0xf8, 24 << 3, 0xf0, 8 << 4
	return []row{
		{sb16.MasterLeft, level, loud}, {sb16.MasterRight, level, loud},
		{sb16.VoiceLeft, level, loud}, {sb16.VoiceRight, level, loud},
		{sb16.MIDILeft, level, loud}, {sb16.MIDIRight, level, loud},
		{sb16.CDLeft, level, 0}, {sb16.CDRight, level, 0}, {sb16.LineLeft, level, 0}, {sb16.LineRight, level, 0},
		{sb16.Mic, level, 0}, {sb16.OutputSwitches, 0x1f, 0x1f}, {sb16.InputLeft, 0x7f, 0x15}, {sb16.InputRight, 0x7f, 0x0b},
		{sb16.TrebleLeft, tone, flat}, {sb16.TrebleRight, tone, flat}, {sb16.BassLeft, tone, flat}, {sb16.BassRight, tone, flat},
	}
}

func gains() []row {
	const gain = 0xc0
	return []row{
		{sb16.PCSpeaker, gain, 0}, {sb16.InputGainLeft, gain, 0}, {sb16.InputGainRight, gain, 0},
		{sb16.OutputGainLeft, gain, 0}, {sb16.OutputGainRight, gain, 0}, {sb16.GainControl, 0x01, 0},
	}
}

func defaults(t *run.T, d *sb16.Device, rows []row) {
	for _, x := range rows {
		is(t, d, fmt.Sprintf("mixer register %#x after a reset", x.r), x.r, x.bits, x.want)
	}
}

// keeps checks that each register keeps values of its own.
func keeps(t *run.T, d *sb16.Device) {
	all := append(volumes(), gains()...)
	for _, flip := range []uint8{0, 0xff} {
		for i, x := range all {
			t.Must(d.SetMixer(t.Context(), x.r, (uint8(i)*0x4d^0x28^flip)&x.bits))
		}
		for i, x := range all {
			is(t, d, fmt.Sprintf("mixer register %#x", x.r), x.r, x.bits, (uint8(i)*0x4d^0x28^flip)&x.bits)
		}
	}
}

// choice checks that the card has the interrupt request that it is given, and not the one before.
func choice(t *run.T, d *sb16.Device) {
	ctx := t.Context()
	const other = 7
	before, err := d.Line(ctx, sb16.IRQ)
	t.Must(err)
	given, err := d.Line(ctx, other)
	t.Must(err)
	t.Must(d.SetMixer(ctx, sb16.InterruptSetup, irq7))
	is(t, d, "interrupt setup as written", sb16.InterruptSetup, 0x0f, irq7)
	t.Must(d.Do(ctx, sb16.Request8))
	is(t, d, "interrupts on the other request", sb16.InterruptStatus, sb16.Pending8|sb16.Pending16, sb16.Pending8)
	t.Step("lines", func() {
		before.ExpectT(t, "IRQ 5 with IRQ 7 chosen", false)
		given.ExpectT(t, "IRQ 7, chosen", true)
	})
	sb16.ReadStatus.ReadT(t, d.Regs)
	t.Must(d.SetMixer(ctx, sb16.InterruptSetup, irq5))
}
