package megasas

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// Driver is the node of the device model.
var Driver = graph.NewDriver[*Controller]("megasas")

// PCIModel returns the device's configuration space (QEMU 11.1, -device
// megasas,help; mfi(4)).
func PCIModel() pci.Model {
	return pci.Model{
		Name:         Driver.Name(),
		ID:           pci.ID{Vendor: 0x1000, Device: 0x0060, SubsystemVendor: 0x1000, Subsystem: 0x1013},
		Class:        pci.ClassRAID,
		Pin:          pci.INTA,
		Capabilities: []pci.CapabilityID{pci.CapabilityMSI, pci.CapabilityMSIX},
		MSI:          1,
		MSIX:         15,
		BARs: []pci.BAR{
			{Index: 0, Kind: pci.Memory64, Size: 16 << 10},  // registers, and MSI-X
			{Index: 2, Kind: pci.IO, Size: 256},             // registers
			{Index: 3, Kind: pci.Memory64, Size: 256 << 10}, // queue
		},
		Landmarks: []pci.Landmark{
			{Name: "Outbound Scratch Pad", BAR: 0, Offset: uint64(ScratchPad), Width: qtest.Width32, Mask: uint64(State), Value: uint64(StateReady)},
			{Name: "Outbound Scratch Pad", BAR: 2, Offset: uint64(ScratchPad), Width: qtest.Width32, Mask: uint64(State), Value: uint64(StateReady)},
		},
	}
}

// Offsets in the controller's memory.
const (
	atFrame    = 0 // frames are aligned to their size
	atInfo     = atFrame + FrameSize
	atProducer = atInfo + queueInfoSize
	atConsumer = atProducer + 4
	atReplies  = atConsumer + 4
)

// Controller is a controller on a PCI bus.
type Controller struct {
	PCI      *pci.Device
	Regs     reg.Space
	Machine  *guest.Machine
	memory   uint64 // guest-physical address; 0 before Init
	replies  uint32 // entries of the reply queue
	context  uint32 // of the last frame
	consumer uint32 // index of the next reply
}

// New returns the controller at the bus's slot, enabled and with its registers
// mapped.
func New(ctx context.Context, bus *pci.Bus) (*Controller, error) {
	dev, regs, err := bus.Open(ctx, PCIModel(), 0)
	if err != nil {
		return nil, fmt.Errorf("megasas: %w", err)
	}
	return &Controller{PCI: dev, Regs: regs, Machine: bus.Machine()}, nil
}

// Init gives the firmware its reply queue, which makes it operational, and enables
// its interrupt.
func (c *Controller) Init(ctx context.Context) error {
	firmware, err := ScratchPad.Read(ctx, c.Regs)
	if err != nil {
		return fmt.Errorf("megasas: initialise: %w", err)
	}
	c.replies = uint32(firmware & MaxCommands)
	memory, err := c.Machine.AllocZeroed(ctx, atReplies+4*uint64(c.replies), FrameSize)
	if err != nil {
		return fmt.Errorf("megasas: initialise: %w", err)
	}
	c.memory, c.consumer = memory, 0
	var info []byte
	for _, word := range []uint32{
		0, c.replies,
		uint32(memory + atReplies), 0,
		uint32(memory + atProducer), 0,
		uint32(memory + atConsumer), 0,
	} {
		info = binary.LittleEndian.AppendUint32(info, word)
	}
	if err := c.Machine.WriteMemory(ctx, memory+atInfo, info); err != nil {
		return fmt.Errorf("megasas: initialise: %w", err)
	}
	var f Frame
	f[FrameCommand], f[FrameStatus] = commandInit, byte(Pending)
	binary.LittleEndian.PutUint16(f[FrameFlags:], FlagNoReply)
	binary.LittleEndian.PutUint32(f[FrameLength:], queueInfoSize)
	binary.LittleEndian.PutUint32(f[frameQueue:], uint32(memory+atInfo))
	status, err := c.Post(ctx, f)
	if err == nil && status != OK {
		err = status
	}
	if err := errors.Join(err, OutboundMask.Write(ctx, c.Regs, ^ReplyInterrupt)); err != nil {
		return fmt.Errorf("megasas: initialise: %w", err)
	}
	return nil
}

// Close frees the controller's memory. The firmware must not get frames
// afterwards.
func (c *Controller) Close(ctx context.Context) error {
	err := OutboundMask.Write(ctx, c.Regs, ^Outbound(0))
	return errors.Join(err, c.Machine.Alloc.Free(c.memory))
}

