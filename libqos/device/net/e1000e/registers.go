package e1000e

import (
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
)

// Registers that only this controller has, or has at another offset (82574
// datasheet, chapter 10 "Driver Programming Interface").
const (
	CTRLEXT reg.Reg[CtrlExt]       = 0x0018 // Extended Device Control
	TIPG    reg.Reg[uint32]        = 0x0410 // Transmit IPG, in bit times
	PBA     reg.Reg[uint32]        = 0x1000 // Packet Buffer Allocation, in KB: receive in 15:0, transmit in 31:16
	RDTR    reg.Reg[uint32]        = 0x2820 // Receive interrupt delay, in units of 1.024 µs
	RADV    reg.Reg[uint32]        = 0x282c // Receive Interrupt Absolute Delay, in units of 1.024 µs
	TIDV    reg.Reg[uint32]        = 0x3820 // Transmit Interrupt Delay Value, in units of 1.024 µs
	TADV    reg.Reg[uint32]        = 0x382c // Transmit Interrupt Absolute Delay, in units of 1.024 µs
	RFCTL   reg.Reg[ReceiveFilter] = 0x5008 // Receive Filter Control
)

// Queues is the number of receive queues, and of transmit queues.
const Queues = 2

// RX returns the offset of the registers of receive queue n, 0 or 1.
func RX(n int) intelnic.Block { return 0x2800 + intelnic.Block(0x100*n) }

// TX returns the offset of the registers of transmit queue n, 0 or 1.
func TX(n int) intelnic.Block { return 0x3800 + intelnic.Block(0x100*n) }

// TARC is the Transmit Arbitration Counter register of transmit queue n.
func TARC(n int) reg.Reg[Arbitration] { return 0x3840 + reg.Reg[Arbitration](0x100*n) }

// Arbitration is the content of TARC.
type Arbitration uint32

// Fields of TARC.
const (
	ArbitrationEnable Arbitration = 1 << 10 // the queue takes part in the arbitration
	ArbitrationCount  Arbitration = 3 << 0  // COUNT: the default value of the field in bits 6:0
)

// CtrlExt is the Extended Device Control register.
type CtrlExt uint32

// Bits of CTRL_EXT.
const (
	CtrlExtEIAME CtrlExt = 1 << 24 // extended interrupt auto-mask: a message masks the causes in IAM
	CtrlExtIAME  CtrlExt = 1 << 27 // interrupt acknowledge auto-mask: a read of ICR masks the causes in IAM
)

// ReceiveFilter is the Receive Filter Control register.
type ReceiveFilter uint32

// ReceiveFilterEXSTEN is RFCTL.EXSTEN: receive descriptors are extended.
const ReceiveFilterEXSTEN ReceiveFilter = 1 << 15

// Fields of MRQC specific to this controller.
const (
	MultipleQueuesRSS     intelnic.MultipleQueues = 1 << 0 // RSS chooses the queue
	MultipleQueuesIPv6TCP intelnic.MultipleQueues = 1 << 18
)

// RedirectTo returns the entry of the redirection table for receive queue n.
func RedirectTo(n int) uint8 { return uint8(n) << 7 }
