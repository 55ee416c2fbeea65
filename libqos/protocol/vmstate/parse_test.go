package vmstate_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/protocol/vmstate"
	"github.com/qgraph/qgraph/libqos/protocol/vmstate/vmstatetest"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestReal reads what QEMU 11.1 wrote of its machines "none" and "uno".
func TestReal(t *testing.T) {
	for _, tc := range []struct{ name, want string }{
		{"none", "3 sections with 10 fields, and 0 blocks of memory"},
		{"uno", "4 sections with 20 fields, and 3 blocks of memory"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			name := tc.name
			s := parse(t, read(t, name+".state"))
			if got := s.String(); got != tc.want {
				t.Errorf("String() = %q, want %q", got, tc.want)
			}
			var text bytes.Buffer
			if err := s.WriteText(&text, nil); err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join("testdata", name+".txt")
			if *update {
				if err := os.WriteFile(golden, text.Bytes(), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(read(t, name+".txt")), text.String()); diff != "" {
				t.Errorf("-want +got, run with -update to accept:\n%s", diff)
			}
		})
	}
}

func read(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func parse(t *testing.T, data []byte) *vmstate.Stream {
	t.Helper()
	s, err := vmstate.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// device returns a section with a description.
func device(describe string, data ...byte) vmstatetest.Section {
	return vmstatetest.Section{
		Device: "dev", Version: 2, Data: data,
		Describe: `"vmsd_name": "dev", "version": 2, ` + describe,
	}
}

// fields returns the members for a device that has only fields.
func fields(text string) string { return `"fields": [` + text + `]` }

const (
	byteField  = `{"name": "b", "type": "uint8", "size": 1}`
	pairStruct = `{"vmsd_name": "pair", "version": 1, "fields": [{"name": "x", "type": "uint8", "size": 1}, {"name": "y", "type": "int8", "size": 1}]}`
	keyStruct  = `"vmsd_name": "key", "version": 1, "fields": [` + byteField + `]`
)

// TestFields reads every form of a field's description.
func TestFields(t *testing.T) {
	for _, tc := range []struct {
		name    string
		section vmstatetest.Section
		want    []string
	}{
		{"scalar", device(fields(`{"name": "a", "type": "int16", "size": 2}`), 0xff, 0xfe), []string{"dev a int16 -2"}},
		{"array", device(fields(`{"name": "a", "array_len": 3, "type": "uint8", "size": 1}`), 1, 1, 2), []string{"dev a[0…2] uint8 0x1×2 0x2"}},
		{"empty buffer", device(fields(`{"name": "a", "type": "buffer", "size": 0}, `+byteField), 7), []string{"dev a buffer ", "dev b uint8 0x7"}},
		{"structure", device(fields(`{"name": "s", "type": "struct", "struct": `+pairStruct+`, "size": 2}`), 1, 0xff), []string{"dev s.x uint8 0x1", "dev s.y int8 -1"}},
		{
			"array of structures", device(fields(`{"name": "s", "array_len": 2, "type": "struct", "struct": `+pairStruct+`, "size": 2}`), 1, 2, 3, 4),
			[]string{"dev s[0].x uint8 0x1", "dev s[0].y int8 2", "dev s[1].x uint8 0x3", "dev s[1].y int8 4"},
		},
		{
			"elements by index", device(fields(`{"name": "s", "index": 0, "type": "ptr-marker", "size": 1}, {"name": "s", "index": 1, "type": "struct", "struct": `+pairStruct+`, "size": 2}`), '0', 1, 2),
			[]string{"dev s[0] ptr-marker 30", "dev s[1].x uint8 0x1", "dev s[1].y int8 2"},
		},
		{
			"runs of elements", device(fields(`{"name": "s", "array_len": 2, "type": "ptr-marker", "size": 1}, {"name": "s", "type": "uint8", "size": 1}`), '0', '0', 5),
			[]string{"dev s[0…1] ptr-marker 30×2", "dev s[2] uint8 0x5"},
		},
		{
			"in place of a field", device(fields(`{"name": "t", "type": "tmp", "vmsd_name": "pair", "version": 1, "fields": [`+byteField+`], "size": 1}`), 9),
			[]string{"dev t.b uint8 0x9"},
		},
		{"empty list", device(fields(`{"name": "q", "type": "qtailq", "size": 1}`), 0), []string{"dev q qtailq 00"}},
		{
			"list", device(fields(`{"name": "q", "type": "qtailq", `+keyStruct+`, `+keyStruct+`, "size": 5}`), 1, 7, 1, 8, 0),
			[]string{"dev q[0].b uint8 0x7", "dev q[1].b uint8 0x8"},
		},
		{
			"tree with numbers", device(fields(`{"name": "g", "type": "gtree", `+keyStruct+`, "size": 15}`), 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 3, 7, 0),
			[]string{"dev g[0].key uint64 0x3", "dev g[0].value.b uint8 0x7"},
		},
		{
			"tree with structures", device(fields(`{"name": "g", "type": "gtree", `+keyStruct+`, `+keyStruct+`, "size": 8}`), 0, 0, 0, 1, 1, 6, 7, 0),
			[]string{"dev g[0].key.b uint8 0x6", "dev g[0].value.b uint8 0x7"},
		},
		{
			"subsections", device(fields(byteField)+`, "subsections": [{"vmsd_name": "dev/more", "version": 3, `+fields(byteField)+`}]`,
				slices.Concat([]byte{1}, vmstatetest.Subsection("dev/more", 3, 2))...),
			[]string{"dev b uint8 0x1", "dev/more b uint8 0x2"},
		},
		{
			"legacy", vmstatetest.Section{Device: "old", Version: 5, Data: []byte{1, 2, 3}, Describe: `"size": 3, "fields": [{"name": "data", "size": 3, "type": "buffer"}]`},
			[]string{"old data buffer 010203"},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			data := vmstatetest.Stream("m", tc.section)
			s := parse(t, data)
			var got []string
			for _, f := range s.Sections[0].Fields {
				got = append(got, fmt.Sprintf("%s %s %s %s", f.Section, f.FullName(), f.Type, f.Value()))
				if !bytes.HasPrefix(data[f.Offset:], f.Raw) {
					t.Errorf("%s is not at offset %#x", f.FullName(), f.Offset)
				}
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("fields, -want +got:\n%s", diff)
			}
		})
	}
}

// TestUndescribed reads sections without a description, in which a footer seems to be.
func TestUndescribed(t *testing.T) {
	data := []byte{1, 0x7e, 0, 0, 0, 0, 2, 3}
	s := parse(t, vmstatetest.Stream("m",
		vmstatetest.Section{Kind: 1, Device: "parts", Version: 1, Data: data},
		vmstatetest.Section{Command: true, Version: 11, Data: []byte{5}},
		vmstatetest.Section{Kind: 2, Data: []byte{4}},
		device(fields(byteField), 6),
		vmstatetest.Section{Kind: 3, Data: data},
	))
	var got []string
	for _, x := range s.Sections {
		got = append(got, fmt.Sprintf("%v %s %v %x", x.Kind, x.Device, x.Described(), x.Raw))
	}
	want := []string{"first parts false 017e000000000203", "part parts false 04", "full dev true ", "last parts false 017e000000000203"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sections, -want +got:\n%s", diff)
	}
	if len(s.Commands) != 1 || s.Commands[0].Number != 11 || !bytes.Equal(s.Commands[0].Data, []byte{5}) {
		t.Errorf("commands %+v, want one of the number 11 with the byte 5", s.Commands)
	}
}

// TestMismatch reads streams that are not as they say. The error names section, field and offset.
func TestMismatch(t *testing.T) {
	right := vmstatetest.Stream("m", device(fields(byteField), 1))
	for _, tc := range []struct {
		name string
		data []byte
		want string
	}{
		{"nothing", nil, `got ""`},
		{"another format", []byte("QEVM\x00\x00\x00\x02"), "version 2, want 3"},
		{"cut off", right[:len(right)-1], "no description before the end"},
		{"without an end", right[:12], "no description before the end"},
		{"footer", bytes.Replace(right, []byte{1, 0x7e, 0, 0, 0, 0}, []byte{1, 0x7e, 0, 0, 0, 1}, 1), "section dev, at 0x20: the footer of section 1, want 0"},
		{"byte too many", vmstatetest.Stream("m", device(fields(byteField), 1, 2)), "section dev, at 0x20: no footer where the section ends"},
		{"byte too few", vmstatetest.Stream("m", device(fields(byteField+`, `+byteField))), "section dev, at 0x21: no footer"},
		{"length", vmstatetest.Stream("m", device(fields(`{"name": "v", "type": "buffer", "size": 70}`), 1)), "section dev, v at 0x1f: 1 × 70 bytes are to come, the stream has 6"},
		{"length of an array", vmstatetest.Stream("m", device(fields(`{"name": "v", "array_len": 9223372036854775807, "type": "buffer", "size": 2}`), 1)), "section dev, v[0…"},
		{"size of a structure", vmstatetest.Stream("m", device(fields(`{"name": "s", "type": "struct", "struct": `+pairStruct+`, "size": 3}`), 1, 2, 3)), "section dev, s at 0x21: the parts have 2 bytes, the whole has 3"},
		{"version", vmstatetest.Stream("m", vmstatetest.Section{Device: "dev", Version: 3, Describe: `"vmsd_name": "dev", "version": 2, "fields": []`}), "section dev, at 0x1f: version 3, the description has 2"},
		{"subsection", vmstatetest.Stream("m", device(fields(byteField)+`, "subsections": [{"vmsd_name": "s", "version": 3, `+fields(byteField)+`}]`, slices.Concat([]byte{1}, vmstatetest.Subsection("s", 4, 2))...)), `subsection "s" of version 4`},
		{"list", vmstatetest.Stream("m", device(fields(`{"name": "q", "type": "qtailq", `+keyStruct+`, "size": 3}`), 2, 7, 0)), "mark 0x2 in a list, want 0x1"},
		{"part of nothing", vmstatetest.Stream("m", vmstatetest.Section{Kind: 2, ID: 3}), "a part of section 3, which has not begun"},
		{"described only", bytes.Replace(right, []byte("\x04\x00\x00\x00\x00\x03dev"), []byte("\x04\x00\x00\x00\x00\x03vde"), 1), "the description has a section dev"},
		{"unknown member", vmstatetest.Stream("m", device(fields(`{"name": "v", "type": "uint8", "size": 1, "colour": 2}`), 1)), `field v has an unknown member "colour"`},
		{"negative size", vmstatetest.Stream("m", device(fields(`{"name": "v", "type": "uint8", "size": -1}`), 1)), `"size": -1 is no count`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := vmstate.Parse(tc.data)
			if !errors.Is(err, vmstate.ErrFormat) || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v, want an ErrFormat with %q", err, tc.want)
			}
		})
	}
}

