package virtio_test

import (
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtio/virtiofake"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

func newFake(t *testing.T, order binary.ByteOrder, o virtiofake.Options) (*virtiofake.Device, *virtio.Hardware) {
	t.Helper()
	memory := qtestfake.NewMemory()
	memory.SetBigEndian(order == binary.BigEndian)
	machine := guest.NewMachine(memory.Start(t), order, guest.RAM{Base: 1 << 20, Size: 1 << 20})
	fake := virtiofake.NewDevice(memory, order, o)
	return fake, &virtio.Hardware{Name: "fake", Machine: machine, Transports: []virtio.Transport{fake}}
}

func TestNegotiate(t *testing.T) {
	for _, tc := range []struct {
		name       string
		legacy     bool
		offered    virtio.Features
		understood virtio.Features
		want       virtio.Features
		wantStatus virtio.Status
	}{
		{
			name:       "modern: the common features, with VERSION_1",
			offered:    virtio.FeaturesOf(0, 5, virtio.FeatureEventIdx),
			understood: virtio.FeaturesOf(5, 7),
			want:       virtio.FeaturesOf(5, virtio.FeatureVersion1),
			wantStatus: virtio.StatusAcknowledge | virtio.StatusDriver | virtio.StatusFeaturesOK,
		},
		{
			name:       "legacy: the first 32 bits, without FEATURES_OK",
			legacy:     true,
			offered:    virtio.FeaturesOf(5, 40, virtio.FeatureVersion1),
			understood: virtio.FeaturesOf(5, 40, virtio.FeatureVersion1),
			want:       virtio.FeaturesOf(5),
			wantStatus: virtio.StatusAcknowledge | virtio.StatusDriver,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			fake, hw := newFake(t, binary.LittleEndian, virtiofake.Options{Legacy: tc.legacy, Features: tc.offered})
			dev, err := hw.Open(t.Context(), fake)
			if err != nil {
				t.Fatal(err)
			}
			if err := dev.Negotiate(t.Context(), tc.understood); err != nil {
				t.Fatal(err)
			}
			status, err := dev.Status(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if dev.Features() != tc.want || status != tc.wantStatus {
				t.Errorf("features %v, status %v; want %v, %v", dev.Features(), status, tc.want, tc.wantStatus)
			}
		})
	}
}

func TestFeaturesRefused(t *testing.T) {
	fake, hw := newFake(t, binary.LittleEndian, virtiofake.Options{Features: virtio.FeaturesOf(0)})
	dev, err := hw.Open(t.Context(), fake)
	if err != nil {
		t.Fatal(err)
	}
	if err := dev.Accept(t.Context(), virtio.FeaturesOf(9)); !errors.Is(err, virtio.ErrFeatures) {
		t.Errorf("Accept of a feature that was not offered = %v", err)
	}
	if dev.Has(9) {
		t.Error("the refused feature counts as negotiated")
	}
	fake.RefuseAll = true
	if err := dev.Negotiate(t.Context(), virtio.FeaturesOf(0)); !errors.Is(err, virtio.ErrFeatures) {
		t.Errorf("Negotiate with a device that refuses all = %v", err)
	}
}

func TestOpenDeviceThatDoesNotReset(t *testing.T) {
	fake, hw := newFake(t, binary.LittleEndian, virtiofake.Options{})
	if _, err := hw.Open(t.Context(), fake); err != nil {
		t.Fatal(err)
	}
	fake.KeepStatus = true
	if _, err := hw.Open(soon(t), fake); err == nil || !strings.Contains(err.Error(), "to be 0 after a reset") {
		t.Errorf("Open = %v", err)
	}
}

func TestNoSuchQueue(t *testing.T) {
	fake, hw := newFake(t, binary.LittleEndian, virtiofake.Options{QueueSizes: []uint16{4}})
	dev, err := hw.Open(t.Context(), fake)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := dev.Queue(t.Context(), 1); !errors.Is(err, virtio.ErrNoQueue) {
		t.Errorf("Queue(1) = %v", err)
	}
	if _, err := dev.QueueOf(t.Context(), 0, 3); err == nil {
		t.Error("QueueOf with 3 descriptors succeeded")
	}
}

func TestConfig(t *testing.T) {
	const (
		half reg.Reg[uint16] = 0
		wide reg.Reg[uint64] = 8
	)
	for _, tc := range []struct {
		name     string
		order    binary.ByteOrder
		legacy   bool
		wantHalf uint16
		wantWide uint64
	}{
		{"modern", binary.LittleEndian, false, 0x0100, 0x0f0e0d0c0b0a0908},
		{"modern, big-endian guest", binary.BigEndian, false, 0x0100, 0x0f0e0d0c0b0a0908},
		{"legacy", binary.LittleEndian, true, 0x0100, 0x0f0e0d0c0b0a0908},
		{"legacy, big-endian guest", binary.BigEndian, true, 0x0001, 0x08090a0b0c0d0e0f},
	} {
		t.Run(tc.name, func(t *testing.T) {
			space := []byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}
			fake, hw := newFake(t, tc.order, virtiofake.Options{Legacy: tc.legacy, Space: space})
			dev, err := hw.Open(t.Context(), fake)
			if err != nil {
				t.Fatal(err)
			}
			if got := half.ReadT(t, dev.Config()); got != tc.wantHalf {
				t.Errorf("16 bits = %#x, want %#x", got, tc.wantHalf)
			}
			if got := wide.ReadT(t, dev.Config()); got != tc.wantWide {
				t.Errorf("64 bits = %#x, want %#x", got, tc.wantWide)
			}
			wide.WriteT(t, dev.Config(), tc.wantWide+1)
			if got := wide.ReadT(t, dev.Config()); got != tc.wantWide+1 {
				t.Errorf("64 bits after a write = %#x, want %#x", got, tc.wantWide+1)
			}
		})
	}
}

