package sb16

import (
	"context"
	"path/filepath"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/audio"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/misc/i8237"
	"github.com/qgraph/qgraph/libqos/device/sound/sb16"
)

// width is the difference between samples of 8 and of 16 bits.
type width struct {
	name           string
	size           int // of a sample of one side, in bytes
	channel        int
	output         sb16.Command
	exit           sb16.Command
	pause, proceed sb16.Command
	pending        uint8
	acknowledge    func(t *run.T, d *sb16.Device)
	loop           audio.Loop
}

func widths() []width {
	return []width{
		{
			"8-bit", 1, sb16.Channel8, sb16.Output8, sb16.ExitAutoInit8, sb16.Pause8, sb16.Continue8, sb16.Pending8,
			func(t *run.T, d *sb16.Device) { sb16.ReadStatus.ReadT(t, d.Regs) },
			audio.Loop{Samples: audio.Unsigned8, Frames: frames},
		},
		{
			"16-bit", 2, sb16.Channel16, sb16.Output16, sb16.ExitAutoInit16, sb16.Pause16, sb16.Continue16, sb16.Pending16,
			func(t *run.T, d *sb16.Device) { sb16.Acknowledge.ReadT(t, d.Regs) },
			audio.Loop{Samples: audio.Signed16, Frames: frames},
		},
	}
}

// A buffer of frames, and the frames until an interrupt.
const (
	frames = 4096
	period = 1024
)

// playbacks are the tests that play a buffer in a loop at the host's rate.
func playbacks() map[string]func(*run.T, *sb16.Device) {
	tests := map[string]func(*run.T, *sb16.Device){}
	for _, w := range widths() {
		tests[w.name] = func(t *run.T, d *sb16.Device) { playback(t, d, w) }
	}
	return tests
}

// buffer returns memory that DMA reaches, with the frames in it.
func buffer(t *run.T, d *sb16.Device, w width) (addr uint64, size int) {
	t.Helper()
	const page, inside = 1 << 16, 0x2142 // each byte of the address counts
	base, err := d.Machine().Alloc.Alloc(page, page)
	t.Must(err)
	t.Cleanup(func() { t.Must(d.Machine().Alloc.Free(base)) })
	addr = base + inside
	b := w.loop.Bytes()
	t.Must(d.Machine().WriteMemory(t.Context(), addr, b))
	return addr, len(b)
}

// format returns the usual format of samples: those of 8 bits are unsigned.
func (w width) format() sb16.Format {
	if w.size == 1 {
		return sb16.Stereo
	}
	return sb16.Stereo | sb16.Signed
}

// playback has the file of the host hold the buffer, sample by sample.
func playback(t *run.T, d *sb16.Device, w width) {
	ctx := t.Context()
	line, err := d.Line(ctx, sb16.IRQ)
	t.Must(err)
	t.Must(d.Reset(ctx))
	addr, size := buffer(t, d, w)
	t.Must(d.DMA.Program(ctx, w.channel, i8237.Single|i8237.FromMemory|i8237.AutoInit, addr, size))
	const periods = 12
	before := line.Count()
	t.Must(d.Start(ctx, w.output|sb16.AutoInit|sb16.FIFO, w.format(), hostRate, 2*period))
	for range periods {
		interrupted(t, d, w, line)
	}
	if got := line.Count() - before; got != periods {
		t.Errorf("the interrupt line rose %d times in %d blocks", got, periods)
	}
	t.Must(d.Do(ctx, w.exit))
	interrupted(t, d, w, line)
	t.Must(d.Machine().Pass(ctx, 200*time.Millisecond)) // for samples on their way to the file
	line.ExpectT(t, "behind the last block", false)
	t.Step("file of the host", func() {
		w.loop.ExpectT(t, filepath.Join(t.Env.Dir, played), hostRate, (periods-4)*period)
	})
}

// interrupted waits for the interrupt of a block, and acknowledges it.
func interrupted(t *run.T, d *sb16.Device, w width, line guest.Line) {
	t.Helper()
	t.Must(audio.Await(t.Context(), d.Machine(), "the interrupt of a block", func(context.Context) (bool, error) { return line.Raised(), nil }))
	is(t, d, "interrupts behind a block", sb16.InterruptStatus, sb16.Pending8|sb16.Pending16, w.pending)
	w.acknowledge(t, d)
	line.ExpectT(t, "a block's interrupt acknowledged", false)
	is(t, d, "interrupts, acknowledged", sb16.InterruptStatus, sb16.Pending8|sb16.Pending16, 0)
}

// dma checks how the processor moves blocks: one, many, and with a pause.
func dma(t *run.T, d *sb16.Device) {
	for _, w := range widths() {
		t.Step(w.name, func() {
			t.Step("single cycle", func() { singleCycle(t, d, w) })
			t.Step("masked", func() { masked(t, d, w) })
			t.Step("terminal count", func() { terminal(t, d, w) })
			t.Step("pause", func() { pause(t, d, w) })
		})
	}
}

