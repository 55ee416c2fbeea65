package ipmi

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/ipmi"
)

// queueInterrupt is the bit of the global enables for the interrupt of the interface.
const queueInterrupt = 1 << 0

// kcsInterrupt checks that each byte that the host may read or write comes with an interrupt, once
// it is enabled (section 9.5 "KCS Interface Registers", "SMS_ATN and interrupts").
func kcsInterrupt(t *run.T, k *ipmi.KCS) {
	line, err := k.Line(t.Context())
	t.Must(err)
	app(t, k, ipmi.GetDeviceID)
	if n := line.Count(); n != 0 || line.Raised() {
		t.Errorf("%d interrupts while they are disabled, want 0", n)
	}
	app(t, k, ipmi.SetGlobal, queueInterrupt)
	before := line.Count()
	app(t, k, ipmi.GetDeviceID)
	if line.Count() == before {
		t.Error("no interrupt came in a request and its response")
	}
	if line.Raised() {
		t.Error("the interrupt is raised after the last byte is read")
	}
}

// kcsAbort checks that an abort in the write phase gives a status byte, and leaves the interface
// idle (section 9.12 "Write Processing Summary", errors).
func kcsAbort(t *run.T, k *ipmi.KCS) {
	t.Must(k.Control(t.Context(), ipmi.WriteStart))
	t.Must(k.Write(t.Context(), 0x18))
	t.Must(k.Control(t.Context(), ipmi.Abort))
	t.Must(k.Write(t.Context(), 0))
	got, err := k.Receive(t.Context())
	t.Must(err)
	const aborted = 0x01 // "Aborted By Command"
	if len(got) != 1 || got[0] != aborted {
		t.Errorf("status after an abort = % x, want %#02x", got, aborted)
	}
	reg.ExpectBitsT(t, k.Regs, "status of an idle interface", ipmi.KCSStatus, ipmi.Reading|ipmi.Writing|ipmi.InputFull|ipmi.OutputFull, 0)
	app(t, k, ipmi.GetDeviceID)
}

// btInterrupt checks that a response comes with an interrupt, once it is enabled, and that a write
// clears it (section 11.2 "BT Interface Registers", BT_INTMASK).
func btInterrupt(t *run.T, b *ipmi.BT) {
	line, err := b.Line(t.Context())
	t.Must(err)
	app(t, b, ipmi.GetDeviceID)
	if n := line.Count(); n != 0 || line.Raised() {
		t.Errorf("%d interrupts while they are disabled, want 0", n)
	}
	app(t, b, ipmi.SetGlobal, queueInterrupt)
	ipmi.BTMask.WriteT(t, b.Regs, ipmi.InterruptEnable)
	m := ipmi.Message{NetFn: ipmi.App, Command: ipmi.GetDeviceID}
	t.Must(b.Send(t.Context(), m))
	t.Must(line.Wait(t.Context(), true))
	reg.ExpectBitsT(t, b.Regs, "interrupt mask with an interrupt", ipmi.BTMask, ipmi.Interrupt, ipmi.Interrupt)
	ipmi.BTMask.WriteT(t, b.Regs, ipmi.InterruptEnable|ipmi.Interrupt)
	if line.Raised() {
		t.Error("the interrupt is raised after it is cleared")
	}
	got, err := b.Receive(t.Context(), m)
	t.Must(err)
	if len(got) == 0 {
		t.Error("the response has no data")
	}
	reg.ExpectBitsT(t, b.Regs, "control after the response", ipmi.BTControl, ipmi.ToHost|ipmi.ToBMC|ipmi.HostBusy|ipmi.BMCBusy, 0)
}
