package pl061

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/gpio/pl061"
)

// outputs checks the levels to which the part sets its pins (DDI 0190B, section 3.3.1 "Data register").
func outputs(t *run.T, g *pl061.GPIO) {
	lines := make([]guest.Line, pl061.Pins)
	for pin := range lines {
		var err error
		lines[pin], err = g.Output(t.Context(), pin)
		t.Must(err)
	}
	shows := func(when string, want uint32) {
		t.Helper()
		for pin, l := range lines {
			if got := l.Raised(); got != (want>>pin&1 != 0) {
				t.Errorf("%s: pin %d is high: %t, want %t", when, pin, got, !got)
			}
		}
	}
	all := pl061.Data(pl061.All)
	pl061.Direction.WriteT(t, g.Regs, pl061.All)
	t.Step("each pin", func() {
		for pin := range pl061.Pins {
			all.WriteT(t, g.Regs, 1<<pin)
			shows(fmt.Sprintf("pin %d set", pin), 1<<pin)
		}
	})
	t.Step("mask", func() {
		all.WriteT(t, g.Regs, 0xa5)
		pl061.Data(0x26).WriteT(t, g.Regs, 0xeb)
		shows("five pins left as they are", 0xa5&^0x26|0xeb&0x26)
		pl061.Data(0).WriteT(t, g.Regs, 0)
		shows("all pins left as they are", 0xa5&^0x26|0xeb&0x26)
	})
	t.Step("driven from outside", func() {
		all.WriteT(t, g.Regs, 0x0f)
		drive(t, g, 0xaa)
		shows("against the data", 0x0f)
		drive(t, g, 0)
	})
}