// TestFault reads a stream with one section that is not as described.
func TestFault(t *testing.T) {
	wrong := device(fields(byteField), 1, 2)
	wrong.Device = "wrong"
	s, err := vmstate.Parse(vmstatetest.Stream("m", wrong, device(fields(byteField), 3)))
	if err == nil || s == nil {
		t.Fatalf("Parse() = %v, %v, want a stream and an error", s, err)
	}
	if got := s.Sections[0]; got.Fault == nil || got.Described() || len(got.Fields) > 0 || !bytes.Equal(got.Raw, []byte{1, 2}) {
		t.Errorf("the wrong section is %+v, want its bytes and the fault", got)
	}
	if got := s.Sections[1]; got.Fault != nil || len(got.Fields) != 1 {
		t.Errorf("the section after it is %+v, want its field", got)
	}
}

// TestOldConfiguration reads a configuration that the description leaves out.
func TestOldConfiguration(t *testing.T) {
	stream := func(machine string) *vmstate.Stream {
		data := vmstatetest.Stream(machine, device(fields(byteField), 1))
		more := vmstatetest.Subsection("configuration/more", 1, 2)
		data = slices.Insert(data, 13+len(machine), more...)
		before, after, _ := bytes.Cut(data, []byte(`"configuration": {`))
		_, after, _ = bytes.Cut(after, []byte("]}, "))
		text := len(before) - bytes.LastIndex(before, []byte("{")) + len(after)
		data = slices.Concat(before, after)
		data[len(before)-2], data[len(before)-3] = byte(text), byte(text>>8)
		return parse(t, data)
	}
	s := stream("old")
	if c := s.Configuration; s.Machine != "old" || c == nil || !bytes.Contains(c.Raw, []byte("more")) || len(s.Sections) != 1 {
		t.Errorf("got the machine %q, the configuration %+v and %d sections", s.Machine, c, len(s.Sections))
	}
	if got := vmstate.Compare(s, stream("new")); len(got) != 1 || got[0].String() != "configuration name: old → new" {
		t.Errorf("got %v, want the name of the machine", got)
	}
}

