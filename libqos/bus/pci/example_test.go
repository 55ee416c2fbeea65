package pci_test

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/pci/pcifake"
	"github.com/qgraph/qgraph/qtest"
)

// A driver declares a model, finds the device in the bus's slot, and maps the
// registers of a BAR.
func ExampleBus_Open() {
	ctx := context.Background()
	model := pci.Model{
		Name:      "widget",
		ID:        pci.EmulatedID(0x1b36, 0x00f0),
		Class:     pci.ClassUnclassified,
		BARs:      []pci.BAR{{Index: 0, Kind: pci.Memory32, Size: 4096}},
		Landmarks: []pci.Landmark{{Name: "VERSION", BAR: 0, Offset: 0x08, Width: qtest.Width32, Value: 0x10002}},
	}
	slot := pci.Address{Device: 4}
	bus := pcifake.NewHost(map[pci.Address]*pcifake.Function{slot: pcifake.New(model)}).Bus(slot)

	device, registers, err := bus.Open(ctx, model, 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	const version reg.Reg[uint32] = 0x08
	v, err := version.Read(ctx, registers)
	fmt.Printf("%v: %v, version %#x, error %v\n", device, registers.BAR(), v, err)
	// Output: widget at 00:04.0: BAR0 (32-bit memory, 0x1000 bytes), version 0x10002, error <nil>
}
