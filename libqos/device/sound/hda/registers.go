package hda

import "github.com/qgraph/qgraph/libqos/base/reg"

// Registers of the controller (the specification, section 3.3 "High Definition Audio Controller Register Set").
const (
	GCAP      reg.Reg[uint16]          = 0x00 // numbers of streams; see [Capabilities]
	VMIN      reg.Reg[uint8]           = 0x02 // minor version
	VMAJ      reg.Reg[uint8]           = 0x03 // major version
	OUTPAY    reg.Reg[uint16]          = 0x04 // words of a frame to the codecs
	INPAY     reg.Reg[uint16]          = 0x06 // words of a frame from the codecs
	GCTL      reg.Reg[Control]         = 0x08
	WAKEEN    reg.Reg[uint16]          = 0x0c // codecs whose changes interrupt
	STATESTS  reg.Reg[uint16]          = 0x0e // codecs that are there after a reset; written ones clear
	INTCTL    reg.Reg[Interrupts]      = 0x20
	INTSTS    reg.Reg[Interrupts]      = 0x24
	WALCLK    reg.Reg[uint32]          = 0x30 // cycles of 24 MHz
	CORBLBASE reg.Reg[uint32]          = 0x40
	CORBUBASE reg.Reg[uint32]          = 0x44
	CORBWP    reg.Reg[uint16]          = 0x48
	CORBRP    reg.Reg[uint16]          = 0x4a
	CORBCTL   reg.Reg[CommandControl]  = 0x4c
	CORBSIZE  reg.Reg[uint8]           = 0x4e
	RIRBLBASE reg.Reg[uint32]          = 0x50
	RIRBUBASE reg.Reg[uint32]          = 0x54
	RIRBWP    reg.Reg[uint16]          = 0x58 // a written bit 15 resets it
	RINTCNT   reg.Reg[uint16]          = 0x5a // answers before an interrupt; 0 for 256
	RIRBCTL   reg.Reg[ResponseControl] = 0x5c
	RIRBSTS   reg.Reg[ResponseStatus]  = 0x5d // written ones clear
	RIRBSIZE  reg.Reg[uint8]           = 0x5e
	ICOI      reg.Reg[Verb]            = 0x60 // immediate command
	ICII      reg.Reg[uint32]          = 0x64 // its response
	ICIS      reg.Reg[ImmediateStatus] = 0x68
	DPLBASE   reg.Reg[uint32]          = 0x70 // where the positions are written, and in bit 0 whether
	DPUBASE   reg.Reg[uint32]          = 0x74
	streams   reg.Reg[StreamControl]   = 0x80 // of the first stream; a block is 32 bytes
)

// PointerReset is the bit of CORBRP and RIRBWP that resets the pointer.
const PointerReset = 1 << 15

// Control is the content of GCTL.
type Control uint32

// Bits of GCTL.
const (
	CRST  Control = 1 << 0 // clear while the controller is in reset
	UNSOL Control = 1 << 8 // takes unsolicited responses
)

// Interrupts is the content of INTCTL and INTSTS. Its lower bits are those of streams.
type Interrupts uint32

// Bits of INTCTL and INTSTS.
const (
	Controller Interrupts = 1 << 30 // "CIE", "CIS"
	Global     Interrupts = 1 << 31 // "GIE", "GIS"
)

// CommandControl is the content of CORBCTL.
type CommandControl uint8

// CORBRUN runs the command ring.
const CORBRUN CommandControl = 1 << 1

// ResponseControl is the content of RIRBCTL.
type ResponseControl uint8

// Bits of RIRBCTL.
const (
	ResponseInterrupt ResponseControl = 1 << 0 // "RINTCTL"
	RIRBRUN           ResponseControl = 1 << 1 // "RIRBDMAEN"
)

// ResponseStatus is the content of RIRBSTS.
type ResponseStatus uint8

// RINTFL is the bit of RIRBSTS that says that RINTCNT answers have come.
const RINTFL ResponseStatus = 1 << 0

// ImmediateStatus is the content of ICIS.
type ImmediateStatus uint16

// Bits of ICIS.
const (
	ICB ImmediateStatus = 1 << 0 // starts a command; set while it is under way
	IRV ImmediateStatus = 1 << 1 // the response is valid; a written one clears
)

// StreamID is a stream descriptor's number: those of input come first.
type StreamID int

// The stream descriptors of QEMU's controllers, by GCAP 4401h.
const (
	FirstInput  StreamID = 0
	FirstOutput StreamID = 4
	Streams              = 8
)

func (s StreamID) at() uint64 { return uint64(streams) + 0x20*uint64(s) }

// CTL returns the control of a stream descriptor (the specification, sections 3.3.35 to 3.3.43, for all of its registers).
func (s StreamID) CTL() reg.Reg[StreamControl] { return reg.Reg[StreamControl](s.at()) }

// STS returns the status; written ones clear.
func (s StreamID) STS() reg.Reg[StreamStatus] { return reg.Reg[StreamStatus](s.at() + 0x3) }

// LPIB returns the position in the buffer, in bytes.
func (s StreamID) LPIB() reg.Reg[uint32] { return reg.Reg[uint32](s.at() + 0x4) }

// CBL returns the length of all buffers, in bytes.
func (s StreamID) CBL() reg.Reg[uint32] { return reg.Reg[uint32](s.at() + 0x8) }

// LVI returns the index of the last buffer.
func (s StreamID) LVI() reg.Reg[uint16] { return reg.Reg[uint16](s.at() + 0xc) }

// FMT returns the format.
func (s StreamID) FMT() reg.Reg[uint16] { return reg.Reg[uint16](s.at() + 0x12) }

// BDPL returns the address of the list of buffers, bits 31:0.
func (s StreamID) BDPL() reg.Reg[uint32] { return reg.Reg[uint32](s.at() + 0x18) }

// BDPU returns bits 63:32 of it.
func (s StreamID) BDPU() reg.Reg[uint32] { return reg.Reg[uint32](s.at() + 0x1c) }

// StreamControl is the content of a stream's CTL, and in bits 31:24 of its STS.
type StreamControl uint32

// Bits of a stream's CTL.
const (
	SRST StreamControl = 1 << 0 // reset
	RUN  StreamControl = 1 << 1
	IOCE StreamControl = 1 << 2 // interrupts on completion
)

// Tag returns the field of CTL with the number of the stream on the link, 1 to 15.
func Tag(n int) StreamControl { return StreamControl(n) << 20 }

// StreamStatus is the content of a stream's STS.
type StreamStatus uint8

// BCIS is the bit of STS that says that a buffer with IOC has been moved.
const BCIS StreamStatus = 1 << 2
