package usbkbd

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/usb"
	"github.com/qgraph/qgraph/libqos/protocol/usbhid"
)

// Register adds the tests of the keyboard.
func Register(g *graph.Graph) {
	graph.Test(g, "usb-kbd-tests/descriptors", usbhid.KeyboardDriver, open(descriptors))
	graph.Test(g, "usb-kbd-tests/keys", usbhid.KeyboardDriver, open(keys), graph.Known(deviations()...))
	graph.Test(g, "usb-kbd-tests/requests", usbhid.KeyboardDriver, open(requests))
	graph.Test(g, "usb-kbd-tests/idle", usbhid.KeyboardDriver, open(idle), graph.Requires(graph.SteppedClock))
	graph.Pair(g, "usb-kbd-tests/migrate", usbhid.KeyboardDriver, migrate)
}

// open returns a test that runs on a keyboard with an address.
func open(test func(*run.T, *keyboard)) func(*run.T, *usb.Bus) {
	return func(t *run.T, bus *usb.Bus) {
		k, err := usbhid.Open(t.Context(), bus)
		t.Must(err)
		test(t, &keyboard{Keyboard: k})
		t.Must(k.Close(t.Context()))
	}
}
