package intelnic

// WriteBackRX is the common part of the extended receive descriptors of the 82574
// and the advanced ones of the 82576. Software writes the address of a buffer. The
// controller writes RSS type and queue, RSS hash, extended status and errors,
// length, VLAN tag.
type WriteBackRX struct{}

// Extended status, bits 19:0 of the third word.
const (
	extendedDD    uint32 = 1 << 0
	extendedEOP   uint32 = 1 << 1
	extendedIXSM  uint32 = 1 << 2 // reserved in the 82576
	extendedVP    uint32 = 1 << 3
	extendedUDPCS uint32 = 1 << 4
	extendedL4CS  uint32 = 1 << 5
	extendedIPCS  uint32 = 1 << 6
	extendedPIF   uint32 = 1 << 7
)

// Extended errors, bits 31:20 of the third word.
const (
	extendedL4E uint32 = 1 << 29
	extendedIPE uint32 = 1 << 30

	extendedErrors uint32 = 0xfff << 20 // all of them
)

// Offer returns the descriptor that offers a buffer; it has none for headers.
func (WriteBackRX) Offer(buffer uint64) (d Descriptor) {
	d.Put64(0, buffer)
	return d
}

// Status decodes a descriptor that the controller wrote.
func (WriteBackRX) Status(d Descriptor) ReceiveStatus {
	v := d.Word32(8)
	return ReceiveStatus{
		Done:         v&extendedDD != 0,
		End:          v&extendedEOP != 0,
		Length:       int(d.Word16(12)),
		VLAN:         v&extendedVP != 0,
		Tag:          d.Word16(14),
		Inexact:      v&extendedPIF != 0,
		IPChecked:    v&extendedIPCS != 0,
		L4Checked:    v&(extendedL4CS|extendedUDPCS) != 0,
		IPError:      v&extendedIPE != 0,
		L4Error:      v&extendedL4E != 0,
		IgnoreChecks: v&extendedIXSM != 0,
		Errors:       v&extendedErrors&^(extendedIPE|extendedL4E) != 0,
		RSSType:      RSSType(d.Word32(0) & 0xf),
		Hash:         d.Word32(4),
	}
}