// TestConfigChanges reads configuration space while the device changes it. The
// result must be from one moment.
func TestConfigChanges(t *testing.T) {
	const wide reg.Reg[uint64] = 0
	for _, legacy := range []bool{false, true} {
		fake, hw := newFake(t, binary.LittleEndian, virtiofake.Options{Legacy: legacy, Space: make([]byte, 8)})
		dev, err := hw.Open(t.Context(), fake)
		if err != nil {
			t.Fatal(err)
		}
		reads := 0
		fake.OnConfigRead = func() {
			if reads++; reads == 2 { // between the halves, or the bytes
				fake.Generation++
				for i := range fake.Space {
					fake.Space[i] = 0xff
				}
			}
		}
		if got := wide.ReadT(t, dev.Config()); got != ^uint64(0) {
			t.Errorf("legacy %v: 64 bits = %#x, want all ones", legacy, got)
		}
		reads, fake.Space = 0, make([]byte, 8)
		got := make([]byte, 6)
		if err := dev.ReadConfig(t.Context(), 0, got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, got); diff != "" {
			t.Errorf("legacy %v: ReadConfig mismatch (-want +got):\n%s", legacy, diff)
		}
		fake.OnConfigRead = func() { fake.Generation++; fake.Space[0]++ }
		if err := dev.ReadConfig(t.Context(), 0, got); err == nil || !strings.Contains(err.Error(), "changed during every read") {
			t.Errorf("legacy %v: ReadConfig of a field that always changes = %v", legacy, err)
		}
	}
}

func TestWaitConfigChange(t *testing.T) {
	fake, hw := newFake(t, binary.LittleEndian, virtiofake.Options{})
	dev, err := hw.Open(t.Context(), fake)
	if err != nil {
		t.Fatal(err)
	}
	if err := dev.WaitConfigChange(soon(t)); err == nil {
		t.Error("WaitConfigChange without a change succeeded")
	}
	fake.ConfigRaised = true
	if err := dev.WaitConfigChange(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestHardwareStart checks every step of Start: features negotiated, queues in the
// requested order, DRIVER_OK.
func TestHardwareStart(t *testing.T) {
	offered := virtio.FeaturesOf(5, virtio.FeatureVersion1)
	fake, hw := newFake(t, binary.LittleEndian, virtiofake.Options{Features: offered, QueueSizes: []uint16{8, 16}})
	dev, queues, err := hw.Start(t.Context(), fake, virtio.FeaturesOf(5, 7), 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	if got := dev.Features(); got != offered {
		t.Errorf("features %s, want %s", got.Format(nil), offered.Format(nil))
	}
	var indices []uint16
	for _, q := range queues {
		indices = append(indices, q.Index())
	}
	if diff := cmp.Diff([]uint16{1, 0}, indices); diff != "" {
		t.Errorf("queues mismatch (-want +got):\n%s", diff)
	}
	const want = virtio.StatusAcknowledge | virtio.StatusDriver | virtio.StatusFeaturesOK | virtio.StatusDriverOK
	if got, err := dev.Status(t.Context()); err != nil || got != want {
		t.Errorf("Status() = %v, %v, want %v", got, err, want)
	}
	if err := dev.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, _, err := hw.Start(t.Context(), fake, virtio.Features{}, 99); !errors.Is(err, virtio.ErrNoQueue) {
		t.Errorf("Start() with a missing queue: %v, want %v", err, virtio.ErrNoQueue)
	}
}
