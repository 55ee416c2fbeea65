package smc91c111

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/qtest"
)

// Driver is the node of the controller.
var Driver = graph.NewDriver[*Device]("smc91c111")

// FarEnd is the backend at the other end of the wire.
var FarEnd = graph.NewHandle("lan")

// Kind is the kind of a board's part.
var Kind = board.NewKind(Driver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Device, error) {
	d := &Device{Device: board.At(m, p)}
	d.window = d.Regs
	d.Regs = banked{d.window}
	return d, nil
})

// Own is the address that the board's EEPROM has.
func Own() ethernet.MAC { return ethernet.MAC{0x02, 0x4c, 0x41, 0x4e, 0x91, 0xc1} }

// NIC returns the options by which a board has the controller, with its address, and leads it to [FarEnd].
func NIC() []graph.EdgeOption {
	return ethernet.OnBoard(Driver.Name(), FarEnd, 0, graph.P("macaddr", Own().String()))
}

// Part is a board's controller.
func Part(base uint64, lines []board.Line) board.Part {
	return board.Part{Kind: Kind, Name: "Ethernet", Base: base, Lines: lines, Needs: NIC()}
}

// Device is a controller. Its registers are those of all banks.
type Device struct {
	board.Device
	window reg.Space // the bank that is selected
}

// banked is the registers of all banks. It selects the bank for each access: a reset selects another one.
type banked struct{ window reg.Space }

// dataWindow is DATA in the bank that is selected.
const dataWindow = Data & 0x0f

// bankShift is where the bank is in the number of a register.
const bankShift = 4

func (b banked) at(ctx context.Context, offset uint64) (uint64, error) {
	const within = 1<<bankShift - 1
	inBank := offset & within
	if offset == uint64(BankSelect) {
		return inBank, nil
	}
	return inBank, BankSelect.Write(ctx, b.window, uint16(offset>>bankShift))
}

// Load reads a register.
func (b banked) Load(ctx context.Context, w qtest.Width, offset uint64) (uint64, error) {
	at, err := b.at(ctx, offset)
	if err != nil {
		return 0, err
	}
	return b.window.Load(ctx, w, at)
}

// Store writes a register.
func (b banked) Store(ctx context.Context, w qtest.Width, offset, value uint64) error {
	at, err := b.at(ctx, offset)
	if err != nil {
		return err
	}
	return b.window.Store(ctx, w, at, value)
}

// Reset resets the controller by software, and its memory.
func (d *Device) Reset(ctx context.Context) error {
	err := errors.Join(ReceiveControl.Write(ctx, d.Regs, SoftReset), ReceiveControl.Write(ctx, d.Regs, 0), d.Do(ctx, ResetMMU))
	if err != nil {
		return fmt.Errorf("smc91c111: reset: %w", err)
	}
	return nil
}

// Do carries out a command of the MMU.
func (d *Device) Do(ctx context.Context, c Command) error {
	if err := MMU.Write(ctx, d.Regs, uint16(c)); err != nil {
		return fmt.Errorf("smc91c111: MMU: %w", err)
	}
	return d.Machine.Wait(ctx, "the MMU of the LAN91C111", func(ctx context.Context) (bool, error) {
		v, err := MMU.Read(ctx, d.Regs)
		return v&Busy == 0, err
	})
}

// Address returns the controller's address.
func (d *Device) Address(ctx context.Context) (a ethernet.MAC, err error) {
	for i := range a {
		if a[i], err = reg.Reg[uint8](IndividualAddress+i).Read(ctx, d.Regs); err != nil {
			return a, err
		}
	}
	return a, nil
}

// Allocate takes a packet for a frame to send: it waits until there is one. The commands and the pointer mean it from then on.
func (d *Device) Allocate(ctx context.Context) (uint8, error) {
	if err := d.Do(ctx, Allocate); err != nil {
		return 0, err
	}
	err := d.Machine.Wait(ctx, "a packet of the LAN91C111", func(ctx context.Context) (bool, error) {
		c, err := Pending.Read(ctx, d.Regs)
		return c&MemoryGiven != 0, err
	})
	if err != nil {
		return 0, err
	}
	n, err := Allocated.Read(ctx, d.Regs)
	return n, errors.Join(err, Packet.Write(ctx, d.Regs, n))
}

// load writes words into the packet at the pointer.
func (d *Device) load(ctx context.Context, words []uint32) error {
	if err := Pointer.Write(ctx, d.Regs, Increment); err != nil {
		return err
	}
	for _, w := range words {
		if err := dataWindow.Write(ctx, d.window, w); err != nil {
			return err
		}
	}
	return nil
}

// unload reads words at the pointer, whose bank is selected.
func (d *Device) unload(ctx context.Context, n int) (words []uint32, err error) {
	for range n {
		w, err := dataWindow.Read(ctx, d.window)
		if err != nil {
			return nil, err
		}
		words = append(words, w)
	}
	return words, nil
}

// HashBits is the number of bits of the filter for groups.
const HashBits = 64

// HashBit returns the bit of the filter that lets an address through: the upper six bits of its CRC (section 8.22 "Bank 3 -
// Multicast Table Registers").
func HashBit(a ethernet.MAC) int { return int(a.CRC() >> 26) }
