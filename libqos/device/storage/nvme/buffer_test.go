package nvme_test

import (
	"bytes"
	"testing"

	"github.com/qgraph/qgraph/libqos/device/storage/nvme"
)

// gather reads data as a controller does: by the PRP entries of a command (section 4.3
// "Physical Region Page Entry and List"), not by the buffer's own records.
func gather(t *testing.T, f *fake, prp1, prp2 uint64, size int) []byte {
	t.Helper()
	const page = 4096
	n := min(size, page-int(prp1%page))
	data := f.memory.Bytes(prp1, n)
	left := size - n
	if left == 0 {
		return data
	}
	if left <= page {
		return append(data, f.memory.Bytes(prp2, left)...)
	}
	for list := prp2; left > 0; list += 8 {
		entry := le.Uint64(f.memory.Bytes(list, 8))
		if list%page == page-8 && left > page {
			list = entry - 8
			continue
		}
		if entry%page != 0 || entry == 0 {
			t.Fatalf("PRP entry %#x at %#x names no page", entry, list)
		}
		n := min(left, page)
		data = append(data, f.memory.Bytes(entry, n)...)
		left -= n
	}
	return data
}

func TestBuffer(t *testing.T) {
	for _, tc := range []struct {
		name   string
		size   int
		layout nvme.Layout
		lists  int
	}{
		{"one byte", 1, nvme.Layout{}, 0},
		{"a page", 4096, nvme.Layout{}, 0},
		{"over two pages", 4096, nvme.Layout{Offset: 4}, 0},
		{"two pages", 8192, nvme.Layout{}, 0},
		{"list", 8193, nvme.Layout{}, 1},
		{"list and offset", 20000, nvme.Layout{Offset: 4092, ListOffset: 8}, 1},
		{"list that just fits", 4 * 4096, nvme.Layout{ListOffset: 4096 - 24}, 1},
		{"list in two pages", 5 * 4096, nvme.Layout{ListOffset: 4096 - 24}, 2},
		{"list that begins with a link", 5 * 4096, nvme.Layout{ListOffset: 4096 - 8}, 2},
		{"full list", 513 * 4096, nvme.Layout{}, 1},
		{"long list", 514 * 4096, nvme.Layout{}, 2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f, c := newFake(t)
			enable(t, c)
			b, err := c.NewBuffer(t.Context(), tc.size, tc.layout)
			if err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := b.Free(); err != nil {
					t.Error(err)
				}
			}()
			want := make([]byte, tc.size)
			for i := range want {
				want[i] = byte(i*31 + i>>8)
			}
			if err := b.Set(t.Context(), want); err != nil {
				t.Fatal(err)
			}
			if b.Lists() != tc.lists {
				t.Errorf("the PRP list has %d pages, want %d", b.Lists(), tc.lists)
			}
			if b.PRP1%4096 != tc.layout.Offset || tc.lists > 0 && b.PRP2%4096 != tc.layout.ListOffset {
				t.Errorf("PRP1 %#x, PRP2 %#x, want offsets %#x, %#x", b.PRP1, b.PRP2, tc.layout.Offset, tc.layout.ListOffset)
			}
			if err := f.conn.Sync(t.Context()); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(gather(t, f, b.PRP1, b.PRP2, tc.size), want) {
				t.Error("the PRP entries lead to other data")
			}
			got, err := b.Get(t.Context())
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("Get() returns other data (%v)", err)
			}
		})
	}
}

func TestBufferWrongSize(t *testing.T) {
	_, c := newFake(t)
	enable(t, c)
	b, err := c.NewBuffer(t.Context(), 8, nvme.Layout{})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Set(t.Context(), make([]byte, 9)); err == nil {
		t.Error("Set() of 9 bytes to a buffer of 8: no error")
	}
	if err := b.Free(); err != nil {
		t.Error(err)
	}
	if _, err := c.NewBuffer(t.Context(), 5<<20, nvme.Layout{}); err == nil {
		t.Error("NewBuffer() larger than memory: no error")
	}
}
