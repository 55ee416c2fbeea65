package hda

import (
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/sound/hda"
)

// commands checks the ways to a codec: its presence, the immediate registers, and the rings.
func commands(t *run.T, c *hda.Codec) {
	ctx := t.Context()
	t.Must(c.Reset(ctx))
	t.Step("presence", func() {
		reg.ExpectT(t, c.Regs, "STATESTS", hda.STATESTS, 1<<c.Address)
		hda.STATESTS.WriteT(t, c.Regs, 0xffff)
		reg.ExpectT(t, c.Regs, "STATESTS once it is cleared", hda.STATESTS, 0)
	})
	id, err := c.Immediate(ctx, hda.Parameter(c.Address, hda.RootNode, hda.VendorID))
	t.Must(err)
	t.Step("immediate", func() { immediate(t, c, id) })
	t.Step("rings", func() { rounds(t, c, id) })
	t.Step("stopped ring", func() { stopped(t, c, id) })
	t.Step("interrupts", func() { counted(t, c) })
	t.Step("answers beyond the count", func() { beyond(t, c, hda.ResponseInterrupt) })
	t.Step("answers without interrupts", func() { beyond(t, c, 0) })
	t.Step("presence interrupt", func() { wakes(t, c) })
}

// immediate checks ICIS before and after a command (the specification, section 3.4.3 "Immediate Command Status").
func immediate(t *run.T, c *hda.Codec, id uint32) {
	reg.ExpectBitsT(t, c.Regs, "ICIS after a command", hda.ICIS, hda.IRV|hda.ICB, hda.IRV)
	reg.ExpectT(t, c.Regs, "ICII", hda.ICII, id)
	hda.ICIS.WriteT(t, c.Regs, hda.IRV)
	reg.ExpectBitsT(t, c.Regs, "ICIS once it is cleared", hda.ICIS, hda.IRV|hda.ICB, 0)
	v := hda.Parameter(c.Address, hda.RootNode, hda.SubordinateNodes)
	hda.ICOI.WriteT(t, c.Regs, v)
	reg.ExpectT(t, c.Regs, "ICII before the command starts", hda.ICII, id)
	hda.ICIS.WriteT(t, c.Regs, hda.ICB)
	if got, err := c.Immediate(t.Context(), v); err != nil || got == id {
		t.Errorf("nodes below the root = %#x (error %v), want another answer than the one before, the vendor's ID", got, err)
	}
}

// rounds sends verbs through the rings, some at a time, in more than two rounds (the specification, sections 4.4.1 and 4.4.2).
func rounds(t *run.T, c *hda.Codec, id uint32) {
	ctx := t.Context()
	r, err := c.OpenRings(ctx, hda.ResponseInterrupt, hda.Entries-1)
	t.Must(err)
	nodes, err := c.Get(ctx, hda.RootNode, hda.SubordinateNodes)
	t.Must(err)
	all := []hda.Verb{hda.Parameter(c.Address, hda.RootNode, hda.VendorID), hda.Parameter(c.Address, hda.RootNode, hda.SubordinateNodes)}
	answers := []uint32{id, nodes}
	for sent, burst := 0, 1; sent < 2*hda.Entries+20; burst = burst%9 + 1 {
		var verbs []hda.Verb
		for i := range burst {
			verbs = append(verbs, all[(sent+i)%2])
		}
		got, err := r.Do(ctx, verbs...)
		t.Must(err)
		for i, a := range got {
			if want := (hda.Response{Value: answers[(sent+i)%2], Codec: c.Address}); a != want {
				t.Fatalf("answer %d = %+v, want %+v", sent+i, a, want)
			}
		}
		sent += burst
		reg.ExpectT(t, c.Regs, "CORBRP", hda.CORBRP, uint16(sent%hda.Entries))
	}
	t.Must(r.Close(ctx))
}

// stopped checks that no command is sent while either ring is stopped, and all are once both run.
func stopped(t *run.T, c *hda.Codec, id uint32) {
	ctx := t.Context()
	t.Must(c.Reset(ctx))
	r, err := c.OpenRings(ctx, hda.ResponseInterrupt, hda.Entries-1)
	t.Must(err)
	hda.CORBCTL.WriteT(t, c.Regs, 0)
	verb := hda.Parameter(c.Address, hda.RootNode, hda.VendorID)
	t.Must(r.Put(ctx, verb, verb))
	reg.ExpectT(t, c.Regs, "RIRBWP while CORB is stopped", hda.RIRBWP, 0)
	reg.ExpectT(t, c.Regs, "CORBRP while CORB is stopped", hda.CORBRP, 0)
	hda.CORBCTL.WriteT(t, c.Regs, hda.CORBRUN)
	got, err := r.Get(ctx, 2)
	t.Must(err)
	for _, a := range got {
		if a.Value != id {
			t.Errorf("answer = %#x, want %#x", a.Value, id)
		}
	}
	t.Must(r.Close(ctx))
}

