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

func TestParse(t *testing.T) {
	fault, err := virtioiommu.ParseFault([]byte{2, 0, 0, 0, 2, 1, 0, 0, 0x18, 0, 0, 0, 0, 0, 0, 0, 0, 0x10, 0, 0, 1, 0, 0, 0})
	wantFault := virtioiommu.FaultReport{
		Reason: virtioiommu.FaultMapping, Flags: virtioiommu.FaultWrite | virtioiommu.FaultAddress, Endpoint: 0x18, Address: 0x100001000,
	}
	if err != nil || fault != wantFault {
		t.Errorf("ParseFault() = %+v, %v, want %+v", fault, err, wantFault)
	}
	list := []byte{1, 0, 20, 0, 1, 0, 0, 0, 0, 0, 0xe0, 0xfe, 0, 0, 0, 0, 0xff, 0xff, 0xef, 0xfe, 0, 0, 0, 0, 0, 0, 0, 0, 9}
	regions, rest, err := virtioiommu.ParseProperties(list)
	want := []virtioiommu.ReservedRegion{{Kind: virtioiommu.RegionMSI, Start: 0xfee00000, End: 0xfeefffff}}
	if diff := cmp.Diff(want, regions); err != nil || diff != "" || len(rest) != 5 {
		t.Errorf("ParseProperties() = …, %d bytes, %v, want 5 bytes; mismatch (-want +got):\n%s", len(rest), err, diff)
	}
	list[1], list[6] = 0x80, 0x02
	if regions, _, err := virtioiommu.ParseProperties(list); err != nil || regions[0].Reserved == 0 {
		t.Errorf("ParseProperties() of reserved bits = %+v, %v, want them in Reserved", regions, err)
	}
	if !want[0].Overlaps(virtioiommu.ReservedRegion{Start: 0xfeefffff, End: 0xfff00000}) || want[0].Overlaps(virtioiommu.ReservedRegion{End: 0xfedfffff}) {
		t.Error("Overlaps counts the last address wrongly")
	}
	for _, p := range [][]byte{{2, 0, 0, 0}, {1, 0, 20, 0, 1}, {1, 0, 4, 0, 1, 0, 0, 0}} {
		if _, _, err := virtioiommu.ParseProperties(p); err == nil {
			t.Errorf("ParseProperties(% x) has no error", p)
		}
	}
	if _, err := virtioiommu.ParseFault(make([]byte, virtioiommu.FaultSize-1)); err == nil {
		t.Error("ParseFault of 23 bytes has no error")
	}
}
