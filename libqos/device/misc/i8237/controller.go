package i8237

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/isa"
)

// Driver is the node of the controllers. QEMU's model is of Intel's earlier 8257 by name.
var Driver = graph.NewDriver[*Pair]("i8257")

// Ports of a PC/AT. A register of the second controller has two ports.
const (
	firstPorts  = 0x00
	secondPorts = 0xc0
	pagePorts   = 0x80
	firstSize   = 0x10
	secondSize  = 0x20
	pageSize    = 0x10
)

// Channels is the number of channels of a controller. Channel 4 of the pair is the cascade.
const Channels = 4

// The registers (figure "Register Codes"); those of address and count are before them.
const (
	Command     Register = 0x8
	Request     Register = 0x9
	SingleMask  Register = 0xa
	ModeWrite   Register = 0xb
	ClearFirst  Register = 0xc // "Clear Byte Pointer Flip/Flop"
	MasterClear Register = 0xd
	ClearMask   Register = 0xe
	AllMask     Register = 0xf // "Write All Mask Register Bits"
	Status               = Command
)

// Register is the number of a register, 0 to 15.
type Register uint8

// Mode is a value of the mode register without the channel.
type Mode uint8

// Fields of the mode register (figure "Mode Register").
const (
	ToMemory   Mode = 1 << 2 // "Write transfer"
	FromMemory Mode = 2 << 2 // "Read transfer"
	AutoInit   Mode = 1 << 4
	Decrement  Mode = 1 << 5
	Single     Mode = 1 << 6
)

// maskOn is the bit of SingleMask that sets a channel's mask.
const maskOn = 1 << 2

// Controller is one of the controllers. It is one of 8-bit transfers, or of 16-bit ones whose
// addresses and counts are of words.
type Controller struct {
	Regs reg.Space

	shift int // of a register's number
}

// Pair is the two controllers and the page registers.
type Pair struct {
	First, Second *Controller
	Pages         reg.Space

	machine *guest.Machine
}

// New returns the controllers of an ISA bus.
func New(_ context.Context, bus *isa.Bus) (*Pair, error) {
	return &Pair{
		&Controller{bus.Ports(firstPorts, firstSize), 0}, &Controller{bus.Ports(secondPorts, secondSize), 1},
		bus.Ports(pagePorts, pageSize), bus.Machine(),
	}, nil
}

// Machine returns the controllers' machine.
func (p *Pair) Machine() *guest.Machine { return p.machine }

// Write writes a register.
func (c *Controller) Write(ctx context.Context, r Register, v uint8) error {
	return reg.Reg[uint8](r<<c.shift).Write(ctx, c.Regs, v)
}

// Read reads a register.
func (c *Controller) Read(ctx context.Context, r Register) (uint8, error) {
	return reg.Reg[uint8](r<<c.shift).Read(ctx, c.Regs)
}

// Address and count of a channel: each register is read and written a byte at a time, the low
// one first, which an internal flip-flop remembers.
func address(channel int) Register { return Register(2 * channel) }

func count(channel int) Register { return Register(2*channel + 1) }

// SetAddress writes the base and current address of a channel.
func (c *Controller) SetAddress(ctx context.Context, channel int, v uint16) error {
	return c.writeBoth(ctx, address(channel), v)
}

// SetCount writes the base and current count, one less than the number of transfers.
func (c *Controller) SetCount(ctx context.Context, channel int, v uint16) error {
	return c.writeBoth(ctx, count(channel), v)
}

func (c *Controller) writeBoth(ctx context.Context, r Register, v uint16) error {
	return errors.Join(c.Write(ctx, ClearFirst, 0), c.Write(ctx, r, uint8(v)), c.Write(ctx, r, uint8(v>>8)))
}

// Address reads the current address of a channel.
func (c *Controller) Address(ctx context.Context, channel int) (uint16, error) {
	return c.readBoth(ctx, address(channel))
}

// Count reads the current count of a channel.
func (c *Controller) Count(ctx context.Context, channel int) (uint16, error) {
	return c.readBoth(ctx, count(channel))
}

func (c *Controller) readBoth(ctx context.Context, r Register) (uint16, error) {
	err := c.Write(ctx, ClearFirst, 0)
	low, errLow := c.Read(ctx, r)
	high, errHigh := c.Read(ctx, r)
	return uint16(high)<<8 | uint16(low), errors.Join(err, errLow, errHigh)
}

