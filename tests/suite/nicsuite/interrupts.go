package nicsuite

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
)

// Fires lets virtual time pass and checks that exactly the vectors in want have
// sent a message since the last call.
func Fires(t testing.TB, m *guest.Machine, messages pci.Messages, what string, want ...int) {
	t.Helper()
	Quiet(t, m)
	got, err := messages.Arrived(t.Context())
	must(t, err)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%s: messages of vectors %v, want %v", what, got, want)
	}
}

// Interrupts are a controller's interrupt registers. C is the type of its causes.
type Interrupts[C ~uint32] struct {
	*intelnic.Controller
	ICR, ICS, IMS, IMC reg.Reg[C]
	Asserted           C                           // the bit of ICR for an asserted interrupt
	Mask               func(context.Context) error // masks all causes and discards pending ones
	Reset              func(context.Context) error // masks all causes as well
}

// Causes checks how the four registers affect one another, for each cause.
func (i Interrupts[C]) Causes(t testing.TB, causes []C) {
	t.Helper()
	var all C
	for _, c := range causes {
		all |= c
	}
	must(t, i.Reset(t.Context()))
	for _, cause := range causes {
		must(t, i.Mask(t.Context()))
		expect := func(what string, r reg.Reg[C], want C) {
			t.Helper()
			if got := r.ReadT(t, i.Regs) &^ i.Asserted; got != want {
				t.Errorf("cause %v: %s = %v, want %v", cause, what, got, want)
			}
		}
		expect("IMS with everything masked", i.IMS, 0)
		i.IMS.WriteT(t, i.Regs, cause)
		expect("IMS with the cause", i.IMS, cause)
		i.ICS.WriteT(t, i.Regs, cause)
		expect("ICR after the cause is set", i.ICR, cause)
		expect("ICR after a read", i.ICR, 0)
		i.ICS.WriteT(t, i.Regs, all)
		i.ICR.WriteT(t, i.Regs, cause)
		expect("ICR with the cause written back", i.ICR, all&^cause)
		i.IMS.WriteT(t, i.Regs, all)
		i.IMC.WriteT(t, i.Regs, cause)
		expect("IMS without the cause", i.IMS, all&^cause)
	}
	must(t, i.Reset(t.Context()))
}

// Pin checks the interrupt pin: an unmasked cause raises it, a read of ICR and
// masking the cause lower it, and another, masked cause does not raise it.
func (i Interrupts[C]) Pin(t testing.TB, cause, masked C) {
	t.Helper()
	must(t, i.Reset(t.Context()))
	line, err := i.PCI.INTx(t.Context())
	must(t, err)
	expect := func(what string, want bool) {
		t.Helper()
		Quiet(t, i.Machine)
		line.ExpectT(t, what, want)
	}
	expect("after reset", false)
	i.ICS.WriteT(t, i.Regs, cause)
	expect("a masked cause", false)
	i.IMS.WriteT(t, i.Regs, cause)
	expect("the cause, pending when it was unmasked", true)
	if got, want := i.ICR.ReadT(t, i.Regs), cause|i.Asserted; got != want {
		t.Errorf("ICR while the pin is raised = %v, want %v", got, want)
	}
	expect("ICR was read", false)
	i.ICS.WriteT(t, i.Regs, masked)
	expect("another cause, masked", false)
	i.ICS.WriteT(t, i.Regs, cause)
	expect("the cause again", true)
	i.IMC.WriteT(t, i.Regs, cause)
	expect("the cause was masked", false)
	must(t, i.Reset(t.Context()))
}

// Message checks MSI: an unmasked cause sends the message, once for each read of
// ICR, and the pin stays low.
func (i Interrupts[C]) Message(t testing.TB, cause C) {
	t.Helper()
	ctx := t.Context()
	must(t, i.Reset(ctx))
	line, err := i.PCI.INTx(ctx)
	must(t, err)
	raised := line.Count()
	m, err := i.PCI.MSI(ctx)
	must(t, err)
	must(t, m.Configure(ctx, 0))
	must(t, m.Enable(ctx))
	i.ICS.WriteT(t, i.Regs, cause)
	Fires(t, i.Machine, m, "MSI, a masked cause")
	i.ICR.ReadT(t, i.Regs)
	i.IMS.WriteT(t, i.Regs, cause)
	for range 3 {
		i.ICS.WriteT(t, i.Regs, cause)
		Fires(t, i.Machine, m, "MSI, a cause", 0)
		Fires(t, i.Machine, m, "MSI, the cause still pending")
		i.ICR.ReadT(t, i.Regs)
	}
	if got := line.Count() - raised; got != 0 {
		t.Errorf("interrupt pin with MSI: raised %d times, want 0", got)
	}
	must(t, i.Reset(ctx))
	must(t, m.Disable(ctx))
}

