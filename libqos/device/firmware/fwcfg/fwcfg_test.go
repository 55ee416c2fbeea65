package fwcfg_test

import (
	"encoding/binary"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/device/firmware/fwcfg"
)

func TestString(t *testing.T) {
	const features = "TRADITIONAL|DMA|0xfffffffc"
	if got := (^fwcfg.Features(0)).String(); got != features {
		t.Errorf("String() = %q, want %q", got, features)
	}
	const control = "ERROR|READ|SKIP|SELECT|WRITE|0xffffffe0"
	if got := (^fwcfg.Control(0)).String(); got != control {
		t.Errorf("String() = %q, want %q", got, control)
	}
}

func TestOf(t *testing.T) {
	if got, want := fwcfg.Read.Of(fwcfg.Directory), fwcfg.Control(0x19000a); got != want {
		t.Errorf("Of = %#x, want %#x", uint32(got), uint32(want))
	}
}

// entry returns the bytes of a directory's entry.
func entry(size uint32, key uint16, name string) []byte {
	p := binary.BigEndian.AppendUint32(nil, size)
	p = binary.BigEndian.AppendUint16(p, key)
	p = append(p, 0, 0)
	return append(p, name+strings.Repeat("\x00", 56-len(name))...)
}

func TestParseDirectory(t *testing.T) {
	two := append([]byte{0, 0, 0, 2}, append(entry(4, 0x20, "a"), entry(300, 0x21, "etc/b")...)...)
	for _, tc := range []struct {
		name  string
		bytes []byte
		want  []fwcfg.File
		fails bool
	}{
		{"two files", two, []fwcfg.File{{Size: 4, Key: 0x20, Name: "a"}, {Size: 300, Key: 0x21, Name: "etc/b"}}, false},
		{"no file", make([]byte, 4), []fwcfg.File{}, false},
		{"nothing", nil, nil, true},
		{"cut off", two[:100], nil, true},
		{"name without an end", append([]byte{0, 0, 0, 1}, entry(0, 0x20, strings.Repeat("x", 56))...), nil, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := fwcfg.ParseDirectory(tc.bytes)
			if (err != nil) != tc.fails {
				t.Fatalf("ParseDirectory: error %v, want one: %t", err, tc.fails)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("directory (-want +got):\n%s", diff)
			}
		})
	}
}
