package virtiopci

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// structureType is the kind of structure that a vendor capability describes
// (virtio 1.3, section 4.1.4 "Virtio Structure PCI Capabilities").
type structureType uint8

// The structures of every device. Others have numbers from 8 on.
const (
	commonConfig   structureType = 1 // VIRTIO_PCI_CAP_COMMON_CFG
	notification   structureType = 2 // VIRTIO_PCI_CAP_NOTIFY_CFG
	isrStatus      structureType = 3 // VIRTIO_PCI_CAP_ISR_CFG
	deviceSpecific structureType = 4 // VIRTIO_PCI_CAP_DEVICE_CFG
	configAccess   structureType = 5 // VIRTIO_PCI_CAP_PCI_CFG
	sharedMemory   structureType = 8 // VIRTIO_PCI_CAP_SHARED_MEMORY_CFG
	structures                   = 5
)

// String returns the specification's name of the structure.
func (t structureType) String() string {
	switch t {
	case commonConfig:
		return "common configuration"
	case notification:
		return "notification"
	case isrStatus:
		return "ISR status"
	case deviceSpecific:
		return "device-specific configuration"
	case configAccess:
		return "PCI configuration access"
	case sharedMemory:
		return "shared memory"
	}
	return fmt.Sprintf("structure %d", uint8(t))
}

// Registers of a vendor capability (struct virtio_pci_cap).
const (
	capSize       reg.Reg[uint8]         = 2  // cap_len
	capType       reg.Reg[structureType] = 3  // cfg_type
	capBAR        reg.Reg[uint8]         = 4  // bar
	capOffset     reg.Reg[uint32]        = 8  // offset
	capLength     reg.Reg[uint32]        = 12 // length
	capMultiplier reg.Reg[uint32]        = 16 // notify_off_multiplier, of the notification structure
)

// structure is a part of a BAR with a register block.
type structure struct {
	kind       structureType
	region     *pci.Region
	offset     uint64
	length     uint64
	multiplier uint32 // of the notification structure
	bar        uint8
	size       uint8 // of the capability, in bytes
}

// capability returns what the device says of the structure.
func (s structure) capability(space reg.Space) Capability {
	return Capability{
		Kind: s.kind.String(), Size: s.size, BAR: s.bar, Offset: uint32(s.offset), Length: uint32(s.length), Multiplier: s.multiplier,
		space: space, kind: s.kind,
	}
}

// Load reads a register of the structure.
func (s structure) Load(ctx context.Context, w qtest.Width, offset uint64) (uint64, error) {
	if err := s.check(w, offset); err != nil {
		return 0, err
	}
	return s.region.Load(ctx, w, s.offset+offset)
}

// Store writes a register of the structure.
func (s structure) Store(ctx context.Context, w qtest.Width, offset, value uint64) error {
	if err := s.check(w, offset); err != nil {
		return err
	}
	return s.region.Store(ctx, w, s.offset+offset, value)
}

func (s structure) check(w qtest.Width, offset uint64) error {
	if offset+uint64(w) > s.length || offset+uint64(w) < offset {
		return fmt.Errorf("virtiopci: offset %#x is outside of the %d bytes of the %v", offset, s.length, s.kind)
	}
	return nil
}

// findStructures maps the structures of the device's vendor capabilities. Of
// two with the same type it takes the first, as the specification requires.
func findStructures(ctx context.Context, d *pci.Device) (map[structureType]structure, []Capability, error) {
	caps, err := d.Capabilities(ctx)
	if err != nil {
		return nil, nil, err
	}
	found := map[structureType]structure{}
	var all []Capability
	for _, c := range caps {
		if c.ID != pci.CapabilityVendor {
			continue
		}
		s, err := readStructure(ctx, d, c.Space(d))
		if err != nil {
			return nil, nil, err
		}
		all = append(all, s.capability(c.Space(d)))
		if _, have := found[s.kind]; !have {
			found[s.kind] = s
		}
	}
	return found, all, nil
}

func readStructure(ctx context.Context, d *pci.Device, space reg.Space) (structure, error) {
	kind, err := capType.Read(ctx, space)
	if err != nil {
		return structure{}, err
	}
	bar, err1 := capBAR.Read(ctx, space)
	offset, err2 := capOffset.Read(ctx, space)
	length, err3 := capLength.Read(ctx, space)
	size, err4 := capSize.Read(ctx, space)
	s := structure{kind: kind, offset: uint64(offset), length: uint64(length), bar: bar, size: size}
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return s, err
	}
	if kind == notification {
		if s.multiplier, err = capMultiplier.Read(ctx, space); err != nil {
			return s, err
		}
	}
	if kind == 0 || kind >= configAccess {
		return s, nil // a window onto the others, or unused by the drivers here
	}
	if s.region, err = d.Map(ctx, int(bar)); err != nil {
		return s, err
	}
	if s.offset+s.length > s.region.Size() {
		return s, fmt.Errorf("virtiopci: the %v, %d bytes at %#x, is outside of %v", kind, s.length, s.offset, s.region.BAR())
	}
	return s, nil
}
