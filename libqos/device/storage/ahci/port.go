package ahci

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/storage/ata"
	"github.com/qgraph/qgraph/libqos/protocol/scsi"
)

// Slots is the number of command slots that a port has here.
const Slots = 32

// A port's memory (sections 4.2.1 "Received FIS Structure", 4.2.2 "Command List Structure" and
// 4.2.3 "Command Table").
const (
	headerSize   = 32
	listSize     = Slots * headerSize
	fisSize      = 256
	registerSize = 20 // of a register FIS
	tableSize    = 0x80 + MaxRegions*regionSize
	regionSize   = 16
	align        = 1 << 10

	atFIS    = listSize
	atTables = atFIS + 3*fisSize // aligned to 1 KiB
	size     = atTables + Slots*tableSize

	atPacket  = 0x40 // in a table
	atRegions = 0x80

	// MaxRegions is the most regions of a command here; the adapter takes 65535.
	MaxRegions = 24
)

// Port is a port whose device takes commands.
type Port struct {
	Regs reg.Space

	adapter *Adapter
	memory  uint64
	number  int
}

// Start gives a port its memory and starts it (section 10.3.1 "Start (PxCMD.ST)"). The port must
// not run.
func (a *Adapter) Start(ctx context.Context, n int) (*Port, error) {
	memory, err := a.Machine.AllocZeroed(ctx, size, align)
	if err != nil {
		return nil, fmt.Errorf("ahci: port %d: %w", n, err)
	}
	p := &Port{a.PortRegisters(n), a, memory, n}
	const upper = 32
	fis := memory + atFIS
	err = errors.Join(
		PortList.Write(ctx, p.Regs, uint32(memory)), PortListUpper.Write(ctx, p.Regs, uint32(memory>>upper)),
		PortFIS.Write(ctx, p.Regs, uint32(fis)), PortFISUpper.Write(ctx, p.Regs, uint32(fis>>upper)),
		PortErrors.Write(ctx, p.Regs, ^uint32(0)),
		PortCommand.Modify(ctx, p.Regs, 0, Receive|SpinUp|PowerOn),
		p.await(ctx, "to receive", Receiving, Receiving),
		PortInterrupts.Write(ctx, p.Regs, ^Event(0)),
		p.Run(ctx),
	)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("ahci: port %d: %w", n, err), a.Machine.Alloc.Free(memory))
	}
	return p, nil
}

// String returns the port's name.
func (p *Port) String() string { return fmt.Sprintf("port %d", p.number) }

// Run has the port execute its list of commands.
func (p *Port) Run(ctx context.Context) error {
	return errors.Join(
		PortCommand.Modify(ctx, p.Regs, 0, Start),
		p.await(ctx, "to run its list", ListRuns, ListRuns),
	)
}

// Halt ends the port's list of commands. A command that failed needs it before others run
// (section 6.2.2.1 "Non-Queued Error Recovery").
func (p *Port) Halt(ctx context.Context) error {
	return errors.Join(
		PortCommand.Modify(ctx, p.Regs, Start, 0),
		p.await(ctx, "to end its list", ListRuns, 0),
	)
}

// Stop stops the port and frees its memory (section 10.3.2 "FIS Receive Enable (PxCMD.FRE)").
func (p *Port) Stop(ctx context.Context) error {
	err := errors.Join(
		PortEnable.Write(ctx, p.Regs, 0),
		p.Halt(ctx),
		PortCommand.Modify(ctx, p.Regs, Receive, 0),
		p.await(ctx, "to receive no longer", Receiving, 0),
	)
	if err != nil {
		return fmt.Errorf("ahci: %v: %w", p, err)
	}
	return p.adapter.Machine.Alloc.Free(p.memory)
}

func (p *Port) await(ctx context.Context, what string, mask, want PortControl) error {
	return p.adapter.Machine.Wait(ctx, fmt.Sprintf("%v %s", p, what), func(ctx context.Context) (bool, error) {
		v, err := PortCommand.Read(ctx, p.Regs)
		return v&mask == want, err
	})
}

// Region is a part of memory for data (section 4.2.3.3 "Physical Region Descriptor Table").
type Region struct {
	Addr      uint64 // even
	Size      int    // even, 4 MiB at most
	Interrupt bool   // when its data is transferred
}

