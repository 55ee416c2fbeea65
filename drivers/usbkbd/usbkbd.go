package usbkbd

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/usb"
	"github.com/qgraph/qgraph/libqos/protocol/usbhid"
)

// Register adds the keyboard.
func Register(g *graph.Graph) {
	graph.Consumes(g, usbhid.KeyboardDriver, usb.Interface, usbhid.NewBus)
}
