package fdt_test

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/fdt"
	"github.com/qgraph/qgraph/libqos/base/fdt/fdttest"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

// sample is a machine with a bus at the CPU's addresses, one elsewhere, and
// another bus behind the second.
func sample() fdttest.Node {
	return fdttest.Node{
		Props: []fdttest.Prop{
			fdttest.Cells("#address-cells", 2), fdttest.Cells("#size-cells", 2), fdttest.Cells("interrupt-parent", 8),
		},
		Children: []fdttest.Node{
			{Name: "pic@1000", Props: []fdttest.Prop{
				fdttest.Cells("phandle", 8), fdttest.Cells("#interrupt-cells", 3), fdttest.Cells("#address-cells", 1),
				fdttest.Cells("reg", 0, 0x1000, 0, 0x100, 2, 0, 0, 0x10),
			}},
			{Name: "pic2", Props: []fdttest.Prop{fdttest.Cells("phandle", 9), fdttest.Cells("#interrupt-cells", 1)}},
			{Name: "soc", Props: []fdttest.Prop{fdttest.Cells("#address-cells", 2), fdttest.Cells("#size-cells", 2), fdttest.Cells("ranges")}, Children: []fdttest.Node{
				{Name: "uart@2000", Props: []fdttest.Prop{
					fdttest.Text("compatible", "maker,uart", "uart"), fdttest.Cells("reg", 0, 0x2000, 0, 8), fdttest.Cells("interrupts", 0, 5, 4, 0, 6, 4),
				}},
			}},
			{
				Name: "bus@a0000000",
				Props: []fdttest.Prop{
					fdttest.Cells("#address-cells", 1), fdttest.Cells("#size-cells", 1), fdttest.Cells("interrupt-parent", 9),
					fdttest.Cells("ranges", 0x100, 0, 0xa0000000, 0x100, 0x8000, 1, 0, 0x1000),
				},
				Children: []fdttest.Node{
					{Name: "uart@8010", Props: []fdttest.Prop{
						fdttest.Text("compatible", "uart"), fdttest.Cells("reg", 0x8010, 4), fdttest.Cells("interrupts", 7),
					}},
					{Name: "nowhere", Props: []fdttest.Prop{fdttest.Cells("reg", 0x8ffe, 4)}},
					{Name: "both", Props: []fdttest.Prop{fdttest.Cells("interrupts", 1), fdttest.Cells("interrupts-extended", 9, 3, 8, 0, 4, 1)}},
					{Name: "inner", Props: []fdttest.Prop{
						fdttest.Cells("#address-cells", 1), fdttest.Cells("#size-cells", 0), fdttest.Cells("ranges"),
					}, Children: []fdttest.Node{{Name: "port", Props: []fdttest.Prop{fdttest.Cells("reg", 0x120)}}}},
				},
			},
			{Name: "nexus", Props: []fdttest.Prop{
				fdttest.Cells("interrupt-map-mask", 0xf00, 7),
				fdttest.Cells("interrupt-map", 0x100, 1, 9, 40, 0x100, 2, 8, 0xffff, 0, 41, 4, 0x200, 1, 9, 42),
			}},
		},
	}
}

func at(t *testing.T, root *fdt.Node, path string) *fdt.Node {
	t.Helper()
	n := root
next:
	for _, name := range strings.Split(path, "/") {
		for _, child := range n.Children {
			if child.Name == name {
				n = child
				continue next
			}
		}
		t.Fatalf("no node %s", path)
	}
	return n
}

