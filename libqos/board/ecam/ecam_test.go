package ecam_test

import (
	"encoding/binary"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/fdt"
	"github.com/qgraph/qgraph/libqos/base/fdt/fdttest"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/board/ecam"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

// tree is a machine with a host bridge of the given registers, bus range and
// ranges.
func tree(t *testing.T, reg, buses, ranges []uint32) *fdt.Node {
	t.Helper()
	return fdttest.Tree(t, fdttest.Node{
		Props: []fdttest.Prop{fdttest.Cells("#address-cells", 2), fdttest.Cells("#size-cells", 2)},
		Children: []fdttest.Node{
			{Name: "pic", Props: []fdttest.Prop{fdttest.Cells("phandle", 6), fdttest.Cells("#interrupt-cells", 2)}},
			{Name: "pcie", Props: []fdttest.Prop{
				fdttest.Text("compatible", "pci-host-ecam-generic"),
				fdttest.Cells("#address-cells", 3), fdttest.Cells("#size-cells", 2),
				fdttest.Cells("reg", reg...), fdttest.Cells("bus-range", buses...), fdttest.Cells("ranges", ranges...),
				fdttest.Cells("interrupt-map-mask", 0x1800, 0, 0, 7),
				fdttest.Cells("interrupt-map", 0x0800, 0, 0, 2, 6, 34, 4),
			}},
		},
	})
}

func memory() []uint32 {
	return []uint32{0x02000000, 0, 0x40000000, 0, 0x40000000, 0, 0x40000000}
}

func machine(conn guest.Link, order binary.ByteOrder) *guest.Machine {
	return guest.NewMachine(conn, order, guest.RAM{})
}

func TestConfig(t *testing.T) {
	at := pci.Address{Bus: 2, Device: 4, Function: 1}
	for _, tc := range []struct {
		name        string
		order       binary.ByteOrder
		read, write string // values on the wire
	}{
		{"little-endian", binary.LittleEndian, "0x8086", "0x12345678"},
		{"big-endian", binary.BigEndian, "0x8680", "0x78563412"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			conn := qtestfake.Script(t,
				qtestfake.Step{Want: "readw 0x4010221002", Send: "OK " + tc.read + "\n"},
				qtestfake.Step{Want: "writel 0x4010221ffc " + tc.write, Send: "OK\n"},
			)
			h, err := ecam.FromTree(machine(conn, tc.order), tree(t, []uint32{0x40, 0x10000000, 0, 0x10000000}, []uint32{0, 255}, memory()), fdt.To(guest.Controller{Path: "/pic"}))
			if err != nil {
				t.Fatal(err)
			}
			if v, err := h.ReadConfig(t.Context(), at, qtest.Width16, 2); v != 0x8086 || err != nil {
				t.Errorf("ReadConfig() = %#x, %v, want 0x8086", v, err)
			}
			if err := h.WriteConfig(t.Context(), at, qtest.Width32, 0xffc, 0x12345678); err != nil {
				t.Error(err)
			}
			if h.ConfigSize() != 4096 {
				t.Errorf("ConfigSize() = %d, want 4096", h.ConfigSize())
			}
		})
	}
}

func TestBounds(t *testing.T) {
	h, err := ecam.FromTree(machine(qtestfake.Script(t), binary.LittleEndian), tree(t, []uint32{0, 0x20000000, 0, 0x08000000}, []uint32{0, 127}, memory()), fdt.To(guest.Controller{Path: "/pic"}))
	if err != nil {
		t.Fatal(err)
	}
	at := pci.Address{Bus: 128}
	if _, err := h.ReadConfig(t.Context(), at, qtest.Width8, 0); err == nil {
		t.Error("ReadConfig of bus 128 of 128 succeeded")
	}
	if err := h.WriteConfig(t.Context(), at, qtest.Width8, 0, 0); err == nil {
		t.Error("WriteConfig of bus 128 of 128 succeeded")
	}
}

func TestFromTree(t *testing.T) {
	h, err := ecam.FromTree(machine(qtestfake.Script(t), binary.LittleEndian), tree(t, []uint32{0, 0x30000000, 0, 0x10000000}, []uint32{0, 255}, memory()), fdt.To(guest.Controller{Path: "/pic"}))
	if err != nil {
		t.Fatal(err)
	}
	want := []pci.Window{{Base: 0x40000000, Size: 0x40000000, CPU: 0x40000000}}
	if diff := cmp.Diff(want, h.Windows()); diff != "" {
		t.Errorf("windows (-want +got):\n%s", diff)
	}
	wire, err := h.IntLine(t.Context(), pci.Address{Device: 5}, pci.INTB)
	if want := (guest.Controller{Path: "/pic"}).Line(34); wire != want || err != nil {
		t.Errorf("IntLine() = %v, %v, want %v", wire, err, want)
	}
	if _, err := h.IntLine(t.Context(), pci.Address{Device: 5}, pci.NoPin); !errors.Is(err, pci.ErrNoPin) {
		t.Errorf("IntLine() of no pin: error %v, want %v", err, pci.ErrNoPin)
	}
}

func TestFromTreeFaults(t *testing.T) {
	good := []uint32{0, 0x30000000, 0, 0x10000000}
	for name, node := range map[string]*fdt.Node{
		"no bridge":           fdttest.Tree(t, fdttest.Node{}),
		"too small":           tree(t, []uint32{0, 0x30000000, 0, 0x08000000}, []uint32{0, 255}, memory()),
		"buses from 1 on":     tree(t, good, []uint32{1, 255}, memory()),
		"two register ranges": tree(t, append(good, good...), []uint32{0, 255}, memory()),
		"no registers":        tree(t, nil, []uint32{0, 255}, memory()),
		"broken ranges":       tree(t, good, []uint32{0, 255}, []uint32{1, 2}),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := ecam.FromTree(machine(qtestfake.Script(t), binary.LittleEndian), node, fdt.To(guest.Controller{Path: "/pic"})); err == nil {
				t.Error("FromTree succeeded")
			}
		})
	}
}
