package nvme

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
)

// IdentifySize is the size in bytes of the data that Identify returns.
const IdentifySize = 4096

// CNS selects the data structure that Identify returns (section 5.15 "Identify
// command", "Identify – CNS Values").
type CNS uint8

// Values of CNS.
const (
	CNSNamespace        CNS = 0x00
	CNSController       CNS = 0x01
	CNSActiveNamespaces CNS = 0x02
	CNSDescriptors      CNS = 0x03 // Namespace Identification Descriptor list
)

// Identify returns an Identify command.
func Identify(cns CNS, namespace uint32) Command {
	return Command{Opcode: AdminIdentify, Namespace: namespace, Words: [6]uint32{uint32(cns)}}
}

// Identity returns the data structure that Identify returns.
func (c *Controller) Identity(ctx context.Context, cns CNS, namespace uint32) ([]byte, error) {
	p, err := c.fetch(ctx, Identify(cns, namespace), IdentifySize)
	if err != nil {
		return nil, fmt.Errorf("nvme: identify %#02x of namespace %#x: %w", uint8(cns), namespace, err)
	}
	return p, nil
}

// IdentifyController returns the Identify Controller data structure.
func (c *Controller) IdentifyController(ctx context.Context) (ControllerData, error) {
	return c.Identity(ctx, CNSController, 0)
}

// IdentifyNamespace returns the Identify Namespace data structure of a
// namespace.
func (c *Controller) IdentifyNamespace(ctx context.Context, namespace uint32) (NamespaceData, error) {
	return c.Identity(ctx, CNSNamespace, namespace)
}

// ControllerData is the Identify Controller data structure (section 5.15.2.2
// "Identify Controller data structure (CNS 01h)"), 4096 bytes.
type ControllerData []byte

func (d ControllerData) u16(at int) uint16 { return binary.LittleEndian.Uint16(d[at:]) }
func (d ControllerData) u32(at int) uint32 { return binary.LittleEndian.Uint32(d[at:]) }

// VID returns the PCI Vendor ID.
func (d ControllerData) VID() uint16 { return d.u16(0) }

// SSVID returns the PCI Subsystem Vendor ID.
func (d ControllerData) SSVID() uint16 { return d.u16(2) }

// SN returns the Serial Number, 20 characters padded with spaces.
func (d ControllerData) SN() string { return string(d[4:24]) }

// MN returns the Model Number, 40 characters padded with spaces.
func (d ControllerData) MN() string { return string(d[24:64]) }

// FR returns the Firmware Revision, 8 characters padded with spaces.
func (d ControllerData) FR() string { return string(d[64:72]) }

// MDTS returns the Maximum Data Transfer Size in smallest memory pages; 0 for no
// limit.
func (d ControllerData) MDTS() int {
	if d[77] == 0 {
		return 0
	}
	return 1 << d[77]
}

// VER returns the version, equal to VS.
func (d ControllerData) VER() Version { return Version(d.u32(80)) }

// ACL returns the Abort Command Limit, less one.
func (d ControllerData) ACL() uint8 { return d[258] }

// AERL returns the Asynchronous Event Request Limit, less one.
func (d ControllerData) AERL() uint8 { return d[259] }

// SQES returns the Submission Queue Entry Size: the required one in bits 3:0, the
// largest in bits 7:4, as powers of two.
func (d ControllerData) SQES() uint8 { return d[512] }

// CQES returns the Completion Queue Entry Size, encoded as SQES.
func (d ControllerData) CQES() uint8 { return d[513] }

// NN returns the Number of Namespaces: the greatest valid identifier.
func (d ControllerData) NN() uint32 { return d.u32(516) }

// ONCS returns the Optional NVM Command Support.
func (d ControllerData) ONCS() OptionalCommands { return OptionalCommands(d.u16(520)) }

// VWC reports whether there is a volatile write cache.
func (d ControllerData) VWC() bool { return d[525]&1 != 0 }

// SUBNQN returns the NVM Subsystem NVMe Qualified Name.
func (d ControllerData) SUBNQN() string { return text(d[768:1024]) }

// OptionalCommands is the field ONCS.
type OptionalCommands uint16

// Bits of ONCS.
const (
	OptionalCompare     OptionalCommands = 1 << 0
	OptionalDataset     OptionalCommands = 1 << 2
	OptionalWriteZeroes OptionalCommands = 1 << 3
)

// text returns a string that ends at a zero byte or with its field.
func text(p []byte) string {
	s, _, _ := bytes.Cut(p, []byte{0})
	return string(s)
}

// NamespaceData is the Identify Namespace data structure (section 5.15.2.1
// "Identify Namespace data structure (CNS 00h)"), 4096 bytes.
type NamespaceData []byte

func (d NamespaceData) u64(at int) uint64 { return binary.LittleEndian.Uint64(d[at:]) }

// NSZE returns the Namespace Size in logical blocks.
func (d NamespaceData) NSZE() uint64 { return d.u64(0) }

// NCAP returns the Namespace Capacity in logical blocks.
func (d NamespaceData) NCAP() uint64 { return d.u64(8) }

// NUSE returns the Namespace Utilization in logical blocks.
func (d NamespaceData) NUSE() uint64 { return d.u64(16) }

// Formats returns the number of LBA formats.
func (d NamespaceData) Formats() int { return int(d[25]) + 1 }

// Format returns the index of the namespace's LBA format.
func (d NamespaceData) Format() int { return int(d[26] & 0xf) }

// BlockSize returns the size of a logical block in bytes.
func (d NamespaceData) BlockSize() int { return 1 << d[128+4*d.Format()+2] }

// MetadataSize returns the bytes of metadata of a logical block.
func (d NamespaceData) MetadataSize() int {
	return int(binary.LittleEndian.Uint16(d[128+4*d.Format():]))
}
