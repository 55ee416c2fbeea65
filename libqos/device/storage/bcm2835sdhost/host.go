package bcm2835sdhost

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

// Driver is the node of the host, with the card that the machine has put into the slot.
var Driver = graph.NewDriver[*Host]("bcm2835-sdhost")

// Kind is the kind of a board's part.
var Kind = board.NewKind(Driver, at, sd.CardBySlot())

// pins is how far the registers of the pins lie before the host's.
const pins = 0x2000

func at(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Host, error) {
	return &Host{Device: board.At(m, p), pins: m.Window(p.Base-pins, binary.LittleEndian)}, nil
}

// Host is the host of a board. It is not safe for concurrent use.
type Host struct {
	board.Device
	pins reg.Space
}

var _ sd.Port = (*Host)(nil)

// StatusError is a transfer or a command that ended with a flag for an error.
type StatusError struct{ Status Status }

// Error returns the names of the flags.
func (e *StatusError) Error() string { return "SDHSTS " + e.Status.String() }

// Is reports whether the error is [sd.ErrNoResponse].
func (e *StatusError) Is(target error) bool {
	return target == sd.ErrNoResponse && e.Status&NoAnswer != 0
}

// Route gives the pins of the slot, 48 to 53, a function.
func (h *Host) Route(ctx context.Context, f Function) error {
	const first, last, mask = 48, 53, 7
	for pin := first; pin <= last; pin++ {
		r, shift := pinFunctions(pin)
		v, err := r.Read(ctx, h.pins)
		if err == nil {
			err = r.Write(ctx, h.pins, v&^(mask<<shift)|uint32(f)<<shift)
		}
		if err != nil {
			return fmt.Errorf("bcm2835sdhost: pin %d: %w", pin, err)
		}
	}
	return nil
}

// Start connects the slot, switches on the supply and the slowest clock, and disables all interrupts.
func (h *Host) Start(ctx context.Context) error {
	err := errors.Join(
		h.Route(ctx, SDHost),
		Power.Write(ctx, h.Regs, 0),
		Command.Write(ctx, h.Regs, 0),
		TimeOut.Write(ctx, h.Regs, 0xf0_0000),
		HostStatus.Write(ctx, h.Regs, Flags),
		h.limit(ctx),
		Power.Write(ctx, h.Regs, 1),
		HostConfig.Write(ctx, h.Regs, ConfigWide|ConfigSlow),
		ClockDivider.Write(ctx, h.Regs, SlowestClock),
		h.idle(ctx, IdentMode),
	)
	if err != nil {
		return fmt.Errorf("bcm2835sdhost: start: %w", err)
	}
	return nil
}

// limit sets the thresholds of the FIFO to those of Linux.
func (h *Host) limit(ctx context.Context) error {
	v, err := Debug.Read(ctx, h.Regs)
	if err != nil {
		return err
	}
	return Debug.Write(ctx, h.Regs, v&^DebugThresholds|Thresholds(4, 4))
}

// idle waits until the host is in the state of one that does nothing, or in another that a transfer may end in.
func (h *Host) idle(ctx context.Context, other State) error {
	return h.Wait(ctx, "the SD host to be idle", func(ctx context.Context) (bool, error) {
		v, err := Debug.Read(ctx, h.Regs)
		if s := v.State(); err != nil || s == IdentMode || s == DataMode {
			return true, err
		}
		if v.State() != other {
			return false, nil
		}
		return true, Debug.Write(ctx, h.Regs, v|DebugForceData)
	})
}

// Wait lets virtual time pass until done returns true.
func (h *Host) Wait(ctx context.Context, what string, done func(context.Context) (bool, error)) error {
	return h.Machine.Wait(ctx, what, done)
}

// Command sends a command without data. After an R1b the host itself waits until the card is not busy.
func (h *Host) Command(ctx context.Context, cmd sd.Command) (sd.Response, error) {
	r, err := h.command(ctx, cmd, 0)
	if err != nil {
		return sd.Response{}, fmt.Errorf("bcm2835sdhost: %v: %w", cmd, err)
	}
	return r, nil
}

