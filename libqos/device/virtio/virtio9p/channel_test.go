package virtio9p_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtio/virtiofake"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtio9p"
	"github.com/qgraph/qgraph/libqos/protocol/p9"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

const msize = 1000 // of the device in Go

// rig is a device in Go: it accepts every version, answers each Tread with the
// tag in decimal, and drops every Twrite.
type rig struct {
	t       *testing.T
	machine *guest.Machine
	hw      *virtio.Hardware
	fake    *virtiofake.Device
	chains  []virtiofake.Request // in the order in which they came
}

func newRig(t *testing.T, order binary.ByteOrder, legacy bool) *rig {
	t.Helper()
	memory := qtestfake.NewMemory()
	memory.SetBigEndian(order == binary.BigEndian)
	r := &rig{t: t, machine: guest.NewMachine(memory.Start(t), order, guest.RAM{Base: 1 << 20, Size: 1 << 20})}
	length := []byte{5, 0}
	if legacy && order == binary.BigEndian {
		length = []byte{0, 5}
	}
	r.fake = virtiofake.NewDevice(memory, order, virtiofake.Options{
		Legacy: legacy, Type: virtio.Transport9P, QueueSizes: []uint16{128},
		Features: virtio.FeaturesOf(virtio9p.FeatureMountTag, virtio.FeatureIndirectDesc),
		Space:    append(length, "qtest and more"...),
	})
	r.fake.Serve = r.serve
	r.hw = &virtio.Hardware{Name: "fake", Machine: r.machine, Model: virtio9p.Model(), Transports: []virtio.Transport{r.fake}}
	t.Cleanup(func() {
		if err := r.machine.Alloc.Check(); err != nil {
			t.Error(err)
		}
	})
	return r
}

func (r *rig) serve(_ uint16, q virtiofake.Request) []byte {
	r.chains = append(r.chains, q)
	tag, m, err := p9.Unmarshal(q.Out)
	if err != nil {
		r.t.Errorf("reading the request as the device: %v", err)
		return nil
	}
	replies := map[p9.MessageType]p9.Message{
		p9.TypeTversion: &p9.Rversion{MSize: msize, Version: p9.Version},
		p9.TypeTread:    &p9.Rread{Data: fmt.Append(nil, tag)},
		p9.TypeTflush:   &p9.Rflush{},
	}
	reply := replies[p9.TypeOf(m)]
	if reply == nil {
		return nil
	}
	b, err := p9.Marshal(tag, reply)
	if err != nil {
		r.t.Error(err)
	}
	return b
}

// open returns a channel with a session over it.
func (r *rig) open(understood ...virtio.Feature) (*virtio9p.Channel, *p9.Session) {
	r.t.Helper()
	c, err := virtio9p.Open(r.t.Context(), r.hw, r.fake, virtio.FeaturesOf(understood...))
	if err != nil {
		r.t.Fatal(err)
	}
	s, err := p9.NewSession(r.t.Context(), c, msize)
	if err != nil {
		r.t.Fatal(err)
	}
	return c, s
}

func (r *rig) close(c *virtio9p.Channel) {
	r.t.Helper()
	if err := c.Close(r.t.Context()); err != nil {
		r.t.Error(err)
	}
}

func TestMountTag(t *testing.T) {
	for _, tc := range []struct {
		name   string
		order  binary.ByteOrder
		legacy bool
	}{
		{"modern", binary.LittleEndian, false},
		{"modern, big-endian guest", binary.BigEndian, false},
		{"legacy", binary.LittleEndian, true},
		{"legacy, big-endian guest", binary.BigEndian, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := newRig(t, tc.order, tc.legacy)
			c, _ := r.open()
			if tag, err := c.MountTag(t.Context()); err != nil || tag != "qtest" {
				t.Errorf("MountTag() = %q, %v; want %q", tag, err, "qtest")
			}
			r.close(c)
		})
	}
}

