package usbkbd

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/usb"
	"github.com/qgraph/qgraph/libqos/usbhid"
)

// Register adds the keyboard.
func Register(g *graph.Graph) {
	graph.Consumes(g, usbhid.KeyboardDriver, usb.Interface, usbhid.NewBus)
}
