package eepro100

import (
	"context"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/eepro100"
)

// interrupts checks each cause with the mask of all, and with its own (the 8255x manual,
// sections 6.3.2.1 "SCB Status Word" and 6.3.2.2 "SCB Command Word").
func interrupts(t *run.T, nic *eepro100.Device) {
	line, err := nic.PCI.INTx(t.Context())
	t.Must(err)
	s := suite(t, nic, eepro100.Setup{})
	for _, row := range []struct {
		name        string
		cause, also eepro100.Causes
		mask        eepro100.Mask // of the cause, if it has one
		do          func(p *eepro100.Port)
	}{
		{"command executed", eepro100.CX, eepro100.CNA, eepro100.MaskCX, func(p *eepro100.Port) {
			t.Must(p.PostCommand(t.Context(), eepro100.Interrupt, s.Out(64, 1)))
			s.Arrives(t, "a frame", s.Out(64, 1))
			t.Must(p.Sent(t.Context()))
		}},
		{"command unit inactive", eepro100.CNA, 0, eepro100.MaskCNA, func(p *eepro100.Port) { s.Sends(t, p, "a frame", s.Out(64, 2)) }},
		{"frame received", eepro100.FR, 0, eepro100.MaskFR, func(p *eepro100.Port) { s.Delivers(t, p, "a frame", s.In(64, 3)) }},
		{"receive unit not ready", eepro100.RNR, eepro100.FR, eepro100.MaskRNR, func(p *eepro100.Port) {
			for i := range byte(4) {
				t.Must(s.Peer.Send(t.Context(), s.In(64, i)))
			}
			t.Must(nic.Machine.Wait(t.Context(), "RNR in the SCB", func(ctx context.Context) (bool, error) {
				v, err := eepro100.SCBCauses.Read(ctx, nic.Regs)
				return v&eepro100.RNR != 0, err
			}))
		}},
		{"software", eepro100.SWI, 0, 0, func(*eepro100.Port) {
			v := eepro100.SCBMask.ReadT(t, nic.Regs)
			eepro100.SCBMask.WriteT(t, nic.Regs, v|eepro100.AskSWI)
		}},
		{"MDI", eepro100.MDX, 0, 0, func(*eepro100.Port) {
			const readStatus = 2<<26 | eepro100.PHYAddress<<21 | 1<<16
			eepro100.MDI.WriteT(t, nic.Regs, readStatus|eepro100.MDIInterrupt)
			t.Must(nic.Machine.Pass(t.Context(), settle))
		}},
	} {
		t.Step(row.name, func() { cause(t, nic, line, row.cause, row.also, row.do) })
		if row.mask != 0 && nic.Chip.Generation != eepro100.Gen82557 {
			t.Step("masks: "+row.name, func() { masks(t, nic, line, row.cause, row.mask, row.do) })
		}
	}
}

// fourDescriptors is the setup of these tests.
func fourDescriptors() eepro100.Setup { return eepro100.Setup{Receive: 4} }

// level checks the level of the interrupt pin.
func level(t *run.T, line guest.Line, what string, want bool) {
	t.Helper()
	if got, err := line.Level(t.Context()); err != nil || got != want {
		t.Errorf("%s: interrupt pin raised: %t (%v), want %t", what, got, err, want)
	}
}

// cause checks a cause, the pin with and without M, and that a one clears the cause and a
// zero does not.
func cause(t *run.T, nic *eepro100.Device, line guest.Line, c, also eepro100.Causes, do func(*eepro100.Port)) {
	with(t, nic, fourDescriptors(), func(p *eepro100.Port) {
		eepro100.SCBCauses.WriteT(t, nic.Regs, 0xff)
		do(p)
		reg.ExpectT(t, nic.Regs, "causes", eepro100.SCBCauses, c|also)
		level(t, line, "with M", false)
		eepro100.SCBCauses.WriteT(t, nic.Regs, also)
		reg.ExpectT(t, nic.Regs, "causes, others cleared", eepro100.SCBCauses, c)
		eepro100.SCBMask.WriteT(t, nic.Regs, 0)
		level(t, line, "without M", true)
		eepro100.SCBCauses.WriteT(t, nic.Regs, ^c)
		reg.ExpectT(t, nic.Regs, "cause, all others written", eepro100.SCBCauses, c)
		level(t, line, "all others written", true)
		eepro100.SCBMask.WriteT(t, nic.Regs, eepro100.MaskAll)
		level(t, line, "with M again", false)
		eepro100.SCBMask.WriteT(t, nic.Regs, 0)
		eepro100.SCBCauses.WriteT(t, nic.Regs, c)
		reg.ExpectT(t, nic.Regs, "causes, cleared", eepro100.SCBCauses, 0)
		level(t, line, "cleared", false)
	})
}

// masks checks that the mask of a cause keeps it from the pin, and those of the others do
// not.
func masks(t *run.T, nic *eepro100.Device, line guest.Line, c eepro100.Causes, mask eepro100.Mask, do func(*eepro100.Port)) {
	const all = eepro100.MaskCX | eepro100.MaskCNA | eepro100.MaskFR | eepro100.MaskRNR
	with(t, nic, fourDescriptors(), func(p *eepro100.Port) {
		eepro100.SCBCauses.WriteT(t, nic.Regs, 0xff)
		eepro100.SCBMask.WriteT(t, nic.Regs, all)
		do(p)
		reg.ExpectBitsT(t, nic.Regs, "causes", eepro100.SCBCauses, c, c)
		level(t, line, "all masked", false)
	})
	with(t, nic, fourDescriptors(), func(p *eepro100.Port) {
		eepro100.SCBCauses.WriteT(t, nic.Regs, 0xff)
		eepro100.SCBMask.WriteT(t, nic.Regs, all&^mask)
		level(t, line, "before", false)
		do(p)
		level(t, line, "all others masked", true)
		eepro100.SCBCauses.WriteT(t, nic.Regs, c)
		if eepro100.SCBCauses.ReadT(t, nic.Regs) != 0 {
			t.Step("masked causes alone", func() { level(t, line, "masked causes are left", false) })
			eepro100.SCBCauses.WriteT(t, nic.Regs, 0xff)
		}
		level(t, line, "cleared", false)
	})
}
