package virtioblk

import (
	"encoding/binary"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

func TestBuffers(t *testing.T) {
	two := make([]byte, 2*SectorSize)
	for _, tc := range []struct {
		name    string
		request Request
		layout  Layout
		want    []virtio.Buffer
	}{
		{"flush", Request{Type: Flush}, Separate, []virtio.Buffer{virtio.Readable(0x1000, 16), virtio.Writable(0x1010, 1)}},
		{"flush, joined", Request{Type: Flush}, Joined, []virtio.Buffer{virtio.Readable(0x1000, 16), virtio.Writable(0x1010, 1)}},
		{"flush, scattered", Request{Type: Flush}, Scattered, []virtio.Buffer{virtio.Readable(0x1000, 16), virtio.Writable(0x1010, 1)}},
		{"read", Read(1, 2), Separate, []virtio.Buffer{
			virtio.Readable(0x1000, 16), virtio.Writable(0x1010, 1024), virtio.Writable(0x1410, 1),
		}},
		{"read, scattered", Read(1, 2), Scattered, []virtio.Buffer{
			virtio.Readable(0x1000, 16), virtio.Writable(0x1010, 512), virtio.Writable(0x1210, 512), virtio.Writable(0x1410, 1),
		}},
		{"read, joined", Read(1, 2), Joined, []virtio.Buffer{virtio.Readable(0x1000, 16), virtio.Writable(0x1010, 1025)}},
		{"write", Write(1, two), Separate, []virtio.Buffer{
			virtio.Readable(0x1000, 16), virtio.Readable(0x1010, 1024), virtio.Writable(0x1410, 1),
		}},
		{"write, scattered", Write(1, two), Scattered, []virtio.Buffer{
			virtio.Readable(0x1000, 16), virtio.Readable(0x1010, 512), virtio.Readable(0x1210, 512), virtio.Writable(0x1410, 1),
		}},
		{"write, joined", Write(1, two), Joined, []virtio.Buffer{virtio.Readable(0x1000, 1040), virtio.Writable(0x1410, 1)}},
		{"half a sector, scattered", Request{Type: In, Room: 768}, Scattered, []virtio.Buffer{
			virtio.Readable(0x1000, 16), virtio.Writable(0x1010, 512), virtio.Writable(0x1210, 256), virtio.Writable(0x1310, 1),
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tc.request.Layout = tc.layout
			if diff := cmp.Diff(tc.want, tc.request.buffers(0x1000)); diff != "" {
				t.Errorf("buffers mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRanges(t *testing.T) {
	segments := []Segment{{Sector: 0x102030405, Sectors: 6, Flags: Unmap}, {Sector: 7, Sectors: 8}}
	for _, tc := range []struct {
		order binary.ByteOrder
		want  []byte
	}{
		{binary.LittleEndian, []byte{5, 4, 3, 2, 1, 0, 0, 0, 6, 0, 0, 0, 1, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0}},
		{binary.BigEndian, []byte{0, 0, 0, 1, 2, 3, 4, 5, 0, 0, 0, 6, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 8, 0, 0, 0, 0}},
	} {
		t.Run(tc.order.String(), func(t *testing.T) {
			got := Ranges(WriteZeroes, tc.order, segments...)
			if diff := cmp.Diff(Request{Type: WriteZeroes, Data: tc.want}, got); diff != "" {
				t.Errorf("request mismatch (-want +got):\n%s", diff)
			}
		})
	}
}
