package tableloader_test

import (
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/device/firmware/tableloader"
)

// command returns the bytes of a command.
func command(kind uint32, parts ...string) []byte {
	p := binary.LittleEndian.AppendUint32(nil, kind)
	p = append(p, strings.Join(parts, "")...)
	return append(p, make([]byte, 128-len(p))...)
}

// name returns the bytes of a file's name.
func name(s string) string { return s + strings.Repeat("\x00", 56-len(s)) }

func TestParse(t *testing.T) {
	for _, tc := range []struct {
		name  string
		bytes []byte
		want  []tableloader.Command
		fails bool
	}{
		{"allocate", command(1, name("etc/a"), "\x40\x00\x00\x00\x01"),
			[]tableloader.Command{{Kind: tableloader.Allocate, File: "etc/a", Align: 64, Zone: tableloader.High}}, false},
		{"add pointer", command(2, name("etc/a"), name("etc/b"), "\x10\x00\x00\x00\x04"),
			[]tableloader.Command{{Kind: tableloader.AddPointer, File: "etc/a", Other: "etc/b", Offset: 16, Size: 4}}, false},
		{"add checksum", command(3, name("etc/a"), "\x09\x00\x00\x00\x08\x00\x00\x00\x24\x00\x00\x00"),
			[]tableloader.Command{{Kind: tableloader.AddChecksum, File: "etc/a", Offset: 9, Start: 8, Length: 36}}, false},
		{"write pointer", command(4, name("etc/a"), name("etc/b"), "\x00\x00\x00\x00\x28\x00\x00\x00\x08"),
			[]tableloader.Command{{Kind: tableloader.WritePointer, File: "etc/a", Other: "etc/b", Start: 40, Size: 8}}, false},
		{"padding", make([]byte, 256), nil, false},
		{"command behind the padding", append(make([]byte, 128), command(1, name("a"), "\x01\x00\x00\x00\x01")...), nil, true},
		{"unknown", command(5), nil, true},
		{"alignment", command(1, name("a"), "\x03\x00\x00\x00\x01"), nil, true},
		{"no name", command(1, name(""), "\x01\x00\x00\x00\x01"), nil, true},
		{"size of a pointer", command(2, name("a"), name("b"), "\x00\x00\x00\x00\x03"), nil, true},
		{"cut off", make([]byte, 100), nil, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := tableloader.Parse(tc.bytes)
			if errors.Is(err, tableloader.ErrScript) != tc.fails {
				t.Fatalf("Parse: error %v, want one: %t", err, tc.fails)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("commands (-want +got):\n%s", diff)
			}
		})
	}
}