// command sends a command and waits until it ends.
func (h *Host) command(ctx context.Context, cmd sd.Command, data CommandBits) (sd.Response, error) {
	err := errors.Join(
		HostStatus.Write(ctx, h.Regs, Flags),
		Argument.Write(ctx, h.Regs, cmd.Argument),
		Command.Write(ctx, h.Regs, commandBits(cmd)|data),
	)
	if err != nil {
		return sd.Response{}, err
	}
	var got CommandBits
	if err := h.Wait(ctx, "the end of a command", func(ctx context.Context) (bool, error) {
		got, err = Command.Read(ctx, h.Regs)
		return got&CommandNew == 0, err
	}); err != nil {
		return sd.Response{}, err
	}
	if got&CommandFail != 0 {
		if err := h.failure(ctx, cmd); err != nil {
			return sd.Response{}, err
		}
	}
	return h.response(ctx, cmd.Response)
}

// failure returns why a command failed. An R3 has ones in place of the CRC: that is no error.
func (h *Host) failure(ctx context.Context, cmd sd.Command) error {
	got, err := HostStatus.Read(ctx, h.Regs)
	if err != nil {
		return err
	}
	if got &= Failures; cmd.Response == sd.R3 && got == CRC7 {
		return nil
	}
	return &StatusError{got}
}

// commandBits returns the value of SDCMD that starts a command.
func commandBits(cmd sd.Command) CommandBits {
	v := CommandBits(cmd.Index)&CommandIndex | CommandNew
	switch cmd.Response {
	case sd.NoResponse:
		v |= CommandNoResponse
	case sd.R2:
		v |= CommandLong
	case sd.R1b:
		v |= CommandBusy
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

// Read sends a command and reads blocks, whose size is a multiple of four.
func (h *Host) Read(ctx context.Context, cmd sd.Command, p []byte, blockSize int) (sd.Response, error) {
	r, err := h.begin(ctx, cmd, len(p), blockSize, CommandRead)
	if err == nil {
		err = h.move(ctx, p, DebugBits.Level, func(word []byte) error {
			v, err := Data.Read(ctx, h.Regs)
			binary.LittleEndian.PutUint32(word, v)
			return err
		})
	}
	return h.finish(ctx, cmd, r, err, ReadWait)
}

// Write sends a command and writes blocks, whose size is a multiple of four.
func (h *Host) Write(ctx context.Context, cmd sd.Command, p []byte, blockSize int) (sd.Response, error) {
	r, err := h.begin(ctx, cmd, len(p), blockSize, CommandWrite)
	if err == nil {
		room := func(d DebugBits) int { return Depth - d.Level() }
		err = h.move(ctx, p, room, func(word []byte) error { return Data.Write(ctx, h.Regs, binary.LittleEndian.Uint32(word)) })
	}
	return h.finish(ctx, cmd, r, err, WriteStart1)
}

// begin sends a command that data follow.
func (h *Host) begin(ctx context.Context, cmd sd.Command, length, blockSize int, direction CommandBits) (sd.Response, error) {
	err := errors.Join(
		ByteCount.Write(ctx, h.Regs, uint32(blockSize)),
		BlockCount.Write(ctx, h.Regs, uint32(length/blockSize)),
	)
	if err != nil {
		return sd.Response{}, err
	}
	return h.command(ctx, cmd, direction)
}

// move moves words between p and the FIFO, as many at once as the FIFO has data or room for.
func (h *Host) move(ctx context.Context, p []byte, ready func(DebugBits) int, word func([]byte) error) error {
	for len(p) > 0 {
		var n int
		if err := h.Wait(ctx, "the FIFO of the SD host", func(ctx context.Context) (bool, error) {
			v, err := Debug.Read(ctx, h.Regs)
			n = min(ready(v), len(p)/4)
			return n > 0, err
		}); err != nil {
			return err
		}
		for range n {
			if err := word(p[:4]); err != nil {
				return err
			}
			p = p[4:]
		}
	}
	return nil
}

// finish ends a transfer, and stops the card if the command goes on until it is stopped.
func (h *Host) finish(ctx context.Context, cmd sd.Command, r sd.Response, err error, end State) (sd.Response, error) {
	if err == nil {
		err = h.idle(ctx, end)
	}
	if err == nil {
		var got Status
		if got, err = HostStatus.Read(ctx, h.Regs); err == nil && got&Failures != 0 {
			err = &StatusError{got & Failures}
		}
	}
	if endless := cmd.Index == sd.ReadMultipleBlock(0).Index || cmd.Index == sd.WriteMultipleBlock(0).Index; endless && !cmd.App && !cmd.Counted {
		_, stop := h.Command(ctx, sd.StopTransmission())
		err = errors.Join(err, stop)
	}
	if err != nil {
		return sd.Response{}, fmt.Errorf("bcm2835sdhost: %v: %w", cmd, err)
	}
	return r, nil
}
