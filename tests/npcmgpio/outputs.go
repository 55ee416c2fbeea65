package npcmgpio

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/gpio/npcmgpio"
)

// outputs checks the levels to which the bank sets its pins, and that it reads them back.
func outputs(t *run.T, b *npcmgpio.Bank) {
	p := pins{t: t, b: b}
	for pin := range npcmgpio.Pins {
		line, err := b.Pin(t.Context(), pin)
		t.Must(err)
		p.lines = append(p.lines, line)
	}
	npcmgpio.PullUp.WriteT(t, b.Regs, 0)
	npcmgpio.PullDown.WriteT(t, b.Regs, 0)
	npcmgpio.InputOn.WriteT(t, b.Regs, all)
	t.Step("enabled while low", func() {
		npcmgpio.Enable.WriteT(t, b.Regs, all)
		p.show("with all outputs enabled", 0)
	})
	t.Step("each pin", func() {
		npcmgpio.Output.WriteT(t, b.Regs, all)
		p.show("with all pins set", all)
		for pin := range npcmgpio.Pins {
			npcmgpio.Output.WriteT(t, b.Regs, 1<<pin)
			p.show(fmt.Sprintf("pin %d set", pin), 1<<pin)
		}
	})
	t.Step("set and clear", func() {
		npcmgpio.Output.WriteT(t, b.Regs, 0x0ff0_0ff0)
		npcmgpio.OutputSet.WriteT(t, b.Regs, 0x3c3c_3c3c)
		p.show("with pins set", 0x3ffc_3ffc)
		npcmgpio.OutputOff.WriteT(t, b.Regs, 0xc3ff_ff00)
		p.show("with pins cleared", 0x3c00_00fc)
	})
	t.Step("not enabled", func() {
		npcmgpio.Output.WriteT(t, b.Regs, all)
		npcmgpio.Enable.WriteT(t, b.Regs, 0x1234_5678)
		reg.ExpectT(t, b.Regs, "DIN with some outputs enabled", npcmgpio.Input, 0x1234_5678)
		npcmgpio.PullUp.WriteT(t, b.Regs, 0xff00_0000)
		reg.ExpectT(t, b.Regs, "DIN with some outputs enabled and some inputs pulled up", npcmgpio.Input, 0xff34_5678)
	})
	t.Step("open drain", func() {
		npcmgpio.PullUp.WriteT(t, b.Regs, all)
		npcmgpio.OpenDrain.WriteT(t, b.Regs, all)
		npcmgpio.Enable.WriteT(t, b.Regs, all)
		npcmgpio.Output.WriteT(t, b.Regs, 0x0f0f_0f0f)
		p.show("pulled up", 0x0f0f_0f0f)
		npcmgpio.PullUp.WriteT(t, b.Regs, 0x00ff_00ff)
		reg.ExpectT(t, b.Regs, "DIN with some outputs pulled up", npcmgpio.Input, 0x000f_000f)
	})
}

// pins are a bank's pins, watched. QEMU tells of a pin that nobody drives as of a high one.
type pins struct {
	t     *run.T
	b     *npcmgpio.Bank
	lines []guest.Line
}

// show checks the levels of the pins, and that the bank reads them.
func (p pins) show(when string, want uint32) {
	p.t.Helper()
	reg.ExpectT(p.t, p.b.Regs, "DIN "+when, npcmgpio.Input, want)
	for pin, l := range p.lines {
		if got := l.Raised(); got != (want>>pin&1 != 0) {
			p.t.Errorf("%s: pin %d is high: %t, want %t", when, pin, got, !got)
		}
	}
}
