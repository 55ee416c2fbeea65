package tulip

import (
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/tulip"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// interrupts checks that both directions interrupt if they are enabled with their
// summary, and that writing ones clears them (section 3.2.2.5 "Status Register").
func interrupts(t *run.T, nic *tulip.Device) {
	ctx := t.Context()
	line, err := nic.PCI.INTx(ctx)
	t.Must(err)
	s := suite(t, rig{nic: nic})
	p, err := s.Device.Open(ctx, ethersuite.Filter{})
	t.Must(err)
	send := func() { s.Sends(t, p, "a frame", s.Out(64, 1)) }
	receive := func() { s.Delivers(t, p, "a frame", s.In(64, 2)) }
	for _, row := range []struct {
		name   string
		enable tulip.Status
		do     func()
		status tulip.Status
		raised bool
	}{
		{"sent, nothing enabled", 0, send, tulip.TI, false},
		{"sent, without the summary", tulip.TI, send, tulip.TI, false},
		{"sent, only reception enabled", tulip.RI | tulip.NIS, send, tulip.TI, false},
		{"sent", tulip.TI | tulip.NIS, send, tulip.TI | tulip.NIS, true},
		{"received, only transmission enabled", tulip.TI | tulip.NIS, receive, tulip.RI, false},
		{"received", tulip.RI | tulip.NIS, receive, tulip.RI | tulip.NIS, true},
	} {
		tulip.CSR7.WriteT(t, nic.Regs, row.enable)
		t.Must(nic.Acknowledge(ctx))
		if line.Raised() {
			t.Errorf("%s: interrupt line is raised too early", row.name)
		}
		row.do()
		t.Must(nic.Machine.Pass(ctx, time.Millisecond))
		if got := tulip.CSR5.ReadT(t, nic.Regs) & row.status; got != row.status {
			t.Errorf("%s: CSR5 = %v, want %v", row.name, got, row.status)
		}
		if got := line.Raised(); got != row.raised {
			t.Errorf("%s: interrupt line raised: %t, want %t", row.name, got, row.raised)
		}
		t.Must(nic.Acknowledge(ctx))
		if line.Raised() {
			t.Errorf("%s: interrupt line is still raised", row.name)
		}
		if got := tulip.CSR5.ReadT(t, nic.Regs) & (tulip.TI | tulip.RI | tulip.NIS); got != 0 {
			t.Errorf("%s: CSR5 after it is cleared = %v", row.name, got)
		}
	}
	t.Step("both causes", func() {
		const both = tulip.TI | tulip.RI
		tulip.CSR7.WriteT(t, nic.Regs, both|tulip.NIS)
		for _, first := range []tulip.Status{tulip.TI, tulip.RI} {
			send()
			receive()
			reg.ExpectBitsT(t, nic.Regs, "CSR5 with both", tulip.CSR5, both|tulip.NIS, both|tulip.NIS)
			tulip.CSR5.WriteT(t, nic.Regs, first)
			reg.ExpectBitsT(t, nic.Regs, "CSR5 with one cleared", tulip.CSR5, both|tulip.NIS, both&^first|tulip.NIS)
			if !line.Raised() {
				t.Errorf("with %v cleared alone the line is not raised", first)
			}
			tulip.CSR5.WriteT(t, nic.Regs, both&^first|tulip.NIS)
			reg.ExpectBitsT(t, nic.Regs, "CSR5 with both cleared", tulip.CSR5, both|tulip.NIS, 0)
			if line.Raised() {
				t.Error("with both cleared the line is raised")
			}
		}
	})
	t.Must(p.Close(ctx))
}
