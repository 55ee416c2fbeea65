package pnvspi

import "github.com/qgraph/qgraph/libqos/base/reg"

// EEPROMs is the number of masters of a chip that have a serial EEPROM: 0 and 1 that of the firmware, 2 and 3 that of the vital
// product data. A TPM is behind master 4 (hostboot, src/usr/spi/README.md).
const EEPROMs = 4

// SCOM returns the address of the registers of a master on the chip's bus.
func SCOM(master int) uint32 { return 0xc0000 + 0x20*uint32(master) }

// The registers, by their numbers.
const (
	Error          reg.Reg[uint64]   = 0x0
	CounterConfig  reg.Reg[Counters] = 0x1
	Configuration1 reg.Reg[uint64]   = 0x2 // the lock of the masters of the chip's bus in bit 0
	ClockConfig    reg.Reg[Clock]    = 0x3
	MemoryMapping  reg.Reg[Match]    = 0x4
	TransmitData   reg.Reg[uint64]   = 0x5 // TDR: the first byte is the most significant one
	ReceiveData    reg.Reg[uint64]   = 0x6 // RDR: the last byte is the least significant one
	Sequence       reg.Reg[Steps]    = 0x7
	StatusRegister reg.Reg[Status]   = 0x8
)

// Word is the number of bytes of the data registers.
const Word = 8

// Counters is the counter configuration.
type Counters uint64

// Times returns the configuration for a loop of a sequence, by [Loop], that is executed n times, 1 to 256: n less one in bits 24:31.
func Times(n int) Counters { return Counters(uint8(n-1)) << 32 }

// Clock is the clock configuration, which also resets the master. The divider is in bits 0:11, the delay of the receiver in bits 12:19.
type Clock uint64

// Fields of the clock configuration. Both resets, one after the other, reset the master.
const (
	Reset1  Clock = 0x5 << 36 // bits 24:27
	Reset2  Clock = 0xa << 36
	NoECC   Clock = 1<<35 | 1<<33 // bits 28 and 30: no correction of addresses, transparent reads
	NoDelay Clock = 1 << 51
)

// Divider returns the divider of the clock, less one.
func Divider(n uint16) Clock { return Clock(n&0xfff) << 52 }

// Match is the memory mapping register: [UntilMatch] compares RDR with bits 32:47, in the bits that are 0 in bits 48:63.
type Match uint64

// Matching returns the value for a comparison of the last two bytes of RDR.
func Matching(value, ignored uint16) Match { return Match(value)<<16 | Match(ignored) }

// Status is the status register. The index of the sequencer is in bits 28:31.
type Status uint64

// Bits of the status register.
//
//qgraph:bits
const (
	ReceiveFull      Status = 1 << 63 // "RDR_FULL": bit 0
	ReceiveOverrun   Status = 1 << 62 // "RDR_OVERRUN": bit 1
	ReceiveUnderrun  Status = 1 << 61 // "RDR_UNDERRUN": bit 2
	TransmitFull     Status = 1 << 59 // "TDR_FULL": bit 4
	TransmitOverrun  Status = 1 << 58 // "TDR_OVERRUN": bit 5
	TransmitUnderrun Status = 1 << 57 // "TDR_UNDERRUN": bit 6
	Idle             Status = 1 << 48 // "SEQ_IDLE": bit 15, the sequencer executes nothing
	MuxError         Status = 1 << 13 // "PORT_MUX_ERROR": bit 50
)

// Errors are the errors of the data registers.
const Errors = ReceiveOverrun | ReceiveUnderrun | TransmitOverrun | MuxError

// Index returns the number of the operation that the sequencer executes.
func (s Status) Index() int { return int(s >> 32 & 0xf) }

// Steps is the sequencer's register, of eight operations, the first one in bits 0:7.
type Steps uint64

// Operation is an operation of the sequencer.
type Operation uint8

// The operations. The lower four bits are an argument.
const (
	Stop     Operation = 0x00
	Deselect Operation = 0x10
	Select   Operation = 0x11 // responder 1
)

// ShiftOut returns the operation that sends n bytes of TDR, 1 to 8.
func ShiftOut(n int) Operation { return 0x30 | Operation(n) }

// ShiftIn returns the operation that receives n bytes into RDR, 1 to 8.
func ShiftIn(n int) Operation { return 0x40 | Operation(n) }

// UntilMatch returns the operation that goes to the operation of that number unless RDR matches.
func UntilMatch(to int) Operation { return 0x60 | Operation(to) }

// Loop returns the operation that goes to the operation of that number until it was there as often as the counter says.
func Loop(to int) Operation { return 0xe0 | Operation(to) }

// Operations returns the value of the sequencer's register for up to eight operations.
func Operations(all ...Operation) (s Steps) {
	for n, o := range all {
		s |= Steps(o) << (56 - 8*n)
	}
	return s
}
