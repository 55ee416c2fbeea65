package sunximmc

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/sd"
)

// Driver is the node of the controller, with the card that the machine has put into its slot.
var Driver = graph.NewDriver[*Host]("allwinner-sdhost")

// A10Kind and others are the kinds of parts of boards. The FIFO of the A10 is at another address.
var (
	A10Kind = kind("sun4i", 0x100)
	H3Kind  = kind("sun5i", 0x200)
	R40Kind = kind("sun50i-a64", 0x200)
)

func kind(chip string, fifo reg.Reg[uint32]) board.Kind {
	k := board.NewKind(Driver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Host, error) {
		return &Host{Device: board.At(m, p), FIFO: fifo}, nil
	}, sd.CardBySlot())
	k.Type = Driver.Name() + "-" + chip
	return k
}

// Host is the controller of a board. It is not safe for concurrent use.
type Host struct {
	board.Device
	FIFO reg.Reg[uint32] // SD_FIFO
}

var _ sd.Port = (*Host)(nil)

// FlagsError is a transfer or a command that ended with a flag for an error.
type FlagsError struct{ Flags Flags }

// Error returns the names of the flags.
func (e *FlagsError) Error() string { return "SD_RINTSTS " + e.Flags.String() }

// Is reports whether the error is [sd.ErrNoResponse]: a response error that is not one of the CRC ("SD Raw Interrupt Status
// Register").
func (e *FlagsError) Is(target error) bool {
	return target == sd.ErrNoResponse && e.Flags&(ResponseError|ResponseCRC) == ResponseError
}

// ErrOwned is the error for a descriptor that the IDMAC has not given back.
var ErrOwned = errors.New("the IDMAC still owns the descriptor")

// Start resets the controller, switches on the clock of the card, and disables all interrupts.
func (h *Host) Start(ctx context.Context) error {
	err := errors.Join(
		Control.Write(ctx, h.Regs, resets),
		h.Wait(ctx, "the end of the resets", func(ctx context.Context) (bool, error) {
			v, err := Control.Read(ctx, h.Regs)
			return v&resets == 0, err
		}),
		Mask.Write(ctx, h.Regs, 0),
		DMAMask.Write(ctx, h.Regs, 0),
		Raw.Write(ctx, h.Regs, ^Flags(0)),
		Width.Write(ctx, h.Regs, 0),
		Control.Write(ctx, h.Regs, ControlInterrupt),
		Clock.Write(ctx, h.Regs, ClockOn),
		Argument.Write(ctx, h.Regs, 0),
		Command.Write(ctx, h.Regs, CommandStart|CommandClock|CommandWait),
		h.sent(ctx),
	)
	if err != nil {
		return fmt.Errorf("sunximmc: start: %w", err)
	}
	return nil
}

// sent waits until the controller takes another command.
func (h *Host) sent(ctx context.Context) error {
	return h.Wait(ctx, "the start of a command", func(ctx context.Context) (bool, error) {
		v, err := Command.Read(ctx, h.Regs)
		return v&CommandStart == 0, err
	})
}

// Wait lets virtual time pass until done returns true.
func (h *Host) Wait(ctx context.Context, what string, done func(context.Context) (bool, error)) error {
	return h.Machine.Wait(ctx, what, done)
}

// Command sends a command without data, and waits until a card is not busy after an R1b.
func (h *Host) Command(ctx context.Context, cmd sd.Command) (sd.Response, error) {
	r, err := h.command(ctx, cmd, 0)
	if err == nil && cmd.Response == sd.R1b {
		err = h.Wait(ctx, "the card to be ready", func(ctx context.Context) (bool, error) {
			v, err := State.Read(ctx, h.Regs)
			return v&CardBusy == 0, err
		})
	}
	if err != nil {
		return sd.Response{}, fmt.Errorf("sunximmc: %v: %w", cmd, err)
	}
	return r, nil
}

// command sends a command and waits until it ends.
func (h *Host) command(ctx context.Context, cmd sd.Command, data CommandBits) (sd.Response, error) {
	err := errors.Join(
		Raw.Write(ctx, h.Regs, ^Flags(0)),
		Argument.Write(ctx, h.Regs, cmd.Argument),
		Command.Write(ctx, h.Regs, commandBits(cmd)|data),
	)
	if err == nil {
		err = h.await(ctx, CommandDone)
	}
	if err != nil {
		return sd.Response{}, err
	}
	return h.response(ctx, cmd.Response)
}

// await waits for a flag, or for one of an error.
func (h *Host) await(ctx context.Context, flag Flags) error {
	var got Flags
	err := h.Wait(ctx, flag.String(), func(ctx context.Context) (_ bool, err error) {
		got, err = Raw.Read(ctx, h.Regs)
		return got&(flag|Failures) != 0, err
	})
	if err == nil && got&Failures != 0 {
		err = &FlagsError{got & Failures}
	}
	return err
}

// commandBits returns the value of SD_CMD that starts a command. An R3 has ones in place of the CRC.
func commandBits(cmd sd.Command) CommandBits {
	v := CommandBits(cmd.Index)&CommandIndex | CommandStart
	switch cmd.Response {
	case sd.NoResponse:
	case sd.R2:
		v |= CommandResponse | CommandLong | CommandCRC
	case sd.R3:
		v |= CommandResponse
	default:
		v |= CommandResponse | CommandCRC
	}
	return v
}

