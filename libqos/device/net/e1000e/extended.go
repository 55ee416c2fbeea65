package e1000e

import "github.com/qgraph/qgraph/libqos/device/net/intelnic"

// ExtendedRX is the extended receive descriptor format, enabled by RFCTL.EXSTEN
// (82574 datasheet, section 7.1 "Receive Functionality", "Extended Rx
// Descriptor").
type ExtendedRX struct{ intelnic.WriteBackRX }

// Status decodes a descriptor that the controller wrote. Bits 12:8 of the first word are
// the queue that RSS chose.
func (x ExtendedRX) Status(d intelnic.Descriptor) intelnic.ReceiveStatus {
	s := x.WriteBackRX.Status(d)
	s.Queue = int(d.Word32(0) >> 8 & 0x1f)
	const reserved = ^uint32(0x1f0f)
	s.Stray = d.Word32(0)&reserved != 0
	return s
}
