package uart16550

import (
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/serial/ns16550"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
)

// characterTime is more than a character takes with divisor 1 and any board's clock.
const characterTime = time.Millisecond

// wires are those that a loopback makes between outputs and inputs (SLLS177I, section "Modem
// Control Register").
var wires = []struct {
	out    ns16550.Modem
	in     ns16550.ModemLine
	change ns16550.ModemLine
}{
	{ns16550.DTR, ns16550.DSR, ns16550.DeltaDSR},
	{ns16550.RTS, ns16550.CTS, ns16550.DeltaCTS},
	{ns16550.Out1, ns16550.RI, 0}, // only its end is told
	{ns16550.Out2, ns16550.DCD, ns16550.DeltaDCD},
}

// inputs are the modem's lines.
const inputs = ns16550.CTS | ns16550.DSR | ns16550.RI | ns16550.DCD

// modem checks the lines of a modem, in loopback.
func modem(t *run.T, p *uart.Port) {
	t.Must(p.Start(t.Context()))
	t.Step("loopback", func() {
		ns16550.ModemControl.WriteT(t, p.Regs, ns16550.Loopback)
		reg.ExpectBitsT(t, p.Regs, "MSR with no output", ns16550.ModemStatus, inputs, 0)
		for _, w := range wires {
			ns16550.ModemControl.WriteT(t, p.Regs, ns16550.Loopback|w.out)
			reg.ExpectBitsT(t, p.Regs, "MSR with "+w.out.String(), ns16550.ModemStatus, inputs, w.in)
		}
	})
	t.Step("changes in loopback", func() {
		for _, w := range wires {
			ns16550.ModemControl.WriteT(t, p.Regs, ns16550.Loopback)
			_ = ns16550.ModemStatus.ReadT(t, p.Regs) // it clears what has changed
			ns16550.ModemControl.WriteT(t, p.Regs, ns16550.Loopback|w.out)
			reg.ExpectBitsT(t, p.Regs, "MSR after "+w.out.String(), ns16550.ModemStatus, ^inputs, w.change)
			reg.ExpectBitsT(t, p.Regs, "MSR read again", ns16550.ModemStatus, ^inputs, 0)
		}
	})
	t.Must(p.Start(t.Context()))
}