// response reads the card's response: a short one is in the first register, and the last word of a long one too.
func (h *Host) response(ctx context.Context, t sd.ResponseType) (sd.Response, error) {
	last := 0
	if t == sd.R2 {
		last = 3
	}
	return sd.ReadResponse(t, func(n int) (uint32, error) { return Response(last-n).Read(ctx, h.Regs) })
}

// Read sends a command and reads blocks through the IDMAC.
func (h *Host) Read(ctx context.Context, cmd sd.Command, p []byte, blockSize int) (r sd.Response, err error) {
	err = h.through(ctx, len(p), func(buffer uint64) error {
		if r, err = h.transfer(ctx, cmd, blockSize, len(p), CommandData); err != nil {
			return err
		}
		return h.Machine.ReadMemory(ctx, buffer, p)
	})
	return r, h.stop(ctx, cmd, err)
}

// Write sends a command and writes blocks through the IDMAC.
func (h *Host) Write(ctx context.Context, cmd sd.Command, p []byte, blockSize int) (r sd.Response, err error) {
	err = h.through(ctx, len(p), func(buffer uint64) error {
		if err := h.Machine.WriteMemory(ctx, buffer, p); err != nil {
			return err
		}
		r, err = h.transfer(ctx, cmd, blockSize, len(p), CommandData|CommandWrite)
		return err
	})
	return r, h.stop(ctx, cmd, err)
}

// through prepares descriptors of a buffer for a transfer, and checks afterwards that they are back.
func (h *Host) through(ctx context.Context, length int, transfer func(buffer uint64) error) (err error) {
	const most, align = 4096, 16
	count := (length + most - 1) / most
	table, err := h.Machine.Alloc.Alloc(uint64(count*Size+length), align)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Machine.Alloc.Free(table)) }()
	buffer := table + uint64(count*Size)
	if err := h.Machine.WriteMemory(ctx, table, chain(table, buffer, length, most)); err != nil {
		return err
	}
	if err := h.enable(ctx, table); err != nil {
		return err
	}
	if err := transfer(buffer); err != nil {
		return err
	}
	var last [4]byte
	if err := h.Machine.ReadMemory(ctx, buffer-Size, last[:]); err != nil {
		return err
	}
	if binary.LittleEndian.Uint32(last[:])&Own != 0 {
		return ErrOwned
	}
	return nil
}

// chain returns descriptors at an address, each for as many bytes as most.
func chain(table, buffer uint64, length, most int) []byte {
	var p []byte
	for at := 0; at < length; at += most {
		flags, next := Own|Chain|Quiet, uint32(table)+uint32(len(p))+Size
		if at == 0 {
			flags |= First
		}
		if at+most >= length {
			flags, next = flags&^Quiet|Last|Ring, 0
		}
		for _, word := range []uint32{flags, uint32(min(most, length-at)), uint32(buffer) + uint32(at), next} {
			p = binary.LittleEndian.AppendUint32(p, word)
		}
	}
	return p
}

// enable starts the IDMAC.
func (h *Host) enable(ctx context.Context, table uint64) error {
	return errors.Join(
		Control.Write(ctx, h.Regs, ControlInterrupt|ControlDMA|ControlResetDMA),
		DMAState.Write(ctx, h.Regs, allDMA),
		Descriptors.Write(ctx, h.Regs, uint32(table)),
		DMAControl.Write(ctx, h.Regs, DMAFixed|DMAOn),
	)
}

// transfer sends a command, and waits until the data have been moved.
func (h *Host) transfer(ctx context.Context, cmd sd.Command, blockSize, length int, direction CommandBits) (sd.Response, error) {
	err := errors.Join(
		BlockSize.Write(ctx, h.Regs, uint32(blockSize)),
		ByteCount.Write(ctx, h.Regs, uint32(length)),
	)
	if err != nil {
		return sd.Response{}, err
	}
	r, err := h.command(ctx, cmd, direction)
	if err == nil {
		err = h.await(ctx, DataOver)
	}
	if err != nil {
		return sd.Response{}, err
	}
	return r, h.Wait(ctx, "the IDMAC", func(ctx context.Context) (bool, error) {
		v, err := DMAState.Read(ctx, h.Regs)
		return v&(Sent|Received) != 0, err
	})
}

// stop ends the IDMAC's work, and stops the card if the command goes on until it is stopped.
func (h *Host) stop(ctx context.Context, cmd sd.Command, err error) error {
	err = errors.Join(err, DMAControl.Write(ctx, h.Regs, 0), Control.Write(ctx, h.Regs, ControlInterrupt))
	if endless := cmd.Index == sd.ReadMultipleBlock(0).Index || cmd.Index == sd.WriteMultipleBlock(0).Index; endless && !cmd.App && !cmd.Counted {
		_, stop := h.Command(ctx, sd.StopTransmission())
		err = errors.Join(err, stop)
	}
	if err != nil {
		return fmt.Errorf("sunximmc: %v: %w", cmd, err)
	}
	return nil
}
