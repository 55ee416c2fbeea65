package virtionet_test

import (
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtio/virtiofake"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtionet"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

// open returns a started device in Go, in a big-endian guest. Only there do the
// legacy and the modern interface differ in byte order.
func open(t *testing.T, legacy bool, features ...virtio.Feature) (*virtionet.NIC, *virtiofake.Device) {
	t.Helper()
	memory := qtestfake.NewMemory()
	memory.SetBigEndian(true)
	machine := guest.NewMachine(memory.Start(t), binary.BigEndian, guest.RAM{Base: 1 << 20, Size: 1 << 20})
	fake := virtiofake.NewDevice(memory, machine.Order, virtiofake.Options{
		Legacy: legacy, Type: virtio.Network, Features: virtio.FeaturesOf(features...), QueueSizes: []uint16{8, 8, 8},
		Space: []byte{2, 0, 0, 0, 0, 9},
	})
	hw := &virtio.Hardware{Name: "fake", Machine: machine, Model: virtionet.Model(), Transports: []virtio.Transport{fake}}
	nic, err := virtionet.Open(t.Context(), hw, fake, virtio.FeaturesOf(features...))
	if err != nil {
		t.Fatal(err)
	}
	return nic, fake
}

func TestMAC(t *testing.T) {
	nic, _ := open(t, false)
	got, err := nic.MAC(t.Context())
	if want := (ethernet.MAC{2, 0, 0, 0, 0, 9}); err != nil || got != want {
		t.Errorf("MAC() = %v, %v, want %v", got, err, want)
	}
}

func TestTransmit(t *testing.T) {
	header := virtionet.Header{HeaderLength: 0x0102}
	for _, tc := range []struct {
		name     string
		legacy   bool
		features []virtio.Feature
		want     string
	}{
		{"legacy", true, nil, "\x00\x00\x01\x02\x00\x00\x00\x00\x00\x00frame"},
		{"legacy, MRG_RXBUF", true, []virtio.Feature{virtionet.FeatureMrgRxBuf}, "\x00\x00\x01\x02\x00\x00\x00\x00\x00\x00\x00\x00frame"},
		{"modern", false, nil, "\x00\x00\x02\x01\x00\x00\x00\x00\x00\x00\x00\x00frame"},
		{"INDIRECT_DESC", false, []virtio.Feature{virtio.FeatureIndirectDesc}, "\x00\x00\x02\x01\x00\x00\x00\x00\x00\x00\x00\x00frame"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			nic, fake := open(t, tc.legacy, tc.features...)
			var got virtiofake.Request
			fake.Serve = func(queue uint16, r virtiofake.Request) []byte {
				if queue == virtionet.TransmitQueue {
					got = r
				}
				return nil
			}
			if err := nic.TransmitWith(t.Context(), header, []byte("frame")); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, string(got.Out)); diff != "" {
				t.Errorf("bytes that the device reads mismatch (-want +got):\n%s", diff)
			}
			if want := nic.Has(virtio.FeatureIndirectDesc); got.Indirect != want {
				t.Errorf("indirect: %v, want %v", got.Indirect, want)
			}
		})
	}
}

// TestEnqueue hands two frames in pieces over before the device looks, and closes it with a
// third one.
func TestEnqueue(t *testing.T) {
	nic, fake := open(t, false)
	var got []string
	fake.Serve = func(queue uint16, r virtiofake.Request) []byte {
		if queue == virtionet.TransmitQueue {
			got = append(got, string(r.Out[12:]))
		}
		return nil
	}
	for _, pieces := range [][][]byte{{[]byte("f"), []byte("rame")}, {[]byte("another")}} {
		if err := nic.Enqueue(t.Context(), virtionet.Header{}, pieces...); err != nil {
			t.Fatal(err)
		}
	}
	if err := nic.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"frame", "another"}, got); diff != "" {
		t.Errorf("frames that the device reads mismatch (-want +got):\n%s", diff)
	}
	if err := nic.Enqueue(t.Context(), virtionet.Header{}, []byte("last")); err != nil {
		t.Fatal(err)
	}
	machine := nic.Machine()
	if err := nic.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := machine.Alloc.Check(); err != nil {
		t.Error(err)
	}
}

