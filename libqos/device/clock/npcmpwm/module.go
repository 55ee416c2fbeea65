package npcmpwm

import (
	"context"
	"errors"
	"fmt"
	"math/bits"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Driver is the node of a module.
var Driver = graph.NewDriver[*Module]("npcm7xx-pwm")

// Kind is the kind of a board's part.
var Kind = board.NewKind(Driver, func(ctx context.Context, m *guest.Machine, p guest.Peripheral) (*Module, error) {
	d := &Module{Device: board.At(m, p)}
	path, err := d.Object(ctx)
	d.Outside = qom.At(m.Monitor, path)
	return d, err
})

// Module is four channels.
type Module struct {
	board.Device
	Outside qom.Object // QEMU's: the frequency and the duty of each output
}

// Channels is the number of channels.
const Channels = 4

// The clock on QEMU's boards, which no firmware sets up.
const (
	Hertz = 1_562_500
	Tick  = time.Second / Hertz
)

// The registers of the module.
const (
	Prescalers reg.Reg[uint32]  = 0x00 // PPR: two bytes, each for two channels
	Clocks     reg.Reg[uint32]  = 0x04 // CSR: three bits for each channel
	Controls   reg.Reg[Control] = 0x08 // PCR
	Enables    reg.Reg[uint32]  = 0x3c // PIER: a bit for each channel's interrupt
	Status     reg.Reg[uint32]  = 0x40 // PIIR: a bit for each channel; a written 1 clears it
)

// Channel are the registers of a channel.
type Channel struct {
	Period  reg.Reg[uint32] // CNR: the period less one
	Compare reg.Reg[uint32] // CMR: the time at which the output is high, less one
	Data    reg.Reg[uint32] // PDR: the counter, read-only
}

// Channel returns the registers of channel n, 0 to 3.
func (d *Module) Channel(n int) Channel {
	const first, size = 0x0c, 0x0c
	base := reg.Reg[uint32](first + n*size)
	return Channel{base, base + 4, base + 8}
}

// Control is the register PCR, or the bits of one channel in it.
type Control uint32

// The bits of channel 0; those of another are behind [Control.Of].
//
//qgraph:bits
const (
	Enable   Control = 1 << 0 // "EN"
	Invert   Control = 1 << 2 // "INV"
	Periodic Control = 1 << 3 // "MOD"
)

// Of moves bits of channel 0 to another channel.
func (c Control) Of(channel int) Control { return c << [Channels]int{0, 8, 12, 16}[channel] }

// Waveform is how a channel's output is.
type Waveform struct {
	Prescale int     // the clock is divided by so many, 1 to 256, the same for channels 0 and 1 and for 2 and 3
	Divide   int     // then by 1, 2, 4, 8 or 16
	Period   int     // in ticks of that, 1 to 65536
	High     int     // in ticks of that, 1 to 65536
	With     Control // further bits, of channel 0
}

// Frequency returns the frequency of the output, in Hz, rounded down.
func (w Waveform) Frequency() int64 { return Hertz / int64(w.Prescale*w.Divide*w.Period) }

// Unit is a whole period in [Waveform.Duty].
const Unit = 1_000_000

// Duty returns the share of the period at which the output is high, in millionths.
func (w Waveform) Duty() int64 {
	d := int64(min(w.High, w.Period)) * Unit / int64(w.Period)
	if w.With&Invert != 0 {
		d = Unit - d
	}
	return d
}

// Start lets a channel run. The other channels stay as they are, but for the prescaler that two channels share.
func (d *Module) Start(ctx context.Context, channel int, w Waveform) error {
	const all, clock, prescaler = 0xf, 7, 0xff
	code := uint32(4) // divided by 1
	if w.Divide > 1 {
		code = uint32(bits.TrailingZeros(uint(w.Divide))) - 1
	}
	r := d.Channel(channel)
	err := errors.Join(
		Controls.Modify(ctx, d.Regs, Control(all).Of(channel), 0),
		Prescalers.Modify(ctx, d.Regs, prescaler<<(channel/2*8), uint32(w.Prescale-1)<<(channel/2*8)),
		Clocks.Modify(ctx, d.Regs, clock<<(channel*4), code<<(channel*4)),
		r.Period.Write(ctx, d.Regs, uint32(w.Period-1)),
		r.Compare.Write(ctx, d.Regs, uint32(w.High-1)),
		Controls.Modify(ctx, d.Regs, 0, (Enable|Periodic|w.With).Of(channel)),
	)
	if err != nil {
		return fmt.Errorf("npcmpwm: start channel %d: %w", channel, err)
	}
	return nil
}

// Output returns the frequency of a channel's output in Hz, and its duty in millionths, as QEMU tells them outside of the guest.
func (d *Module) Output(ctx context.Context, channel int) (frequency, duty int64, err error) {
	frequency, err = d.Outside.Int(ctx, fmt.Sprintf("freq[%d]", channel))
	if err == nil {
		duty, err = d.Outside.Int(ctx, fmt.Sprintf("duty[%d]", channel))
	}
	return frequency, duty, err
}
