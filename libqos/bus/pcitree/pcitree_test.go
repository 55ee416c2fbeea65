package pcitree_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/fdt"
	"github.com/qgraph/qgraph/libqos/base/fdt/fdttest"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/pcitree"
)

// bridge returns the node of a host bridge with additional properties.
func bridge(t *testing.T, props ...fdttest.Prop) *fdt.Node {
	t.Helper()
	root := fdttest.Node{
		Props: []fdttest.Prop{fdttest.Cells("#address-cells", 2), fdttest.Cells("#size-cells", 2)},
		Children: []fdttest.Node{
			{Name: "pic", Props: []fdttest.Prop{fdttest.Cells("phandle", 6), fdttest.Cells("#interrupt-cells", 2)}},
			{Name: "pci", Props: append([]fdttest.Prop{fdttest.Cells("#address-cells", 3), fdttest.Cells("#size-cells", 2)}, props...)},
		},
	}
	return fdttest.Tree(t, root).Children[1]
}

func TestWindows(t *testing.T) {
	node := bridge(t, fdttest.Cells("ranges",
		0x01000000, 0, 0, 0x20, 0x00000000, 0, 0x10000, // I/O from 0 on
		0x02000000, 0, 0x80000000, 0x20, 0x80000000, 0, 0x40000000, // 32-bit memory
		0x43000000, 0x21, 0, 0x21, 0, 1, 0, // 64-bit memory, prefetchable
		0x00000000, 0, 0, 0x30, 0, 0, 0x1000, // configuration space
	))
	got, err := pcitree.Windows(node)
	want := []pci.Window{
		{IO: true, Base: 0x1000, Size: 0xf000, CPU: 0x2000001000},
		{Base: 0x80000000, Size: 0x40000000, CPU: 0x2080000000},
		{Base: 0x2100000000, Size: 1 << 32, CPU: 0x2100000000},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("Windows: error %v (-want +got):\n%s", err, diff)
	}
}

func TestWindowsFaults(t *testing.T) {
	if _, err := pcitree.Windows(bridge(t)); !errors.Is(err, fdt.ErrNoProperty) {
		t.Errorf("without ranges: error %v, want %v", err, fdt.ErrNoProperty)
	}
	node := fdttest.Tree(t, fdttest.Node{Props: []fdttest.Prop{fdttest.Cells("ranges", 0, 0, 0, 0, 0)}})
	if _, err := pcitree.Windows(node); err == nil {
		t.Error("a bus with addresses of two cells was accepted as PCI")
	}
}

func TestInterrupt(t *testing.T) {
	node := bridge(t,
		fdttest.Cells("interrupt-map-mask", 0x1800, 0, 0, 7),
		fdttest.Cells("interrupt-map",
			0x0000, 0, 0, 1, 6, 32, 4,
			0x0800, 0, 0, 1, 6, 33, 4,
			0x0800, 0, 0, 2, 6, 34, 4),
	)
	for _, tc := range []struct {
		name string
		at   pci.Address
		pin  pci.Pin
		want uint32
		err  error
	}{
		{"slot 0", pci.Address{}, pci.INTA, 32, nil},
		{"slot 1", pci.Address{Device: 1}, pci.INTA, 33, nil},
		{"another pin", pci.Address{Device: 1}, pci.INTB, 34, nil},
		{"another function", pci.Address{Device: 1, Function: 3}, pci.INTA, 33, nil},
		{"four slots on", pci.Address{Device: 5}, pci.INTA, 33, nil},
		{"not there", pci.Address{Device: 2}, pci.INTA, 0, fdt.ErrUnmapped},
		{"no pin", pci.Address{}, pci.NoPin, 0, pci.ErrNoPin},
		{"five pins", pci.Address{}, 5, 0, pci.ErrNoPin},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := pcitree.Interrupt(node, tc.at, tc.pin)
			if !errors.Is(err, tc.err) {
				t.Fatalf("error %v, want %v", err, tc.err)
			}
			if err == nil && (got.Controller.Name != "pic" || got.Specifier[0] != tc.want) {
				t.Errorf("interrupt %v of %v, want %d", got.Specifier, got.Controller, tc.want)
			}
		})
	}
}
