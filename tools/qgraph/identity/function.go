package identity

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// function records a PCI function: its configuration space as it is, the sizes of its
// BARs, then, with its BARs mapped, its registers. Those of a virtio device are recorded
// through its transports instead.
func function(ctx context.Context, p *page, prefix string, d *pci.Device) error {
	for _, record := range []func(context.Context, *page, string, *pci.Device) error{header, capabilities, extended} {
		if err := record(ctx, p, prefix, d); err != nil {
			return err
		}
	}
	found, err := bars(ctx, p, prefix, d)
	if err != nil {
		return err
	}
	if is, err := isVirtio(ctx, d); is || err != nil {
		return errors.Join(err, virtioFunction(ctx, p, prefix+"virtio/", d))
	}
	if is, err := isBridge(ctx, d); is || err != nil {
		return err
	}
	return registers(ctx, p, prefix, d, found)
}

// entry is a register of the header with its name in the record.
type entry struct {
	name string
	read func(ctx context.Context, s reg.Space) (string, error)
}

// hex is an entry for a register in hexadecimal digits.
func hex[V reg.Word](name string, r reg.Reg[V]) entry {
	return entry{name, func(ctx context.Context, s reg.Space) (string, error) {
		v, err := r.Read(ctx, s)
		return fmt.Sprintf("0x%0*x", 2*int(r.Width()), uint64(v)), err
	}}
}

// named is an entry for a register with names for its values.
func named[V reg.Word](name string, r reg.Reg[V]) entry {
	return entry{name, func(ctx context.Context, s reg.Space) (string, error) {
		v, err := r.Read(ctx, s)
		return fmt.Sprint(v), err
	}}
}

// The header's registers. Those of a type 1 header, of a bridge, are its own from 0x18
// on (PCI-to-PCI Bridge Architecture 1.2, section 3.2 "PCI-to-PCI Bridge Configuration
// Space Header Format").
var (
	commonHeader = []entry{
		hex("vendor", pci.VendorID), hex("device", pci.DeviceID), named("command", pci.Command), named("status", pci.Status),
		hex("revision", pci.RevisionID), hex("cache-line", pci.CacheLineSize), hex("latency", pci.LatencyTimer),
		hex("header", pci.HeaderType), hex("bist", pci.BIST), hex("interrupt-line", pci.InterruptLine), named("interrupt-pin", pci.InterruptPin),
	}
	deviceHeader = []entry{
		hex("subsystem-vendor", pci.SubsystemVendorID), hex("subsystem", pci.SubsystemID), hex("cardbus-cis", pci.CardbusCIS),
		hex("min-gnt", pci.MinGnt), hex("max-lat", pci.MaxLat),
	}
	bridgeHeader = []entry{
		hex("secondary-status", reg.Reg[uint16](0x1e)), hex("bridge-control", reg.Reg[uint16](0x3e)),
	}
)

// isBridge reports whether the function has a header of type 1.
func isBridge(ctx context.Context, d *pci.Device) (bool, error) {
	v, err := pci.HeaderType.Read(ctx, d.Config())
	return v&pci.HeaderLayout == 1, err
}

func header(ctx context.Context, p *page, prefix string, d *pci.Device) error {
	class, err := d.Class(ctx)
	if err != nil {
		return err
	}
	p.set(prefix+"class", "%v", class)
	bridge, err := isBridge(ctx, d)
	if err != nil {
		return err
	}
	rest := deviceHeader
	if bridge {
		rest = bridgeHeader
	}
	for _, list := range [][]entry{commonHeader, rest} {
		for _, e := range list {
			v, err := e.read(ctx, d.Config())
			if err != nil {
				return err
			}
			p.set(prefix+e.name, "%s", v)
		}
	}
	return nil
}

// configBegin and configEnd bound the part of configuration space behind the header.
const (
	configBegin = 0x40
	configEnd   = 0x100
)

// capabilities records the list of capabilities, each capability's content, and the other
// registers between them that are not zero.
func capabilities(ctx context.Context, p *page, prefix string, d *pci.Device) error {
	list, err := d.Capabilities(ctx)
	var names []string
	var owner [configEnd]string // of each byte
	for _, c := range list {
		name := strings.ReplaceAll(c.ID.String(), " ", "-")
		names = append(names, fmt.Sprintf("%s@%02x", name, c.Offset))
		size, err := d.CapabilitySize(ctx, c)
		if err != nil {
			return err
		}
		for i := int(c.Offset); i < int(c.Offset)+size && i < configEnd; i++ {
			owner[i] = fmt.Sprintf("%s@%02x", name, c.Offset)
		}
	}
	if err != nil {
		names = append(names, err.Error())
	}
	p.set(prefix+"capabilities", "%s", orNone(names))
	begin := 0
	for at := configBegin; at < configEnd; at += 4 {
		v, err := reg.Reg[uint32](at).Read(ctx, d.Config())
		if err != nil {
			return err
		}
		if at == configBegin || owner[at] != owner[at-4] {
			begin = at
		}
		switch {
		case owner[at] != "":
			p.set(fmt.Sprintf("%s%s+%02x", prefix, owner[at], at-begin), "0x%08x", v)
		case v != 0:
			p.set(fmt.Sprintf("%sconfig+%02x", prefix, at), "0x%08x", v)
		}
	}
	return nil
}

