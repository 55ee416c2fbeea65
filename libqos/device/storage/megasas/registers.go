package megasas

import (
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Registers (mfireg.h, "register offsets").
const (
	OutboundStatus   reg.Reg[Outbound] = 0x30
	OutboundMask     reg.Reg[Outbound] = 0x34 // ones mask
	InboundQueue     reg.Reg[uint32]   = 0x40
	OutboundDoorbell reg.Reg[Outbound] = 0xa0 // write the value read from OutboundStatus to clear it
	ScratchPad       reg.Reg[Firmware] = 0xb0
)

// Outbound is a set of outbound interrupts.
type Outbound uint32

// The outbound interrupts. No driver says what the second one is.
const (
	ReplyInterrupt Outbound = 1 << 31 // replies are in the queue
	AnyReply       Outbound = 1 << 0  // set with it by QEMU 11.1
)

// Firmware is the content of the scratch pad: the firmware's state, and its limits
// on a frame and on the queue.
type Firmware uint32

// Fields of [Firmware], and states.
const (
	State       Firmware = 0xf0000000
	MaxSG       Firmware = 0x00ff0000
	MaxCommands Firmware = 0x0000ffff

	StateReady       Firmware = 0xb0000000
	StateOperational Firmware = 0xc0000000
)

// Commands that are frames of their own (mfireg.h, "mfi command opcodes").
const (
	commandInit   = 0x00
	commandDirect = 0x05
)

// Opcode is the opcode of a direct command (mfireg.h, "direct commands").
type Opcode uint32

// The opcodes.
const (
	ControllerGetInfo Opcode = 0x01010000
	PDGetList         Opcode = 0x02010000
	PDGetInfo         Opcode = 0x02020000
)

// Status is a frame's completion code (mfireg.h, "mfi completion codes"). It is an
// error unless it reports success.
type Status uint8

// Completion codes.
const (
	OK               Status = 0x00
	InvalidCommand   Status = 0x01
	InvalidDirect    Status = 0x02
	InvalidParameter Status = 0x03
	DeviceNotFound   Status = 0x0c
	NoMemory         Status = 0x20 // memory not available
	SCSIError        Status = 0x2d // MFI_STAT_SCSI_DONE_WITH_ERROR: the SCSI status says more
	Pending          Status = 0xff // not completed
)

// Error returns the code's name.
func (s Status) Error() string {
	switch s {
	case OK:
		return "OK"
	case InvalidCommand:
		return "invalid command"
	case InvalidDirect:
		return "invalid direct command"
	case InvalidParameter:
		return "invalid parameter"
	case DeviceNotFound:
		return "device not found"
	case NoMemory:
		return "memory not available"
	case SCSIError:
		return "SCSI command failed"
	case Pending:
		return "not completed"
	}
	return fmt.Sprintf("completion code %#02x", uint8(s))
}
