package ac97

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/sound/ac97"
)

// recordDownsample records silence from a host whose rate is higher. Every buffer is
// filled to its end and no further, at the pace of the codec's rate.
func recordDownsample(t *run.T, c *ac97.Controller) {
	ctx := t.Context()
	t.Must(c.Reset(ctx))
	t.Step("mixer", func() { mixer(t, c) })
	t.Must(c.SetRate(ctx, ac97.ADCRate, sourceRate))
	ac97.RecordGain.WriteT(t, c.Mixer, 0)

	ch, err := c.Open(ctx, ac97.PCMIn, buffers, buffer)
	t.Must(err)
	// One more buffer is open but not valid: it must stay unchanged.
	t.Must(ch.Write(ctx, noise(buffers*buffer)))
	ac97.PCMIn.LVI().WriteT(t, c.Master, buffers-2)
	got := move(t, c, ch, buffers-1, ac97.PCMInInterrupt)
	took(t, "recording", got*buffers/(buffers-1))

	frames, err := ch.Read(ctx)
	t.Must(err)
	for i, f := range frames {
		want := ac97.Frame{}
		if i >= (buffers-1)*buffer {
			want = noise(1)[0]
		}
		if f != want {
			t.Errorf("frame %d is %v, want %v", i, f, want)
			break
		}
	}
	t.Must(ch.Close(ctx))
}

// noise returns frames that cannot come from recorded silence.
func noise(n int) []ac97.Frame {
	frames := make([]ac97.Frame, n)
	for i := range frames {
		frames[i] = ac97.Frame{Left: 0x5a5a, Right: -0x5a5a}
	}
	return frames
}