// SetMode writes the mode of a channel.
func (c *Controller) SetMode(ctx context.Context, channel int, m Mode) error {
	return c.Write(ctx, ModeWrite, uint8(m)|uint8(channel))
}

// Mask holds the requests of a channel, or lets them through.
func (c *Controller) Mask(ctx context.Context, channel int, held bool) error {
	v := uint8(channel)
	if held {
		v |= maskOn
	}
	return c.Write(ctx, SingleMask, v)
}

// Page returns the page register of a channel, 0 to 7.
func Page(channel int) reg.Reg[uint8] {
	return [...]reg.Reg[uint8]{0x7, 0x3, 0x1, 0x2, 0xf, 0xb, 0x9, 0xa}[channel]
}

// Program prepares a channel for size bytes of memory in the first 16 MiB, and lets its requests
// through. They must not cross a multiple of 64 KiB; those of channels 5 to 7 are words, and must not
// cross a multiple of 128 KiB.
func (p *Pair) Program(ctx context.Context, channel int, m Mode, addr uint64, size int) error {
	const limit, page = 1 << 24, 1 << 16
	c, n, wide := p.channel(channel)
	if addr+uint64(size) > limit || addr/(page<<wide) != (addr+uint64(size)-1)/(page<<wide) {
		return fmt.Errorf("i8237: %d bytes at %#x are not within %d KiB of the first 16 MiB", size, addr, page<<wide>>10)
	}
	return errors.Join(
		c.Mask(ctx, n, true),
		c.SetMode(ctx, n, m),
		c.SetAddress(ctx, n, uint16(addr>>wide)),
		c.SetCount(ctx, n, uint16(size>>wide-1)),
		Page(channel).Write(ctx, p.Pages, uint8(addr/page)),
		c.Mask(ctx, n, false),
	)
}

// channel returns the controller of a channel, the number that the channel has there, and the binary
// logarithm of a transfer's bytes.
func (p *Pair) channel(channel int) (c *Controller, n int, wide uint64) {
	if channel >= Channels {
		return p.Second, channel % Channels, 1
	}
	return p.First, channel, 0
}

// Hold masks a channel, or lets its requests through.
func (p *Pair) Hold(ctx context.Context, channel int, held bool) error {
	c, n, _ := p.channel(channel)
	return c.Mask(ctx, n, held)
}

// ErrPosition is the error for an address and a count that do not belong together.
var ErrPosition = errors.New("address and count differ")

// Moved returns how many of the size bytes at an address a channel has moved since [Pair.Program], or,
// with [AutoInit], since it last began anew. The error wraps [ErrPosition] unless the current address
// has grown by as many as the current count has shrunk.
func (p *Pair) Moved(ctx context.Context, channel int, addr uint64, size int) (int, error) {
	c, n, wide := p.channel(channel)
	if _, err := c.Read(ctx, address(n)); err != nil { // as if another program had read half of it
		return 0, err
	}
	const tries = 10 // the channel may move some meanwhile
	for range tries {
		at, errAddress := c.Address(ctx, n)
		left, errCount := c.Count(ctx, n)
		again, errAgain := c.Address(ctx, n)
		if err := errors.Join(errAddress, errCount, errAgain); err != nil {
			return 0, err
		}
		if at != again {
			continue
		}
		byAddress, byCount := at-uint16(addr>>wide), uint16(size>>wide-1)-left
		if byAddress != byCount {
			return 0, fmt.Errorf("i8237: channel %d: %w: the address has grown by %d, and the count has shrunk by %d", channel, ErrPosition, byAddress, byCount)
		}
		return int(byAddress) << wide, nil
	}
	return 0, fmt.Errorf("i8237: channel %d: the address changes each time that it is read", channel)
}

// TerminalCounts has the bits of the status for channels that have moved all bytes, which a read
// clears. Those for requests are above them (figure "Status Register").
const TerminalCounts uint8 = 1<<Channels - 1

// Status reads the status of the controller of a channel.
func (p *Pair) Status(ctx context.Context, channel int) (uint8, error) {
	c, _, _ := p.channel(channel)
	return c.Read(ctx, Status)
}
