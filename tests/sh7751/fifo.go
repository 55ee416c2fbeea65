package sh7751

import (
	"bytes"
	"context"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/chardev"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/serial/scif"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
)

// fifo checks the receiver's FIFO: the order of the characters, its count, the trigger, and a character too many.
func fifo(t *run.T, p *uart.Port) {
	peer, err := chardev.Attach(t.Env, uart.FarEnd)
	t.Must(err)
	f := receiver{p, peer}
	t.Step("order", func() { f.order(t) })
	t.Step("trigger", func() { f.trigger(t) })
	t.Step("flag", func() { f.flag(t) })
	t.Step("emptied", func() { f.emptied(t) })
	t.Step("overrun", func() { f.overrun(t) })
}

// receiver is a port with the far end of its line.
type receiver struct {
	port *uart.Port
	peer *chardev.Peer
}

// filled returns n different characters.
func filled(n int) []byte {
	list := make([]byte, n)
	for i := range list {
		list[i] = byte(0x41 + i)
	}
	return list
}

// fill starts the port, with RDF clear, and fills its FIFO with n characters.
func (f receiver) fill(t *run.T, n int) {
	t.Helper()
	t.Must(f.port.Start(t.Context()))
	reg.ExpectBitsT(t, f.port.Regs, "SCFDR2 of a port that was started", scif.FIFOCount, scif.InReceiver, 0)
	scif.Status.ReadT(t, f.port.Regs)
	scif.Status.WriteT(t, f.port.Regs, ^uint16(scif.Received))
	f.more(t, filled(n), n)
}

// more sends characters, of which the FIFO then has a number.
func (f receiver) more(t *run.T, characters []byte, inside int) {
	t.Helper()
	t.Must(f.peer.Send(t.Context(), characters))
	t.Must(f.port.Machine.Await(t.Context(), "characters in the FIFO", func(ctx context.Context) (bool, error) {
		count, err := scif.FIFOCount.Read(ctx, f.port.Regs)
		return int(count&scif.InReceiver) >= inside, err
	}))
}

// order checks that a full FIFO gives its characters in order, and counts them. The transmitter's count, beside it, is 0.
func (f receiver) order(t *run.T) {
	f.fill(t, scif.Depth)
	var got []byte
	for left := scif.Depth; left > 0; left-- {
		reg.ExpectT(t, f.port.Regs, "SCFDR2", scif.FIFOCount, uint16(left))
		got = append(got, scif.Receive.ReadT(t, f.port.Regs))
	}
	if want := filled(scif.Depth); !bytes.Equal(got, want) {
		t.Errorf("the FIFO gave %q, want %q", got, want)
	}
	reg.ExpectT(t, f.port.Regs, "SCFDR2 after the last character", scif.FIFOCount, 0)
}

// trigger checks that RDF is set by as many characters as RTRG says.
func (f receiver) trigger(t *run.T) {
	for setting, characters := range []int{1, 4, 8, 14} {
		f.fill(t, 0)
		scif.FIFOControl.WriteT(t, f.port.Regs, uint16(setting)<<scif.TriggerShift)
		if characters > 1 {
			f.more(t, filled(characters-1), characters-1)
			reg.ExpectBitsT(t, f.port.Regs, "SCFSR2 below the trigger", scif.Status, scif.Received, 0)
		}
		f.more(t, filled(1), characters)
		reg.ExpectBitsT(t, f.port.Regs, "SCFSR2 at the trigger", scif.Status, scif.Received, scif.Received)
	}
}

// flag checks that RDF stays while the FIFO has as many characters as the trigger says.
func (f receiver) flag(t *run.T) {
	f.fill(t, 2)
	reg.ExpectBitsT(t, f.port.Regs, "SCFSR2 with two characters", scif.Status, scif.Received, scif.Received)
	scif.Status.WriteT(t, f.port.Regs, ^uint16(scif.Received))
	reg.ExpectBitsT(t, f.port.Regs, "SCFSR2 with two characters, cleared", scif.Status, scif.Received, scif.Received)
}

// emptied checks that RFRST empties the FIFO.
func (f receiver) emptied(t *run.T) {
	f.fill(t, 3)
	scif.FIFOControl.WriteT(t, f.port.Regs, scif.ResetReceive)
	scif.FIFOControl.WriteT(t, f.port.Regs, 0)
	reg.ExpectBitsT(t, f.port.Regs, "SCFDR2 after RFRST", scif.FIFOCount, scif.InReceiver, 0)
}

// overrun checks that a character that comes to a full FIFO is lost, and that the port tells of it.
func (f receiver) overrun(t *run.T) {
	f.fill(t, scif.Depth)
	f.more(t, []byte{'z'}, scif.Depth)
	reg.ExpectBitsT(t, f.port.Regs, "SCLSR2 after one character too many", scif.LineStatus, scif.Overrun, scif.Overrun)
	reg.ExpectBitsT(t, f.port.Regs, "SCFDR2 after one character too many", scif.FIFOCount, scif.InReceiver, scif.Depth)
}
