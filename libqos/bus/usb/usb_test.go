package usb_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/bus/usb"
)

func TestSetupBytes(t *testing.T) {
	for _, row := range []struct {
		name string
		in   usb.Setup
		want []byte
	}{
		{"device descriptor", usb.GetDescriptor(usb.DescriptorDevice, 0, 0, 18), []byte{0x80, 6, 0, 1, 0, 0, 18, 0}},
		{"string", usb.GetString(3), []byte{0x80, 6, 3, 3, 0x09, 0x04, 255, 0}},
		{"address", usb.SetAddress(5), []byte{0, 5, 5, 0, 0, 0, 0, 0}},
		{"set configuration", usb.SetConfiguration(1), []byte{0, 9, 1, 0, 0, 0, 0, 0}},
		{"get configuration", usb.GetConfiguration(), []byte{0x80, 8, 0, 0, 0, 0, 1, 0}},
	} {
		if diff := cmp.Diff(row.want, row.in.Bytes()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", row.name, diff)
		}
	}
}

// descriptor returns a device descriptor.
func descriptor() []byte {
	return []byte{18, 1, 0x10, 0x01, 3, 1, 2, 8, 0x27, 0x06, 0x01, 0x80, 0x34, 0x12, 1, 2, 3, 1}
}

func TestParseDevice(t *testing.T) {
	want := usb.DeviceDescriptor{
		USB: 0x0110, Class: 3, Subclass: 1, Protocol: 2, MaxPacket: 8, Vendor: 0x0627, Product: 0x8001, Release: 0x1234,
		Manufacturer: 1, Name: 2, Serial: 3, Configurations: 1,
	}
	got, err := usb.ParseDevice(descriptor())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, row := range []struct {
		name     string
		at       int
		with     byte
		truncate int
	}{
		{name: "length", at: 0, with: 17},
		{name: "type", at: 1, with: 2},
		{name: "packet size", at: 7, with: 9},
		{name: "configurations", at: 17, with: 0},
		{name: "truncated", at: 0, with: 17, truncate: 1},
	} {
		b := descriptor()
		b[row.at] = row.with
		if _, err := usb.ParseDevice(b[:len(b)-row.truncate]); !errors.Is(err, usb.ErrDescriptor) {
			t.Errorf("%s: %v, want %v", row.name, err, usb.ErrDescriptor)
		}
	}
}

func TestParseString(t *testing.T) {
	got, err := usb.ParseString([]byte{6, 3, 'Q', 0, 0xb5, 0x00})
	if err != nil || got != "Qµ" {
		t.Errorf("%q, %v, want %q", got, err, "Qµ")
	}
	if _, err := usb.ParseString([]byte{6, 3, 'Q', 0}); !errors.Is(err, usb.ErrDescriptor) {
		t.Errorf("short: %v, want %v", err, usb.ErrDescriptor)
	}
}
