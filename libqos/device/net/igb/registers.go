package igb

import (
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
)

// Registers that only this controller has (82576 datasheet, chapter 8
// "Programming Interface").
const (
	TIPG  reg.Reg[uint32] = 0x0410 // Transmit Inter Packet Gap, in bit times
	RXPBS reg.Reg[uint32] = 0x2404 // Rx PB Size, in KB
	TXPBS reg.Reg[uint32] = 0x3404 // Tx PB Size, in KB
	RLPML reg.Reg[uint32] = 0x5004 // Receive Long Packet Maximum Length, in bytes with FCS
)

// Queues is the number of receive queues, and of transmit queues.
const Queues = 16

// RX returns the offset of the registers of receive queue n, 0 to 15.
func RX(n int) intelnic.Block { return 0xc000 + intelnic.Block(0x40*n) }

// TX returns the offset of the registers of transmit queue n, 0 to 15.
func TX(n int) intelnic.Block { return 0xe000 + intelnic.Block(0x40*n) }

// SRRCTL is the Split and Replication Receive Control register of receive queue
// n.
func SRRCTL(n int) reg.Reg[SplitControl] { return reg.Reg[SplitControl](RX(n) + 0x0c) }

// RQDPC is the Receive Queue Drop Packet Count register of receive queue n. A read clears
// it.
func RQDPC(n int) reg.Reg[uint32] { return reg.Reg[uint32](RX(n) + 0x30) }

// SplitControl is the content of SRRCTL. Bits 6:0 are the size of the buffers in
// KB, bits 24:20 the minimum threshold in units of 16 descriptors.
type SplitControl uint32

// Fields of SRRCTL.
const (
	SplitLegacy     SplitControl = 0 << 25 // DESCTYPE: legacy descriptors
	SplitAdvanced   SplitControl = 1 << 25 // DESCTYPE: advanced descriptors, one buffer
	SplitDropEnable SplitControl = 1 << 31 // drop frames if no descriptor is free
)

// SplitBuffers returns SRRCTL.BSIZEPACKET for buffers of size bytes, a multiple
// of 1024 and at most 127 KB.
func SplitBuffers(size int) SplitControl { return SplitControl(size>>10) & 0x7f }

// SplitThreshold returns SRRCTL.RDMTS: RXDMT0 is a cause when n descriptors are
// left, a multiple of 16 and at most 496.
func SplitThreshold(n int) SplitControl { return SplitControl(n/16&0x1f) << 20 }

// Fields of MRQC specific to this controller.
const (
	MultipleQueuesRSS       intelnic.MultipleQueues = 2 << 0 // RSS chooses the queue
	MultipleQueuesIPv6TCPEx intelnic.MultipleQueues = 1 << 18
	MultipleQueuesIPv6TCP   intelnic.MultipleQueues = 1 << 21
)

// RedirectTo returns the entry of the redirection table for receive queue n.
func RedirectTo(n int) uint8 { return uint8(n) }
