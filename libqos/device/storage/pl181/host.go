package pl181

import (
	"context"
	"errors"
	"fmt"
	"math/bits"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/sd"
)

// Driver is the node of the interface with a card that the machine has put into its slot.
var Driver = graph.NewDriver[*Host]("pl181")

// EmptyDriver is the node of the interface without a card.
var EmptyDriver = graph.NewDriver[*Host]("pl181-empty")

// Kind is the kind of a board's part with a card. Its interrupts are MCIINTR0 and MCIINTR1.
var Kind = board.NewKind(Driver, at, sd.CardBySlot())

// EmptyKind is the kind of a board's part whose bus takes a device.
func EmptyKind() board.Kind {
	k := board.NewKind(EmptyDriver, at)
	k.Type = Driver.Name() // the node has another name
	return k
}

func at(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Host, error) {
	return &Host{Device: board.At(m, p), fifo: p.Base + uint64(FIFO)}, nil
}

// Host is the interface of a board. It is not safe for concurrent use.
type Host struct {
	board.Device
	fifo     uint64 // address of the FIFO
	selected uint16 // relative address of the selected card
}

var _ sd.Port = (*Host)(nil)

// StatusError is a transfer or a command that ended with a flag for an error.
type StatusError struct{ Status Status }

// Error returns the names of the flags.
func (e *StatusError) Error() string { return "MCIStatus " + e.Status.String() }

// Is reports whether the error is [sd.ErrNoResponse].
func (e *StatusError) Is(target error) bool {
	return target == sd.ErrNoResponse && e.Status&CmdTimeOut != 0
}

// Start switches on the supply and the slowest clock, and masks all interrupts ("Power control register").
func (h *Host) Start(ctx context.Context) error {
	err := errors.Join(
		DataControl.Write(ctx, h.Regs, 0),
		Mask0.Write(ctx, h.Regs, 0),
		Mask1.Write(ctx, h.Regs, 0),
		Clear.Write(ctx, h.Regs, Static),
		Power.Write(ctx, h.Regs, PowerUp),
		Clock.Write(ctx, h.Regs, ClockEnable|ClockDivider),
		Power.Write(ctx, h.Regs, PowerOn),
	)
	if err != nil {
		return fmt.Errorf("pl181: start: %w", err)
	}
	return nil
}

// Wait lets virtual time pass until done returns true.
func (h *Host) Wait(ctx context.Context, what string, done func(context.Context) (bool, error)) error {
	return h.Machine.Wait(ctx, what, done)
}

// Command sends a command without data. After an R1b, it asks the card for its status until the card is ready: the interface
// does not see the card's busy signal.
func (h *Host) Command(ctx context.Context, cmd sd.Command) (sd.Response, error) {
	r, err := h.command(ctx, cmd)
	if err == nil && cmd.Index == sd.Deselect().Index && !cmd.App {
		h.selected = uint16(cmd.Argument >> 16)
	}
	if err == nil && cmd.Response == sd.R1b {
		err = h.ready(ctx)
	}
	if err != nil {
		return sd.Response{}, fmt.Errorf("pl181: %v: %w", cmd, err)
	}
	return r, nil
}

// ready waits until the selected card takes data. If there is none, nothing is busy.
func (h *Host) ready(ctx context.Context) error {
	if h.selected == 0 {
		return nil
	}
	return h.Wait(ctx, "the card to be ready for data", func(ctx context.Context) (bool, error) {
		r, err := h.command(ctx, sd.SendStatus(h.selected))
		return sd.Status(r.Short)&sd.ReadyForData != 0, err
	})
}

// command sends a command and waits until it ends ("Command path").
func (h *Host) command(ctx context.Context, cmd sd.Command) (sd.Response, error) {
	if err := Argument.Write(ctx, h.Regs, cmd.Argument); err != nil {
		return sd.Response{}, err
	}
	if err := Command.Write(ctx, h.Regs, commandBits(cmd)); err != nil {
		return sd.Response{}, err
	}
	ends := CmdRespEnd | CmdCRCFail | CmdTimeOut
	if cmd.Response == sd.NoResponse {
		ends = CmdSent
	}
	got, err := h.await(ctx, ends)
	if err != nil {
		return sd.Response{}, err
	}
	if err := Clear.Write(ctx, h.Regs, got&ends); err != nil {
		return sd.Response{}, err
	}
	failed := got & (CmdCRCFail | CmdTimeOut)
	if cmd.Response == sd.R3 {
		failed &^= CmdCRCFail // an R3 has ones in place of the CRC
	}
	if failed != 0 {
		return sd.Response{}, &StatusError{failed}
	}
	return h.response(ctx, cmd.Response)
}

