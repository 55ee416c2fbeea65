package edu

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/misc/edu"
)

// registers checks the registers that do nothing but hold a value (section "MMIO area
// spec").
func registers(t *run.T, d *edu.Device) {
	t.Step("identification", func() { identification(t, d) })
	t.Step("liveness", func() { liveness(t, d) })
	t.Step("status", func() { status(t, d) })
}

// identification checks the device's signature, and that it is read-only.
func identification(t *run.T, d *edu.Device) {
	before := edu.Identification.ReadT(t, d.Regs)
	if got := before & edu.SignatureMask; got != edu.Signature {
		t.Errorf("the low half of the identification is %#x, want %#x", got, edu.Signature)
	}
	edu.Identification.WriteT(t, d.Regs, ^before)
	if got := edu.Identification.ReadT(t, d.Regs); got != before {
		t.Errorf("the identification is %#x after a write, want %#x as before", got, before)
	}
}

// liveness checks that each bit is inverted.
func liveness(t *run.T, d *edu.Device) {
	values := []uint32{0, ^uint32(0), 0x12345678}
	for bit := range 32 {
		values = append(values, 1<<bit)
	}
	for _, v := range values {
		edu.Liveness.WriteT(t, d.Regs, v)
		if got := edu.Liveness.ReadT(t, d.Regs); got != ^v {
			t.Errorf("liveness after %#x = %#x, want %#x", v, got, ^v)
		}
	}
}

// status checks that the guest can set the bit for interrupts and not the one that
// says that the device computes.
func status(t *run.T, d *edu.Device) {
	for _, row := range []struct{ write, want edu.State }{
		{edu.Computing, 0},
		{edu.Computing | edu.InterruptOnDone, edu.InterruptOnDone},
		{0, 0},
	} {
		edu.Status.WriteT(t, d.Regs, row.write)
		if got := edu.Status.ReadT(t, d.Regs); got != row.want {
			t.Errorf("status after %v = %v, want %v", row.write, got, row.want)
		}
	}
}