func TestNodes(t *testing.T) {
	tree := fdttest.Tree(t, sample())
	uart := at(t, tree, "soc/uart@2000")
	if got := uart.String(); got != "/soc/uart@2000" || tree.String() != "/" || uart.Parent().Name != "soc" {
		t.Errorf("path %q, root %v, parent %v", got, tree, uart.Parent())
	}
	if diff := cmp.Diff([]string{"compatible", "reg", "interrupts"}, uart.Properties()); diff != "" {
		t.Errorf("properties (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"maker,uart", "uart"}, uart.Strings("compatible")); diff != "" {
		t.Errorf("compatible (-want +got):\n%s", diff)
	}
	if len(tree.All("uart")) != 2 || len(tree.All("disk")) != 0 {
		t.Errorf("All: %v and %v", tree.All("uart"), tree.All("disk"))
	}
	if got, err := tree.Find("maker,uart"); got != uart || err != nil {
		t.Errorf("Find = %v, %v; want %v", got, err, uart)
	}
	if _, err := tree.Find("disk"); !errors.Is(err, fdt.ErrNoNode) {
		t.Errorf("Find of nothing: %v", err)
	}
	if _, err := tree.Find("uart"); err == nil || !strings.Contains(err.Error(), "got both") {
		t.Errorf("Find of two: %v", err)
	}
	if _, err := uart.Cell("phandle"); !errors.Is(err, fdt.ErrNoProperty) {
		t.Errorf("Cell of nothing: %v", err)
	}
	if _, err := uart.Cell("reg"); !errors.Is(err, fdt.ErrValue) {
		t.Errorf("Cell of several: %v", err)
	}
	if _, err := at(t, tree, "bus@a0000000/uart@8010").Cells("compatible"); !errors.Is(err, fdt.ErrValue) {
		t.Errorf("Cells of text: %v", err)
	}
}

func TestReg(t *testing.T) {
	tree := fdttest.Tree(t, sample())
	for _, tc := range []struct {
		path string
		want []fdt.Range
		err  error
	}{
		{"pic@1000", []fdt.Range{{Base: 0x1000, Size: 0x100}, {Base: 2 << 32, Size: 0x10}}, nil},
		{"soc/uart@2000", []fdt.Range{{Base: 0x2000, Size: 8}}, nil},
		{"bus@a0000000/uart@8010", []fdt.Range{{Base: 1<<32 + 0x10, Size: 4}}, nil},
		{"bus@a0000000/inner/port", []fdt.Range{{Base: 0xa0000020}}, nil},
		{"bus@a0000000/nowhere", nil, fdt.ErrUnmapped},
		{"soc", nil, fdt.ErrNoProperty},
	} {
		t.Run(tc.path, func(t *testing.T) {
			got, err := at(t, tree, tc.path).Reg()
			if diff := cmp.Diff(tc.want, got); diff != "" || !errors.Is(err, tc.err) {
				t.Errorf("Reg: error %v, want %v (-want +got):\n%s", err, tc.err, diff)
			}
		})
	}
}

func TestRanges(t *testing.T) {
	got, err := at(t, fdttest.Tree(t, sample()), "bus@a0000000").Ranges()
	want := []fdt.Mapping{
		{Child: []uint32{0x100}, Parent: 0xa0000000, Size: 0x100},
		{Child: []uint32{0x8000}, Parent: 1 << 32, Size: 0x1000},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("Ranges: error %v (-want +got):\n%s", err, diff)
	}
}

// input is an interrupt with the name of its controller.
type input struct {
	Controller string
	Specifier  []uint32
}

func inputs(list []fdt.Interrupt) []input {
	var named []input
	for _, i := range list {
		named = append(named, input{i.Controller.Name, i.Specifier})
	}
	return named
}

func TestInterrupts(t *testing.T) {
	tree := fdttest.Tree(t, sample())
	for _, tc := range []struct {
		path string
		want []input
		err  error
	}{
		{"soc/uart@2000", []input{{"pic@1000", []uint32{0, 5, 4}}, {"pic@1000", []uint32{0, 6, 4}}}, nil},
		{"bus@a0000000/uart@8010", []input{{"pic2", []uint32{7}}}, nil},
		{"bus@a0000000/both", []input{{"pic2", []uint32{3}}, {"pic@1000", []uint32{0, 4, 1}}}, nil},
		{"soc", nil, fdt.ErrNoProperty},
	} {
		t.Run(tc.path, func(t *testing.T) {
			got, err := at(t, tree, tc.path).Interrupts()
			if diff := cmp.Diff(tc.want, inputs(got)); diff != "" || !errors.Is(err, tc.err) {
				t.Errorf("Interrupts: error %v, want %v (-want +got):\n%s", err, tc.err, diff)
			}
		})
	}
}

func TestMapInterrupt(t *testing.T) {
	nexus := at(t, fdttest.Tree(t, sample()), "nexus")
	for _, tc := range []struct {
		name               string
		address, specifier uint32
		want               input
		err                error
	}{
		{"first", 0x100, 1, input{"pic2", []uint32{40}}, nil},
		{"controller with addresses", 0x100, 2, input{"pic@1000", []uint32{0, 41, 4}}, nil},
		{"masked", 0x2ff, 0x19, input{"pic2", []uint32{42}}, nil},
		{"not there", 0x300, 1, input{}, fdt.ErrUnmapped},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := nexus.MapInterrupt([]uint32{tc.address}, []uint32{tc.specifier})
			if !errors.Is(err, tc.err) {
				t.Fatalf("error %v, want %v", err, tc.err)
			}
			if err == nil {
				if diff := cmp.Diff(tc.want, inputs([]fdt.Interrupt{got})[0]); diff != "" {
					t.Errorf("interrupt (-want +got):\n%s", diff)
				}
			}
		})
	}
	if _, err := nexus.MapInterrupt([]uint32{0, 0}, []uint32{1}); !errors.Is(err, fdt.ErrValue) {
		t.Errorf("a key of another length: %v", err)
	}
}

