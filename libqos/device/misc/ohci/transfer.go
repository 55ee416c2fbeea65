package ohci

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/usb"
)

// Fields of an endpoint descriptor (section 4.2.1 "Endpoint Descriptor Format").
const (
	edEndpoint  = 7       // shift
	edOut       = 1 << 11 // the direction; 0 if the transfer descriptors have it
	edIn        = 2 << 11
	edLowSpeed  = 1 << 13
	edSkip      = 1 << 14
	edMaxPacket = 16 // shift
	edHalted    = 1 << 0
	edCarry     = 1 << 1 // the data toggle
	edHead      = 8
	edSize      = 16
)

// endpoint returns the endpoint descriptor of a queue.
func endpoint(ep usb.Endpoint, head, tail uint64) []byte {
	control := uint32(ep.Address) | uint32(ep.Number)<<edEndpoint | uint32(ep.MaxPacket)<<edMaxPacket
	if ep.Speed == usb.LowSpeed {
		control |= edLowSpeed
	}
	switch {
	case ep.Kind == usb.Control:
	case ep.In:
		control |= edIn
	default:
		control |= edOut
	}
	first := uint32(head)
	if ep.Toggle {
		first |= edCarry
	}
	var ed []byte
	for _, word := range []uint32{control, uint32(tail), first, 0} {
		ed = binary.LittleEndian.AppendUint32(ed, word)
	}
	return ed
}

// Fields of a general transfer descriptor (section 4.3.1.1 "General Transfer
// Descriptor Format").
const (
	tdRounding    = 1 << 18 // a short packet is not an error
	tdSetup       = 0 << 19
	tdOut         = 1 << 19
	tdIn          = 2 << 19
	tdDelay       = 21 // shift of the delay in frames
	tdNoInterrupt = (MaxDelay + 1) << tdDelay
	tdToggle0     = 2 << 24
	tdToggle1     = 3 << 24
	tdToggled     = 1 << 24 // changes with each packet
	tdNotAccessed = 0xf << 28
	tdCode        = 28 // shift
	tdBuffer      = 4
	tdNext        = 8
	tdEnd         = 12
	tdSize        = 16
	tdCount       = 4 // setup, data, status and the tail
)

// Code is a completion code (table 4-7 "Completion Codes"). It is an error unless
// it reports success.
type Code uint8

// Completion codes.
const (
	NoError             Code = 0
	CRC                 Code = 1
	BitStuffing         Code = 2
	DataToggleMismatch  Code = 3
	Stall               Code = 4
	DeviceNotResponding Code = 5
	PIDCheckFailure     Code = 6
	UnexpectedPID       Code = 7
	DataOverrun         Code = 8
	DataUnderrun        Code = 9
	BufferOverrun       Code = 12
	BufferUnderrun      Code = 13
	NotAccessed         Code = 15
)

// Is reports whether target is package usb's error for the code.
func (c Code) Is(target error) bool {
	return c == Stall && target == usb.ErrStall || c == DeviceNotResponding && target == usb.ErrNoAnswer
}

// Error returns the code's name.
func (c Code) Error() string {
	names := map[Code]string{
		NoError: "no error", CRC: "CRC", BitStuffing: "bit stuffing", DataToggleMismatch: "data toggle mismatch",
		Stall: "stall", DeviceNotResponding: "device not responding", PIDCheckFailure: "PID check failure",
		UnexpectedPID: "unexpected PID", DataOverrun: "data overrun", DataUnderrun: "data underrun",
		BufferOverrun: "buffer overrun", BufferUnderrun: "buffer underrun", NotAccessed: "not accessed",
	}
	if name, ok := names[c]; ok {
		return name
	}
	return fmt.Sprintf("completion code %d", uint8(c))
}

// Control executes a control transfer. It sends the setup packet and then data, or
// returns the device's data. If a transfer descriptor fails, the error wraps its
// [Code]. Control acknowledges the writeback of the done queue.
func (c *Controller) Control(ctx context.Context, ep usb.Endpoint, setup usb.Setup, data []byte) ([]byte, error) {
	x, err := c.Begin(ctx, ep, setup, data, 0)
	if err != nil {
		return nil, err
	}
	return x.Finish(ctx)
}

// MaxDelay is the maximum delay of a [Transfer] in frames; one more asks for no report.
const MaxDelay = 6

