package usb_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/bus/usb"
)

// configuration returns the descriptors of a boot keyboard (HID 1.11, appendix E).
func configuration() []byte {
	return slices.Concat(
		[]byte{9, 2, 34, 0, 1, 1, 4, 0xa0, 50},
		[]byte{9, 4, 0, 0, 1, 3, 1, 1, 5},
		[]byte{9, 0x21, 0x11, 0x01, 0, 1, 0x22, 63, 0},
		[]byte{7, 5, 0x81, 3, 8, 0, 10},
	)
}

func TestParseConfiguration(t *testing.T) {
	got, err := usb.ParseConfiguration(configuration())
	if err != nil {
		t.Fatal(err)
	}
	want := usb.Configuration{
		Value: 1, Name: 4, Attributes: 0xa0, MaxPower: 50,
		Interfaces: []usb.InterfaceDescriptor{{
			Class: 3, Subclass: 1, Protocol: 1, Name: 5,
			Others:    [][]byte{{9, 0x21, 0x11, 0x01, 0, 1, 0x22, 63, 0}},
			Endpoints: []usb.EndpointDescriptor{{Number: 1, In: true, Kind: usb.Interrupt, MaxPacket: 8, Interval: 10}},
		}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("configuration (-want +got):\n%s", diff)
	}
}

func TestParseConfigurationFaults(t *testing.T) {
	for name, change := range map[string]func(b []byte) []byte{
		"too short":            func(b []byte) []byte { return b[:8] },
		"truncated":            func(b []byte) []byte { return b[:33] },
		"another type":         func(b []byte) []byte { b[1] = 7; return b },
		"two interfaces":       func(b []byte) []byte { b[4] = 2; return b },
		"empty descriptor":     func(b []byte) []byte { b[18] = 0; return b },
		"endless descriptor":   func(b []byte) []byte { b[27] = 8; return b },
		"short interface":      func(b []byte) []byte { b[9] = 8; return b },
		"endpoint comes first": func(b []byte) []byte { b[10] = 5; return b },
	} {
		if _, err := usb.ParseConfiguration(change(configuration())); !errors.Is(err, usb.ErrDescriptor) {
			t.Errorf("%s: error %v, want %v", name, err, usb.ErrDescriptor)
		}
	}
}

func TestPeriod(t *testing.T) {
	e := usb.EndpointDescriptor{Interval: 7}
	if got := e.Period(usb.LowSpeed); got != 7*time.Millisecond {
		t.Errorf("period %v at low speed, want 7ms", got)
	}
	if got := e.Period(usb.HighSpeed); got != 8*time.Millisecond { // 2^6 microframes
		t.Errorf("period %v at high speed, want 8ms", got)
	}
}