// commandBits returns the value of MCICommand that starts a command.
func commandBits(cmd sd.Command) CommandBits {
	v := CommandBits(cmd.Index)&CommandIndex | CommandEnable
	switch cmd.Response {
	case sd.NoResponse:
	case sd.R2:
		v |= CommandResponse | CommandLong
	default:
		v |= CommandResponse
	}
	return v
}

// await waits for one of some flags.
func (h *Host) await(ctx context.Context, flags Status) (got Status, err error) {
	err = h.Wait(ctx, flags.String(), func(ctx context.Context) (bool, error) {
		got, err = State.Read(ctx, h.Regs)
		return got&flags != 0, err
	})
	return got, err
}

// response reads the card's response.
func (h *Host) response(ctx context.Context, t sd.ResponseType) (sd.Response, error) {
	return sd.ReadResponse(t, func(n int) (uint32, error) { return Response(n).Read(ctx, h.Regs) })
}

// Read sends a command and reads blocks, whose size is a power of two.
func (h *Host) Read(ctx context.Context, cmd sd.Command, p []byte, blockSize int) (sd.Response, error) {
	// The data path waits before the command is sent: the card answers with its data at once.
	err := h.expect(ctx, len(p), blockSize, DataRead)
	var r sd.Response
	if err == nil {
		r, err = h.command(ctx, cmd)
	}
	if err == nil {
		err = h.receive(ctx, p)
	}
	return h.finish(ctx, cmd, r, err)
}

// Write sends a command and writes blocks, whose size is a power of two.
func (h *Host) Write(ctx context.Context, cmd sd.Command, p []byte, blockSize int) (sd.Response, error) {
	r, err := h.command(ctx, cmd)
	if err == nil {
		err = h.expect(ctx, len(p), blockSize, 0)
	}
	if err == nil {
		err = h.send(ctx, p)
	}
	return h.finish(ctx, cmd, r, err)
}

// expect starts the data path ("Data path").
func (h *Host) expect(ctx context.Context, length, blockSize int, direction DataBits) error {
	const longest = 0xffff_ffff
	return errors.Join(
		DataTimer.Write(ctx, h.Regs, longest),
		DataLength.Write(ctx, h.Regs, uint32(length)),
		DataControl.Write(ctx, h.Regs, DataEnable|direction|BlockSize(bits.TrailingZeros(uint(blockSize)))),
	)
}

// receive reads the FIFO: as many words as its flags say that there are.
func (h *Host) receive(ctx context.Context, p []byte) error {
	for len(p) > 0 {
		got, err := h.await(ctx, RxDataAvlbl|dataErrors)
		if err != nil {
			return err
		}
		if got&dataErrors != 0 {
			return &StatusError{got & dataErrors}
		}
		n := min(len(p), words(got&RxFIFOFull != 0, got&RxFIFOHalfFull != 0))
		if err := h.Machine.ReadMemory(ctx, h.fifo, p[:n]); err != nil {
			return err
		}
		p = p[n:]
	}
	return nil
}

// send fills the FIFO: with as many words as its flags say that there is room for.
func (h *Host) send(ctx context.Context, p []byte) error {
	for len(p) > 0 {
		got, err := h.await(ctx, TxFIFOEmpty|TxFIFOHalfFree|dataErrors)
		if err != nil {
			return err
		}
		if got&dataErrors != 0 {
			return &StatusError{got & dataErrors}
		}
		n := min(len(p), words(got&TxFIFOEmpty != 0, true))
		if err := h.Machine.WriteMemory(ctx, h.fifo, p[:n]); err != nil {
			return err
		}
		p = p[n:]
	}
	return nil
}

// words returns how many bytes can be moved: those of the whole FIFO, of half of it, or of a word.
func words(whole, half bool) int {
	switch {
	case whole:
		return 4 * Depth
	case half:
		return 4 * Depth / 2
	}
	return 4
}

// finish ends a transfer, and stops the card if the command goes on until it is stopped.
func (h *Host) finish(ctx context.Context, cmd sd.Command, r sd.Response, err error) (sd.Response, error) {
	if err == nil {
		var got Status
		if got, err = h.await(ctx, DataEnd|dataErrors); err == nil && got&dataErrors != 0 {
			err = &StatusError{got & dataErrors}
		}
	}
	if endless := cmd.Index == sd.ReadMultipleBlock(0).Index || cmd.Index == sd.WriteMultipleBlock(0).Index; endless && !cmd.App && !cmd.Counted {
		_, stop := h.Command(ctx, sd.StopTransmission())
		err = errors.Join(err, stop)
	}
	err = errors.Join(err, DataControl.Write(ctx, h.Regs, 0), Clear.Write(ctx, h.Regs, Static))
	if err != nil {
		return sd.Response{}, fmt.Errorf("pl181: %v: %w", cmd, err)
	}
	return r, nil
}
