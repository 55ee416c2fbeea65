package nvme

import (
	"fmt"
	"time"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Capabilities is the content of CAP (section 3.1.1 "Offset 0h: CAP – Controller
// Capabilities").
type Capabilities uint64

// Fields of CAP.
//
//qgraph:bits Cap
const (
	CapMQES      Capabilities = 0xffff << 0 // Maximum Queue Entries Supported, less one
	CapCQR       Capabilities = 1 << 16     // Contiguous Queues Required
	CapAMS       Capabilities = 3 << 17     // Arbitration Mechanism Supported, besides round robin
	capAMSWRR    Capabilities = 1 << 17     // "AMS_WRR"
	capAMSVendor Capabilities = 1 << 18     // "AMS_VENDOR"
	CapTO        Capabilities = 0xff << 24  // Timeout, in units of 500 ms
	CapDSTRD     Capabilities = 0xf << 32   // Doorbell Stride
	CapNSSRS     Capabilities = 1 << 36     // NVM Subsystem Reset Supported
	CapCSSNVM    Capabilities = 1 << 37     // "CSS_NVM": Command Sets Supported: the NVM command set
	CapCSSIO     Capabilities = 1 << 43     // "CSS_IO": one or more I/O command sets, by CC.CSS (revision 2.0, section 3.1.3.1)
	CapCSSNo     Capabilities = 1 << 44     // "CSS_ADMIN_ONLY": admin commands only
	CapBPS       Capabilities = 1 << 45     // Boot Partition Support
	CapMPSMIN    Capabilities = 0xf << 48   // Memory Page Size Minimum
	CapMPSMAX    Capabilities = 0xf << 52   // Memory Page Size Maximum
	CapPMRS      Capabilities = 1 << 56     // Persistent Memory Region Supported
	CapCMBS      Capabilities = 1 << 57     // Controller Memory Buffer Supported
	// bits 63:58, 47:46, 42:38 and 23:19 are reserved
)

// String returns the numeric fields, and the names of the bits set.
func (c Capabilities) String() string {
	numbers := CapMQES | CapTO | CapDSTRD | CapMPSMIN | CapMPSMAX
	return fmt.Sprintf("MQES=%d TO=%d DSTRD=%d MPSMIN=%d MPSMAX=%d ",
		c&CapMQES, c&CapTO>>24, c&CapDSTRD>>32, c&CapMPSMIN>>48, c&CapMPSMAX>>52) +
		reg.Format(c&^numbers, c.bits())
}

// MaxEntries returns the maximum number of entries of a queue.
func (c Capabilities) MaxEntries() int { return int(c&CapMQES) + 1 }

// Timeout returns the maximum time in which CSTS.RDY follows CC.EN.
func (c Capabilities) Timeout() time.Duration {
	return time.Duration(c&CapTO>>24) * 500 * time.Millisecond
}

// Stride returns the distance between two doorbells in bytes.
func (c Capabilities) Stride() uint64 { return 4 << (c & CapDSTRD >> 32) }

// MinPage returns the size of the smallest memory page in bytes.
func (c Capabilities) MinPage() uint64 { return 4096 << (c & CapMPSMIN >> 48) }

// MaxPage returns the size of the largest memory page in bytes.
func (c Capabilities) MaxPage() uint64 { return 4096 << (c & CapMPSMAX >> 52) }

// Version is the content of VS (section 3.1.2 "Offset 8h: VS – Version"): major,
// minor and tertiary version number in 16, 8 and 8 bits.
type Version uint32

// Version14 is revision 1.4.
const Version14 Version = 0x00010400

// String returns the version as the specification writes it.
func (v Version) String() string {
	return fmt.Sprintf("%d.%d.%d", v>>16, uint8(v>>8), uint8(v))
}
