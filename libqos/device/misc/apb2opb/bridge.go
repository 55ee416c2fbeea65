package apb2opb

import (
	"context"
	"errors"
	"fmt"
	"math/bits"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Driver is the node of a bridge with its master.
var Driver = graph.NewDriver[*Bridge]("aspeed.apb2opb")

// Kind is the kind of a board's part.
var Kind = board.NewKind(Driver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Bridge, error) {
	return &Bridge{board.At(m, p)}, nil
})

// Bridge is a part of a board.
type Bridge struct{ board.Device }

// The registers of the bridge (fsi-master-aspeed.c).
const (
	Version     reg.Reg[uint32] = 0x00 // OPB_FSI_VER
	Trigger     reg.Reg[uint32] = 0x04 // OPB_TRIGGER: a 1 begins a transfer
	MasterBase  reg.Reg[uint32] = 0x08 // OPB_CTRL_BASE: address of the master on the OPB
	ChipBase    reg.Reg[uint32] = 0x0c // OPB_FSI_BASE: that of the chip
	Select      reg.Reg[uint32] = 0x10 // OPB0_SELECT: 1 for this master
	Direction   reg.Reg[uint32] = 0x14 // OPB0_RW: 1 reads
	Size        reg.Reg[Width]  = 0x18 // OPB0_XFER_SIZE
	Address     reg.Reg[uint32] = 0x1c // OPB0_FSI_ADDR
	Data        reg.Reg[uint32] = 0x20 // OPB0_FSI_DATA_W
	Clear       reg.Reg[uint32] = 0x40 // OPB_IRQ_CLEAR: a 1 clears Done
	Mask        reg.Reg[Event]  = 0x44 // OPB_IRQ_MASK: the events that interrupt
	Status      reg.Reg[Event]  = 0x48 // OPB_IRQ_STATUS
	WriteOrder1 reg.Reg[uint32] = 0x4c // OPB0_WRITE_ORDER1: which byte of Data goes where
	WriteOrder2 reg.Reg[uint32] = 0x50 // OPB0_WRITE_ORDER2
	ReadOrder   reg.Reg[uint32] = 0x5c // OPB0_READ_ORDER1
	Retries     reg.Reg[uint32] = 0x64 // OPB_RETRY_COUNTER
	Result      reg.Reg[Answer] = 0x80 // OPB0_STATUS
	DataRead    reg.Reg[uint32] = 0x84 // OPB0_FSI_DATA_R
)

// Width is the size of a transfer.
type Width uint32

// The widths (OPBx_XFER_SIZE).
const (
	Byte     Width = 0
	HalfWord Width = 1
	Word     Width = 3
)

// Event is what may interrupt.
type Event uint32

// Bits of the interrupt registers.
//
//qgraph:bits
const (
	Done Event = 1 << 16 // "OPB0_XFER_ACK": the transfer has ended
)

// Answer is how a transfer has ended.
type Answer uint32

// Bits of the answer.
//
//qgraph:bits
const (
	Failed   Answer = 1 << 2 // "ERR_ACK"
	TimedOut Answer = 1 << 4 // "TIMEOUT"
)

// The addresses on the OPB (ctrl_base and fsi_base).
const (
	Master = 0x8000_0000
	Chip   = 0xa000_0000
)

// Registers of the master (fsi-master.h): a bit for each link, from bit 31 on.
const (
	Links        = Master + 0x10 // FSI_MENP0: which links are enabled
	EnableLinks  = Master + 0x18 // FSI_MSENP0: a 1 enables
	DisableLinks = Master + 0x20 // FSI_MCENP0: a 1 disables
	MasterID     = Master + 0x74 // FSI_MVER: the version, and how many links and bridges there are
)

// The space of the chip (fsi-core.c, fsi_slave_scan): a page for each engine, of which the first one has a word for each.
const (
	ScratchPad = Chip + 0xc00
	PageSize   = 0x400
)

// ErrFailed is the error of a transfer that the bus refuses.
var ErrFailed = errors.New("error on the bus")

// Setup sets the addresses, and the orders of bytes that the kernel uses (fsi_master_aspeed_probe).
func (b *Bridge) Setup(ctx context.Context) error {
	const write1, write2, read = 0x0011_101b, 0x0c33_0f3f, 0x0003_0b1b
	err := errors.Join(
		MasterBase.Write(ctx, b.Regs, Master),
		ChipBase.Write(ctx, b.Regs, Chip),
		WriteOrder1.Write(ctx, b.Regs, write1),
		WriteOrder2.Write(ctx, b.Regs, write2),
		ReadOrder.Write(ctx, b.Regs, read),
		Select.Write(ctx, b.Regs, 1),
	)
	if err != nil {
		return fmt.Errorf("apb2opb: set up: %w", err)
	}
	return nil
}

// Read reads a word, in the order of bytes of POWER: bits 31:24 are at the address.
func (b *Bridge) Read(ctx context.Context, address uint32) (uint32, error) {
	if err := b.transfer(ctx, address, Word, 1); err != nil {
		return 0, fmt.Errorf("apb2opb: read of %#x: %w", address, err)
	}
	v, err := DataRead.Read(ctx, b.Regs)
	return bits.ReverseBytes32(v), err
}

// Write writes a word.
func (b *Bridge) Write(ctx context.Context, address, v uint32) error {
	return b.WriteWidth(ctx, address, Word, bits.ReverseBytes32(v))
}

// WriteWidth makes a write with a value of the register Data.
func (b *Bridge) WriteWidth(ctx context.Context, address uint32, w Width, data uint32) error {
	err := errors.Join(Data.Write(ctx, b.Regs, data), b.transfer(ctx, address, w, 0))
	if err != nil {
		return fmt.Errorf("apb2opb: write of %#x: %w", address, err)
	}
	return nil
}

// transfer makes a transfer, and waits for its end.
func (b *Bridge) transfer(ctx context.Context, address uint32, w Width, direction uint32) error {
	err := errors.Join(
		Direction.Write(ctx, b.Regs, direction),
		Size.Write(ctx, b.Regs, w),
		Address.Write(ctx, b.Regs, address),
		Clear.Write(ctx, b.Regs, 1),
		Trigger.Write(ctx, b.Regs, 1),
	)
	if err != nil {
		return err
	}
	err = b.Machine.Wait(ctx, "end of the transfer", func(ctx context.Context) (bool, error) {
		s, err := Status.Read(ctx, b.Regs)
		return s&Done != 0, err
	})
	if err != nil {
		return err
	}
	answer, err := Result.Read(ctx, b.Regs)
	if err == nil && answer&(Failed|TimedOut) != 0 {
		return fmt.Errorf("%w: %v", ErrFailed, answer)
	}
	return err
}
