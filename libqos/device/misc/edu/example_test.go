package edu_test

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/pci/pcifake"
	"github.com/qgraph/qgraph/libqos/device/misc/edu"
)

// A driver takes the bus, finds its device in the bus's slot and reads a register. Here
// the device is a fake with the registers of the model; no QEMU runs.
func ExampleNew() {
	ctx := context.Background()
	slot := pci.Address{Device: 4}
	bus := pcifake.NewHost(map[pci.Address]*pcifake.Function{slot: pcifake.New(edu.PCIModel())}).Bus(slot)
	d, err := edu.New(ctx, bus)
	if err != nil {
		fmt.Println(err)
		return
	}
	id, err := edu.Identification.Read(ctx, d.Regs)
	fmt.Printf("%v: identification %#x, error %v\n", d.PCI, id, err)
	// Output: edu at 00:04.0: identification 0xed, error <nil>
}
