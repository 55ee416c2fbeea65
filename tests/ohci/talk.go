package ohci

import (
	"errors"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/usb"
	"github.com/qgraph/qgraph/libqos/device/misc/ohci"
)

// talk gives the device in a freshly reset port an address, reads its descriptor
// in pieces of several sizes, and configures it.
func talk(t *run.T, c *ohci.Controller, port int, address uint8) {
	t.Helper()
	whole := enumerate(t, c, port, address)
	ep := usb.Endpoint{Address: address, MaxPacket: 8}
	for _, n := range []int{1, 7, 8, 9, 16, 17, usb.DeviceSize, 64, 255} {
		got, err := c.Control(t.Context(), ep, usb.GetDescriptor(usb.DescriptorDevice, 0, 0, uint16(n)), nil)
		t.Must(err)
		if diff := cmp.Diff(whole[:min(n, len(whole))], got); diff != "" {
			t.Errorf("port %d: %d bytes of the device descriptor (-want +got):\n%s", port, n, diff)
		}
	}
	configure(t, c, ep, port)
	named(t, c, ep, port)
}

// enumerate reads the descriptor of the device in a freshly reset port and gives the
// device an address (Universal Serial Bus Specification 2.0, section 9.1.2 "Bus
// Enumeration"). It returns the descriptor.
func enumerate(t *run.T, c *ohci.Controller, port int, address uint8) []byte {
	t.Helper()
	ctx := t.Context()
	ep := usb.Endpoint{MaxPacket: 8}
	whole, err := c.Control(ctx, ep, usb.GetDescriptor(usb.DescriptorDevice, 0, 0, usb.DeviceSize), nil)
	t.Must(err)
	device, err := usb.ParseDevice(whole)
	t.Must(err)
	// Vendor, product and release are those of QEMU 11.1's usb-tablet. Which strings have which
	// number is the device's choice.
	want := usb.DeviceDescriptor{
		USB: 0x200, MaxPacket: 8, Vendor: 0x0627, Product: 0x0001, Release: 0,
		Manufacturer: device.Manufacturer, Name: device.Name, Serial: device.Serial,
		Configurations: 1,
	}
	if diff := cmp.Diff(want, device); diff != "" {
		t.Errorf("port %d: device descriptor (-want +got):\n%s", port, diff)
	}
	for index, want := range map[uint8]string{device.Manufacturer: "QEMU", device.Name: "QEMU USB Tablet", device.Serial: serial(port)} {
		b, err := c.Control(ctx, ep, usb.GetString(index), nil)
		t.Must(err)
		got, err := usb.ParseString(b)
		t.Must(err)
		if got != want {
			t.Errorf("port %d: string %d = %q, want %q", port, index, got, want)
		}
	}

	_, err = c.Control(ctx, ep, usb.SetAddress(address), nil)
	t.Must(err)
	answers(t, c, "at its old address", 0, false)
	answers(t, c, "at its new address", address, true)
	return whole
}

// configure chooses the device's configuration, then none.
func configure(t *run.T, c *ohci.Controller, ep usb.Endpoint, port int) {
	t.Helper()
	for _, n := range []uint8{0, 1, 0, 1} {
		_, err := c.Control(t.Context(), ep, usb.SetConfiguration(n), nil)
		t.Must(err)
		got, err := c.Control(t.Context(), ep, usb.GetConfiguration(), nil)
		t.Must(err)
		if diff := cmp.Diff([]byte{n}, got); diff != "" {
			t.Errorf("port %d: configuration (-want +got):\n%s", port, diff)
		}
	}
}

// named checks that the device of that port answers.
func named(t *run.T, c *ohci.Controller, ep usb.Endpoint, port int) {
	t.Helper()
	whole, err := c.Control(t.Context(), ep, usb.GetDescriptor(usb.DescriptorDevice, 0, 0, usb.DeviceSize), nil)
	t.Must(err)
	device, err := usb.ParseDevice(whole)
	t.Must(err)
	b, err := c.Control(t.Context(), ep, usb.GetString(device.Serial), nil)
	t.Must(err)
	got, err := usb.ParseString(b)
	t.Must(err)
	if got != serial(port) {
		t.Errorf("the device at address %d has serial number %q, want %q", ep.Address, got, serial(port))
	}
}

// stall requests a descriptor that the device lacks. The device stalls, which
// halts the endpoint and does not affect the next transfer (section 9.4.3 "Get
// Descriptor").
func stall(t *run.T, c *ohci.Controller, address uint8) {
	t.Helper()
	ep := usb.Endpoint{Address: address, MaxPacket: 8}
	if _, err := c.Control(t.Context(), ep, usb.GetDescriptor(0x7f, 0, 0, 8), nil); !errors.Is(err, ohci.Stall) {
		t.Errorf("request for a missing descriptor: got %v, want %v", err, ohci.Stall)
	}
	_, err := c.Control(t.Context(), ep, usb.GetConfiguration(), nil)
	t.Must(err)
}

// dataToggle checks the data toggle after data of one packet to three: it changes with each
// (section 4.3.1.2 "General Transfer Descriptor Field Definitions", T).
func dataToggle(t *run.T, c *ohci.Controller, address uint8) {
	t.Helper()
	ep := usb.Endpoint{Address: address, MaxPacket: 8}
	for _, n := range []uint16{9, 16, 17, usb.DeviceSize} {
		_, err := c.Control(t.Context(), ep, usb.GetDescriptor(usb.DescriptorDevice, 0, 0, n), nil)
		t.Must(err)
		if got, want := c.DataToggle(); got != want {
			t.Errorf("toggle after %d bytes in packets of %d is set = %t, want %t", n, ep.MaxPacket, got, want)
		}
	}
}

// answers checks whether a device answers at an address.
func answers(t *run.T, c *ohci.Controller, what string, address uint8, want bool) {
	t.Helper()
	code, err := c.Probe(t.Context(), usb.Endpoint{Address: address, MaxPacket: 8})
	t.Must(err)
	if got := code == ohci.NoError; got != want {
		t.Errorf("device %s, %d: answers = %t (%v), want %t", what, address, got, code, want)
	}
}

// absent checks that a transfer to a device that is not there ends with the code for it
// (section 4.3.3.3.5 "Device Not Responding").
func absent(t *run.T, c *ohci.Controller) {
	const unused = 99
	code, err := c.Probe(t.Context(), usb.Endpoint{Address: unused, MaxPacket: 8})
	t.Must(err)
	if code != ohci.DeviceNotResponding {
		t.Errorf("transfer to an absent device: %v, want %v", code, ohci.DeviceNotResponding)
	}
}