// Begin queues a control transfer, which the controller executes in its next frame, or
// frames. The controller reports the end of the transfer at most delay frames after it, 0 to
// [MaxDelay] (section 4.3.1.1 "General Transfer Descriptor Format", DelayInterrupt).
func (c *Controller) Begin(ctx context.Context, ep usb.Endpoint, setup usb.Setup, data []byte, delay int) (*Transfer, error) {
	if delay < 0 || delay > MaxDelay {
		return nil, fmt.Errorf("ohci: control transfer to device %d: got a delay of %d frames, want 0 to %d", ep.Address, delay, MaxDelay)
	}
	x, err := c.newTransfer(int(setup.Length))
	if err != nil {
		return nil, fmt.Errorf("ohci: control transfer to device %d: %w", ep.Address, err)
	}
	x.ep, x.setup = ep, setup
	if err := x.begin(ctx, data, delay); err != nil {
		return nil, fmt.Errorf("ohci: control transfer to device %d: %w", ep.Address, errors.Join(err, c.Machine.Alloc.Free(x.base)))
	}
	return x, nil
}

// Finish waits for the end of the transfer and returns as [Controller.Control] does.
func (x *Transfer) Finish(ctx context.Context) ([]byte, error) {
	answer, err := x.finish(ctx)
	if err := errors.Join(err, x.c.Machine.Alloc.Free(x.base)); err != nil {
		return nil, fmt.Errorf("ohci: control transfer to device %d: %w", x.ep.Address, err)
	}
	return answer, nil
}

// Transfer is a control transfer with its memory: an endpoint descriptor, its
// transfer descriptors, the setup packet and the data.
type Transfer struct {
	c      *Controller
	base   uint64
	ep     usb.Endpoint
	setup  usb.Setup
	stages int
	queued []byte // the transfer descriptors as they were written
	seen   []byte // content of the descriptors at the last look
}

// Offsets in a transfer's memory.
const (
	atTDs   = edSize
	atSetup = atTDs + tdCount*tdSize
	atData  = atSetup + 16
)

func (c *Controller) newTransfer(length int) (*Transfer, error) {
	base, err := c.Machine.Alloc.Alloc(uint64(atData+length), 16)
	if err != nil {
		return nil, err
	}
	return &Transfer{c: c, base: base}, nil
}

func (x *Transfer) td(n int) uint64 { return x.base + atTDs + uint64(n*tdSize) }

// begin queues the transfer.
func (x *Transfer) begin(ctx context.Context, data []byte, delay int) error {
	n := int(x.setup.Length)
	if len(data) > n {
		return fmt.Errorf("got %d bytes of data, want %d as in the setup packet", len(data), n)
	}
	packets := make([]byte, atData-atSetup+n) // the setup packet and the data, or zeros for data from the device
	copy(packets, x.setup.Bytes())
	copy(packets[atData-atSetup:], data)
	if err := x.c.Machine.WriteMemory(ctx, x.base+atSetup, packets); err != nil {
		return err
	}
	stages := []stage{{tdSetup | tdToggle0, x.base + atSetup, usb.SetupSize}}
	dataPID, statusPID := uint32(tdOut), uint32(tdIn)
	if x.setup.ToHost() {
		dataPID, statusPID = tdIn, tdOut
	}
	if n > 0 {
		stages = append(stages, stage{dataPID | tdToggle1 | tdRounding, x.base + atData, n})
	} else {
		statusPID = tdIn
	}
	return x.queue(ctx, append(stages, stage{statusPID | tdToggle1, 0, 0}), delay)
}

// finish waits until the descriptors are retired and evaluates them.
func (x *Transfer) finish(ctx context.Context) ([]byte, error) {
	if err := x.await(ctx); err != nil {
		return nil, err
	}
	n := int(x.setup.Length)
	if n == 0 || !x.setup.ToHost() {
		return nil, nil
	}
	return x.answer(ctx, n)
}

// stage is a transfer descriptor: its first word and its buffer.
type stage struct {
	flags  uint32
	buffer uint64
	size   int
}

