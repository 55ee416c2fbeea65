package usbkbd

import (
	"encoding/binary"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/usb"
	"github.com/qgraph/qgraph/libqos/protocol/usbhid"
)

// descriptors checks the keyboard's descriptors.
func descriptors(t *run.T, k *keyboard) {
	t.Step("device", func() { deviceDescriptor(t, k) })
	t.Step("configuration", func() { configuration(t, k) })
	t.Step("report descriptor", func() { reportDescriptor(t, k) })
}

// deviceDescriptor checks the device descriptor; its class is in the interface (HID,
// section 5.1 "Device Descriptor Structure"). Vendor and product are those of QEMU
// 11.1's usb-kbd.
func deviceDescriptor(t *run.T, k *keyboard) {
	got := k.Descriptor
	want := usb.DeviceDescriptor{
		USB: got.USB, Release: got.Release, MaxPacket: 8, Vendor: 0x0627, Product: 0x0001,
		Manufacturer: got.Manufacturer, Name: got.Name, Serial: got.Serial, Configurations: 1,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("device descriptor (-want +got):\n%s", diff)
	}
	for index, want := range map[uint8]string{got.Manufacturer: "QEMU", got.Name: "QEMU USB Keyboard"} {
		text, err := k.String(t.Context(), index)
		t.Must(err)
		if text != want {
			t.Errorf("string %d = %q, want %q", index, text, want)
		}
	}
}

// configuration checks the only configuration: one interface, of a boot keyboard, with an
// interrupt endpoint large enough for a report (HID, appendix E.1 "Device Descriptor" to
// E.5 "Endpoint Descriptor (Keyboard)").
func configuration(t *run.T, k *keyboard) {
	got := k.Configuration
	const reserved, selfPowered = 0x9f, 0x40
	if got.Attributes&reserved != 0x80 || got.Attributes&selfPowered != 0 {
		t.Errorf("attributes = %#02x, want bit 7 set, reserved bits clear, bus-powered", got.Attributes)
	}
	if len(got.Interfaces) != 1 {
		t.Fatalf("got %d interfaces in the configuration, want 1", len(got.Interfaces))
	}
	i := got.Interfaces[0]
	i.Others, i.Name = nil, 0
	want := usb.InterfaceDescriptor{
		Class: usbhid.Class, Subclass: usbhid.BootSubclass, Protocol: usbhid.KeyboardProtocol,
		Endpoints: []usb.EndpointDescriptor{{Number: 1, In: true, Kind: usb.Interrupt, MaxPacket: usbhid.ReportSize, Interval: i.Endpoints[0].Interval}},
	}
	if diff := cmp.Diff(want, i); diff != "" {
		t.Errorf("interface descriptor (-want +got):\n%s", diff)
	}
	if n := i.Endpoints[0].Interval; n == 0 {
		t.Error("the endpoint's interval = 0, want at least 1")
	}
	b, err := k.Control(t.Context(), usb.GetDescriptor(usb.DescriptorConfiguration, 0, 0, usb.ConfigurationSize), nil)
	t.Must(err)
	if len(b) != usb.ConfigurationSize {
		t.Errorf("requested %d bytes of the configuration, got %d", usb.ConfigurationSize, len(b))
	}
}

// reportDescriptor checks that the length of the report descriptor matches the HID
// descriptor, and that it begins with the usage page and the usage of a keyboard (HID,
// section 6.2.1 "HID Descriptor" and appendix E.6 "Report Descriptor (Keyboard)").
func reportDescriptor(t *run.T, k *keyboard) {
	others := k.Interface().Others
	const (
		size     = 9
		typeAt   = 6
		lengthAt = 7
		countAt  = 5
	)
	if len(others) != 1 || len(others[0]) != size || usb.DescriptorType(others[0][1]) != usbhid.DescriptorHID {
		t.Fatalf("class descriptors = % x, want one HID descriptor", others)
	}
	hid := others[0]
	if hid[countAt] != 1 || usb.DescriptorType(hid[typeAt]) != usbhid.DescriptorReport {
		t.Fatalf("HID descriptor = % x, want one report descriptor", hid)
	}
	length := binary.LittleEndian.Uint16(hid[lengthAt:])
	b, err := k.ReportDescriptor(t.Context(), 1024)
	t.Must(err)
	if len(b) != int(length) {
		t.Errorf("report descriptor has %d bytes, want %d as in the HID descriptor", len(b), length)
	}
	keyboard := []byte{0x05, 0x01, 0x09, 0x06, 0xa1, 0x01} // Generic Desktop; Keyboard; Application
	if diff := cmp.Diff(keyboard, b[:min(len(b), len(keyboard))]); diff != "" {
		t.Errorf("beginning of the report descriptor (-want +got):\n%s", diff)
	}
}
