package pcnet

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/net/pcnet"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// loopback checks that with the internal loopback a frame comes back and does not leave,
// and that it leaves without (the data sheet, section "Loopback Operation").
func loopback(t *run.T, nic *pcnet.Device) {
	ctx := t.Context()
	plain := suite(t, nic, pcnet.Setup{Style: pcnet.StylePCI})
	for _, style := range styles() {
		t.Step(style.String(), func() {
			with(t, nic, pcnet.Setup{Style: style, Mode: pcnet.ModeLoop | pcnet.ModeInternal}, func(p *pcnet.Port) {
				for i, n := range []int{60, 61, 1000, 1514} {
					frame := ethersuite.Frame(pcnet.Address(), pcnet.Address(), n, byte(i))
					what := fmt.Sprintf("a frame of %d bytes in the loopback", n)
					t.Must(p.Post(ctx, frame))
					t.Must(p.Sent(ctx))
					plain.Quiet(t)
					if pending, err := p.Pending(ctx); err != nil || !pending {
						t.Errorf("%s does not come back (%v)", what, err)
						continue
					}
					plain.Next(t, p, what, frame)
				}
			})
			plain.With(t, ethersuite.Filter{}, func(p ethersuite.Port) {
				plain.Sends(t, p, "the frame behind the loopback", plain.Out(100, 9))
			})
		})
	}
	t.Step("frame check sequence", func() {
		with(t, nic, pcnet.Setup{Style: pcnet.StylePCI, Mode: pcnet.ModeLoop | pcnet.ModeInternal}, func(p *pcnet.Port) {
			frame := ethersuite.Frame(pcnet.Address(), pcnet.Address(), 60, 1)
			t.Must(p.Post(ctx, frame))
			t.Must(p.Sent(ctx))
			plain.Next(t, p, "a frame in the loopback", frame)
			ethersuite.CheckSequence(t, frame, p.Last.FCS)
		})
	})
}
