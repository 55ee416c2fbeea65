package vmstate_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/protocol/vmstate"
	"github.com/qgraph/qgraph/libqos/protocol/vmstate/vmstatetest"
)

// ram returns the sections of a RAM with one block, of which a page is filled.
func ram(block string, size uint64, offset uint64, fill byte) []vmstatetest.Section {
	be := binary.BigEndian
	const end = 0x10
	setup := be.AppendUint64(nil, size|4)
	setup = be.AppendUint64(append(setup, vmstatetest.Name(block)...), size)
	pages := append(be.AppendUint64(nil, 0x02), vmstatetest.Name(block)...) // a page of zeros
	pages = append(pages, 0)
	pages = be.AppendUint64(pages, offset|0x08|0x20)
	pages = append(pages, bytes.Repeat([]byte{fill}, 1024)...)
	return []vmstatetest.Section{
		{Kind: 1, Device: "ram", Version: 4, Data: be.AppendUint64(setup, end)},
		{Kind: 3, Data: be.AppendUint64(pages, end)},
	}
}

// TestCompare compares streams that differ in one thing.
func TestCompare(t *testing.T) {
	sub := func(version uint32, data ...byte) vmstatetest.Section {
		text := fields(byteField)
		state := []byte{1}
		if version > 0 {
			text += `, "subsections": [{"vmsd_name": "dev/more", "version": ` + string('0'+byte(version)) + `, ` + fields(byteField) + `}]`
			state = append(state, vmstatetest.Subsection("dev/more", version, data...)...)
		}
		return device(text, state...)
	}
	array := func(data ...byte) vmstatetest.Section {
		return device(fields(`{"name": "a", "array_len": `+string('0'+byte(len(data)))+`, "type": "uint8", "size": 1}`), data...)
	}
	buffer := func(data string) vmstatetest.Section {
		return device(fields(`{"name": "v", "type": "buffer", "size": 6}`), []byte(data)...)
	}
	second := device(fields(byteField), 1)
	second.Instance = 1
	newer := device(fields(byteField), 1)
	newer.Version, newer.Describe = 3, strings.Replace(newer.Describe, `"version": 2`, `"version": 3`, 1)
	parts := func(data ...byte) []vmstatetest.Section {
		return []vmstatetest.Section{{Kind: 1, Device: "parts", Data: []byte{1}}, {Kind: 2, Data: []byte{0, 0}}, {Kind: 3, Data: data}}
	}
	keys := func(block ...byte) []vmstatetest.Section { // flag, number of keys, keys
		var data []byte
		if len(block) > 0 {
			data = append(binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, uint64(block[0])), uint64(block[1])), block[2:]...)
		}
		data = binary.BigEndian.AppendUint64(data, 1)
		return []vmstatetest.Section{{
			Device: "s390-skeys", Version: 1, Data: data,
			Describe: fmt.Sprintf(`"size": %d, "fields": [{"name": "data", "size": %[1]d, "type": "buffer"}]`, len(data)),
		}}
	}
	attributes := func(words ...byte) []vmstatetest.Section {
		list := []vmstatetest.Section{{Kind: 1, Device: "s390-storage_attributes", Data: binary.BigEndian.AppendUint64(nil, 1)}}
		for _, w := range words {
			list = append(list, vmstatetest.Section{Kind: 2, Data: binary.BigEndian.AppendUint64(nil, uint64(w))})
		}
		return list
	}
	one := func(s ...vmstatetest.Section) []vmstatetest.Section { return s }
	for _, tc := range []struct {
		name string
		a, b []vmstatetest.Section
		want []string
	}{
		{"nothing", one(sub(1, 1)), one(sub(1, 1)), nil},
		{"element", one(array(1, 2, 3)), one(array(1, 5, 3)), []string{"dev a[0x1]: 0x2 → 0x5"}},
		{"length", one(array(1, 2)), one(array(1, 2, 3)), []string{"dev a[0x2]: absent → 0x3"}},
		{"bytes", one(buffer("\x01\x02\x03\x04\x05\x06")), one(buffer("\x01\x0a\x0b\x04\x05\x0c")), []string{"dev v[0x1]: 0203 → 0a0b", "dev v[0x5]: 06 → 0c"}},
		{"text", one(buffer("abc\x00\x00\x00")), one(buffer("abd\x00\x00\x00")), []string{`dev v: "abc" → "abd"`}},
		{"field", one(device(fields(byteField+`, {"name": "c", "type": "bool", "size": 1}`), 1, 1)), one(device(fields(byteField), 1)), []string{"dev c: true → absent"}},
		{"new field", one(device(fields(byteField), 1)), one(device(fields(byteField+`, {"name": "c", "type": "bool", "size": 1}`), 1, 1)), []string{"dev c: absent → true"}},
		{"device", one(sub(0), second), one(sub(0)), []string{"dev#1: present → absent"}},
		{"new device", one(sub(0)), one(sub(0), second), []string{"dev#1: absent → present"}},
		{"version", one(device(fields(byteField), 1)), one(newer), []string{"dev: version 2 → version 3"}},
		{"order", one(sub(0), second), one(second, sub(0)), nil},
		{"subsection", one(sub(0)), one(sub(1, 7)), []string{"dev dev/more: absent → version 1"}},
		{"version of a subsection", one(sub(1, 7)), one(sub(2, 7)), []string{"dev dev/more: version 1 → version 2"}},
		{"field of a subsection", one(sub(1, 7)), one(sub(1, 8)), []string{"dev dev/more b: 0x7 → 0x8"}},
		{"parts", parts(1, 2), parts(1, 3), []string{"parts state[0x2]: 02 → 03"}},
		{"length of parts", parts(1, 2), parts(1, 2, 3), []string{"parts state: 3 bytes → 4 bytes"}},
		{"parts of nothing", parts(1, 2), slices.Insert(parts(1, 2), 1, vmstatetest.Section{Kind: 2, Data: make([]byte, 8)}), nil},
		{"storage keys of zeros", keys(), keys(2, 3, 0, 0, 0), nil},
		{"storage keys", keys(), keys(2, 3, 0, 0x10, 0), []string{"s390-skeys state: 0 bytes → 19 bytes"}},
		{"storage key", keys(2, 3, 0, 0x10, 0), keys(2, 3, 0, 0x20, 0), []string{"s390-skeys state[0x11]: 10 → 20"}},
		{"end of parts", attributes(), attributes(1, 1), nil},
		{"attributes", attributes(), attributes(4, 1), []string{"s390-storage_attributes state: 0 bytes → 8 bytes"}},
		{"page", ram("r", 4096, 1024, 1), ram("r", 4096, 1024, 2), []string{"ram r page[0x400]: sha256 5a648d80… → sha256 14d6fc84…"}},
		{"page of zeros", ram("r", 4096, 1024, 1), ram("r", 4096, 1024, 0), []string{"ram r page[0x400]: sha256 5a648d80… → zeros"}},
		{"other page", ram("r", 4096, 1024, 1), ram("r", 4096, 2048, 1), []string{"ram r page[0x400]: sha256 5a648d80… → zeros", "ram r page[0x800]: zeros → sha256 5a648d80…"}},
		{"size of a block", ram("r", 4096, 1024, 1), ram("r", 8192, 1024, 1), []string{"ram r: 0x1000 bytes → 0x2000 bytes"}},
		{"block", ram("r", 4096, 1024, 1), ram("s", 4096, 1024, 1), []string{"ram r: 0x1000 bytes → absent", "ram s: absent → 0x1000 bytes"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var got []string
			for _, d := range vmstate.Compare(parse(t, vmstatetest.Stream("m", tc.a...)), parse(t, vmstatetest.Stream("m", tc.b...))) {
				got = append(got, d.String())
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("differences, -want +got:\n%s", diff)
			}
		})
	}
}