// singleCycle checks that one block of mono samples is moved, with one interrupt, and no more.
func singleCycle(t *run.T, d *sb16.Device, w width) {
	ctx := t.Context()
	line, err := d.Line(ctx, sb16.IRQ)
	t.Must(err)
	t.Must(d.Reset(ctx))
	addr, size := buffer(t, d, w)
	t.Must(d.DMA.Program(ctx, w.channel, i8237.Single|i8237.FromMemory, addr, size))
	const odd = period - 1
	moved(t, d, w, addr, "before", 0)
	t.Must(d.Start(ctx, w.output, w.format()&^sb16.Stereo, hostRate, odd))
	interrupted(t, d, w, line)
	moved(t, d, w, addr, "a block", odd)
	t.Must(d.Machine().Pass(ctx, 100*time.Millisecond))
	moved(t, d, w, addr, "some time behind a block", odd)
	line.ExpectT(t, "some time behind a block", false)
}

// moved checks the number of samples that DMA has moved.
func moved(t *run.T, d *sb16.Device, w width, addr uint64, when string, want int) {
	t.Helper()
	if got := position(t, d, w, addr); got != want {
		t.Errorf("%s: %d samples were moved, want %d", when, got, want)
	}
}

// position returns the number of samples that DMA has moved.
func position(t *run.T, d *sb16.Device, w width, addr uint64) int {
	t.Helper()
	n, err := d.DMA.Moved(t.Context(), w.channel, addr, w.bytes())
	t.Must(err)
	return n / w.size
}

// terminal checks that a channel tells, until that is read, that it has moved all bytes, and that no
// other one does.
func terminal(t *run.T, d *sb16.Device, w width) {
	ctx := t.Context()
	line, err := d.Line(ctx, sb16.IRQ)
	t.Must(err)
	t.Must(d.Reset(ctx))
	addr, _ := buffer(t, d, w)
	all := w.size * period
	t.Must(d.DMA.Program(ctx, w.channel, i8237.Single|i8237.FromMemory, addr, all))
	n, err := d.DMA.Moved(ctx, w.channel, addr, all)
	t.Must(err)
	if n != 0 {
		t.Errorf("%d bytes were moved before the card was started, want none", n)
	}
	expect := func(when string, bits, want uint8) {
		t.Helper()
		got, err := d.DMA.Status(ctx, w.channel)
		t.Must(err)
		if got&bits != want {
			t.Errorf("status of the DMA controller %s = %#02x, want %#02x", when, got&bits, want)
		}
	}
	expect("before", 0xff, 0)
	t.Must(d.Start(ctx, w.output, w.format()&^sb16.Stereo, hostRate, period))
	interrupted(t, d, w, line)
	t.Step("reached", func() { expect("behind the last byte", i8237.TerminalCounts, 1<<(w.channel%i8237.Channels)) })
	t.Must(d.Reset(ctx))
	expect("when it was read, and the card reset", 0xff, 0)
}

// bytes is the size of the buffer.
func (w width) bytes() int { return w.size * 2 * frames }

// slow is a rate in Hz at which the buffer takes longer than the steps.
const slow = 8000

// begin plays the buffer in a loop, slowly.
func begin(t *run.T, d *sb16.Device, w width) (addr uint64) {
	t.Helper()
	t.Must(d.Reset(t.Context()))
	addr, size := buffer(t, d, w)
	t.Must(d.DMA.Program(t.Context(), w.channel, i8237.Single|i8237.FromMemory|i8237.AutoInit, addr, size))
	t.Must(d.Start(t.Context(), w.output|sb16.AutoInit, w.format(), slow, 2*frames))
	return addr
}

// later returns the position some of the host's blocks later, but less than the buffer has.
func later(t *run.T, d *sb16.Device, w width, addr uint64) int {
	t.Helper()
	t.Must(d.Machine().Pass(t.Context(), 50*time.Millisecond))
	return position(t, d, w, addr)
}

// masked checks that a masked channel moves nothing, and then goes on.
func masked(t *run.T, d *sb16.Device, w width) {
	addr := begin(t, d, w)
	if later(t, d, w, addr) == 0 {
		t.Error("nothing was moved")
	}
	t.Must(d.DMA.Hold(t.Context(), w.channel, true))
	first := later(t, d, w, addr)
	if second := later(t, d, w, addr); second != first {
		t.Errorf("%d samples were moved by a masked channel", second-first)
	}
	t.Must(d.DMA.Hold(t.Context(), w.channel, false))
	t.Must(audio.Await(t.Context(), d.Machine(), "DMA to go on", func(ctx context.Context) (bool, error) {
		n, err := d.DMA.Moved(ctx, w.channel, addr, w.bytes())
		return n/w.size != first, err
	}))
	t.Must(d.Reset(t.Context()))
}

// pause checks that a paused card moves nothing, and goes on.
func pause(t *run.T, d *sb16.Device, w width) {
	ctx := t.Context()
	addr := begin(t, d, w)
	if later(t, d, w, addr) == 0 {
		t.Error("nothing was moved")
	}
	t.Must(d.Do(ctx, w.pause))
	first := later(t, d, w, addr)
	if second := later(t, d, w, addr); second != first {
		t.Errorf("%d samples were moved in a pause", second-first)
	}
	t.Step("end", func() {
		t.Must(d.Do(ctx, w.proceed))
		if third := later(t, d, w, addr); third <= first {
			t.Errorf("at sample %d behind the pause, want more than %d", third, first)
		}
	})
	t.Must(d.Reset(ctx))
}
