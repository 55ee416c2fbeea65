package aml_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/protocol/aml"
)

// pack puts a length of one or two bytes between an opcode and its operands.
func pack(op string, body ...string) string {
	whole := strings.Join(body, "")
	if n := len(whole) + 1; n < 0x40 {
		return op + string([]byte{byte(n)}) + whole
	}
	n := len(whole) + 2
	return op + string([]byte{0x40 | byte(n&0xf), byte(n >> 4)}) + whole
}

// device is a device with a call of a method that is defined behind it.
func device() string {
	crs := pack("\x11", "\x0a\x0a", "\x47\x01\xf8\x03\xf8\x03\x01\x08", "\x79\x00")
	return pack("\x10", "_SB_",
		pack("\x5b\x82", "COM1",
			"\x08_HID\x0c\x41\xd0\x05\x01",
			"\x08_CRS"+crs,
			pack("\x14", "_STA\x00", "\xa4", "ADD2\x01\x0a\x0e"),
		),
		pack("\x14", "ADD2\x02", "\xa4\x72\x68\x69\x00"),
		"\x5b\x80REGS\x01\x0b\x00\x0e\x0a\x04",
		pack("\x5b\x81", "REGS\x01", "LOW_\x08", "\x00\x04", "HIGH\x04"),
	)
}

func TestParse(t *testing.T) {
	s, err := aml.Parse([]byte(device()))
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	s.Walk(func(n *aml.Node) { paths = append(paths, n.Path) })
	for _, want := range []string{`\_SB.COM1._CRS`, `\_SB.ADD2`, `\_SB.REGS`, `\_SB.HIGH`} {
		if !slices.Contains(paths, want) {
			t.Errorf("objects = %q, want %s among them", paths, want)
		}
	}
	all := s.Devices("PNP0501")
	if len(all) != 1 || all[0].Path != `\_SB.COM1` {
		t.Fatalf("devices = %v, want COM1", all)
	}
	got, err := all[0].Resources()
	want := []aml.Resource{{Kind: aml.IO, Min: 0x3f8, Max: 0x3f8, Length: 8, Fixed: true, Tag: 8}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("resources (-want +got), error %v:\n%s", err, diff)
	}
	field := s.At(`\_SB.HIGH`).Term.Fields
	if diff := cmp.Diff([]aml.Unit{{Name: "LOW", Bits: 8}, {Name: "HIGH", Offset: 12, Bits: 4}}, field); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
	sta := s.Code[0][0].Body[0].Body[2]
	call := sta.Body[0].Terms[0]
	if call.Op != aml.Call || len(call.Terms) != 2 {
		t.Errorf("_STA returns %+v, want a call with two arguments", call)
	}
}

func TestParseErrors(t *testing.T) {
	for _, tc := range []struct{ name, code string }{
		{"cut off", device()[:40]},
		{"no opcode", "\x02"},
		{"length beyond the table", "\x10\x3f_SB_"},
		{"length before its end", "\x5b\x82\x03DEV1"},
		{"defined twice", "\x08ABCD\x00\x08ABCD\x01"},
		{"no name", "\x08abcd\x00"},
		{"deep", strings.Repeat("\xa4", 1000)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, err := aml.Parse([]byte(tc.code)); !errors.Is(err, aml.ErrFormat) {
				t.Errorf("Parse: error %v, want ErrFormat", err)
			}
		})
	}
}