// TestText prints a structure with a subsection, a part without a description, and a section that is not as described.
func TestText(t *testing.T) {
	nested := `{"vmsd_name": "inner", "version": 1, ` + fields(byteField) + `, "subsections": [{"vmsd_name": "inner/more", "version": 4, ` + fields(byteField) + `}]}`
	state := slices.Concat([]byte{1}, vmstatetest.Subsection("inner/more", 4, 2), []byte{3})
	wrong := device(fields(byteField), 1, 2)
	wrong.Device, wrong.Instance = "wrong", 7
	s, err := vmstate.Parse(vmstatetest.Stream("m",
		device(fields(fmt.Sprintf(`{"name": "s", "type": "struct", "struct": %s, "size": %d}, %s`, nested, len(state)-1, byteField)), state...),
		vmstatetest.Section{Kind: 1, Device: "parts", Version: 1, Data: []byte{5}},
		wrong,
	))
	if s == nil {
		t.Fatal(err)
	}
	var got strings.Builder
	if err := s.WriteText(&got, func(device string) bool { return device != "configuration" }); err != nil {
		t.Fatal(err)
	}
	want := `dev: version 2, 19 bytes at 0xe
    s.b                                      uint8          0x1
  inner/more, version 4
    s.b                                      uint8          0x2
  dev
    b                                        uint8          0x3
parts: first section without a description, 1 bytes at 0x37
    05
wrong#7: full section without a description, 2 bytes at 0x50
  is not as described: vmstate: section wrong#7, at 0x64: no footer where the section ends
    0102
`
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
