package ac97

import (
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/audio"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/sound/ac97"
)

// The host's rate in Hz, as the backends of both tests have it, and the output
// file.
const (
	hostRate = 44100
	played   = "played.wav"
)

// Register adds the tests of the controller.
func Register(g *graph.Graph) {
	graph.Test(g, "AC97-tests/playback_upsample", ac97.Driver, playbackUpsample,
		graph.Provide(audio.Audiodev, audio.Wav(played, hostRate)), graph.Requires(graph.SteppedClock),
		graph.Allows(graph.Complaint{
			Kind: graph.ErrorMessage, Text: "audio: Can not open `ac97\\.(pi|mc)'", Why: "A backend that plays into a file does not record.",
		}), graph.Known(deviations()...))
	graph.Test(g, "AC97-tests/record_downsample", ac97.Driver, recordDownsample,
		graph.Provide(audio.Audiodev, audio.SilentAt(hostRate)), graph.Requires(graph.SteppedClock), graph.Known(deviations()...))
	graph.Test(g, "AC97-tests/channels", ac97.Driver, eachChannel,
		graph.Provide(audio.Audiodev, audio.SilentAt(hostRate)), graph.Requires(graph.SteppedClock), graph.Known(deviations()...))
	graph.Pair(g, "AC97-tests/migrate", ac97.Driver, migrate,
		graph.Provide(audio.Audiodev, audio.SilentAt(hostRate)), graph.Requires(graph.SteppedClock))
}

// mixer checks the codec's registers after reset (AC'97, section 5.7), and that
// rates can be set only while variable rates are on (section 5.8.2). It finds a
// codec that comes up with sound, or at the wrong rate.
func mixer(t *run.T, c *ac97.Controller) {
	ac97.MasterVolume.WriteT(t, c.Mixer, 0x0102)
	reg.ExpectT(t, c.Mixer, "master volume", ac97.MasterVolume, 0x0102)
	t.Must(c.Reset(t.Context()))
	reg.ExpectT(t, c.Mixer, "master volume after reset", ac97.MasterVolume, ac97.Mute)
	reg.ExpectT(t, c.Mixer, "PCM out volume after reset", ac97.PCMOutVolume, ac97.PCMDefault)
	t.Step("record gain", func() { reg.ExpectT(t, c.Mixer, "record gain after reset", ac97.RecordGain, ac97.Mute) })
	t.Step("variable rates", func() {
		if got := ac97.ExtendedControl.ReadT(t, c.Mixer); got&ac97.VRA != 0 {
			t.Errorf("extended audio control after reset = %#x, want no variable rates", got)
		}
	})
	reg.ExpectT(t, c.Mixer, "record select after reset", ac97.RecordSelect, 0)
	t.Step("written", func() { written(t, c) })
	if id := ac97.ExtendedID.ReadT(t, c.Mixer); id&ac97.VRA == 0 {
		t.Fatalf("extended audio ID = %#x, want variable rates", id)
	}
	for _, rate := range []reg.Reg[uint16]{ac97.FrontDACRate, ac97.ADCRate} {
		reg.ExpectT(t, c.Mixer, "rate after reset", rate, ac97.FixedRate)
		t.Must(ac97.ExtendedControl.Modify(t.Context(), c.Mixer, ac97.VRA, 0))
		rate.WriteT(t, c.Mixer, 12000)
		reg.ExpectT(t, c.Mixer, "rate, set without variable rates", rate, ac97.FixedRate)
		for _, hz := range []uint16{8000, 11025, 12000, 22050, 44100, 48000} {
			t.Must(c.SetRate(t.Context(), rate, hz))
		}
		t.Must(c.SetRate(t.Context(), rate, 12000))
		t.Must(ac97.ExtendedControl.Modify(t.Context(), c.Mixer, ac97.VRA, 0))
		reg.ExpectT(t, c.Mixer, "rate, once variable rates are off", rate, ac97.FixedRate)
	}
}

// step is shorter than a buffer minus the data that the host may take in advance.
const step = 20 * time.Millisecond

// move starts a channel with n buffers of frames each, follows it to its end and
// returns the virtual time it took. Each buffer interrupts when it is done; the last
// one, at LVI, halts the channel (the datasheet, sections 13.2.2 to 13.2.6).
func move(t *run.T, c *ac97.Controller, ch *ac97.Channel, n int, interrupt ac97.GlobalStatusBits) time.Duration {
	t.Helper()
	ctx := t.Context()
	line, err := c.PCI.INTx(ctx)
	t.Must(err)
	before, err := c.Machine.Clock().ClockStep(ctx, 1)
	t.Must(err)
	if s := ch.ID.SR().ReadT(t, c.Master); s != ac97.DCH {
		t.Errorf("status before the channel runs = %v, want %v", s, ac97.DCH)
	}
	t.Must(ch.Start(ctx, ac97.BufferInterrupt|ac97.LastInterrupt))
	for i := range n {
		last := i == n-1
		want := ac97.BCIS
		if last {
			want |= ac97.LVBCI | ac97.CELV | ac97.DCH
		}
		_, err := c.Machine.Clock().ClockStep(ctx, step)
		t.Must(err)
		t.Must(ch.Await(ctx, want))
		if s := ch.ID.SR().ReadT(t, c.Master); !last && s&(ac97.DCH|ac97.LVBCI|ac97.FIFOE) != 0 {
			t.Errorf("status after buffer %d of %d = %v, want DCH clear", i, n, s)
		}
		if civ := ch.ID.CIV().ReadT(t, c.Master); !last && int(civ) != i+1 || last && int(civ) != i {
			t.Errorf("current index after buffer %d of %d = %d", i, n, civ)
		}
		if g := ac97.GlobalStatus.ReadT(t, c.Master); g&interrupt == 0 {
			t.Errorf("global status after buffer %d of %d = %#x, want %#x set", i, n, g, interrupt)
		}
		if !line.Raised() {
			t.Errorf("buffer %d of %d does not interrupt", i, n)
		}
		ch.ID.SR().WriteT(t, c.Master, ac97.BCIS|ac97.LVBCI)
		if g := ac97.GlobalStatus.ReadT(t, c.Master); g&interrupt != 0 {
			t.Errorf("global status once buffer %d of %d is acknowledged = %#x, want %#x clear", i, n, g, interrupt)
		}
		if line.Raised() {
			t.Errorf("buffer %d of %d still interrupts after it is acknowledged", i, n)
		}
	}
	after, err := c.Machine.Clock().ClockStep(ctx, 1)
	t.Must(err)
	return after - before
}