func TestInterruptFaults(t *testing.T) {
	for name, props := range map[string][]fdttest.Prop{
		"no controller":     {fdttest.Cells("interrupt-map-mask", 7), fdttest.Cells("interrupt-map", 1, 5, 1)},
		"entry is cut":      {fdttest.Cells("interrupt-map-mask", 7), fdttest.Cells("interrupt-map", 1, 8, 2)},
		"mask is missing":   {fdttest.Cells("interrupt-map", 1, 8, 2)},
		"no interrupt-map":  {fdttest.Cells("interrupt-map-mask", 7)},
		"controller of two": {fdttest.Cells("phandle", 8), fdttest.Cells("interrupt-map-mask", 7), fdttest.Cells("interrupt-map", 1, 8, 2, 3)},
	} {
		t.Run(name, func(t *testing.T) {
			tree := fdttest.Tree(t, fdttest.Node{Children: []fdttest.Node{
				{Name: "pic", Props: []fdttest.Prop{fdttest.Cells("phandle", 8), fdttest.Cells("#interrupt-cells", 2)}},
				{Name: "nexus", Props: props},
			}})
			if i, err := at(t, tree, "nexus").MapInterrupt(nil, []uint32{1}); err == nil {
				t.Errorf("MapInterrupt() = %v, want an error", i)
			}
		})
	}
}

func TestParseFaults(t *testing.T) {
	good := fdttest.Blob(sample())
	set := func(offset int, v uint32) func([]byte) []byte {
		return func(b []byte) []byte {
			binary.BigEndian.PutUint32(b[offset:], v)
			return b
		}
	}
	for _, tc := range []struct {
		name  string
		spoil func([]byte) []byte
		want  string
	}{
		{"empty", func([]byte) []byte { return nil }, "no header"},
		{"magic", set(0, 0xfeedd00d), "magic number 0xfeedd00d"},
		{"version", set(24, 18), "version 18"},
		{"cut", func(b []byte) []byte { return b[:len(b)-1] }, "total size of"},
		{"shorter than its header", set(4, 39), "total size of 39 bytes"},
		{"structure outside", set(36, 0x10000), "structure block"},
		{"strings outside", set(12, 0xfffffff0), "strings block"},
		{"strings cut", set(32, 5), "name"},
		{"structure cut", set(36, 20), "ends within a token"},
		{"token", set(56, 7), "token 0x7"},
		{"end first", set(56, 9), "token 0x9"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := fdt.Parse(tc.spoil(append([]byte(nil), good...)))
			if !errors.Is(err, fdt.ErrFormat) || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v, want one with %q", err, tc.want)
			}
		})
	}
	twice := fdttest.Node{Props: []fdttest.Prop{fdttest.Cells("a"), fdttest.Cells("a")}}
	if _, err := fdt.Parse(fdttest.Blob(twice)); !errors.Is(err, fdt.ErrFormat) {
		t.Errorf("a property twice: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(fdttest.Blob(sample()))
	f.Fuzz(func(t *testing.T, b []byte) {
		if tree, err := fdt.Parse(b); (tree == nil) == (err == nil) {
			t.Errorf("Parse() = %v, %v", tree, err)
		}
	})
}

func TestDump(t *testing.T) {
	dir := t.TempDir()
	fake := qtestfake.NewQMP()
	fake.On("dumpdtb", func(args json.RawMessage) (string, error) {
		var a struct{ Filename string }
		if err := json.Unmarshal(args, &a); err != nil {
			return "", err
		}
		return "{}", os.WriteFile(filepath.Join(dir, a.Filename), fdttest.Blob(sample()), 0o666)
	})
	tree, err := fdt.Dump(t.Context(), fake.Start(t), dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(tree.Children) != 5 {
		t.Errorf("the tree has %d nodes below its root, want 5", len(tree.Children))
	}
}

func TestDumpOfNothing(t *testing.T) {
	fake := qtestfake.NewQMP()
	fake.On("dumpdtb", func(json.RawMessage) (string, error) { return "", errors.New("This machine doesn't have an FDT") })
	if _, err := fdt.Dump(t.Context(), fake.Start(t), t.TempDir()); err == nil || !strings.Contains(err.Error(), "FDT") {
		t.Errorf("Dump(): error %v, want QEMU's", err)
	}
}
