package block_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
)

// newImage returns an image of 600 blocks of 512 bytes with its file.
func newImage(t *testing.T) (*block.Image, *os.File) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "disk")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	if err := f.Truncate(600 * 512); err != nil {
		t.Fatal(err)
	}
	return block.NewImage(path, 600*512, 512), f
}

func TestImage(t *testing.T) {
	for _, tc := range []struct {
		name string
		do   func(i *block.Image, write func(block int64, p []byte))
		want string // in the error of Check; "" for none
	}{
		{"untouched", func(*block.Image, func(int64, []byte)) {}, ""},
		{"written", func(i *block.Image, write func(int64, []byte)) { write(3, i.Data(3, 2)) }, ""},
		{"last block", func(i *block.Image, write func(int64, []byte)) { write(599, i.Data(599, 1)) }, ""},
		{"written twice", func(i *block.Image, write func(int64, []byte)) { i.Data(3, 2); write(3, i.Data(3, 2)) }, ""},
		{"zeroed", func(i *block.Image, _ func(int64, []byte)) { i.Data(3, 1); i.Zero(3, 1) }, ""},
		{"one block late", func(i *block.Image, write func(int64, []byte)) { write(4, i.Data(3, 1)) }, "block 3 differs at byte 0x0"},
		{"lost", func(i *block.Image, _ func(int64, []byte)) { i.Data(300, 1) }, "block 300 differs"},
		{"too much", func(_ *block.Image, write func(int64, []byte)) { write(599, append(make([]byte, 511), 1)) }, "block 599 differs at byte 0x1ff"},
		{"one byte", func(i *block.Image, write func(int64, []byte)) {
			p := i.Data(7, 1)
			p[17] ^= 0x80
			write(7, p)
		}, "block 7 differs at byte 0x11"},
		{"truncated", func(_ *block.Image, write func(int64, []byte)) { write(-1, nil) }, "EOF"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			i, f := newImage(t)
			tc.do(i, func(block int64, p []byte) {
				if block < 0 {
					if err := f.Truncate(599 * 512); err != nil {
						t.Fatal(err)
					}
					return
				}
				if _, err := f.WriteAt(p, block*512); err != nil {
					t.Fatal(err)
				}
			})
			err := i.Check()
			if (err == nil) != (tc.want == "") || err != nil && !strings.Contains(err.Error(), tc.want) {
				t.Errorf("Check(): error %v, want %q", err, tc.want)
			}
		})
	}
}

func TestFill(t *testing.T) {
	i, _ := newImage(t)
	i.Data(0, 3)
	i.Put(500, i.Want(1, 2))
	if err := i.Fill(); err != nil {
		t.Fatal(err)
	}
	if err := i.Check(); err != nil {
		t.Error(err)
	}
}

func TestOpenImage(t *testing.T) {
	cmd := &graph.CommandLine{Backends: []graph.BackendUse{
		{Name: "null", Backend: block.Null(4096)},
		{Name: "disk", Backend: block.File(4096), File: "disk0.img"},
	}}
	env := run.NewEnv(nil, t.TempDir(), cmd, run.Peers{})
	for name, want := range map[string]string{"null": "has no file", "none": `no backend "none"`} {
		if _, err := block.OpenImage(env, graph.NewHandle(name), 512); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("OpenImage(%q): error %v, want %q in it", name, err, want)
		}
	}
	i, err := block.OpenImage(env, graph.NewHandle("disk"), 512)
	if err != nil || i.Blocks() != 8 || i.BlockSize() != 512 {
		t.Errorf("OpenImage(): %d blocks of %d bytes, %v, want 8 of 512", i.Blocks(), i.BlockSize(), err)
	}
}

// TestSparseImage checks an image that is mostly a hole. The hole is not read,
// but errors in it are still found.
func TestSparseImage(t *testing.T) {
	const size, bs = 4 << 30, 512
	for _, tc := range []struct {
		name string
		do   func(t *testing.T, i *block.Image, path string)
		want string // in the error of Check; "" for none
	}{
		{"untouched", func(*testing.T, *block.Image, string) {}, ""},
		{"filled at the end", func(t *testing.T, i *block.Image, _ string) {
			i.Data(i.Blocks()-1, 1)
			if err := i.Fill(); err != nil {
				t.Fatal(err)
			}
		}, ""},
		{"lost in the hole", func(_ *testing.T, i *block.Image, _ string) { i.Data(5_000_000, 1) }, "block 5000000 differs at byte 0x0"},
		{"stray", func(t *testing.T, _ *block.Image, path string) {
			f, err := os.OpenFile(path, os.O_WRONLY, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			if _, err := f.WriteAt([]byte{1}, 6_000_000*bs+7); err != nil {
				t.Fatal(err)
			}
		}, "block 6000000 differs at byte 0x7"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "disk")
			i, err := block.CreateImage(path, size, bs)
			if err != nil {
				t.Fatal(err)
			}
			tc.do(t, i, path)
			err = i.Check()
			switch {
			case tc.want == "" && err != nil:
				t.Error(err)
			case tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)):
				t.Errorf("Check() = %v, want an error with %q", err, tc.want)
			}
		})
	}
}