// counted checks that answers interrupt with the enables of the ring, the controller and all: once RINTCNT of them have come,
// or none follows (the specification, sections 3.3.27 "Response Interrupt Count", 3.3.29 "RIRB Status" and 3.3.14 "Interrupt
// Control").
func counted(t *run.T, c *hda.Codec) {
	ctx := t.Context()
	line, err := c.PCI.INTx(ctx)
	t.Must(err)
	verb := hda.Parameter(c.Address, hda.RootNode, hda.VendorID)
	verbs := []hda.Verb{verb, verb, verb}
	for _, row := range []struct {
		control hda.ResponseControl
		enable  hda.Interrupts
		raised  bool
	}{
		{hda.ResponseInterrupt, 0, false},
		{hda.ResponseInterrupt, hda.Controller, false},
		{hda.ResponseInterrupt, hda.Global, false},
		{hda.ResponseInterrupt, hda.Global | hda.Controller, true},
		{0, hda.Global | hda.Controller, false},
	} {
		for _, count := range []int{len(verbs), len(verbs) + 1, 255} {
			if row.control == 0 && count < 255 {
				continue // the step "answers without interrupts"
			}
			what := fmt.Sprintf("RINTCNT %d, RIRBCTL %#x, INTCTL %#x", count, row.control, uint32(row.enable))
			t.Must(c.Reset(ctx))
			r, err := c.OpenRings(ctx, row.control, count)
			t.Must(err)
			hda.STATESTS.WriteT(t, c.Regs, 0xffff)
			hda.INTCTL.WriteT(t, c.Regs, row.enable)
			line.ExpectT(t, what+", before", false)
			_, err = r.Do(ctx, verbs...)
			t.Must(err)
			line.ExpectT(t, what, row.raised)
			if row.control != 0 {
				reg.ExpectT(t, c.Regs, what+": RIRBSTS", hda.RIRBSTS, hda.RINTFL)
				t.Step("status", func() {
					reg.ExpectBitsT(t, c.Regs, what+": INTSTS", hda.INTSTS, hda.Controller, hda.Controller)
				})
			}
			hda.RIRBSTS.WriteT(t, c.Regs, hda.RINTFL)
			reg.ExpectT(t, c.Regs, what+": RIRBSTS once it is cleared", hda.RIRBSTS, 0)
			reg.ExpectT(t, c.Regs, what+": INTSTS once it is cleared", hda.INTSTS, 0)
			line.ExpectT(t, what+", cleared", false)
			_, err = r.Do(ctx, verb)
			t.Must(err)
			line.ExpectT(t, what+", once more", row.raised)
			t.Must(r.Close(ctx))
		}
	}
	t.Must(c.Reset(ctx))
}

// beyond checks that answers go on though nobody has acknowledged RINTCNT of them (the specification, section 4.4.2.3 "RIRB
// Entry Format and Writing").
func beyond(t *run.T, c *hda.Codec, control hda.ResponseControl) {
	ctx := t.Context()
	t.Must(c.Reset(ctx))
	const count = 3
	verb := hda.Parameter(c.Address, hda.RootNode, hda.VendorID)
	r, err := c.OpenRings(ctx, hda.ResponseInterrupt, 255)
	t.Must(err)
	_, err = r.Do(ctx, verb)
	t.Must(err)
	hda.RIRBSTS.WriteT(t, c.Regs, hda.RINTFL) // begins to count anew
	t.Must(r.Close(ctx))
	r, err = c.OpenRings(ctx, control, 1)
	t.Must(err)
	t.Must(r.Put(ctx, verb, verb, verb))
	t.Must(c.Machine.Pass(ctx, time.Millisecond)) // a codec answers in the next frame, 21 µs later
	reg.ExpectT(t, c.Regs, "RIRBWP", hda.RIRBWP, count)
	t.Must(r.Close(ctx))
	t.Must(c.Reset(ctx)) // commands may be left over
}

// wakes checks that a codec that is found interrupts if WAKEEN has it (the specification, section 3.3.9 "State Change Status").
func wakes(t *run.T, c *hda.Codec) {
	line, err := c.PCI.INTx(t.Context())
	t.Must(err)
	for _, row := range []struct {
		wake   uint16
		raised bool
	}{{0, false}, {1 << (c.Address + 1), false}, {1 << c.Address, true}} {
		what := fmt.Sprintf("WAKEEN %#x", row.wake)
		t.Must(c.Reset(t.Context()))
		hda.WAKEEN.WriteT(t, c.Regs, row.wake)
		reg.ExpectT(t, c.Regs, "WAKEEN", hda.WAKEEN, row.wake)
		line.ExpectT(t, what+", before INTCTL", false)
		hda.INTCTL.WriteT(t, c.Regs, hda.Global|hda.Controller)
		line.ExpectT(t, what, row.raised)
		hda.STATESTS.WriteT(t, c.Regs, 1<<c.Address)
		line.ExpectT(t, what+", cleared", false)
	}
	hda.WAKEEN.WriteT(t, c.Regs, 0)
	hda.INTCTL.WriteT(t, c.Regs, 0)
}
