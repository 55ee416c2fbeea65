package usbkbd

import (
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/usb"
	"github.com/qgraph/qgraph/libqos/protocol/usbhid"
)

// requests checks the class requests over endpoint 0.
func requests(t *run.T, k *keyboard) {
	t.Step("protocol", func() { protocol(t, k) })
	t.Step("idle rate", func() { idleRate(t, k) })
	t.Step("report", func() { report(t, k) })
	t.Step("lights", func() { lights(t, k) })
}

// protocol checks that the keyboard begins with the report protocol and keeps the
// protocol that is set.
func protocol(t *run.T, k *keyboard) {
	want := usbhid.ReportProtocol
	for _, next := range []usbhid.Protocol{usbhid.BootProtocol, usbhid.ReportProtocol, usbhid.BootProtocol} {
		got, err := k.Protocol(t.Context())
		t.Must(err)
		if got != want {
			t.Errorf("protocol = %d, want %d", got, want)
		}
		t.Must(k.SetProtocol(t.Context(), next))
		want = next
	}
}

// idleRate checks that the keyboard keeps the idle rate that is set.
func idleRate(t *run.T, k *keyboard) {
	for _, want := range []uint8{1, 125, 255, 0} {
		t.Must(k.SetIdle(t.Context(), want))
		got, err := k.Idle(t.Context())
		t.Must(err)
		if got != want {
			t.Errorf("idle rate after it is set = %d, want %d", got, want)
		}
	}
}

// report checks that the report over endpoint 0 is that of the interrupt endpoint.
func report(t *run.T, k *keyboard) {
	for _, down := range []bool{true, false} {
		want := usbhid.Pressed(0)
		if down {
			want = usbhid.Pressed(0, usages()["z"])
		}
		k.goes(t, "z", down, want)
		got, err := k.GetReport(t.Context())
		t.Must(err)
		if got != want {
			t.Errorf("report % x over endpoint 0, want % x", got, want)
		}
	}
}

// lights checks that the keyboard accepts its output report, and refuses a request that
// its class does not define.
func lights(t *run.T, k *keyboard) {
	for l := range usbhid.NumLock | usbhid.CapsLock | usbhid.ScrollLock {
		t.Must(k.SetLEDs(t.Context(), l))
	}
	k.silent(t, patience, "once the lights are set")
	const classRequest, undefined = 0x21, 0x7f
	_, err := k.Control(t.Context(), usb.Setup{RequestType: classRequest, Request: undefined}, nil)
	if !errors.Is(err, usb.ErrStall) {
		t.Errorf("undefined request: got %v, want %v", err, usb.ErrStall)
	}
}

// idle checks that a report repeats at the idle rate, and only then (HID, section
// 7.2.4 "Set_Idle Request").
func idle(t *run.T, k *keyboard) {
	const units = 25
	const duration = units * usbhid.IdleUnit
	ctx := t.Context()
	t.Must(k.SetProtocol(ctx, usbhid.BootProtocol))
	t.Must(k.SetIdle(ctx, 0))
	down := usbhid.Pressed(0, usages()["a"])
	k.goes(t, "a", true, down)
	k.silent(t, 5*duration, "without an idle rate")
	t.Must(k.SetIdle(ctx, units))
	_, err := k.Report(ctx, 2*duration)
	t.Must(err)
	for n := range 4 {
		k.silent(t, duration/2, fmt.Sprintf("before repetition %d", n))
		got, err := k.Report(ctx, duration)
		t.Must(err)
		if got != down {
			t.Errorf("repetition %d: report % x, want % x", n, got, down)
		}
	}
	k.press(t, "a", false)
	got, err := k.Report(ctx, duration/4)
	t.Must(err)
	if want := usbhid.Pressed(0); got != want {
		t.Errorf("a goes up: report % x, want % x", got, want)
	}
	t.Must(k.SetIdle(ctx, 0))
	k.silent(t, 3*duration, "without an idle rate again")
}