func TestRequests(t *testing.T) {
	r := newRig(t, binary.LittleEndian, false)
	c, s := r.open()
	var calls []*p9.Call[*p9.Rread]
	for i := range p9.Tag(5) {
		call, err := p9.StartAs(t.Context(), s, 40-i, &p9.Tread{FID: 1, Count: 10})
		if err != nil {
			t.Fatal(err)
		}
		calls = append(calls, call)
	}
	if c.Busy() != len(calls) {
		t.Errorf("Busy() = %d, want %d", c.Busy(), len(calls))
	}
	for _, i := range []int{3, 0, 4, 1, 2} {
		got, err := calls[i].Wait(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if want := fmt.Sprint(40 - i); string(got.Data) != want {
			t.Errorf("the reply to the request with tag %s is %q", want, got.Data)
		}
	}
	if c.Busy() != 0 {
		t.Errorf("Busy() = %d, want 0", c.Busy())
	}
	r.close(c)
}

// TestTogether checks that requests sent together take one notification for as
// many as the descriptors suffice for, and that each gets its own reply.
func TestTogether(t *testing.T) {
	for _, tc := range []struct {
		name       string
		understood []virtio.Feature
		max        uint32 // size of a buffer
		count      uint32 // bytes to read
		notified   int
	}{
		{"two descriptors each", nil, 0, 10, 3}, // 64 of 150
		{"indirect", []virtio.Feature{virtio.FeatureIndirectDesc}, 0, 10, 2},
		{"six descriptors each", nil, 8, 10, 8}, // 3 and 3, 21 of 150
		{"large replies", nil, 0, msize, 3},
	} {
		t.Run(tc.name, func(t *testing.T) {
			const requests = 150
			r := newRig(t, binary.LittleEndian, false)
			c, s := r.open(tc.understood...)
			c.MaxBuffer = tc.max
			before := r.fake.Notified
			var reads []*p9.Tread
			for range requests {
				reads = append(reads, &p9.Tread{FID: 1, Count: tc.count})
			}
			calls, err := p9.StartAll(t.Context(), s, reads...)
			if err != nil {
				t.Fatal(err)
			}
			for _, call := range calls {
				got, err := call.Wait(t.Context())
				if want := fmt.Sprint(call.Tag()); err != nil || string(got.Data) != want {
					t.Errorf("the reply to the request with tag %s is %+v, %v", want, got, err)
				}
			}
			if got := r.fake.Notified - before; got != tc.notified {
				t.Errorf("%d requests took %d notifications, want %d", requests, got, tc.notified)
			}
			r.close(c)
		})
	}
}

func TestDropped(t *testing.T) {
	r := newRig(t, binary.LittleEndian, false)
	c, s := r.open()
	call, err := p9.Start(t.Context(), s, &p9.Twrite{FID: 1, Data: []byte{1}})
	if err != nil {
		t.Fatal(err)
	}
	if err := call.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := call.Wait(t.Context()); !errors.Is(err, p9.ErrFlushed) || c.Busy() != 0 {
		t.Errorf("Wait for a request that was dropped = %v, with %d left", err, c.Busy())
	}
	var dropped *p9.DroppedError
	if _, err := p9.Do(t.Context(), s, &p9.Twrite{FID: 1, Data: []byte{1}}); !errors.As(err, &dropped) {
		t.Errorf("a request that was dropped without a flush = %v", err)
	}
	r.close(c)
}

// TestCut checks that splitting a message into buffers does not change it.
func TestCut(t *testing.T) {
	for _, tc := range []struct {
		name       string
		max        uint32
		understood []virtio.Feature
		indirect   bool
	}{
		{"whole", 0, nil, false},
		{"larger than anything", 5000, nil, false},
		{"as large as the reply", msize, nil, false},
		{"as large as the request", 23, nil, false},
		{"in small pieces", 10, nil, false},
		{"in small pieces, indirect", 10, []virtio.Feature{virtio.FeatureIndirectDesc}, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := newRig(t, binary.LittleEndian, false)
			c, s := r.open(tc.understood...)
			c.MaxBuffer = tc.max
			if got, err := p9.Do(t.Context(), s, &p9.Tread{FID: 1, Count: msize}); err != nil || string(got.Data) != "0" {
				t.Errorf("Do = %+v, %v", got, err)
			}
			chain := r.chains[len(r.chains)-1]
			if len(chain.Out) != 23 || chain.In != msize || chain.Indirect != tc.indirect {
				t.Errorf("the device sees %d bytes, room for %d, indirect: %v; want 23, %d, %v", len(chain.Out), chain.In, chain.Indirect, msize, tc.indirect)
			}
			r.close(c)
		})
	}
	r := newRig(t, binary.LittleEndian, false)
	c, s := r.open()
	c.MaxBuffer = 5 // 205 descriptors: there are 128
	if _, err := p9.Do(t.Context(), s, &p9.Tread{FID: 1, Count: msize}); !errors.Is(err, virtio.ErrQueueFull) {
		t.Errorf("Do with too many pieces = %v", err)
	}
	r.close(c)
}

// TestBlank checks that a stale reply to an earlier request with the same tag
// is not taken for a reply.
func TestBlank(t *testing.T) {
	r := newRig(t, binary.LittleEndian, false)
	c, s := r.open()
	read := func() error {
		call, err := p9.StartAs(t.Context(), s, 5, &p9.Tread{FID: 1, Count: 10})
		if err != nil {
			t.Fatal(err)
		}
		_, err = call.Wait(t.Context())
		return err
	}
	if err := read(); err != nil {
		t.Fatal(err)
	}
	r.fake.Serve = func(uint16, virtiofake.Request) []byte { return nil }
	r.fake.Extra = 12 // It claims to have written the reply, but has not.
	if err := read(); !errors.Is(err, p9.ErrServer) {
		t.Errorf("a reply that was not written = %v", err)
	}
	r.close(c)
}

func TestCloseGivesMemoryBack(t *testing.T) {
	r := newRig(t, binary.LittleEndian, false)
	c, s := r.open()
	for range 3 {
		if _, err := p9.Start(t.Context(), s, &p9.Tread{FID: 1, Count: 10}); err != nil {
			t.Fatal(err)
		}
	}
	r.close(c) // The rig checks the memory.
	if c.Busy() != 0 {
		t.Errorf("Busy() = %d after Close", c.Busy())
	}
	if _, err := c.Send(t.Context(), p9.Outgoing{Message: []byte{7, 0, 0, 0, 1, 0}, Room: msize}); err == nil {
		t.Error("Send of less than a header succeeded")
	}
}

func TestModel(t *testing.T) {
	m := virtio9p.Model()
	if got, want := virtio.FeaturesOf(virtio9p.FeatureMountTag).Format(m.Names), "9P_MOUNT_TAG"; got != want {
		t.Errorf("features: %q, want %q", got, want)
	}
	want := []string{"-fsdev", "local,path=a,,b,security_model=mapped-xattr,max_xattr=100"}
	b := virtio9p.Local("a,b", virtio9p.MappedXAttr, virtio9p.MaxXAttr(100))
	got := graph.Option{Flag: string(b.Kind), Type: b.Type, Props: b.Props}.Args()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("option mismatch (-want +got):\n%s", diff)
	}
}