// Direction is the flags of a command's header (section 4.2.2, DW 0).
type Direction uint32

// The directions of data.
const (
	ToMemory   Direction = 0
	FromMemory Direction = 1 << 6 // "W"
	packetFlag Direction = 1 << 5 // "A"
)

// frame returns the FIS with a command (Serial ATA 3.0, section 10.3.4 "Register Host to Device
// FIS").
func frame(t ata.Task) []byte {
	const hostToDevice, isCommand, length = 0x27, 0x80, 5 // in words of 32 bits
	device := t.Device
	if !t.Extended && device&ata.LBA != 0 {
		device |= ata.Select(t.LBA>>24) & 0xf
	}
	f := make([]byte, 4*length)
	copy(f, []byte{
		hostToDevice, isCommand, t.Command, uint8(t.Features),
		uint8(t.LBA), uint8(t.LBA >> 8), uint8(t.LBA >> 16), uint8(device),
		0, 0, 0, uint8(t.Features >> 8),
		uint8(t.Count), uint8(t.Count >> 8),
	})
	if t.Extended {
		f[8], f[9], f[10] = uint8(t.LBA>>24), uint8(t.LBA>>32), uint8(t.LBA>>40)
	}
	return f
}

// Prepare writes a command with its regions into a slot, and a packet if there is one.
func (p *Port) Prepare(ctx context.Context, slot int, t ata.Task, d Direction, packet []byte, regions ...Region) error {
	if len(regions) > MaxRegions {
		return fmt.Errorf("ahci: %d regions, at most %d", len(regions), MaxRegions)
	}
	f := frame(t)
	const word, tableShift = 4, 16
	if len(packet) > 0 {
		d |= packetFlag
	}
	table := p.table(slot)
	header := binary.LittleEndian.AppendUint32(nil, uint32(len(f)/word)|uint32(d)|uint32(len(regions))<<tableShift)
	header = binary.LittleEndian.AppendUint32(header, 0)
	header = binary.LittleEndian.AppendUint64(header, table)
	list := make([]byte, 0, len(regions)*regionSize)
	for _, r := range regions {
		list = binary.LittleEndian.AppendUint64(list, r.Addr)
		list = binary.LittleEndian.AppendUint32(list, 0)
		n := uint32(r.Size - 1)
		if r.Interrupt {
			n |= 1 << 31
		}
		list = binary.LittleEndian.AppendUint32(list, n)
	}
	m := p.adapter.Machine
	err := errors.Join(
		m.WriteMemory(ctx, table, f),
		m.WriteMemory(ctx, p.header(slot), header),
	)
	if len(packet) > 0 {
		err = errors.Join(err, m.WriteMemory(ctx, table+atPacket, packet))
	}
	if len(list) > 0 {
		err = errors.Join(err, m.WriteMemory(ctx, table+atRegions, list))
	}
	return err
}

func (p *Port) table(slot int) uint64  { return p.memory + atTables + uint64(slot*tableSize) }
func (p *Port) header(slot int) uint64 { return p.memory + uint64(slot*headerSize) }

// Result is the end of a command.
type Result struct {
	Status ata.Status
	Errors ata.Failure
	LBA    uint64
	Count  uint16
	Bytes  uint32 // that were transferred
}

// String shows the status and the error register.
func (r Result) String() string { return fmt.Sprintf("status %v, error %v", r.Status, r.Errors) }

// Issue has the port execute the commands of some slots.
func (p *Port) Issue(ctx context.Context, slots uint32) error {
	return PortIssue.Write(ctx, p.Regs, slots)
}

// AwaitEnd waits until commands of some slots have ended, or one has failed.
func (p *Port) AwaitEnd(ctx context.Context, slots uint32) error {
	return p.adapter.Machine.Wait(ctx, fmt.Sprintf("the commands %#x of %v", slots, p), func(ctx context.Context) (bool, error) {
		issued, err := PortIssue.Read(ctx, p.Regs)
		if err != nil || issued&slots == 0 {
			return true, err
		}
		events, err := PortInterrupts.Read(ctx, p.Regs)
		return events&TaskFileError != 0, err
	})
}

