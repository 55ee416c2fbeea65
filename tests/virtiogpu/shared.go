package virtiogpu

import (
	"bytes"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
)

// hostVisible is the region for the host's memory (virtio 1.3, section 5.7 "GPU Device",
// VIRTIO_GPU_SHM_ID_HOST_VISIBLE).
const hostVisible = 1

// sharedSize is the size of that region of the device, in bytes.
const sharedSize = 16 << 20

// shared compares the capability of the region with the command line, and with the BAR in which
// it must lie (section 4.1.4.7.1 "Device Requirements: Shared memory capability"). Nothing is
// mapped there: what is written is not kept.
func shared(t *run.T, f *virtiopci.Function) {
	i, ok := virtiopci.Inspect(f.Virtio().ModernT(t))
	if !ok {
		t.Fatalf("%v has no modern transport", f.Device())
	}
	found := 0
	for _, c := range i.Capabilities() {
		region, ok, err := c.Shared(t.Context())
		t.Must(err)
		if !ok {
			continue
		}
		found++
		const size = 24 // struct virtio_pci_cap64
		if c.Size < size {
			t.Errorf("cap_len of %s = %d, want at least %d", c.Kind, c.Size, size)
		}
		if region.ID != hostVisible || region.Length != sharedSize {
			t.Errorf("shared memory region %d has %#x bytes, want region %d of %#x", region.ID, region.Length, hostVisible, sharedSize)
		}
		bar, err := f.Device().BAR(t.Context(), int(region.BAR))
		t.Must(err)
		if region.Offset+region.Length > bar.Size || region.Offset+region.Length < region.Offset {
			t.Errorf("the region, %#x bytes at %#x, is outside of %v", region.Length, region.Offset, bar)
		}
		memory, err := f.Device().Map(t.Context(), int(region.BAR))
		t.Must(err)
		t.Must(memory.WriteMemory(t.Context(), region.Offset, []byte{0x5a, 0x5a}))
		var got [2]byte
		t.Must(memory.ReadMemory(t.Context(), region.Offset, got[:]))
		if bytes.Equal(got[:], []byte{0x5a, 0x5a}) {
			t.Errorf("the region keeps %x, want nothing mapped there", got)
		}
	}
	if found != 1 {
		t.Errorf("%v has %d shared memory regions, want 1", f.Device(), found)
	}
}
