package virtio_test

import (
	"testing"

	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// All ones: every name appears and only the reserved bits are left over.

func TestStatusString(t *testing.T) {
	const want = "ACKNOWLEDGE|DRIVER|DRIVER_OK|FEATURES_OK|DEVICE_NEEDS_RESET|FAILED|0x30"
	if got := (^virtio.Status(0)).String(); got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
}

func TestDescriptorFlagsString(t *testing.T) {
	const want = "NEXT|WRITE|INDIRECT|AVAIL|USED|0x7f78"
	if got := (^virtio.DescriptorFlags(0)).String(); got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
}

func TestFeaturesString(t *testing.T) {
	device := []virtio.FeatureName{{Feature: 0, Name: "NET_F_CSUM"}, {Feature: 127, Name: "NET_F_LAST"}}
	all := virtio.Features{^uint32(0), ^uint32(0), ^uint32(0), ^uint32(0)}
	for _, tc := range []struct {
		name     string
		features virtio.Features
		device   []virtio.FeatureName
		want     string
	}{
		{"none", virtio.Features{}, device, "0"},
		{"one", virtio.FeaturesOf(virtio.FeatureVersion1), nil, "F_VERSION_1"},
		{"both kinds", virtio.FeaturesOf(0, virtio.FeatureEventIdx), device, "NET_F_CSUM|F_EVENT_IDX"},
		{"unknown", virtio.FeaturesOf(5), device, "0x20"},
		{"all", all, device, "NET_F_CSUM|NET_F_LAST|" +
			"F_NOTIFY_ON_EMPTY|F_ANY_LAYOUT|F_INDIRECT_DESC|F_EVENT_IDX|F_UNUSED|F_VERSION_1|F_ACCESS_PLATFORM|F_RING_PACKED|" +
			"F_IN_ORDER|F_ORDER_PLATFORM|F_SR_IOV|F_NOTIFICATION_DATA|F_NOTIF_CONFIG_DATA|F_RING_RESET|F_ADMIN_VQ|" +
			"0x7ffffffffffffffffffffc0086fffffe"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := tc.features.Format(tc.device); got != tc.want {
				t.Errorf("Format() = %q, want %q", got, tc.want)
			}
		})
	}
}

func TestFeaturesSets(t *testing.T) {
	a, b := virtio.FeaturesOf(0, 31, 32, 127), virtio.FeaturesOf(31, 64, 127)
	for _, tc := range []struct {
		name      string
		got, want virtio.Features
	}{
		{"of", a, virtio.Features{1 | 1<<31, 1, 0, 1 << 31}},
		{"and", a.And(b), virtio.FeaturesOf(31, 127)},
		{"or", a.Or(b), virtio.FeaturesOf(0, 31, 32, 64, 127)},
		{"minus", a.Minus(b), virtio.FeaturesOf(0, 32)},
		{"without", a.Without(0, 127), virtio.FeaturesOf(31, 32)},
		{"no such bit", a.With(128, 255), a},
	} {
		if tc.got != tc.want {
			t.Errorf("%s: got %v, want %v", tc.name, tc.got, tc.want)
		}
	}
	if !a.Has(127) || a.Has(126) || a.Has(128) {
		t.Error("Has is wrong at the upper end")
	}
}

func TestTypeString(t *testing.T) {
	for typ, want := range map[virtio.Type]string{0: "no device", 1: "network device", 41: "GPIO device", 6: "device of type 6"} {
		if got := typ.String(); got != want {
			t.Errorf("Type(%d).String() = %q, want %q", typ, got, want)
		}
	}
}

func TestFeaturesRules(t *testing.T) {
	names := []virtio.FeatureName{{Feature: 0, Name: "A"}, {Feature: 1, Name: "B"}, {Feature: 2, Name: "C", Needs: []virtio.Feature{0, 1}}}
	for _, tc := range []struct {
		name             string
		offered          virtio.Features
		undefined, alone virtio.Features
	}{
		{"all", virtio.FeaturesOf(0, 1, 2, virtio.FeatureVersion1), virtio.Features{}, virtio.Features{}},
		{"one of those that it needs", virtio.FeaturesOf(1, 2), virtio.Features{}, virtio.Features{}},
		{"none of those that it needs", virtio.FeaturesOf(2), virtio.Features{}, virtio.FeaturesOf(2)},
		{"others", virtio.FeaturesOf(0, 3, 26, 42, 127), virtio.FeaturesOf(3, 26, 42, 127), virtio.Features{}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := tc.offered.Undefined(names); got != tc.undefined {
				t.Errorf("Undefined() = %v, want %v", got, tc.undefined)
			}
			if got := tc.offered.Alone(names); got != tc.alone {
				t.Errorf("Alone() = %v, want %v", got, tc.alone)
			}
		})
	}
}