// Post hands a frame to the firmware and returns its status once it is completed.
func (c *Controller) Post(ctx context.Context, f Frame) (Status, error) {
	const extra, valid = 0, 1 // no further frames; the low bit marks a valid address
	frame := c.memory + atFrame
	err := errors.Join(
		c.Machine.WriteMemory(ctx, frame, f[:]),
		InboundQueue.Write(ctx, c.Regs, uint32(frame)|extra<<1|valid),
	)
	if err != nil {
		return Pending, fmt.Errorf("megasas: post frame: %w", err)
	}
	status := Pending
	err = c.Machine.Wait(ctx, "the completion of a frame", func(ctx context.Context) (bool, error) {
		v, err := reg.Reg[Status](FrameStatus).Read(ctx, c.space(frame))
		status = v
		return v != Pending, err
	})
	if err != nil {
		return Pending, fmt.Errorf("megasas: post frame: %w", err)
	}
	return status, nil
}

// unchanged checks that a completed frame is as it was posted, but for both of its status
// bytes (mfireg.h, struct mfi_frame_header).
func (c *Controller) unchanged(ctx context.Context, addr uint64, posted Frame) error {
	var f Frame
	if err := c.Machine.ReadMemory(ctx, addr, f[:]); err != nil {
		return err
	}
	f[FrameStatus], f[frameSCSIStatus] = posted[FrameStatus], posted[frameSCSIStatus]
	if f != posted {
		return fmt.Errorf("got a completed frame % x, want % x", f, posted)
	}
	return nil
}

// ErrReply means that the reply queue holds an unexpected entry.
var ErrReply = errors.New("unexpected reply")

// Direct executes a direct command and returns its data. The completion arrives in
// the reply queue. If the command fails, the error wraps a [Status].
func (c *Controller) Direct(ctx context.Context, cmd Command) ([]byte, error) {
	data, err := c.Machine.AllocZeroed(ctx, uint64(cmd.Length), 8)
	if err != nil {
		return nil, fmt.Errorf("megasas: command %#x: %w", uint32(cmd.Opcode), err)
	}
	b, err := c.direct(ctx, cmd, data)
	if err := errors.Join(err, c.Machine.Alloc.Free(data)); err != nil {
		return nil, fmt.Errorf("megasas: command %#x: %w", uint32(cmd.Opcode), err)
	}
	return b, nil
}

func (c *Controller) direct(ctx context.Context, cmd Command, data uint64) ([]byte, error) {
	status, err := c.Do(ctx, cmd.Frame(data))
	if err != nil {
		return nil, err
	}
	if status != OK {
		return nil, status
	}
	b := make([]byte, cmd.Length)
	return b, c.Machine.ReadMemory(ctx, data, b)
}

// Do hands a frame to the firmware, with a context of its own, takes its reply and
// returns its status. It is an error if the firmware changed the frame.
func (c *Controller) Do(ctx context.Context, f Frame) (Status, error) {
	c.context++
	binary.LittleEndian.PutUint32(f[FrameContext:], c.context)
	status, err := c.Post(ctx, f)
	if err != nil {
		return status, err
	}
	return status, errors.Join(c.unchanged(ctx, c.memory+atFrame, f), c.Reply(ctx, c.context))
}

// Reply takes the next reply from the queue and acknowledges the interrupt. It is
// an error if there is no reply, or if it has another context.
func (c *Controller) Reply(ctx context.Context, context uint32) error {
	words := c.space(c.memory)
	got, err := reg.Reg[uint32](atReplies+4*c.consumer).Read(ctx, words)
	if err != nil {
		return err
	}
	c.consumer = (c.consumer + 1) % c.replies
	producer, err := reg.Reg[uint32](atProducer).Read(ctx, words)
	if err != nil {
		return err
	}
	if got != context || producer != c.consumer {
		return fmt.Errorf("got context %#x and producer %d, want %#x and %d: %w", got, producer, context, c.consumer, ErrReply)
	}
	outbound, err := OutboundStatus.Read(ctx, c.Regs)
	return errors.Join(err,
		reg.Reg[uint32](atConsumer).Write(ctx, words, c.consumer),
		OutboundDoorbell.Write(ctx, c.Regs, outbound),
	)
}

// space returns guest memory as the controller sees it.
func (c *Controller) space(addr uint64) reg.Space { return c.Machine.Window(addr, binary.LittleEndian) }
