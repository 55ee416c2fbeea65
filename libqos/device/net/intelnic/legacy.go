package intelnic

import "fmt"

// LegacyTX is the legacy transmit descriptor format (82574 datasheet, section
// 7.2 "Transmit Functionality", "Legacy Transmit Descriptor Format"; 82576
// datasheet, section 7.2.2 "Transmit Descriptors"): buffer address, length,
// checksum offset, command, status, checksum start, VLAN tag.
type LegacyTX struct{}

// The command byte of a transmit descriptor, legacy or extended.
const (
	TransmitEOP  uint8 = 1 << 0 // end of packet
	TransmitIFCS uint8 = 1 << 1 // insert the frame check sequence
	TransmitIC   uint8 = 1 << 2 // legacy: insert a checksum
	TransmitRS   uint8 = 1 << 3 // report status: write DD back
	TransmitDEXT uint8 = 1 << 5 // an extended (82576: advanced) descriptor
	TransmitVLE  uint8 = 1 << 6 // insert the VLAN tag
	TransmitIDE  uint8 = 1 << 7 // delay the interrupt
)

// Context returns no descriptor, because the legacy format has no context. It
// refuses offloads that need one.
func (LegacyTX) Context(o Offload, _ int) (Descriptor, bool, error) {
	if o.context() {
		return Descriptor{}, false, fmt.Errorf("offload with legacy descriptors: %w", ErrOffload)
	}
	return Descriptor{}, false, nil
}

// Data returns the descriptor of a piece.
func (LegacyTX) Data(p Piece, o Offload) (d Descriptor) {
	d.Put64(0, p.Buffer)
	d.Put32(8, uint32(p.Size)|uint32(o.Command(p.Last))<<24)
	d.Put32(12, uint32(o.Tag)<<16)
	if o.Sum {
		d[10], d[13] = uint8(o.SumAt), uint8(o.SumStart)
		d[11] |= TransmitIC
	}
	return d
}

// LegacyRX is the legacy receive descriptor format (82574 datasheet, section
// 7.1 "Receive Functionality", "Legacy Receive Descriptor Format"; 82576
// datasheet, section 7.1.4 "Legacy Receive Descriptor Format"): buffer address,
// length, packet checksum, status, errors, VLAN tag.
type LegacyRX struct{}

// The status byte of a legacy receive descriptor.
const (
	legacyDD    uint8 = 1 << 0
	legacyEOP   uint8 = 1 << 1
	legacyIXSM  uint8 = 1 << 2
	legacyVP    uint8 = 1 << 3
	legacyL4CS  uint8 = 1 << 5 // TCPCS
	legacyIPCS  uint8 = 1 << 6
	legacyPIF   uint8 = 1 << 7
	legacyUDPCS uint8 = 1 << 4
)

// The error byte of a legacy receive descriptor.
const (
	legacyTCPE uint8 = 1 << 5
	legacyIPE  uint8 = 1 << 6
)

// Offer returns the descriptor that offers a buffer.
func (LegacyRX) Offer(buffer uint64) (d Descriptor) {
	d.Put64(0, buffer)
	return d
}

// Status decodes a descriptor that the controller wrote.
func (LegacyRX) Status(d Descriptor) ReceiveStatus {
	status, errors := d[12], d[13]
	return ReceiveStatus{
		Done:         status&legacyDD != 0,
		End:          status&legacyEOP != 0,
		Length:       int(d.Word16(8)),
		Sum:          d.Word16(10),
		VLAN:         status&legacyVP != 0,
		Tag:          d.Word16(14),
		Inexact:      status&legacyPIF != 0,
		IPChecked:    status&legacyIPCS != 0,
		L4Checked:    status&(legacyL4CS|legacyUDPCS) != 0,
		IPError:      errors&legacyIPE != 0,
		L4Error:      errors&legacyTCPE != 0,
		IgnoreChecks: status&legacyIXSM != 0,
		Errors:       errors&^(legacyIPE|legacyTCPE) != 0,
	}
}
