package virtioiommu_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/device/virtio/virtioiommu"
)

func TestRequests(t *testing.T) {
	for _, tc := range []struct {
		name      string
		got, want []byte
	}{
		{
			"ATTACH", virtioiommu.AttachRequest(virtioiommu.Attachment{Domain: 0x01020304, Endpoint: 0x20, Flags: virtioiommu.Bypass}),
			[]byte{1, 0, 0, 0, 4, 3, 2, 1, 0x20, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0},
		},
		{
			"DETACH", virtioiommu.DetachRequest(0x01020304, 0x20),
			[]byte{2, 0, 0, 0, 4, 3, 2, 1, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
		},
		{
			"MAP", virtioiommu.MapRequest(virtioiommu.Mapping{Domain: 7, Start: 0x1000, End: 0x1fff, Physical: 0xa0000000b, Flags: virtioiommu.Write}),
			[]byte{
				3, 0, 0, 0, 7, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0, 0xff, 0x1f, 0, 0, 0, 0, 0, 0,
				0xb, 0, 0, 0, 0xa, 0, 0, 0, 2, 0, 0, 0,
			},
		},
		{
			"UNMAP", virtioiommu.UnmapRequest(7, 0x1000, 0x1fff),
			[]byte{4, 0, 0, 0, 7, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0, 0xff, 0x1f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
		},
	} {
		if diff := cmp.Diff(tc.want, tc.got); diff != "" {
			t.Errorf("%s mismatch (-want +got):\n%s", tc.name, diff)
		}
	}
}
