package ac97

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/sound/ac97"
)

// migrate moves the machine during playback, when a buffer is done and its interrupt
// pending. It finds a controller that loses the mixer's settings, the interrupt, its
// position or the channel's run on the way.
func migrate(t *run.T, c *ac97.Controller, second run.Instance[*ac97.Controller]) {
	ctx := t.Context()
	line, err := c.PCI.INTx(ctx)
	t.Must(err)
	t.Must(c.Reset(ctx))
	t.Must(c.SetRate(ctx, ac97.FrontDACRate, sourceRate))
	ac97.MasterVolume.WriteT(t, c.Mixer, 0x0102)
	ch, err := c.Open(ctx, ac97.PCMOut, buffers, buffer)
	t.Must(err)
	t.Must(ch.Write(ctx, make([]ac97.Frame, buffers*buffer)))
	t.Must(ch.Start(ctx, ac97.BufferInterrupt|ac97.LastInterrupt))
	t.Must(ch.Await(ctx, ac97.BCIS))
	status := reg.HoldsT(t, c.Master, "GLOB_STA", ac97.GlobalStatus)
	samples := ch.ID.PICB().ReadT(t, c.Master)

	t.Must(t.Env.Migrate(ctx, second.Env, nil))

	status(t, "after the migration")
	reg.ExpectT(t, c.Mixer, "master volume", ac97.MasterVolume, 0x0102)
	reg.ExpectT(t, c.Mixer, "rate", ac97.FrontDACRate, sourceRate)
	reg.ExpectT(t, c.Master, "status", ch.ID.SR(), ac97.BCIS)
	reg.ExpectT(t, c.Master, "current index", ch.ID.CIV(), 1)
	reg.ExpectT(t, c.Master, "last valid index", ch.ID.LVI(), buffers-1)
	if got := ch.ID.PICB().ReadT(t, c.Master); got > samples || got == 0 {
		t.Errorf("samples left of the buffer = %d, want at most %d as before the migration", got, samples)
	}
	if !line.Raised() {
		t.Error("the interrupt that was pending does not raise the line after the migration")
	}
	ch.ID.SR().WriteT(t, c.Master, ac97.BCIS)
	if line.Raised() {
		t.Error("the line is raised after the interrupt is acknowledged")
	}
	for i := 1; i < buffers-1; i++ {
		t.Must(ch.Await(ctx, ac97.BCIS))
		reg.ExpectT(t, c.Master, "current index after a buffer", ch.ID.CIV(), uint8(i+1))
		ch.ID.SR().WriteT(t, c.Master, ac97.BCIS)
	}
	t.Must(ch.Await(ctx, ac97.BCIS|ac97.LVBCI|ac97.CELV|ac97.DCH))
	t.Must(ch.Close(ctx))
}
