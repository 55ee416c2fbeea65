package genericsuite

import "strings"

// unmovable are the devices that QEMU cannot move by its own declaration, by the name of their state or the feature that
// QEMU names, with the reason. What is lost would be the guest's, so it is right that QEMU refuses.
var unmovable = map[string]string{
	"cpu of sh4":           noState,
	"cpu of sh4eb":         noState,
	"cpu of xtensa":        noState,
	"cpu of xtensaeb":      noState,
	"amd-iommu":            noState,
	"next-kbd":             noState,
	"riscv-iommu":          noState,
	"rocker":               noState,
	"ufs":                  noState,
	"usb-audio":            noState,
	"usb-mtp":              noState,
	"usb-net":              noState,
	"usb-serial":           noState,
	"usb-uas":              noState,
	"usb-wacom":            noState,
	"virtio-crypto":        noState,
	"virtio-sound-device":  noState,
	"x-terminal3270":       noState,
	"peer mode of ivshmem": `A peer does not bring the shared memory along (QEMU 11.1, docs/system/devices/ivshmem.rst, "Migration with ivshmem").`,
}

const noState = "QEMU has no state of it that it could move, and declares that."

// Unmovable returns why QEMU is right to refuse to move a machine, in QEMU's words, of that architecture; false if no reason is
// known.
func Unmovable(arch, blocker string) (why string, ok bool) {
	name := blocker
	if state, ok := strings.CutPrefix(blocker, "non-migratable device: "); ok {
		name = state[strings.LastIndex(state, "/")+1:] // after the place on the bus
	} else if _, feature, ok := strings.Cut(blocker, "when using feature '"); ok {
		name = strings.TrimSuffix(strings.Replace(feature, "' in device '", " of ", 1), "'")
	}
	if name == "cpu" {
		name += " of " + arch
	}
	why, ok = unmovable[name]
	return why, ok
}
