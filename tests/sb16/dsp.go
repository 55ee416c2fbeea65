package sb16

import (
	"context"
	"strings"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/sound/sb16"
)

// dsp checks the commands of the processor that move no samples.
func dsp(t *run.T, d *sb16.Device) {
	t.Must(d.Reset(t.Context()))
	t.Step("reset", func() { reset(t, d) })
	t.Step("version", func() { answers(t, d, "version", sb16.Version, nil, 4, 5) })
	t.Step("identification", func() {
		for _, v := range []uint8{0x00, 0x5a, 0xa5, 0xff} {
			answers(t, d, "identification", sb16.Identify, []uint8{v}, ^v)
		}
	})
	t.Step("test register", func() {
		for _, v := range []uint8{0x00, 0x5a, 0xa5, 0xff} {
			t.Must(d.Do(t.Context(), sb16.WriteTest, v))
			answers(t, d, "test register", sb16.ReadTest, nil, v)
		}
	})
	t.Step("copyright", func() { copyright(t, d) })
	t.Step("speaker", func() {
		t.Must(d.Do(t.Context(), sb16.SpeakerOn))
		speaker(t, d, "on", 0xff)
		t.Must(d.Do(t.Context(), sb16.SpeakerOff))
		speaker(t, d, "off", 0)
	})
	t.Step("interrupts", func() { interrupts(t, d) })
}

// answers checks the whole answer to a command.
func answers(t *run.T, d *sb16.Device, what string, c sb16.Command, operands []uint8, want ...uint8) {
	t.Helper()
	t.Must(d.Do(t.Context(), c, operands...))
	for i, w := range want {
		got, err := d.Read(t.Context())
		t.Must(err)
		if got != w {
			t.Errorf("%s: byte %d of the answer is %#02x, want %#02x", what, i+1, got, w)
		}
	}
	empty(t, d, what)
}

// empty checks that the processor has nothing to read.
func empty(t *run.T, d *sb16.Device, when string) {
	t.Helper()
	reg.ExpectBitsT(t, d.Regs, when+": read status behind the last byte", sb16.ReadStatus, sb16.Available, 0)
}

// reset checks that a reset ends a command that lacks its operand, and an answer that nobody has read.
func reset(t *run.T, d *sb16.Device) {
	empty(t, d, "after a reset")
	t.Must(d.Do(t.Context(), sb16.Identify))
	t.Must(d.Reset(t.Context()))
	answers(t, d, "behind a command without its operand", sb16.Version, nil, 4, 5)
	t.Must(d.Do(t.Context(), sb16.Version))
	t.Must(d.Reset(t.Context()))
	empty(t, d, "after a reset with an answer")
}

// copyright checks that the text names the maker, and ends.
func copyright(t *run.T, d *sb16.Device) {
	t.Must(d.Do(t.Context(), sb16.Copyright))
	var text []byte
	for {
		b, err := d.Read(t.Context())
		t.Must(err)
		if b == 0 {
			break
		}
		text = append(text, b)
	}
	if want := "COPYRIGHT (C) CREATIVE TECHNOLOGY LTD"; !strings.HasPrefix(string(text), want) {
		t.Errorf("copyright = %q, want %q at its begin", text, want)
	}
	empty(t, d, "copyright")
}

// speaker checks the state of the speaker.
func speaker(t *run.T, d *sb16.Device, state string, want uint8) {
	t.Helper()
	t.Must(d.Do(t.Context(), sb16.SpeakerStatus))
	const soon = 50 * time.Millisecond
	answered, err := d.Machine().WaitUpTo(t.Context(), soon, "the state of the speaker", func(ctx context.Context) (bool, error) {
		v, err := sb16.ReadStatus.Read(ctx, d.Regs)
		return v&sb16.Available != 0, err
	})
	t.Must(err)
	if !answered {
		t.Errorf("no state of the speaker, which is %s", state)
		return
	}
	reg.ExpectT(t, d.Regs, "state of the speaker, which is "+state, sb16.ReadData, want)
}

// interrupts checks both interrupts of the processor: each has its bit in the mixer, and its port that
// acknowledges it and no other.
func interrupts(t *run.T, d *sb16.Device) {
	ctx := t.Context()
	line, err := d.Line(ctx, sb16.IRQ)
	t.Must(err)
	pending := func(when string, want uint8) {
		t.Helper()
		is(t, d, "interrupts "+when, sb16.InterruptStatus, sb16.Pending8|sb16.Pending16|sb16.PendingUART, want)
		line.ExpectT(t, when, want != 0)
	}
	pending("before", 0)
	before := line.Count()
	t.Must(d.Do(ctx, sb16.Request8))
	pending("of 8-bit DMA", sb16.Pending8)
	sb16.Acknowledge.ReadT(t, d.Regs)
	pending("of 8-bit DMA, the other acknowledged", sb16.Pending8)
	sb16.ReadStatus.ReadT(t, d.Regs)
	pending("of 8-bit DMA, acknowledged", 0)
	t.Must(d.Do(ctx, sb16.Request16))
	pending("of 16-bit DMA", sb16.Pending16)
	sb16.ReadStatus.ReadT(t, d.Regs)
	pending("of 16-bit DMA, the other acknowledged", sb16.Pending16)
	sb16.Acknowledge.ReadT(t, d.Regs)
	pending("of 16-bit DMA, acknowledged", 0)
	const requests = 2
	if got := line.Count() - before; got != requests {
		t.Errorf("the interrupt line rose %d times, want %d", got, requests)
	}
}
