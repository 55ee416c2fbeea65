package identity

import (
	"context"
	"encoding/binary"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtio/virtiofake"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

var errGone = errors.New("QEMU is gone")

// mortal is a virtio device of a QEMU that dies after some reads of its configuration
// space; never after -1.
type mortal struct {
	*virtiofake.Device
	reads int
}

func (m *mortal) DeviceFeatures(ctx context.Context) (virtio.Features, error) {
	if m.reads == 0 {
		return virtio.Features{}, errGone
	}
	return m.Device.DeviceFeatures(ctx)
}

func (m *mortal) Config() reg.Space { return mortalSpace{m.Device.Config(), m} }

type mortalSpace struct {
	reg.Space
	m *mortal
}

func (s mortalSpace) Load(ctx context.Context, w qtest.Width, offset uint64) (uint64, error) {
	if s.m.reads == 0 {
		return 0, errGone
	}
	s.m.reads--
	return s.Space.Load(ctx, w, offset)
}

// TestTransport wants the configuration space to its end, and takes nothing else for that.
func TestTransport(t *testing.T) {
	record := func(reads int) (*page, error) {
		p := newPage()
		d := virtiofake.NewDevice(qtestfake.NewMemory(), binary.LittleEndian, virtiofake.Options{
			Type: virtio.Block, QueueSizes: []uint16{8}, Space: []byte{1, 2, 3, 4, 5, 6},
		})
		return p, transport(t.Context(), p, "virtio/", &mortal{d, reads})
	}
	p, err := record(-1)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, field := range []string{"queues", "config+00", "config+04", "config+08"} {
		got[field] = p.fields["virtio/"+field]
	}
	want := map[string]string{"queues": "1: 8", "config+00": "01 02 03 04", "config+04": "05 06", "config+08": ""}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("fields mismatch (-want +got):\n%s", diff)
	}
	if _, err := record(5); !errors.Is(err, errGone) {
		t.Errorf("QEMU died at the sixth byte: error %v, want %v", err, errGone)
	}
}
