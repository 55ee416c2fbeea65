package identity

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/memmap"
	"github.com/qgraph/qgraph/qtest"
)

// spaces are QEMU's names of the address spaces that a CPU reaches, with ours.
var spaces = map[string]string{memmap.MemorySpace: "memory", memmap.PortSpace: "ports"}

// area is a range of an address space with one kind of content.
type area struct {
	first, last uint64
	kind        memmap.Kind
	names       []string // of QEMU's regions in it
}

// maxSwept is the size, in bytes, up to which the registers of an area are read. A larger
// one has a large part that decodes addresses.
const maxSwept = 64 << 10

// Machine is the subject of the machine itself. [Options] ask by that name for it.
const Machine = "machine"

func readMachine(ctx context.Context, p *page, s *session, _ *graph.Path, _ *run.Env) error {
	return s.machine(ctx, p)
}

// machine records the machine itself: which addresses and ports answer, and the registers
// there after power-on.
func (s *session) machine(ctx context.Context, p *page) error {
	views, err := s.views(ctx)
	if err != nil {
		return err
	}
	for space, areas := range views {
		for _, a := range areas {
			field := fmt.Sprintf("%s/%s", space, a.addresses(space))
			p.set(field, "%s", a.kind)
			p.note(field, strings.Join(a.names, ", "))
		}
	}
	if err := s.sweepMemory(ctx, p, views["memory"]); err != nil {
		return err
	}
	if err := s.sweepPorts(ctx, p, views["ports"]); err != nil {
		return err
	}
	if covers(views["ports"], cmosIndex, "rtc") {
		if err := s.cmos(ctx, p); err != nil {
			return err
		}
	}
	return s.firmwareFiles(ctx, p, views)
}

// addresses returns the range in digits that sort well.
func (a area) addresses(space string) string {
	if space == "ports" {
		return fmt.Sprintf("%04x-%04x", a.first, a.last)
	}
	return fmt.Sprintf("%012x-%012x", a.first, a.last)
}

// views returns the areas of each address space, by address.
func (s *session) views(ctx context.Context) (map[string][]area, error) {
	m, err := memmap.Read(ctx, s.q.QMP())
	if err != nil {
		return nil, fmt.Errorf("identity: %w", err)
	}
	views := areas(m)
	if len(views["memory"]) == 0 {
		return nil, errors.New("identity: QEMU's monitor tells no memory map")
	}
	return views, nil
}

// areas returns the areas of each address space. Neighbours of one kind are one area: how QEMU divides its own work is
// invisible to a guest.
func areas(m *memmap.Map) map[string][]area {
	views := map[string][]area{}
	for name, space := range spaces {
		for _, r := range m.Space(name).Ranges {
			if r.Hole {
				continue
			}
			kind := r.Kind
			if kind == memmap.Container { // to a guest it is a register that does nothing
				kind = memmap.IO
			}
			views[space] = appendArea(views[space], area{r.First, r.Last, kind, []string{r.Region}})
		}
	}
	return views
}

func appendArea(areas []area, a area) []area {
	if n := len(areas); n > 0 && areas[n-1].last+1 == a.first && areas[n-1].kind == a.kind {
		areas[n-1].last = a.last
		if !slices.Contains(areas[n-1].names, a.names[0]) {
			areas[n-1].names = append(areas[n-1].names, a.names[0])
		}
		return areas
	}
	return append(areas, a)
}

// covers reports whether an area contains the address and a region whose name begins so.
func covers(areas []area, address uint64, name string) bool {
	return slices.ContainsFunc(areas, func(a area) bool {
		return a.first <= address && address <= a.last &&
			slices.ContainsFunc(a.names, func(n string) bool { return strings.HasPrefix(n, name) })
	})
}

// sweepMemory reads the registers in memory.
func (s *session) sweepMemory(ctx context.Context, p *page, areas []area) error {
	for _, a := range areas {
		size := a.last - a.first + 1
		if a.kind != memmap.IO || size > maxSwept {
			continue
		}
		bytes := make([]byte, size/4*4)
		if err := s.q.ReadMemory(ctx, a.first, bytes); err != nil {
			return err
		}
		p.words(fmt.Sprintf("registers/%012x", a.first), bytes)
	}
	return nil
}

// words records the words of a register block, little-endian, that are not zero.
func (p *page) words(prefix string, bytes []byte) {
	values := make([]uint32, len(bytes)/4)
	for i := range values {
		values[i] = binary.LittleEndian.Uint32(bytes[4*i:])
	}
	runs(values, func(v uint32, first, last int) {
		switch {
		case v == 0:
		case first == last:
			p.set(fmt.Sprintf("%s+%04x", prefix, 4*first), "0x%08x", v)
		default:
			p.set(fmt.Sprintf("%s+%04x-%04x", prefix, 4*first, 4*last+3), "0x%08x", v)
		}
	})
}

// longRun is the number of equal values in a row from which on they are one field.
const longRun = 4

