package fwcfg

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/memmap"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/qtest"
)

// The nodes of the device, on ports and in memory.
var (
	IODriver  = graph.NewDriver[*Device]("fw_cfg_io")
	MemDriver = graph.NewDriver[*Device]("fw_cfg_mem")
)

// Interface is the interface of the device on any machine.
var Interface = graph.NewInterface[*Device]("fw_cfg")

// BootDevice is the ability of a machine whose device has the item [BootDrive].
var BootDevice = graph.NewAbility("a firmware that is told the letter of a drive")

// The ports of the device in a PC (section "Register Locations").
const (
	PortBase  = 0x510
	PortCount = 12
)

// Selector chooses an item. The data register then begins with its first byte.
const Selector reg.Reg[Key] = 0

// DMAAddress takes the address of a request, its high half first; the low half begins the
// transfer. It reads as [DMASignature].
const (
	DMAAddressHigh reg.Reg[uint32] = 0
	DMAAddressLow  reg.Reg[uint32] = 4
)

// DMASignature is "QEMU CFG".
const DMASignature = 0x51454d5520434647

// Names of the regions of the device in QEMU's memory tree.
const (
	ioRegion       = "fwcfg"
	selectorRegion = "fwcfg.ctl"
	dataRegion     = "fwcfg.data"
	dmaRegion      = "fwcfg.dma"
)

// Device is the device.
type Device struct {
	Machine  *guest.Machine
	Selector reg.Space   // has the register [Selector]
	Data     reg.Space   // the data register is at offset 0
	Width    qtest.Width // the widest access of the data register
	DMA      reg.Space   // has [DMAAddressHigh]; nil on a machine without DMA
	Tree     bool        // the machine's device tree has the size of the RAM, and no item has
}

// NewPorts returns the device of a PC, with DMA.
func NewPorts(_ context.Context, m *guest.Machine) (*Device, error) {
	const data, dma = 1, 4
	return &Device{
		Machine:  m,
		Selector: m.Ports(PortBase, data+1),
		Data:     m.Ports(PortBase+data, 1),
		Width:    qtest.Width8,
		DMA:      m.PortsOrder(PortBase+dma, PortCount-dma, binary.BigEndian),
	}, nil
}

// Find returns the device of a machine in whose memory it is, at the addresses of QEMU's memory
// map: each board has it elsewhere.
func Find(ctx context.Context, m *guest.Machine) (*Device, error) {
	all, err := memmap.Read(ctx, m.Monitor)
	if err != nil {
		return nil, fmt.Errorf("fwcfg: %w", err)
	}
	regions := map[string]memmap.Range{}
	for _, r := range all.Memory().Ranges {
		if r.Kind == memmap.IO {
			regions[r.Region] = r
		}
	}
	d := &Device{Machine: m, Width: qtest.Width8}
	if r, ok := regions[ioRegion]; ok { // ports behind a bridge
		d.Selector, d.Data = m.Window(r.First, binary.LittleEndian), m.Window(r.First+1, binary.LittleEndian)
		return d, nil
	}
	selector, ok := regions[selectorRegion]
	data, both := regions[dataRegion]
	if !ok || !both {
		return nil, fmt.Errorf("fwcfg: the memory map has neither %s nor both %s and %s", ioRegion, selectorRegion, dataRegion)
	}
	d.Selector, d.Data = m.Window(selector.First, binary.BigEndian), m.Window(data.First, binary.BigEndian)
	d.Width = qtest.Width(data.Size())
	if r, ok := regions[dmaRegion]; ok {
		d.DMA = m.Window(r.First, binary.BigEndian)
	}
	return d, nil
}

// FindBesideTree is [Find] for a machine whose firmware has a device tree.
func FindBesideTree(ctx context.Context, m *guest.Machine) (*Device, error) {
	d, err := Find(ctx, m)
	if err != nil {
		return nil, err
	}
	d.Tree = true
	return d, nil
}