// TestReceiveMerged receives a frame for which the device reports three
// buffers.
func TestReceiveMerged(t *testing.T) {
	parts := []string{"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x03\x00ab", "cdefghijklmnop", "q"}
	for _, tc := range []struct {
		name    string
		posted  int
		want    string
		wantErr string
	}{
		{"complete", 3, "abcdefghijklmnopq", ""},
		{"one is missing", 2, "", "num_buffers is 3, but the device used 2 buffers"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			nic, fake := open(t, false, virtionet.FeatureMrgRxBuf)
			i := 0
			fake.Serve = func(queue uint16, r virtiofake.Request) []byte {
				if r.In != 14 {
					t.Errorf("a buffer has %d bytes, want 14", r.In)
				}
				i++
				return []byte(parts[i-1])
			}
			if err := nic.Post(t.Context(), tc.posted, 2); err != nil {
				t.Fatal(err)
			}
			p, err := nic.Receive(t.Context())
			if tc.wantErr != "" {
				if err == nil || !strings.Contains(err.Error(), tc.wantErr) || !errors.Is(err, virtio.ErrDevice) {
					t.Errorf("Receive() = %v, want an error with %q", err, tc.wantErr)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if string(p.Frame) != tc.want || p.Buffers != 3 {
				t.Errorf("Receive() = %q in %d buffers, want %q in 3", p.Frame, p.Buffers, tc.want)
			}
		})
	}
}

// TestReceiveBeside has the device write behind a buffer that it fills.
func TestReceiveBeside(t *testing.T) {
	nic, fake := open(t, false)
	fake.Behind = true
	fake.Serve = func(uint16, virtiofake.Request) []byte { return append(make([]byte, 12), "frame"...) }
	if err := nic.PostEach(t.Context(), len("frame"), 2*len("frame")); err != nil {
		t.Fatal(err)
	}
	if _, err := nic.Receive(t.Context()); !errors.Is(err, virtio.ErrDevice) || !strings.Contains(err.Error(), "the bytes behind a buffer of 17 have become 00 a5") {
		t.Errorf("Receive() = %v, want an error about the bytes behind the buffer", err)
	}
}

func TestControl(t *testing.T) {
	const ok, refused = "\x00", "\x01"
	own, other := ethernet.MAC{2, 0, 0, 0, 0, 1}, ethernet.MAC{1, 0, 0x5e, 0, 0, 2}
	for _, tc := range []struct {
		name   string
		legacy bool
		run    func(*virtionet.NIC) error
		answer string
		want   string // bytes that the device reads
		err    error
	}{
		{"on", false, func(n *virtionet.NIC) error { return n.Set(t.Context(), virtionet.RXAllMulticast, true) }, ok, "\x00\x01\x01", nil},
		{"off", false, func(n *virtionet.NIC) error { return n.Set(t.Context(), virtionet.RXPromiscuous, false) }, ok, "\x00\x00\x00", nil},
		{"no data", false, func(n *virtionet.NIC) error { return n.Execute(t.Context(), virtionet.AnnounceAck, nil) }, ok, "\x03\x00", nil},
		{"refused", false, func(n *virtionet.NIC) error { return n.SetMAC(t.Context(), own) }, refused, "\x01\x01\x02\x00\x00\x00\x00\x01", virtionet.ErrRefused},
		{"no answer", false, func(n *virtionet.NIC) error { return n.SetMAC(t.Context(), own) }, "", "\x01\x01\x02\x00\x00\x00\x00\x01", virtio.ErrDevice},
		{"MAC table", false, func(n *virtionet.NIC) error {
			return n.SetMACTable(t.Context(), []ethernet.MAC{own}, []ethernet.MAC{other})
		}, ok,
			"\x01\x00" + "\x01\x00\x00\x00\x02\x00\x00\x00\x00\x01" + "\x01\x00\x00\x00\x01\x00\x5e\x00\x00\x02", nil},
		{"VLAN, legacy", true, func(n *virtionet.NIC) error { return n.SetVLAN(t.Context(), virtionet.VLANDelete, 0x123) }, ok, "\x02\x01\x01\x23", nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			nic, fake := open(t, tc.legacy, virtionet.FeatureCtrlVQ)
			got := ""
			fake.Serve = func(queue uint16, r virtiofake.Request) []byte {
				if queue == virtionet.ControlQueue {
					got = string(r.Out)
				}
				return []byte(tc.answer)
			}
			if err := tc.run(nic); !errors.Is(err, tc.err) {
				t.Errorf("command: %v, want %v", err, tc.err)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("bytes that the device reads mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestControlNeedsItsQueue(t *testing.T) {
	nic, _ := open(t, false)
	if err := nic.Set(t.Context(), virtionet.RXPromiscuous, true); err == nil || !strings.Contains(err.Error(), "CTRL_VQ was not negotiated") {
		t.Errorf("Set() without CTRL_VQ = %v", err)
	}
}

func TestCloseGivesMemoryBack(t *testing.T) {
	nic, _ := open(t, true)
	machine := nic.Machine()
	if err := nic.Post(t.Context(), 3, 100); err != nil {
		t.Fatal(err)
	}
	if err := nic.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := machine.Alloc.Check(); err != nil {
		t.Error(err)
	}
}
