package pci_test

import (
	"testing"

	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/pci/pcifake"
)

// slot returns the address of the device under test.
func slot() pci.Address { return pci.Address{Device: 4} }

// plug returns a device of that model, with the fake function and host bridge
// behind it.
func plug(t *testing.T, model pci.Model) (*pci.Device, *pcifake.Function, *pcifake.Host) {
	t.Helper()
	f := pcifake.New(model)
	h := pcifake.NewHost(map[pci.Address]*pcifake.Function{slot(): f})
	d, err := h.Bus(slot()).Attach(t.Context(), model)
	if err != nil {
		t.Fatal(err)
	}
	return d, f, h
}

// named returns a model with an identity and nothing else.
func named() pci.Model {
	return pci.Model{Name: "widget", ID: pci.EmulatedID(0x1b36, 0x0005)}
}
