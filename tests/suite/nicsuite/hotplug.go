package nicsuite

import (
	"errors"
	"testing"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
)

// SecondNetdev is the name of the backend of the controller that [ComeAndGo]
// plugs in. It must be an [ethernet.Socket].
var SecondNetdev = graph.NewHandle("second-netdev")

// secondAddress is the address of the second controller.
func secondAddress() ethernet.MAC { return ethernet.MAC{0x52, 0x54, 0x00, 0xc3, 0x1d, 0x7e} }

// Traffic sets a controller's port up with both directions, calls use with it,
// and takes it down.
type Traffic func(dev *pci.Device, peer *ethernet.Peer, use func(p Port))

// ComeAndGo plugs in a second controller of the model, uses it beside the path's,
// first, and unplugs it: untouched, with its queues taken down, and with its
// queues still running and a frame in flight. None of this may affect the path's
// controller.
func ComeAndGo(t *run.T, first *pci.Device, peer *ethernet.Peer, traffic Traffic) {
	t.Helper()
	secondPeer, err := ethernet.AttachTo(t.Env, SecondNetdev)
	t.Must(err)
	goesOn := func() { traffic(first, peer, func(p Port) { p.exchange(t, 10) }) }

	goesOn()
	t.Step("untouched", func() {
		unplug(t, plug(t, first))
		goesOn()
	})
	t.Step("queues taken down", func() {
		for range 2 {
			second := plug(t, first)
			traffic(second, secondPeer, func(p Port) {
				p.Address = secondAddress()
				addressIs(t, p.Controller, 0, p.Address, true)
				p.exchange(t, 50)
			})
			goesOn()
			unplug(t, second)
			goesOn()
		}
	})
	t.Step("queues running", func() {
		second := plug(t, first)
		traffic(second, secondPeer, func(p Port) {
			p.Address = secondAddress()
			p.exchange(t, 20)
			t.Must(p.Peer.Send(t.Context(), p.in(100, 1)))
			unplug(t, second)
		})
		goesOn()
	})
}

// plug plugs in a second controller of the same model.
func plug(t *run.T, first *pci.Device) *pci.Device {
	t.Helper()
	backend, err := t.Env.Backend(SecondNetdev)
	t.Must(err)
	const apart = 2 // leaves room between the virtual functions of two 82576
	dev, err := first.Bus().PlugApart(t.Context(), apart, hotplug.Device{
		Driver: first.Model().Name,
		ID:     "second",
		Props:  []hotplug.Prop{hotplug.String("netdev", backend.ID), hotplug.String("mac", secondAddress().String())},
	})
	t.Must(err)
	return dev
}

// unplug unplugs a controller, and checks that it is gone.
func unplug(t *run.T, dev *pci.Device) {
	t.Helper()
	t.Must(dev.Bus().Unplug(t.Context(), dev))
	if _, err := dev.Bus().At(t.Context(), dev.Address()); !errors.Is(err, pci.ErrNoDevice) {
		t.Errorf("look for the unplugged controller: got %v, want %v", err, pci.ErrNoDevice)
	}
}

// addressIs checks the content of address filter n.
func addressIs(t testing.TB, c *intelnic.Controller, n int, want ethernet.MAC, wantValid bool) {
	t.Helper()
	got, valid, err := c.ReadAddress(t.Context(), n)
	must(t, err)
	if got != want || valid != wantValid {
		t.Errorf("address filter %d = %v, valid %t, want %v, %t", n, got, valid, want, wantValid)
	}
}