// VectorsOn masks all causes, configures all MSI-X vectors, calls prepare for the
// controller's own setup of each, and enables them. The returned function undoes that.
func (i Interrupts[C]) VectorsOn(t testing.TB, prepare func(vector int)) (x *pci.MSIX, done func()) {
	t.Helper()
	ctx := t.Context()
	must(t, i.Mask(ctx))
	x, err := i.PCI.MSIX(ctx)
	must(t, err)
	for v := range x.Vectors() {
		must(t, x.Configure(ctx, v))
		prepare(v)
	}
	must(t, x.Enable(ctx))
	return x, func() {
		t.Helper()
		must(t, i.Mask(ctx))
		must(t, x.Disable(ctx))
	}
}

// PendsWhileMasked masks a vector in the MSI-X table and fires it: its message must
// pend until the vector is unmasked.
func PendsWhileMasked(t testing.TB, m *guest.Machine, x *pci.MSIX, vector int, what string, fire func()) {
	t.Helper()
	ctx := t.Context()
	must(t, x.Mask(ctx, vector))
	fire()
	Fires(t, m, x, what+", masked in the table")
	if pending, err := x.Pending(ctx, vector); err != nil || !pending {
		t.Errorf("%s, masked in the table: pending = %t (%v), want true", what, pending, err)
	}
	must(t, x.Unmask(ctx, vector))
	Fires(t, m, x, what+", unmasked in the table", vector)
}

// Moderation checks that the interval in a vector's throttle register, more than
// 5 ms, separates the vector's messages. A cause that comes sooner waits, and fires
// after limit at the latest. The function fire acknowledges a previous cause, and
// sets the cause.
func Moderation(t testing.TB, m *guest.Machine, messages pci.Messages, vector int, interval, limit time.Duration, fire func()) {
	t.Helper()
	pass := func(d time.Duration) {
		t.Helper()
		_, err := m.Clock().ClockStep(t.Context(), d)
		must(t, err)
	}
	for range 2 {
		pass(limit)
		fire()
		Fires(t, m, messages, "moderation, first cause", vector)
		fire()
		pass(interval - 3*settle)
		Fires(t, m, messages, "moderation, second cause too soon")
		pass(limit)
		Fires(t, m, messages, "moderation, second cause in time", vector)
	}
}

// PinByTraffic checks that a sent frame and a received one raise the interrupt
// pin; sent and received are their causes, of which one may be 0: it is not looked at.
func (i Interrupts[C]) PinByTraffic(t testing.TB, p Port, sent, received C) {
	t.Helper()
	ctx := t.Context()
	line, err := i.PCI.INTx(ctx)
	must(t, err)
	expect := func(what string, cause C) {
		t.Helper()
		Quiet(t, i.Machine)
		if got := line.Raised(); got != (cause != 0) {
			t.Errorf("%s: interrupt pin raised = %t, want %t", what, got, cause != 0)
		}
		if got := i.ICR.ReadT(t, i.Regs); got&cause != cause {
			t.Errorf("%s: ICR = %v, want %v set", what, got, cause)
		}
	}
	i.IMC.WriteT(t, i.Regs, ^C(0))
	i.ICR.WriteT(t, i.Regs, ^C(0))
	for _, unmasked := range []C{0, sent, received} {
		i.IMS.WriteT(t, i.Regs, unmasked)
		frame := p.out(64, 1)
		must(t, p.TX.Send(ctx, intelnic.Offload{}, frame))
		p.Arrives(t, "a frame", frame)
		expect(fmt.Sprintf("a frame sent, %v unmasked", unmasked), unmasked&sent)
		p.Delivers(t, "a frame", p.in(64, 2))
		expect(fmt.Sprintf("a frame received, %v unmasked", unmasked), unmasked&received)
		i.IMC.WriteT(t, i.Regs, unmasked)
		i.ICR.WriteT(t, i.Regs, ^C(0))
	}
}