// queue writes the descriptors and makes the controller process the control list. The
// end of the last one is reported after delay frames.
func (x *Transfer) queue(ctx context.Context, stages []stage, delay int) error {
	x.stages = len(stages)
	var tds []byte
	for i, s := range stages {
		interrupt := uint32(tdNoInterrupt)
		if i == len(stages)-1 {
			interrupt = uint32(delay) << tdDelay
		}
		end := uint32(0)
		if s.size > 0 {
			end = uint32(s.buffer) + uint32(s.size) - 1
		}
		for _, word := range []uint32{s.flags | interrupt | tdNotAccessed, uint32(s.buffer), uint32(x.td(i + 1)), end} {
			tds = binary.LittleEndian.AppendUint32(tds, word)
		}
	}
	c := x.c
	x.queued = tds
	return errors.Join(
		c.Machine.WriteMemory(ctx, x.td(0), tds),
		c.Machine.WriteMemory(ctx, x.base, endpoint(x.ep, x.td(0), x.td(len(stages)))),
		reg.Reg[uint32](hccaDoneHead).Write(ctx, c.memory(c.hcca), 0),
		HcControlHeadED.Write(ctx, c.Regs, uint32(x.base)),
		HcCommandStatus.Write(ctx, c.Regs, ControlListFilled),
	)
}

// look reads the descriptors.
func (x *Transfer) look(ctx context.Context) error {
	x.seen = make([]byte, atSetup)
	return x.c.Machine.ReadMemory(ctx, x.base, x.seen)
}

// frame is the minimum time that the controller needs for a transfer.
const frame = time.Millisecond

// await lets virtual time pass until the endpoint's queue is empty or halted and
// the done queue is written back. It removes the transfer from the list, and
// returns the completion code of the first descriptor that failed.
func (x *Transfer) await(ctx context.Context) error {
	c := x.c
	tail := uint32(x.td(x.stages))
	if err := c.Machine.Pass(ctx, frame); err != nil {
		return errors.Join(err, x.dequeue(ctx))
	}
	err := c.Machine.Wait(ctx, "a control transfer to be done", func(ctx context.Context) (bool, error) {
		err := x.look(ctx)
		head := binary.LittleEndian.Uint32(x.seen[edHead:])
		if err != nil || head&edHalted == 0 && head&^0xf != tail {
			return false, err
		}
		status, err := HcInterruptStatus.Read(ctx, c.Regs)
		return status&WritebackDoneHead != 0, err
	})
	done, doneErr := c.word(ctx, c.hcca+hccaDoneHead)
	if err := errors.Join(err, doneErr, x.dequeue(ctx)); err != nil {
		return err
	}
	for i := range x.stages {
		if code := x.code(i); code != NoError {
			return fmt.Errorf("stage %d of %d: %w", i+1, x.stages, code)
		}
	}
	return x.retired(done &^ 0xf)
}

// retired checks the descriptors of a transfer that succeeded: they are in the done queue, last
// ones first (section 4.4.2.3 "HccaDoneHead"), have no errors, the data toggle has changed with
// the packet of a stage that had one, and nothing else in them has changed but the buffer pointer (section 4.3.1.2
// "General Transfer Descriptor Field Definitions"). The endpoint's queue is not halted.
func (x *Transfer) retired(done uint32) error {
	for i := x.stages - 1; i >= 0; i-- {
		if want := uint32(x.td(i)); done != want {
			return fmt.Errorf("stage %d of %d: got %#x in the done queue, want %#x", i+1, x.stages, done, want)
		}
		done = x.word(i, tdNext)
		queued := func(offset int) uint32 { return binary.LittleEndian.Uint32(x.queued[i*tdSize+offset:]) }
		got, want := x.word(i, 0), queued(0)&^tdNotAccessed^uint32(x.packets(i))%2*tdToggled
		if x.packets(i) > 1 {
			x.c.toggle, x.c.wantToggle = got&tdToggled != 0, want&tdToggled != 0
			want = want&^tdToggled | got&tdToggled
		}
		if got != want {
			return fmt.Errorf("stage %d of %d: got flags, toggle and errors %#x, want %#x", i+1, x.stages, got, want)
		}
		if got, want := x.word(i, tdEnd), queued(tdEnd); got != want {
			return fmt.Errorf("stage %d of %d: got a buffer up to %#x, want %#x", i+1, x.stages, got, want)
		}
	}
	if done != 0 {
		return fmt.Errorf("got %#x at the end of the done queue, want 0", done)
	}
	if head := binary.LittleEndian.Uint32(x.seen[edHead:]); head&edHalted != 0 {
		return fmt.Errorf("got %#x at the head of the endpoint's queue: it is halted after a transfer without an error", head)
	}
	if left := x.word(0, tdBuffer); left != 0 {
		return fmt.Errorf("got a buffer pointer %#x of the setup packet, want 0: it was sent", left)
	}
	return nil
}