// TestCompareMachines compares states of two machine types.
func TestCompareMachines(t *testing.T) {
	got := vmstate.Compare(parse(t, vmstatetest.Stream("m")), parse(t, vmstatetest.Stream("n")))
	if len(got) != 1 || got[0].String() != "configuration name: m → n" {
		t.Errorf("got %v, want the name of the machine", got)
	}
}

// TestVolatile leaves out the clock's seconds, and neither its alarm nor a byte of its memory.
func TestVolatile(t *testing.T) {
	rtc := func(data ...byte) *vmstate.Stream {
		return parse(t, vmstatetest.Stream("m", vmstatetest.Section{
			Device: "mc146818rtc", Version: 3, Data: data,
			Describe: `"vmsd_name": "mc146818rtc", "version": 3, ` + fields(`{"name": "cmos_data", "type": "buffer", "size": 16}`),
		}))
	}
	before := make([]byte, 16)
	for _, tc := range []struct {
		bytes []int // that differ
		want  int
	}{{[]int{0}, 0}, {[]int{1}, 1}, {[]int{2, 4}, 0}, {[]int{6, 7, 8}, 0}, {[]int{10, 11}, 1}, {[]int{15}, 1}} {
		after := slices.Clone(before)
		for _, i := range tc.bytes {
			after[i]++
		}
		a, b := rtc(before...), rtc(after...)
		if got := vmstate.Compare(a, b); len(got) != tc.want {
			t.Errorf("bytes %v: got %v, want %d differences", tc.bytes, got, tc.want)
		}
		if got := vmstate.CompareAll(a, b); len(got) == 0 {
			t.Errorf("bytes %v: got none of all", tc.bytes)
		}
	}
}

// TestVolatileAbsent does not leave out a field that one state lacks, though its value may differ.
func TestVolatileAbsent(t *testing.T) {
	rtc := func(text string, data ...byte) *vmstate.Stream {
		return parse(t, vmstatetest.Stream("m", vmstatetest.Section{
			Device: "strongarm-rtc", Data: data, Describe: `"vmsd_name": "strongarm-rtc", "version": 0, ` + fields(text),
		}))
	}
	const last = `{"name": "last_rcnr", "type": "uint8", "size": 1}`
	before := rtc(byteField+`, `+last, 1, 2)
	if got := vmstate.Compare(before, rtc(byteField+`, `+last, 1, 3)); len(got) != 0 {
		t.Errorf("of another time: got %v, want nothing", got)
	}
	got := vmstate.Compare(before, rtc(byteField, 1))
	if len(got) != 1 || got[0].String() != "strongarm-rtc last_rcnr: 0x2 → absent" {
		t.Errorf("without the time: got %v, want the field", got)
	}
}
