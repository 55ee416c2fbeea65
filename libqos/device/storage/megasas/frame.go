package megasas

import "encoding/binary"

// Offsets in a frame (mfireg.h, struct mfi_frame_header and struct
// mfi_dcmd_frame).
const (
	FrameSize       = 64
	FrameCommand    = 0
	FrameStatus     = 2
	FrameSGCount    = 7
	FrameContext    = 8
	FrameFlags      = 16
	FrameLength     = 20
	FrameOpcode     = 24
	FrameMailbox    = 28
	FrameSGL        = 40
	frameSCSIStatus = 3
	frameQueue      = 24 // of an INIT frame: address of the queue's description
	queueInfoSize   = 32
)

// Flags of a frame (mfireg.h, "mfi Frame flags").
const (
	FlagNoReply = 0x0001 // not posted in the reply queue
	FlagIn      = 0x0010 // data comes from the controller
)

// Frame is a command as laid out in memory, little-endian.
type Frame [FrameSize]byte

// Command is a direct command that reads.
type Command struct {
	Opcode  Opcode
	Mailbox [12]byte
	Length  int // of the data, in bytes
}

// Device returns the mailbox of a command about a physical device.
func Device(id uint16) (mailbox [12]byte) {
	binary.LittleEndian.PutUint16(mailbox[:], id)
	return mailbox
}

// Frame returns the command's frame, with one element of a 32-bit scatter list if
// it has data.
func (c Command) Frame(data uint64) (f Frame) {
	le := binary.LittleEndian
	f[FrameCommand] = commandDirect
	f[FrameStatus] = byte(Pending)
	le.PutUint32(f[FrameLength:], uint32(c.Length))
	le.PutUint32(f[FrameOpcode:], uint32(c.Opcode))
	copy(f[FrameMailbox:], c.Mailbox[:])
	if c.Length > 0 {
		f[FrameSGCount] = 1
		le.PutUint16(f[FrameFlags:], FlagIn)
		le.PutUint32(f[FrameSGL:], uint32(data))
		le.PutUint32(f[FrameSGL+4:], uint32(c.Length))
	}
	return f
}