// DataToggle returns the data toggle after the last stage of several packets of a control
// transfer: as the controller left it, and as it is after that number of packets.
func (c *Controller) DataToggle() (got, want bool) { return c.toggle, c.wantToggle }

// packets returns the number of packets that a stage took: a full last one ends it only where
// it fills the buffer.
func (x *Transfer) packets(stage int) int {
	first := binary.LittleEndian.Uint32(x.queued[stage*tdSize+tdBuffer:])
	last := binary.LittleEndian.Uint32(x.queued[stage*tdSize+tdEnd:])
	switch left := x.word(stage, tdBuffer); {
	case first == 0:
		return 1
	case left != 0:
		return int(left-first)/x.ep.MaxPacket + 1
	default:
		return (int(last-first) + x.ep.MaxPacket) / x.ep.MaxPacket
	}
}

// word returns a word of a descriptor.
func (x *Transfer) word(stage, offset int) uint32 {
	return binary.LittleEndian.Uint32(x.seen[atTDs+stage*tdSize+offset:])
}

// code returns the completion code of a descriptor.
func (x *Transfer) code(stage int) Code { return Code(x.word(stage, 0) >> tdCode) }

// dequeue removes the transfer from the control list.
func (x *Transfer) dequeue(ctx context.Context) error {
	c := x.c
	return errors.Join(
		HcControlHeadED.Write(ctx, c.Regs, 0),
		HcControlCurrentED.Write(ctx, c.Regs, 0),
		HcInterruptStatus.Write(ctx, c.Regs, WritebackDoneHead),
	)
}

// patience is the time that a device has to answer. It suffices for the three
// tries of a controller.
const patience = 20 * time.Millisecond

// Probe sends a setup packet to a device, and returns the completion code of the
// transfer: [DeviceNotResponding] if there is no device (section 4.3.3.3.5 "Device Not
// Responding"), [NotAccessed] if the controller did not retire the transfer in the time of
// its three tries.
func (c *Controller) Probe(ctx context.Context, ep usb.Endpoint) (Code, error) {
	x, err := c.newTransfer(0)
	if err != nil {
		return 0, fmt.Errorf("ohci: look for device %d: %w", ep.Address, err)
	}
	x.ep = ep
	code, err := x.probe(ctx)
	if err := errors.Join(err, c.Machine.Alloc.Free(x.base)); err != nil {
		return 0, fmt.Errorf("ohci: look for device %d: %w", ep.Address, err)
	}
	return code, nil
}

// probe sends a setup packet and returns its completion code.
func (x *Transfer) probe(ctx context.Context) (Code, error) {
	m := x.c.Machine
	setup := usb.SetConfiguration(0) // without a status stage it has no effect
	err := errors.Join(
		m.WriteMemory(ctx, x.base+atSetup, setup.Bytes()),
		x.queue(ctx, []stage{{tdSetup | tdToggle0, x.base + atSetup, usb.SetupSize}}, 0),
	)
	if err != nil {
		return 0, err
	}
	if err := m.Pass(ctx, patience); err != nil {
		return 0, err
	}
	if err := errors.Join(x.dequeue(ctx), x.look(ctx)); err != nil {
		return 0, err
	}
	return x.code(0), nil
}

// answer returns the data that the device sent: the whole buffer if it was filled,
// else the part before the current buffer pointer.
func (x *Transfer) answer(ctx context.Context, n int) ([]byte, error) {
	if left := x.word(1, tdBuffer); left != 0 {
		got := int(left) - int(uint32(x.base+atData))
		if got < 0 || got >= n {
			return nil, fmt.Errorf("got end of transfer at byte %[2]d, want one within the buffer of %[1]d bytes", n, got)
		}
		n = got
	}
	b := make([]byte, n)
	return b, x.c.Machine.ReadMemory(ctx, x.base+atData, b)
}
