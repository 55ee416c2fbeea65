package spinor_test

import (
	"context"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/bus/ssi/ssifake"
	"github.com/qgraph/qgraph/libqos/device/storage/spinor"
)

// chip records the bytes of each command, and answers zeros: it is never busy.
type chip struct {
	now      []byte
	commands []string
}

func (c *chip) Select(low bool) {
	if !low {
		c.commands = append(c.commands, hex.EncodeToString(c.now))
	}
	c.now = nil
}

func (c *chip) Exchange(in byte) byte {
	c.now = append(c.now, in)
	return 0
}

func TestCommands(t *testing.T) {
	for _, tc := range []struct {
		name  string
		model string
		do    func(context.Context, *spinor.Flash) error
		want  string // a byte that is read is ff
	}{
		{"read", "w25q256", func(ctx context.Context, f *spinor.Flash) error {
			return f.Read(ctx, 0x123456, make([]byte, 2))
		}, "03123456ffff"},
		{"read by two bytes", "at25128a-nonjedec", func(ctx context.Context, f *spinor.Flash) error {
			return f.Read(ctx, 0x3456, make([]byte, 1))
		}, "033456ff"},
		{"program", "w25q256", func(ctx context.Context, f *spinor.Flash) error {
			return f.Program(ctx, 0x123456, []byte{0xaa, 0xbb})
		}, "06 02123456aabb 05ff"},
		{"program of single bytes", "sst25vf016b", func(ctx context.Context, f *spinor.Flash) error {
			return f.Program(ctx, 0x1000, []byte{0xaa, 0xbb})
		}, "06 02001000aa 05ff 06 02001001bb 05ff"},
		{"erase", "w25q256", func(ctx context.Context, f *spinor.Flash) error {
			return f.Erase(ctx, spinor.SectorErase, 0x1000)
		}, "06 20001000 05ff"},
		{"erase of all", "w25q256", func(ctx context.Context, f *spinor.Flash) error { return f.EraseAll(ctx) }, "06 c7 05ff"},
		{"status", "w25q256", func(ctx context.Context, f *spinor.Flash) error { return f.Set(ctx, 0x1c) }, "06 011c 05ff"},
		{"addresses of 4 bytes, and a reset", "w25q256", func(ctx context.Context, f *spinor.Flash) error {
			p := make([]byte, 1)
			for _, do := range []func() error{
				func() error { return f.Wide(ctx, true) },
				func() error { return f.Read(ctx, 0x1123456, p) },
				func() error { return f.Wide(ctx, false) },
				func() error { return f.Read(ctx, 0x123456, p) },
				func() error { return f.Wide(ctx, true) },
				func() error { return f.Restart(ctx) },
				func() error { return f.Read(ctx, 0x123456, p) },
			} {
				if err := do(); err != nil {
					return err
				}
			}
			return nil
		}, "06 b7 04 0301123456ff 06 e9 04 03123456ff 06 b7 04 66 99 03123456ff"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := &chip{}
			if err := tc.do(t.Context(), spinor.New(spinor.Named(tc.model), ssifake.Bus{Chip: c})); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, strings.Join(c.commands, " ")); diff != "" {
				t.Errorf("bytes on the bus (-want +got):\n%s", diff)
			}
		})
	}
}

// TestModels checks that the table has no row that cannot be.
func TestModels(t *testing.T) {
	names := map[string]bool{}
	for _, m := range spinor.Models() {
		if names[m.Name] {
			t.Errorf("%s is in the table twice", m.Name)
		}
		names[m.Name] = true
		if m.Size&(m.Size-1) != 0 || m.Block != 0 && m.Size%m.Block != 0 || m.Size%int64(m.Page) != 0 {
			t.Errorf("%s: size %d, block %d, page %d: want a power of two and divisors of it", m.Name, m.Size, m.Block, m.Page)
		}
		if m.Has(spinor.FirstQuad) && m.Protect&spinor.QuadStatus != 0 {
			t.Errorf("%s: QE is one of the bits of protection", m.Name)
		}
		if wide := spinor.WideMode | spinor.WideCommands | spinor.UpperAddress; m.Features&wide != 0 && m.Size <= 16<<20 {
			t.Errorf("%s has addresses of 4 bytes, and only %d bytes", m.Name, m.Size)
		}
	}
	if spinor.Named("no-such-chip") != nil {
		t.Error("a model that is not in the table was found")
	}
}
