package translate

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/qgraph/qgraph/libqos/base/memmap"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// Layout says where the devices of a machine are before its first access.
type Layout struct {
	BigEndian bool // the byte order of qtest's accesses to memory
	Functions []Function
	Map       *memmap.Map
	Models    map[string]string // of the devices that -device has plugged in: their models by their QOM path
}

// Function is a function of PCI.
type Function struct {
	At    Home
	Model string
	BARs  []BAR // by index
}

// BAR is a base address register.
type BAR struct {
	Index int
	IO    bool
	Size  uint64 // in bytes
}

// rom is the index that QEMU gives the expansion ROM among the BARs.
const rom = 6

// Ask takes the layout from a QEMU that has just started.
func Ask(ctx context.Context, q *qtest.QEMU) (*Layout, error) {
	tree, err := q.QMP().HMP(ctx, "info qtree")
	if err != nil {
		return nil, fmt.Errorf("translate: %w", err)
	}
	l := &Layout{Functions: functions(tree), Models: map[string]string{}}
	if l.BigEndian, err = q.BigEndian(ctx); err != nil {
		return nil, fmt.Errorf("translate: %w", err)
	}
	if l.Map, err = memmap.Read(ctx, q.QMP()); err != nil {
		return nil, fmt.Errorf("translate: %w", err)
	}
	for _, folder := range []string{"/machine/peripheral", "/machine/peripheral-anon"} {
		names, err := qom.At(q.QMP(), folder).Children(ctx)
		if err != nil {
			return nil, fmt.Errorf("translate: %w", err)
		}
		for _, name := range names {
			device := qom.At(q.QMP(), folder+"/"+name)
			if l.Models[device.Path()], err = device.Text(ctx, "type"); err != nil {
				return nil, fmt.Errorf("translate: %w", err)
			}
		}
	}
	return l, nil
}

// Lines of "info qtree".
var (
	device    = regexp.MustCompile(`^( *)dev: ([^,]+), id "`)
	placed    = regexp.MustCompile(`^ *class .*, addr ([0-9a-f]{2}):([0-9a-f]{2})\.([0-7]), pci id `)
	addresses = regexp.MustCompile(`^ *bar (\d): (mem|i/o) at 0x([0-9a-f]{1,16}) \[0x([0-9a-f]{1,16})\]`)
)

// functions returns the functions of PCI in the answer to "info qtree".
func functions(tree string) []Function {
	type above struct {
		indent   int
		model    string
		function int // 1 + the index in all; 0 for what is not on PCI
	}
	var all []Function
	var stack []above
	current := -1 // the index in all of the function whose lines these are
	for line := range strings.Lines(tree) {
		line = strings.TrimRight(line, "\r\n")
		if m := device.FindStringSubmatch(line); m != nil {
			for len(stack) > 0 && stack[len(stack)-1].indent >= len(m[1]) {
				stack = stack[:len(stack)-1]
			}
			stack, current = append(stack, above{indent: len(m[1]), model: m[2]}), -1
			continue
		}
		if m := placed.FindStringSubmatch(line); m != nil && len(stack) > 0 {
			top := &stack[len(stack)-1]
			at := Home{Address: pci.Address{Bus: hexByte(m[1]), Device: hexByte(m[2]), Function: hexByte(m[3])}}
			for _, a := range stack[:len(stack)-1] {
				if a.function > 0 && at.Bus == 0 { // a bus that has a number before the first access is a root bus
					at.Bridge = a.function
				}
			}
			current = len(all)
			all = append(all, Function{At: at, Model: top.model})
			top.function = len(all)
			continue
		}
		if m := addresses.FindStringSubmatch(line); m != nil && current >= 0 {
			first, last := hexNumber(m[3]), hexNumber(m[4]) // all ones and one less than the size, if it is not placed
			all[current].BARs = append(all[current].BARs, BAR{Index: int(m[1][0] - '0'), IO: m[2] == "i/o", Size: last - first + 1})
		}
	}
	return all
}

// hexNumber returns a number in hexadecimal, which an expression has matched.
func hexNumber(text string) uint64 {
	n, _ := strconv.ParseUint(text, 16, 64)
	return n
}

func hexByte(text string) uint8 { return uint8(hexNumber(text)) }

// function returns the function at an address, nil if nothing is there.
func (l *Layout) function(at Home) *Function {
	for i := range l.Functions {
		if l.Functions[i].At == at {
			return &l.Functions[i]
		}
	}
	return nil
}

// bar returns the BAR that a register of configuration space, by its offset, is of; nil if it
// is of none.
func (f *Function) bar(offset uint64) *BAR {
	index := int(offset-0x10) / 4
	switch {
	case offset >= 0x30 && offset < 0x34:
		index = rom
	case offset < 0x10 || offset >= 0x28:
		return nil
	}
	for i := range f.BARs {
		b := &f.BARs[i]
		next := i+1 < len(f.BARs) && f.BARs[i+1].Index == index
		if b.Index == index || index < rom && b.Index+1 == index && !b.IO && !next { // the upper half of a 64-bit one
			return b
		}
	}
	return nil
}