// Await is [Port.AwaitEnd] that returns the task file as it is in the received FIS and in the port's
// register.
func (p *Port) Await(ctx context.Context, slots uint32) (r Result, err error) {
	if err := p.AwaitEnd(ctx, slots); err != nil {
		return r, err
	}
	tfd, err := PortTaskFile.Read(ctx, p.Regs)
	r.Status, r.Errors = ata.Status(tfd), ata.Failure(tfd>>8)
	f := make([]byte, registerSize)
	err = errors.Join(err, p.adapter.Machine.ReadMemory(ctx, p.memory+atFIS+AtRegister, f))
	if err != nil {
		return r, err
	}
	r.LBA = uint64(f[4]) | uint64(f[5])<<8 | uint64(f[6])<<16 | uint64(f[8])<<24 | uint64(f[9])<<32 | uint64(f[10])<<40
	r.Count = binary.LittleEndian.Uint16(f[12:])
	return r, nil
}

// Offsets in the memory of received FISes, whose other bytes but those of a DMA setup FIS at 0 and
// of unknown FISes at 60h are reserved (section 4.2.1 "Received FIS Structure").
const (
	AtPIOSetup   = 0x20
	AtRegister   = 0x40
	AtDeviceBits = 0x58
)

// Forget fills the memory of received FISes with a value, so that those that come show.
func (p *Port) Forget(ctx context.Context, value byte) error {
	return p.adapter.Machine.Memset(ctx, p.memory+atFIS, fisSize, value)
}

// Received returns the whole memory of received FISes.
func (p *Port) Received(ctx context.Context) ([]byte, error) {
	f := make([]byte, fisSize)
	return f, p.adapter.Machine.ReadMemory(ctx, p.memory+atFIS, f)
}

// Transferred returns the number of bytes that the command of a slot has moved (PRDBC).
func (p *Port) Transferred(ctx context.Context, slot int) (uint32, error) {
	b := make([]byte, 4)
	err := p.adapter.Machine.ReadMemory(ctx, p.header(slot)+4, b)
	return binary.LittleEndian.Uint32(b), err
}

// Do executes a command in the first slot.
func (p *Port) Do(ctx context.Context, t ata.Task, d Direction, regions ...Region) (Result, error) {
	return p.packet(ctx, t, nil, d, regions...)
}

// DoPacket executes a packet in the first slot; the data is transferred by DMA.
func (p *Port) DoPacket(ctx context.Context, packet scsi.Command, d Direction, regions ...Region) (Result, error) {
	return p.packet(ctx, ata.Task{Command: ata.Packet, Features: ata.PacketDMA}, ata.PacketOf(packet), d, regions...)
}

func (p *Port) packet(ctx context.Context, t ata.Task, packet []byte, d Direction, regions ...Region) (r Result, err error) {
	const slot, slots = 0, 1
	err = errors.Join(p.Prepare(ctx, slot, t, d, packet, regions...), p.Issue(ctx, slots))
	if err != nil {
		return r, fmt.Errorf("ahci: %v: command %#02x: %w", p, t.Command, err)
	}
	if r, err = p.Await(ctx, slots); err == nil {
		r.Bytes, err = p.Transferred(ctx, slot)
	}
	if err != nil {
		return r, fmt.Errorf("ahci: %v: command %#02x: %w", p, t.Command, err)
	}
	return r, nil
}

// ResetLink resets the device by its link, and calls meanwhile while the link is in reset (section
// 10.4.2 "Port Reset"). The port's list must not run.
func (p *Port) ResetLink(ctx context.Context, meanwhile func()) error {
	err := PortSATAControl.Write(ctx, p.Regs, resetLink)
	meanwhile()
	return errors.Join(
		err,
		PortSATAControl.Write(ctx, p.Regs, 0),
		p.adapter.Machine.Wait(ctx, fmt.Sprintf("the link of %v", p), func(ctx context.Context) (bool, error) {
			s, err := PortStatus.Read(ctx, p.Regs)
			return s&Detection == Established, err
		}),
		PortErrors.Write(ctx, p.Regs, ^uint32(0)),
	)
}