// orNone joins the names in their order.
func orNone(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

// extended records the extended capabilities, each with the words up to the next one or
// to the last that is not zero.
func extended(ctx context.Context, p *page, prefix string, d *pci.Device) error {
	list, err := d.ExtendedCapabilities(ctx)
	if len(list) == 0 && err == nil {
		return nil
	}
	var names []string
	begins := map[int]string{}
	for _, c := range list {
		name := strings.ReplaceAll(c.ID.String(), " ", "-")
		names = append(names, fmt.Sprintf("%s@%03x version %d", name, c.Offset, c.Version))
		begins[int(c.Offset)] = fmt.Sprintf("%s@%03x", name, c.Offset)
	}
	if err != nil {
		names = append(names, err.Error())
	}
	p.set(prefix+"extended", "%s", orNone(names))
	begin, owner := configEnd, "extended"
	for at := configEnd; at < int(d.Bus().Host().ConfigSize()); at += 4 {
		if name := begins[at]; name != "" {
			begin, owner = at, name
		}
		v, err := reg.Reg[uint32](at).Read(ctx, d.Config())
		if err != nil {
			return err
		}
		if v != 0 {
			p.set(fmt.Sprintf("%s%s+%02x", prefix, owner, at-begin), "0x%08x", v)
		}
	}
	return nil
}

// bars records the BARs and returns them.
func bars(ctx context.Context, p *page, prefix string, d *pci.Device) ([]pci.BAR, error) {
	bridge, err := isBridge(ctx, d)
	if err != nil {
		return nil, err
	}
	count := 6
	if bridge {
		count = 2
	}
	var found []pci.BAR
	for i := 0; i < count; i++ {
		b, err := d.BAR(ctx, i)
		switch {
		case errors.Is(err, pci.ErrNoBAR):
			continue
		case err != nil:
			p.set(fmt.Sprintf("%sbar%d", prefix, i), "%v", err)
			continue
		}
		prefetchable := ""
		if b.Prefetchable {
			prefetchable = ", prefetchable"
		}
		p.set(fmt.Sprintf("%sbar%d", prefix, i), "%v%s, 0x%x bytes", b.Kind, prefetchable, b.Size)
		found = append(found, b)
		if b.Kind == pci.Memory64 {
			i++ // its second register
		}
	}
	return found, nil
}

// registers records the registers in the BARs.
func registers(ctx context.Context, p *page, prefix string, d *pci.Device, bars []pci.BAR) error {
	var regions []*pci.Region
	for _, b := range bars {
		r, err := d.Map(ctx, b.Index)
		if err != nil {
			return err
		}
		regions = append(regions, r)
	}
	if err := d.Enable(ctx); err != nil {
		return err
	}
	tableBAR, table, err := msixTable(ctx, d)
	if err != nil {
		return err
	}
	for _, r := range regions {
		bytes, err := content(ctx, r)
		if err != nil {
			return err
		}
		if r.BAR().Index == tableBAR {
			clear(bytes[min(table[0], len(bytes)):min(table[1], len(bytes))])
		}
		p.words(fmt.Sprintf("%sbar%d", prefix, r.BAR().Index), bytes)
	}
	return nil
}

// msixTable returns the BAR with the device's MSI-X table, and the table's first byte and
// the one after its last; a BAR of -1 if there is none. The table is not recorded: the
// capability tells its size, and the specification its content (PCI Local Bus 3.0,
// section 6.8.2 "MSI-X Capability and Table Structures").
func msixTable(ctx context.Context, d *pci.Device) (bar int, table [2]int, err error) {
	at, found, err := d.Capability(ctx, pci.CapabilityMSIX)
	if !found || err != nil {
		return -1, table, err
	}
	const (
		control  reg.Reg[pci.MSIXControl] = 2
		location reg.Reg[uint32]          = 4 // of the table: the offset, and the BAR in the low three bits
		entry                             = 16
	)
	size, err1 := control.Read(ctx, d.ConfigAt(at))
	where, err2 := location.Read(ctx, d.ConfigAt(at))
	begin := int(where &^ 7)
	return int(where & 7), [2]int{begin, begin + entry*(int(size&pci.MSIXTableSize)+1)}, errors.Join(err1, err2)
}

// content reads the registers of a region in accesses of four bytes, up to [maxSwept].
func content(ctx context.Context, r *pci.Region) ([]byte, error) {
	bytes := make([]byte, min(r.Size(), maxSwept)/4*4)
	if _, memory := r.Address(); memory {
		return bytes, r.ReadMemory(ctx, 0, bytes)
	}
	for at := 0; at < len(bytes); at += 4 {
		v, err := r.Load(ctx, qtest.Width32, uint64(at))
		if err != nil {
			return nil, err
		}
		binary.LittleEndian.PutUint32(bytes[at:], uint32(v))
	}
	return bytes, nil
}
