package device

import (
	"strings"

	"github.com/qgraph/qgraph/libqos/base/snapshot"
)

// kept are registers of a region that a reset rightly leaves, in bytes, both ends included.
type kept struct {
	region   string
	from, to int
	why      string
}

// The reasons that several have.
const (
	unspecified = "The device's specification gives the register no value after a reset"
	memory      = "A reset leaves memory as it is."
)

// keptRegisters are those of devices; package snapshot has those that machines have, too. A region that ends in a star stands
// for all that begin so.
var keptRegisters = []kept{
	{"acpi-erst", 0x8, 0xf, unspecified + " (QEMU 11.1, docs/specs/acpi_erst.rst)."},
	{"ahci", 0x100, 0x10ff, implementation},
	{"cirrus-low-memory", 0, 0x1ffff, memory},
	{"cirrus-linear-io", 0, 0x3fffff, memory},
	{"edu-mmio", 0x80, 0x9f, unspecified + " (QEMU 11.1, docs/specs/edu.rst)."},
	{"kvaser_pci-sja", 0x4, 0x7, acceptance},
	{"lsi-ram", 0, 0x1fff, memory},
	{"mioe3680_pci-sja1", 0x10, 0x17, acceptance},
	{"mioe3680_pci-sja2", 0x10, 0x17, acceptance},
	{"pcm3680i_pci-sja1", 0x4, 0x7, acceptance},
	{"pcm3680i_pci-sja2", 0x4, 0x7, acceptance},
	{"tulip-io", 0x18, 0x23, lists},
	{"tulip-io", 0x50, 0x53, lists},
	{"tulip-mem", 0x18, 0x23, lists},
	{"tulip-mem", 0x50, 0x53, lists},
	{"virtio-pci", 0x14, 0x3f, unspecified + " (VIRTIO 1.2, section 2.5 \"Device Configuration Space\")."},
	{"virtio-pci-common-*", 0x0, 0xb, unspecified + " (VIRTIO 1.2, section 4.1.4.3 \"Common configuration structure layout\")."},
	{"virtio-pci-device-*", 0x0, 0xfff, unspecified + " (VIRTIO 1.2, section 2.5 \"Device Configuration Space\")."},
}

const (
	implementation = "The base addresses of the port's lists have a value of the implementation after a reset (AHCI 1.3.1, sections 3.3.1 to 3.3.4)."
	acceptance     = "A hardware reset does not influence the acceptance code and mask (NXP SJA1000, section 6.4 \"PeliCAN mode\" and section 6.3 \"BasicCAN mode\", reset values \"X\")."
	lists          = "The addresses of the lists and of the boot ROM are unpredictable after a reset (DEC 21143 hardware reference manual, access rules of CSR3, CSR4 and CSR10)."
)

// rightlyKept returns why a register rightly differs after a reset, "" if no reason is known.
func rightlyKept(d snapshot.Difference) string {
	_, region, _ := strings.Cut(d.Block, " ") // behind the addresses
	for _, k := range keptRegisters {
		prefix, all := strings.CutSuffix(k.region, "*")
		if (k.region == region || all && strings.HasPrefix(region, prefix)) && k.from <= d.Offset && d.Offset <= k.to {
			return k.why
		}
	}
	return ""
}
