package ac97

import (
	"context"
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/sound/ac97"
)

// causes are the bits of a channel's status that interrupt.
const causes = ac97.BCIS | ac97.LVBCI | ac97.FIFOE

func allChannels() []ac97.ChannelID {
	return []ac97.ChannelID{ac97.PCMIn, ac97.PCMOut, ac97.Microphone}
}

// eachChannel checks all channels alike: the list that goes round, more buffers for a channel
// that has halted, pause, reset, and what interrupts; and the semaphore of the codec.
func eachChannel(t *run.T, c *ac97.Controller) {
	t.Must(c.Reset(t.Context()))
	for _, id := range allChannels() {
		t.Step(id.String(), func() {
			t.Step("list", func() { list(t, c, id) })
			t.Step("pause", func() { pause(t, c, id) })
			t.Step("reset", func() { resetChannel(t, c, id) })
			t.Step("interrupts", func() { enables(t, c, id) })
			t.Step("buffers without interrupt", func() { silent(t, c, id) })
		})
	}
	t.Step("semaphore", func() { semaphore(t, c) })
}

// list checks that a channel goes round in its list of 32 buffers up to the last valid one, that
// it stays there, and goes on once there is another (the datasheet, sections 13.2.2 to 13.2.4).
func list(t *run.T, c *ac97.Controller, id ac97.ChannelID) {
	ctx := t.Context()
	ch, err := c.Open(ctx, id, 32, 200)
	t.Must(err)
	t.Must(ch.Start(ctx, 0))
	t.Must(c.Machine.Wait(ctx, "the second half of the list", func(ctx context.Context) (bool, error) {
		civ, err := id.CIV().Read(ctx, c.Master)
		return civ >= 16, err
	}))
	const halted = ac97.DCH | ac97.CELV | ac97.LVBCI
	for _, last := range []uint8{15, 16, 20, 31, 0} {
		id.SR().WriteT(t, c.Master, causes)
		id.LVI().WriteT(t, c.Master, last)
		t.Must(ch.Await(ctx, halted))
		reg.ExpectT(t, c.Master, "current index of a halted channel", id.CIV(), last)
		reg.ExpectT(t, c.Master, "samples that are left to a halted channel", id.PICB(), 0)
		t.Must(c.Machine.Pass(ctx, 50*time.Millisecond))
		reg.ExpectT(t, c.Master, "current index of a halted channel, later", id.CIV(), last)
	}
	t.Must(ch.Close(ctx))
}

// pause checks that a paused channel stands still, and then goes on where it was (section 13.2.7,
// Run/Pause Bus Master).
func pause(t *run.T, c *ac97.Controller, id ac97.ChannelID) {
	ctx := t.Context()
	ch, err := c.Open(ctx, id, 2, 16000)
	t.Must(err)
	left := func(what string) uint16 {
		t.Helper()
		t.Must(c.Machine.Pass(ctx, 50*time.Millisecond))
		reg.ExpectT(t, c.Master, "current index "+what, id.CIV(), 0)
		return id.PICB().ReadT(t, c.Master)
	}
	t.Must(ch.Start(ctx, 0))
	running := left("running")
	if running == 0 || running >= 2*16000 {
		t.Errorf("%d samples are left of the first buffer after 50 ms, want less than %d", running, 2*16000)
	}
	reg.ExpectT(t, c.Master, "prefetched index of a channel that runs", id.PIV(), 1)
	reg.ExpectBitsT(t, c.Master, "status of a channel that runs", id.SR(), ac97.DCH|ac97.CELV, 0)
	id.CR().WriteT(t, c.Master, 0)
	reg.ExpectBitsT(t, c.Master, "status of a paused channel", id.SR(), ac97.DCH, ac97.DCH)
	paused := left("paused")
	t.Step("double words", func() { doubleWords(t, c, id) })
	if again := left("still paused"); again != paused {
		t.Errorf("%d samples are left of a paused channel, %d before", again, paused)
	}
	t.Step("resumed", func() {
		t.Must(ch.Start(ctx, 0))
		if got := left("running again"); got >= paused {
			t.Errorf("%d samples are left after the pause, want less than %d", got, paused)
		}
	})
	t.Must(ch.Close(ctx))
}

// doubleWords checks that a read of 32 bits has the registers that are there together (sections
// 13.2.2 and 13.2.5).
func doubleWords(t *run.T, c *ac97.Controller, id ac97.ChannelID) {
	first := uint32(id.CIV().ReadT(t, c.Master)) | uint32(id.LVI().ReadT(t, c.Master))<<8 | uint32(id.SR().ReadT(t, c.Master))<<16
	reg.ExpectT(t, c.Master, "CIV, LVI and SR", reg.Reg[uint32](id.CIV()), first)
	second := uint32(id.PICB().ReadT(t, c.Master)) | uint32(id.PIV().ReadT(t, c.Master))<<16 | uint32(id.CR().ReadT(t, c.Master))<<24
	reg.ExpectT(t, c.Master, "PICB, PIV and CR", reg.Reg[uint32](id.PICB()), second)
}