func TestLookup(t *testing.T) {
	s, err := aml.Parse([]byte(device()))
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ scope, name, want string }{
		{`\_SB.COM1`, "ADD2", `\_SB.ADD2`},
		{`\_SB.COM1`, "^ADD2", `\_SB.ADD2`},
		{`\`, `\_SB.COM1`, `\_SB.COM1`},
		{`\_SB`, "COM1._HID", `\_SB.COM1._HID`},
		{`\_SB.COM1`, "NONE", ""},
	} {
		got := ""
		if n := s.Lookup(tc.scope, tc.name); n != nil {
			got = n.Path
		}
		if got != tc.want {
			t.Errorf("Lookup(%s, %s) = %q, want %q", tc.scope, tc.name, got, tc.want)
		}
	}
}

func TestEISA(t *testing.T) {
	for v, want := range map[uint32]string{0x0105d041: "PNP0501", 0x030ad041: "PNP0A03", 0x080cd041: "PNP0C08"} {
		if got := aml.EISA(v); got != want {
			t.Errorf("EISA(%#x) = %s, want %s", v, got, want)
		}
	}
}

func TestTemplate(t *testing.T) {
	for _, tc := range []struct {
		name, bytes string
		want        []aml.Resource
		fails       bool
	}{
		{"interrupts", "\x22\x18\x00\x79\x00", []aml.Resource{{Kind: aml.Interrupt, Numbers: []uint32{3, 4}, Tag: 4}}, false},
		{"extended interrupt", "\x89\x06\x00\x01\x01\x21\x00\x00\x00\x79\x00",
			[]aml.Resource{{Kind: aml.Interrupt, Numbers: []uint32{33}, Level: true, Tag: 0x89}}, false},
		{"bus numbers", "\x88\x0d\x00\x02\x0c\x00\x00\x00\x00\x00\xff\x00\x00\x00\x00\x01\x79\x00",
			[]aml.Resource{{Kind: aml.Bus, Max: 255, Length: 256, Window: true, Fixed: true, Tag: 0x88}}, false},
		{"I²C", "\x8e\x11\x00\x02\x00\x01\x02\x00\x00\x01\x06\x00\xa0\x86\x01\x00\x10\x00^\x00\x79\x00",
			[]aml.Resource{{Kind: aml.SerialBus, Min: 0x10, Max: 0x10, Length: 1, Tag: 0x8e}}, false},
		{"serial bus without an address", "\x8e\x09\x00\x02\x00\x01\x02\x00\x00\x01\x06\x00\x79\x00",
			[]aml.Resource{{Kind: aml.SerialBus, Tag: 0x8e}}, false},
		{"right checksum", "\x2a\x04\x00\x79\x59", []aml.Resource{{Kind: aml.DMA, Numbers: []uint32{2}, Tag: 5}}, false},
		{"wrong checksum", "\x2a\x04\x00\x79\x5a", nil, true},
		{"no end", "\x2a\x04\x00", nil, true},
		{"cut off", "\x89\x06\x00\x01\x02", nil, true},
		{"bytes behind the end", "\x79\x00\x01", nil, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := aml.Template([]byte(tc.bytes))
			if (err != nil) != tc.fails {
				t.Fatalf("Template: error %v, want one: %t", err, tc.fails)
			}
			if diff := cmp.Diff(tc.want, got); !tc.fails && diff != "" {
				t.Errorf("resources (-want +got):\n%s", diff)
			}
		})
	}
}

// FuzzParse checks that no bytes crash the reader, and that all of its errors say so.
func FuzzParse(f *testing.F) {
	f.Add([]byte(device()))
	f.Add([]byte("\xa0\x07\x93\x68\x01\xa4\x01"))
	f.Fuzz(func(t *testing.T, p []byte) {
		s, err := aml.Parse(p)
		if err != nil {
			if !errors.Is(err, aml.ErrFormat) {
				t.Errorf("Parse: error %v, want ErrFormat", err)
			}
			return
		}
		for _, d := range s.Devices() {
			if _, err := d.Resources(); err != nil && !errors.Is(err, aml.ErrFormat) {
				t.Errorf("Resources: error %v, want ErrFormat", err)
			}
		}
	})
}

// FuzzTemplate checks the same of the reader of resource templates.
func FuzzTemplate(f *testing.F) {
	f.Add([]byte("\x89\x06\x00\x01\x01\x21\x00\x00\x00\x79\x00"))
	f.Add([]byte("\x8e\x11\x00\x02\x00\x01\x02\x00\x00\x01\x06\x00\xa0\x86\x01\x00\x10\x00^\x00\x79\x00"))
	f.Fuzz(func(t *testing.T, p []byte) {
		if _, err := aml.Template(p); err != nil && !errors.Is(err, aml.ErrFormat) {
			t.Errorf("Template: error %v, want ErrFormat", err)
		}
	})
}
