package megasas

import (
	"context"
	"encoding/binary"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Commands with data of a disk (mfireg.h, "mfi command opcodes").
const (
	commandRead         = 0x01 // MFI_CMD_LD_READ
	commandWrite        = 0x02 // MFI_CMD_LD_WRITE
	commandSCSI         = 0x03 // MFI_CMD_LD_SCSI_IO
	commandPhysicalSCSI = 0x04 // MFI_CMD_PD_SCSI_IO
)

// Offsets in a frame of these commands (mfireg.h, struct mfi_io_frame and struct
// mfi_pass_frame).
const (
	frameSenseLength = 1
	frameTarget      = 4
	frameLUN         = 5
	frameCDBLength   = 6
	frameSense       = 24 // address, 64 bits
	frameBlock       = 32 // 64 bits
	frameIOSGL       = 40
	frameCDB         = 32
	framePassSGL     = 48
)

// Other flags of a frame (mfireg.h, "mfi Frame flags").
const (
	FlagWide = 0x0002 // elements of the scatter list have addresses of 64 bits
	FlagOut  = 0x0008 // data goes to the controller
)

// Piece is an element of a scatter list: an address of guest memory and a number of bytes.
type Piece struct {
	Address uint64
	Size    int
}

// Data is the data of a frame, and where the sense data of a failed command goes.
type Data struct {
	Out       bool // to the disk
	Wide      bool // with addresses of 64 bits
	Pieces    []Piece
	Sense     uint64 // address
	SenseSize uint8  // in bytes
}

// fit tells how many elements of the list fit behind at.
func (d Data) fit(at int) int { return (FrameSize - at) / d.element() }

func (d Data) element() int {
	if d.Wide {
		return 12
	}
	return 8
}

// put writes flags, scatter list and the address for the sense data into a frame. Pieces
// for which there is no room are left out.
func (d Data) put(f *Frame, at int) {
	le := binary.LittleEndian
	flags := uint16(0)
	switch {
	case len(d.Pieces) == 0:
	case d.Out:
		flags = FlagOut
	default:
		flags = FlagIn
	}
	if d.Wide {
		flags |= FlagWide
	}
	le.PutUint16(f[FrameFlags:], flags)
	pieces := d.Pieces[:min(len(d.Pieces), d.fit(at))]
	f[FrameSGCount] = uint8(len(pieces))
	for i, p := range pieces {
		element := f[at+i*d.element():]
		if d.Wide {
			le.PutUint64(element, p.Address)
			le.PutUint32(element[8:], uint32(p.Size))
		} else {
			le.PutUint32(element, uint32(p.Address))
			le.PutUint32(element[4:], uint32(p.Size))
		}
	}
	f[frameSenseLength] = d.SenseSize
	le.PutUint64(f[frameSense:], d.Sense)
}

// Transfer is a READ or WRITE of a logical disk, with at most three pieces of data, or two
// with wide addresses.
type Transfer struct {
	Target uint8
	Block  uint64
	Blocks uint32
	Data
}

// Frame returns the transfer's frame.
func (x Transfer) Frame() (f Frame) {
	f[FrameCommand] = commandRead
	if x.Out {
		f[FrameCommand] = commandWrite
	}
	f[FrameStatus] = byte(Pending)
	f[frameTarget] = x.Target
	x.put(&f, frameIOSGL)
	le := binary.LittleEndian
	le.PutUint32(f[FrameLength:], x.Blocks)
	le.PutUint32(f[frameBlock:], uint32(x.Block))
	le.PutUint32(f[frameBlock+4:], uint32(x.Block>>32))
	return f
}

// Pass is a SCSI command to a logical or a physical disk, with at most two pieces of data,
// or one with wide addresses.
type Pass struct {
	Physical    bool
	Target, LUN uint8
	CDB         []byte // at most 16 bytes
	Length      int    // of the data, in bytes
	Data
}

// Frame returns the command's frame.
func (x Pass) Frame() (f Frame) {
	f[FrameCommand] = commandSCSI
	if x.Physical {
		f[FrameCommand] = commandPhysicalSCSI
	}
	f[FrameStatus] = byte(Pending)
	f[frameTarget], f[frameLUN], f[frameCDBLength] = x.Target, x.LUN, uint8(len(x.CDB))
	x.put(&f, framePassSGL)
	copy(f[frameCDB:framePassSGL], x.CDB)
	binary.LittleEndian.PutUint32(f[FrameLength:], uint32(x.Length))
	return f
}

// SCSIStatus returns the SCSI status of the last frame.
func (c *Controller) SCSIStatus(ctx context.Context) (uint8, error) {
	return reg.Reg[uint8](frameSCSIStatus).Read(ctx, c.space(c.memory+atFrame))
}