// resetChannel checks that a reset puts the registers of its channel back and those of no other,
// and keeps the bits that enable interrupts (section 13.2.7, Reset Registers).
func resetChannel(t *run.T, c *ac97.Controller, id ac97.ChannelID) {
	ctx := t.Context()
	other := (id + ac97.PCMOut) % (ac97.Microphone + ac97.PCMOut)
	other.BDBAR().WriteT(t, c.Master, 0x12345678)
	other.LVI().WriteT(t, c.Master, 21)
	ch, err := c.Open(ctx, id, 8, 200)
	t.Must(err)
	t.Must(ch.Start(ctx, 0))
	t.Must(ch.Await(ctx, ac97.DCH|ac97.CELV|ac97.LVBCI))
	const enabled = ac97.BufferInterrupt | ac97.LastInterrupt | ac97.FIFOInterrupt
	id.SR().WriteT(t, c.Master, causes)
	id.CR().WriteT(t, c.Master, enabled)
	id.CR().WriteT(t, c.Master, enabled|ac97.ResetRegisters)
	reg.ExpectT(t, c.Master, "BDBAR after a reset", id.BDBAR(), 0)
	reg.ExpectT(t, c.Master, "CIV after a reset", id.CIV(), 0)
	reg.ExpectT(t, c.Master, "LVI after a reset", id.LVI(), 0)
	reg.ExpectT(t, c.Master, "SR after a reset", id.SR(), ac97.DCH)
	reg.ExpectT(t, c.Master, "PICB after a reset", id.PICB(), 0)
	t.Step("enabled interrupts", func() { reg.ExpectT(t, c.Master, "CR after a reset", id.CR(), enabled) })
	reg.ExpectT(t, c.Master, "BDBAR of another channel", other.BDBAR(), 0x12345678)
	reg.ExpectT(t, c.Master, "LVI of another channel", other.LVI(), 21)
	t.Must(ch.Close(ctx))
	other.CR().WriteT(t, c.Master, ac97.ResetRegisters)
}

// enables checks that each cause interrupts only while it is enabled, and until it is cleared by
// itself (sections 13.2.4 and 13.2.7).
func enables(t *run.T, c *ac97.Controller, id ac97.ChannelID) {
	ctx := t.Context()
	line, err := c.PCI.INTx(ctx)
	t.Must(err)
	for _, row := range []struct {
		name   string
		enable ac97.Control
		causes ac97.Status // that interrupt
	}{
		{"nothing", 0, 0},
		{"FEIE", ac97.FIFOInterrupt, 0},
		{"IOCE", ac97.BufferInterrupt, ac97.BCIS},
		{"LVBIE", ac97.LastInterrupt, ac97.LVBCI},
		{"IOCE and LVBIE", ac97.BufferInterrupt | ac97.LastInterrupt, ac97.BCIS | ac97.LVBCI},
	} {
		for _, first := range []ac97.Status{ac97.BCIS, ac97.LVBCI} {
			t.Step(fmt.Sprintf("%s, %v cleared first", row.name, first), func() {
				ch, err := c.Open(ctx, id, 2, 200)
				t.Must(err)
				t.Must(ch.Start(ctx, row.enable))
				t.Must(ch.Await(ctx, ac97.DCH|ac97.CELV))
				pending := ac97.BCIS | ac97.LVBCI
				for _, clear := range []ac97.Status{first, pending &^ first, 0} {
					reg.ExpectBitsT(t, c.Master, "status", id.SR(), ac97.BCIS|ac97.LVBCI, pending)
					raised(t, c, line, id, pending, pending&row.causes != 0)
					id.SR().WriteT(t, c.Master, clear)
					pending &^= clear
				}
				t.Must(ch.Close(ctx))
			})
		}
	}
}

// raised checks the interrupt pin, and the channel's bit of the global status while it interrupts.
func raised(t *run.T, c *ac97.Controller, line guest.Line, id ac97.ChannelID, pending ac97.Status, want bool) {
	t.Helper()
	if got, err := line.Level(t.Context()); err != nil || got != want {
		t.Errorf("with %v the interrupt pin is raised: %t (%v), want %t", pending, got, err, want)
	}
	const all = ac97.PCMInInterrupt | ac97.PCMOutInterrupt | ac97.MicrophoneInterrupt
	var bit ac97.GlobalStatusBits
	if want {
		bit = id.Interrupt()
	}
	if got := ac97.GlobalStatus.ReadT(t, c.Master) & all; got != bit {
		t.Errorf("with %v the global status has %#x of the channels, want %#x", pending, got, bit)
	}
}

// silent checks that buffers without an interrupt on completion do not set BCIS.
func silent(t *run.T, c *ac97.Controller, id ac97.ChannelID) {
	ctx := t.Context()
	ch, err := c.Open(ctx, id, 4, 200)
	t.Must(err)
	t.Must(ch.Completions(ctx, false))
	t.Must(ch.Start(ctx, ac97.BufferInterrupt))
	t.Must(ch.Await(ctx, ac97.DCH|ac97.CELV|ac97.LVBCI))
	reg.ExpectBitsT(t, c.Master, "status after buffers without interrupt", id.SR(), ac97.BCIS, 0)
	t.Must(ch.Close(ctx))
}

// semaphore checks that the bit says whether another driver has the codec: a read sets it, an
// access to the codec clears it (section 13.2.10 "CAS").
func semaphore(t *run.T, c *ac97.Controller) {
	for range 2 {
		ac97.MasterVolume.ReadT(t, c.Mixer)
		reg.ExpectBitsT(t, c.Master, "semaphore of a free codec", ac97.Semaphore, 1, 0)
		reg.ExpectBitsT(t, c.Master, "semaphore once it is taken", ac97.Semaphore, 1, 1)
	}
	ac97.MasterVolume.WriteT(t, c.Mixer, ac97.Mute)
	reg.ExpectBitsT(t, c.Master, "semaphore after a write", ac97.Semaphore, 1, 0)
	ac97.MasterVolume.ReadT(t, c.Mixer)
}