// runs calls f for each value with the places of its run: one place where the run is
// short.
func runs[V comparable](values []V, f func(v V, first, last int)) {
	for i := 0; i < len(values); {
		n := 1
		for i+n < len(values) && values[i+n] == values[i] {
			n++
		}
		if n >= longRun {
			f(values[i], i, i+n-1)
		} else {
			for j := range n {
				f(values[i], i+j, i+j)
			}
		}
		i += n
	}
}

// backdoor is QEMU's name of VMware's port for guest tools. Its answer is in a processor's
// registers, and here no processor runs.
const backdoor = "vmport"

// sweepPorts reads the ports, in accesses of one byte. An unanswered read returns all
// ones, so such ports have no field.
func (s *session) sweepPorts(ctx context.Context, p *page, areas []area) error {
	for _, a := range areas {
		if a.last > 0xffff || slices.Contains(a.names, backdoor) {
			continue
		}
		values := make([]uint32, a.last-a.first+1)
		for i := range values {
			var err error
			if values[i], err = s.q.In(ctx, qtest.Width8, uint16(a.first)+uint16(i)); err != nil {
				return err
			}
		}
		runs(values, func(v uint32, first, last int) {
			first, last = first+int(a.first), last+int(a.first)
			switch {
			case v == 0xff:
			case first == last:
				p.set(fmt.Sprintf("port/%04x", first), "0x%02x", v)
			default:
				p.set(fmt.Sprintf("port/%04x-%04x", first, last), "0x%02x", v)
			}
		})
	}
	return nil
}

// The ports of the clock chip and its memory on a PC (IBM PC AT Technical Reference,
// 1984, "Real-Time Clock/CMOS RAM Information").
const (
	cmosIndex = 0x70
	cmosData  = 0x71
	cmosSize  = 128
)

// cmos records the clock chip's memory, which tells the guest the sizes of the machine.
func (s *session) cmos(ctx context.Context, p *page) error {
	for i := range uint32(cmosSize) {
		if err := s.q.Out(ctx, qtest.Width8, cmosIndex, i); err != nil {
			return err
		}
		v, err := s.q.In(ctx, qtest.Width8, cmosData)
		if err != nil {
			return err
		}
		if v != 0 {
			p.set(fmt.Sprintf("cmos/%02x", i), "0x%02x", v)
		}
	}
	return nil
}

// The firmware configuration device (QEMU 11.1, docs/specs/fw_cfg.rst).
const (
	fwCfgSelectorPort = 0x510
	fwCfgDataPort     = 0x511
	fwCfgFileDir      = 0x19
	fwCfgMaxFiles     = 1024
)

// fwCfgFile is an entry of the directory (struct FWCfgFile).
type fwCfgFile [64]byte

func (f *fwCfgFile) size() uint32     { return binary.BigEndian.Uint32(f[0:]) }
func (f *fwCfgFile) selector() uint16 { return binary.BigEndian.Uint16(f[4:]) }
func (f *fwCfgFile) name() string {
	name, _, _ := strings.Cut(string(f[8:]), "\x00")
	return name
}

// firmwareFiles records the files that QEMU offers to firmware: their names, sizes and
// selectors.
func (s *session) firmwareFiles(ctx context.Context, p *page, views map[string][]area) error {
	read := s.firmwareReader(ctx, views)
	if read == nil {
		return nil
	}
	var count [4]byte
	if err := read(count[:], true); err != nil {
		return err
	}
	n := binary.BigEndian.Uint32(count[:])
	if n > fwCfgMaxFiles {
		return fmt.Errorf("identity: got %d firmware files, want at most %d", n, fwCfgMaxFiles)
	}
	for range n {
		var f fwCfgFile
		if err := read(f[:], false); err != nil {
			return err
		}
		p.set("fw_cfg/"+f.name(), "%d bytes, selector 0x%04x", f.size(), f.selector())
	}
	return nil
}

// firmwareReader returns a function that reads the directory, from its beginning or on;
// nil without the device.
func (s *session) firmwareReader(ctx context.Context, views map[string][]area) func(into []byte, begin bool) error {
	if covers(views["ports"], fwCfgSelectorPort, "fwcfg") {
		return func(into []byte, begin bool) error {
			if begin {
				if err := s.q.Out(ctx, qtest.Width16, fwCfgSelectorPort, fwCfgFileDir); err != nil {
					return err
				}
			}
			for i := range into {
				v, err := s.q.In(ctx, qtest.Width8, fwCfgDataPort)
				if err != nil {
					return err
				}
				into[i] = byte(v)
			}
			return nil
		}
	}
	i := slices.IndexFunc(views["memory"], func(a area) bool { return slices.Contains(a.names, "fwcfg.ctl") })
	if i < 0 {
		return nil
	}
	base := views["memory"][i].first // the data register; the selector is at 8, big-endian
	return func(into []byte, begin bool) error {
		if begin {
			if err := s.q.WriteMemory(ctx, base+8, []byte{0, fwCfgFileDir}); err != nil {
				return err
			}
		}
		for i := range into {
			v, err := s.q.Read(ctx, qtest.Width8, base)
			if err != nil {
				return err
			}
			into[i] = byte(v)
		}
		return nil
	}
}
