package virtiommio_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/fdt"
	"github.com/qgraph/qgraph/libqos/base/fdt/fdttest"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
)

// machineTree is a machine with windows at 0x1000 and up that have the given
// interrupts.
func machineTree(t *testing.T, windows ...[]uint32) *fdt.Node {
	t.Helper()
	root := fdttest.Node{Props: []fdttest.Prop{
		fdttest.Cells("#address-cells", 1), fdttest.Cells("#size-cells", 1), fdttest.Cells("interrupt-parent", 1),
	}}
	for _, handle := range []uint32{1, 2} {
		root.Children = append(root.Children, fdttest.Node{Name: "pic", Props: []fdttest.Prop{
			fdttest.Cells("phandle", handle), fdttest.Cells("#interrupt-cells", 1),
		}})
	}
	for i, interrupts := range windows {
		root.Children = append(root.Children, fdttest.Node{Name: "virtio_mmio", Props: []fdttest.Prop{
			fdttest.Text("compatible", "virtio,mmio"), fdttest.Cells("reg", 0x1000+0x200*uint32(i), 0x200),
			fdttest.Cells("interrupts-extended", interrupts...),
		}})
	}
	return fdttest.Tree(t, root)
}

// byHandle distinguishes the two controllers.
func byHandle(i fdt.Interrupt) (guest.Wire, error) {
	n, err := i.Controller.Cell("phandle")
	return pic(n).Line(int(i.Specifier[0])), err
}

func pic(n uint32) guest.Controller { return guest.Controller{Path: "/pic" + strconv.Itoa(int(n))} }

func TestFromTree(t *testing.T) {
	bus, err := virtiommio.FromTree(nil, machineTree(t, []uint32{1, 16}, []uint32{2, 18}), byHandle)
	if err != nil {
		t.Fatal(err)
	}
	want := []virtiommio.Window{{Base: 0x1000, Line: pic(1).Line(16)}, {Base: 0x1200, Line: pic(2).Line(18)}}
	if diff := cmp.Diff(want, bus.Windows); diff != "" {
		t.Errorf("windows (-want +got):\n%s", diff)
	}
}

func TestFromTreeFaults(t *testing.T) {
	broken := errors.New("no such input")
	for _, tc := range []struct {
		name  string
		tree  *fdt.Node
		route fdt.Route
		want  string
	}{
		{"no windows", machineTree(t), byHandle, fdt.ErrNoNode.Error()},
		{"two interrupts", machineTree(t, []uint32{1, 16, 1, 17}), byHandle, "2 interrupts"},
		{"no interrupt", machineTree(t, nil), byHandle, "0 interrupts"},
		{"no route", machineTree(t, []uint32{1, 16}), func(fdt.Interrupt) (guest.Wire, error) { return guest.Wire{}, broken }, broken.Error()},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := virtiommio.FromTree(nil, tc.tree, tc.route)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v, want %q in it", err, tc.want)
			}
		})
	}
}
