package igb

import (
	"fmt"

	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
)

// AdvancedTX is the advanced transmit descriptor format: context and data
// descriptors (82576 datasheet, section 7.2.2 "Transmit Descriptors").
type AdvancedTX struct{}

// Fields of advanced transmit descriptors.
const (
	typeContext uint32 = 2 << 20 // DTYP of the third word
	typeData    uint32 = 3 << 20

	contextIPv4 uint32 = 1 << 10 // TUCMD in the third word
	contextTCP  uint32 = 1 << 11 // TUCMD.L4T, which is 0 for UDP

	commandTSE uint8 = 1 << 7 // DCMD

	payloadLow = 14 // PAYLEN in the fourth word
)

// Context returns the context descriptor. A VLAN tag needs one, too. It is
// context 0, the only one in use.
func (AdvancedTX) Context(o intelnic.Offload, _ int) (d intelnic.Descriptor, needed bool, err error) {
	if o.Delay {
		return d, false, fmt.Errorf("delay timers with advanced descriptors: %w", intelnic.ErrOffload)
	}
	if !o.VLAN && !o.IPChecksum && !o.L4Checksum && !o.TSO {
		return d, false, nil
	}
	var command uint32
	if !o.IPv6 {
		command |= contextIPv4
	}
	if !o.UDP {
		command |= contextTCP
	}
	d.Put32(0, uint32(o.IPSize)|uint32(o.L2Size)<<9|uint32(o.Tag)<<16)
	d.Put32(8, command|typeContext|uint32(intelnic.TransmitDEXT)<<24)
	if o.TSO {
		d.Put32(12, uint32(o.L4Size)<<8|uint32(o.MSS)<<16)
	}
	return d, true, nil
}

// Data returns the advanced data descriptor of a piece.
func (AdvancedTX) Data(p intelnic.Piece, o intelnic.Offload) (d intelnic.Descriptor) {
	command := intelnic.TransmitDEXT | o.Command(p.Last)
	payload := p.Total
	if o.TSO {
		command |= commandTSE
		payload -= o.L2Size + o.IPSize + o.L4Size
	}
	d.Put64(0, p.Buffer)
	d.Put32(8, uint32(p.Size)|typeData|uint32(command)<<24)
	d.Put32(12, o.Options()|uint32(payload)<<payloadLow)
	return d
}

// AdvancedRX is the advanced receive descriptor format with one buffer (82576
// datasheet, section 7.1.5 "Advanced Receive Descriptors").
type AdvancedRX struct{ intelnic.WriteBackRX }

// Status decodes a descriptor that the controller wrote. The first word has the RSS type and the type
// of the packet in bits 16:0; no header is split off.
func (x AdvancedRX) Status(d intelnic.Descriptor) intelnic.ReceiveStatus {
	const types = 1<<17 - 1
	s := x.WriteBackRX.Status(d)
	s.Stray = d.Word32(0)&^types != 0
	return s
}
