package virtio

import (
	"fmt"
	"strings"
)

// Feature is the number of a feature bit (virtio 1.3, section 2.2 "Feature
// Bits"). Bits 0 to 23 and 50 to 127 belong to the type of device.
type Feature uint8

// Device-independent features (virtio 1.3, section 6 "Reserved Feature Bits").
const (
	FeatureNotifyOnEmpty    Feature = 24 // VIRTIO_F_NOTIFY_ON_EMPTY, legacy only
	FeatureAnyLayout        Feature = 27 // VIRTIO_F_ANY_LAYOUT, legacy only
	FeatureIndirectDesc     Feature = 28 // VIRTIO_F_INDIRECT_DESC
	FeatureEventIdx         Feature = 29 // VIRTIO_F_EVENT_IDX
	FeatureUnused           Feature = 30 // UNUSED: QEMU offers it to detect drivers that accept everything
	FeatureVersion1         Feature = 32 // VIRTIO_F_VERSION_1
	FeatureAccessPlatform   Feature = 33 // VIRTIO_F_ACCESS_PLATFORM
	FeatureRingPacked       Feature = 34 // VIRTIO_F_RING_PACKED
	FeatureInOrder          Feature = 35 // VIRTIO_F_IN_ORDER
	FeatureOrderPlatform    Feature = 36 // VIRTIO_F_ORDER_PLATFORM
	FeatureSRIOV            Feature = 37 // VIRTIO_F_SR_IOV
	FeatureNotificationData Feature = 38 // VIRTIO_F_NOTIFICATION_DATA
	FeatureNotifConfigData  Feature = 39 // VIRTIO_F_NOTIF_CONFIG_DATA
	FeatureRingReset        Feature = 40 // VIRTIO_F_RING_RESET
	FeatureAdminVQ          Feature = 41 // VIRTIO_F_ADMIN_VQ
)

// FeatureName is a feature with its name in the specification, without the
// common prefix VIRTIO_.
type FeatureName struct {
	Feature Feature
	Name    string
	// Needs are features of which a device that offers this one offers at least one (virtio
	// 1.3, section 2.2.2 "Device Requirements: Feature Bits"). None: it needs no other.
	Needs []Feature
}

// commonNames returns the names of the device-independent features.
func commonNames() []FeatureName {
	return []FeatureName{
		{Feature: FeatureNotifyOnEmpty, Name: "F_NOTIFY_ON_EMPTY"},
		{Feature: FeatureAnyLayout, Name: "F_ANY_LAYOUT"},
		{Feature: FeatureIndirectDesc, Name: "F_INDIRECT_DESC"},
		{Feature: FeatureEventIdx, Name: "F_EVENT_IDX"},
		{Feature: FeatureUnused, Name: "F_UNUSED"},
		{Feature: FeatureVersion1, Name: "F_VERSION_1"},
		{Feature: FeatureAccessPlatform, Name: "F_ACCESS_PLATFORM"},
		{Feature: FeatureRingPacked, Name: "F_RING_PACKED"},
		{Feature: FeatureInOrder, Name: "F_IN_ORDER"},
		{Feature: FeatureOrderPlatform, Name: "F_ORDER_PLATFORM"},
		{Feature: FeatureSRIOV, Name: "F_SR_IOV"},
		{Feature: FeatureNotificationData, Name: "F_NOTIFICATION_DATA"},
		{Feature: FeatureNotifConfigData, Name: "F_NOTIF_CONFIG_DATA"},
		{Feature: FeatureRingReset, Name: "F_RING_RESET"},
		{Feature: FeatureAdminVQ, Name: "F_ADMIN_VQ"},
	}
}

// Features is a set of features, in words of 32 bits like the transports'
// registers: word n holds bits 32n to 32n+31.
type Features [4]uint32

// FeaturesOf returns the set of the features given.
func FeaturesOf(features ...Feature) Features { return Features{}.With(features...) }

// Has reports whether f is in the set.
func (s Features) Has(f Feature) bool {
	return int(f) < 32*len(s) && s[f/32]>>(f%32)&1 != 0
}

// With returns the set with the features added. Numbers above 127 do not exist
// and are ignored.
func (s Features) With(features ...Feature) Features {
	for _, f := range features {
		if int(f) < 32*len(s) {
			s[f/32] |= 1 << (f % 32)
		}
	}
	return s
}

// Without returns the set with the features removed.
func (s Features) Without(features ...Feature) Features { return s.Minus(FeaturesOf(features...)) }

// And returns the intersection of both sets.
func (s Features) And(other Features) Features {
	for n := range s {
		s[n] &= other[n]
	}
	return s
}

// Or returns the union of both sets.
func (s Features) Or(other Features) Features {
	for n := range s {
		s[n] |= other[n]
	}
	return s
}

// Minus returns the features in s that are not in other.
func (s Features) Minus(other Features) Features {
	for n := range s {
		s[n] &^= other[n]
	}
	return s
}

// Undefined returns the features in the set that are neither among those of the device's type
// nor device-independent ones.
func (s Features) Undefined(device []FeatureName) Features {
	for _, n := range append(device[:len(device):len(device)], commonNames()...) {
		s = s.Without(n.Feature)
	}
	return s
}

// Alone returns the features of the device's type in the set that need another one, of which
// the set has none.
func (s Features) Alone(device []FeatureName) (alone Features) {
	for _, n := range device {
		if s.Has(n.Feature) && len(n.Needs) > 0 && s.And(FeaturesOf(n.Needs...)) == (Features{}) {
			alone = alone.With(n.Feature)
		}
	}
	return alone
}

// String returns the names of the device-independent features in the set, and
// the rest in hexadecimal.
func (s Features) String() string { return s.Format(nil) }

// Format returns the names of the features in the set, those of the device
// first, joined by "|", and the rest in hexadecimal; "0" for the empty set.
func (s Features) Format(device []FeatureName) string {
	var names []string
	for _, n := range append(device[:len(device):len(device)], commonNames()...) {
		if s.Has(n.Feature) {
			names = append(names, n.Name)
			s = s.Without(n.Feature)
		}
	}
	if s != (Features{}) || len(names) == 0 {
		rest := strings.TrimLeft(fmt.Sprintf("%08x%08x%08x%08x", s[3], s[2], s[1], s[0]), "0")
		if rest != "" {
			rest = "x" + rest
		}
		names = append(names, "0"+rest)
	}
	return strings.Join(names, "|")
}
