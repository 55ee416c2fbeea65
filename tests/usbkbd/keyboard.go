package usbkbd

import (
	"errors"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/usb"
	"github.com/qgraph/qgraph/libqos/protocol/usbhid"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// keyboard is a keyboard whose keys the test presses, with its last report.
type keyboard struct {
	*usbhid.Keyboard
	last usbhid.Report
}

// patience is the longest wait for a report: several periods of the endpoint.
const patience = 100 * time.Millisecond

// press presses or releases a key, by QEMU's name (QEMU QMP Reference Manual,
// "QKeyCode").
func (k *keyboard) press(t *run.T, code string, down bool) {
	t.Helper()
	type (
		key struct {
			Type string `json:"type"`
			Data string `json:"data"`
		}
		change struct {
			Down bool `json:"down"`
			Key  key  `json:"key"`
		}
		event struct {
			Type string `json:"type"`
			Data change `json:"data"`
		}
		arguments struct {
			Events []event `json:"events"`
		}
	)
	_, err := qmp.Execute[qmp.Empty](t.Context(), k.Host.Machine().Monitor, "input-send-event",
		arguments{[]event{{"key", change{down, key{"qcode", code}}}}})
	t.Must(err)
}

// goes presses or releases a key and checks the resulting report.
func (k *keyboard) goes(t *run.T, code string, down bool, want usbhid.Report) {
	t.Helper()
	k.press(t, code, down)
	k.reports(t, code, want)
}

// reports checks that the keyboard sends a report of a key, and does not repeat the
// report before (HID, section 7.2.4 "Set_Idle Request").
func (k *keyboard) reports(t *run.T, code string, want usbhid.Report) {
	t.Helper()
	got, err := k.Report(t.Context(), patience)
	if err == nil && got == k.last {
		t.Errorf("%s: the report % x comes again, though nothing has changed", code, got)
		got, err = k.Report(t.Context(), patience)
	}
	if err != nil {
		t.Fatalf("%s: %v, want the report % x after % x", code, err, want, k.last)
	}
	if got != want {
		t.Errorf("%s: report % x after % x, want % x", code, got, k.last, want)
	}
	k.last = got
}

// silent checks that the keyboard sends no report within some time.
func (k *keyboard) silent(t *run.T, within time.Duration, when string) {
	t.Helper()
	if got, err := k.Report(t.Context(), within); !errors.Is(err, usb.ErrNAK) {
		t.Errorf("%s: report % x, %v, want none", when, got, err)
	}
}
