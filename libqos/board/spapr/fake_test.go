package spapr_test

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/qgraph/qgraph/libqos/base/fdt"
	"github.com/qgraph/qgraph/libqos/base/fdt/fdttest"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/board/spapr"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/pci/pcifake"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

const (
	unit   = 0x800000020000000
	source = 0x1201 // of INTA# in slot 1
)

// partition fakes QEMU's side: memory, the firmware, and the monitor.
type partition struct {
	*pcifake.Link
	host      *pcifake.Host
	calls     []string
	status    map[string][]spapr.Status // of calls other than those of configuration space
	monitor   *qtestfake.QMP
	sources   string // lines of the monitor's report
	queries   int
	workAreas []uint32
}

func slot() pci.Address { return pci.Address{Device: 1} }

func ram() guest.RAM { return guest.RAM{Base: 0x100000, Size: 0x100000} }

func newPartition() *partition {
	f := pcifake.New(pci.Model{Name: "widget", ID: pci.EmulatedID(0x1b36, 5), Pin: pci.INTA})
	h := pcifake.NewHost(map[pci.Address]*pcifake.Function{slot(): f})
	p := &partition{Link: h.Link, host: h, status: map[string][]spapr.Status{}, monitor: qtestfake.NewQMP()}
	p.monitor.On("x-query-interrupt-controllers", func(json.RawMessage) (string, error) {
		p.queries++
		text, err := json.Marshal("CPU 0 XIRR=00000000\nICS 1000..1fff 0x5555\n  1000 MSI ff 01\n" + p.sources)
		return fmt.Sprintf(`{"human-readable-text": %s}`, text), err
	})
	return p
}

// RTAS is the firmware.
func (p *partition) RTAS(ctx context.Context, name string, nargs int, args uint64, nret int, ret uint64) (uint64, error) {
	in := make([]byte, 4*nargs)
	if err := p.ReadMemory(ctx, args, in); err != nil {
		return 0, err
	}
	var cells []uint32
	for ; len(in) > 0; in = in[4:] {
		cells = append(cells, binary.BigEndian.Uint32(in))
	}
	out := make([]uint32, nret)
	p.answer(ctx, name, cells, out)
	var b []byte
	for _, v := range out {
		b = binary.BigEndian.AppendUint32(b, v)
	}
	return 0, p.WriteMemory(ctx, ret, b)
}

func (p *partition) answer(ctx context.Context, name string, args, out []uint32) {
	if strings.HasSuffix(name, "-pci-config") {
		out[0] = uint32(p.config(ctx, name, args, out))
		return
	}
	p.calls = append(p.calls, fmt.Sprintf("%s %#x", name, args))
	if name == "ibm,configure-connector" {
		var index [4]byte
		_ = p.ReadMemory(ctx, uint64(args[0]), index[:]) // cannot fail
		p.workAreas = append(p.workAreas, binary.BigEndian.Uint32(index[:]))
	}
	if list := p.status[name]; len(list) > 0 {
		out[0], p.status[name] = uint32(list[0]), list[1:]
	}
}

func (p *partition) config(ctx context.Context, name string, args, out []uint32) spapr.Status {
	if uint64(args[1])<<32|uint64(args[2]) != unit {
		return -3
	}
	a := args[0]
	at := pci.Address{Bus: uint8(a >> 16), Device: uint8(a >> 11 & 31), Function: uint8(a >> 8 & 7)}
	if at != slot() {
		return spapr.HardwareError
	}
	offset := uint16(a&0xff | a>>20&0xf00)
	if name == "ibm,write-pci-config" {
		_ = p.host.WriteConfig(ctx, at, qtest.Width(args[3]), offset, args[4]) // cannot fail
		return spapr.Success
	}
	out[1], _ = p.host.ReadConfig(ctx, at, qtest.Width(args[3]), offset)
	return spapr.Success
}

// tree returns the machine's device tree, with more properties for its host
// bridge.
func tree(t *testing.T, props ...fdttest.Prop) *fdt.Node {
	t.Helper()
	bridge := func(name string, low uint32) fdttest.Node {
		return fdttest.Node{Name: name, Props: append([]fdttest.Prop{
			fdttest.Text("compatible", "IBM,Logical_PHB"),
			fdttest.Cells("#address-cells", 3), fdttest.Cells("#size-cells", 2),
			fdttest.Cells("reg", 0x8000000, low, 0, 0),
			fdttest.Cells("ranges", 0x02000000, 0, 0x80000000, 0x2000, 0x80000000, 0, 0x80000000),
			fdttest.Cells("interrupt-map-mask", 0xf800, 0, 0, 7),
			fdttest.Cells("interrupt-map", 0x0800, 0, 0, 1, 9, source, 1),
		}, props...)}
	}
	return fdttest.Tree(t, fdttest.Node{
		Props: []fdttest.Prop{fdttest.Cells("#address-cells", 2), fdttest.Cells("#size-cells", 2)},
		Children: []fdttest.Node{
			{Name: "pic", Props: []fdttest.Prop{fdttest.Cells("phandle", 9), fdttest.Cells("#interrupt-cells", 2)}},
			bridge("pci@80000002000001e", 0x2000001e), bridge("pci@800000020000000", 0x20000000),
		},
	})
}

// connectors are the properties of two connectors.
func connectors() []fdttest.Prop {
	return []fdttest.Prop{
		fdttest.Cells("ibm,drc-indexes", 2, 0x40000010, 0x40000008),
		{Name: "ibm,drc-names", Value: []byte("\x00\x00\x00\x02C16\x00C1966088\x00")}, // 30<<16 and slot 1
	}
}

// newHost returns the first host bridge of the partition.
func (p *partition) newHost(t *testing.T, props ...fdttest.Prop) (*spapr.Partition, *spapr.Host) {
	t.Helper()
	m := spapr.NewPartition(p, p.monitor.Start(t), tree(t, props...), ram())
	h, err := spapr.NewHost(m, m.HostBridges()[0], "phb")
	if err != nil {
		t.Fatal(err)
	}
	return m, h
}
