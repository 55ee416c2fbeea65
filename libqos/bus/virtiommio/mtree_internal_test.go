package virtiommio

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseMemoryTree(t *testing.T) {
	const space = "  0000000000000000-ffffffffffffffff (prio 0, i/o): system\r\n" +
		"    00000000feb00200-00000000feb003ff (prio 0, i/o): virtio-mmio\r\n" +
		"    00000000feb00000-00000000feb001ff (prio 0, i/o): virtio-mmio\r\n" +
		"    00000000fec00000-00000000fec00fff (prio 0, i/o): ioapic\r\n"
	got, err := parseMemoryTree("address-space: cpu-memory-0\r\n" + space + "address-space: memory\r\n" + space)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]uint64{0xfeb00000, 0xfeb00200}, got); diff != "" {
		t.Errorf("windows mismatch (-want +got):\n%s", diff)
	}
	if got, err := parseMemoryTree("address-space: memory\r\n"); err == nil {
		t.Errorf("windows of an empty tree = %#x, want an error", got)
	}
}
