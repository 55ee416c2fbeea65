package ipoctal

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/chardev"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/ipack"
)

// Driver is the node of the device model.
var Driver = graph.NewDriver[*Module]("ipoctal232")

// Channels is the number of serial channels.
const Channels = 8

// Chardev returns the need for a channel's far end.
func Chardev(channel int) graph.Need { return chardev.Chardev(fmt.Sprintf("chardev%d", channel)) }

// ID returns the identity in the module's ID PROM: GreenSpring's IP-Octal 232.
func ID() ipack.ID { return ipack.ID{Manufacturer: 0xf0, Model: 0x22, Revision: 0xa1} }

// Module is a module in a slot of a carrier.
type Module struct {
	Slot ipack.Slot
	Regs reg.Space
}

// New returns the module in a slot.
func New(slot ipack.Slot) *Module { return &Module{Slot: slot, Regs: slot.IO()} }

// RequestLine returns the module's interrupt request line for a channel's
// block: the first for channels 0 to 3, the second for the others.
func RequestLine(channel int) int { return channel / 4 }

// Start resets and enables the receiver and the transmitter of a channel.
func (m *Module) Start(ctx context.Context, channel int) error {
	return m.command(ctx, channel, ResetRx, ResetTx, ResetErrors, ResetMode, EnableRx|EnableTx)
}

// Stop disables the receiver and the transmitter of a channel.
func (m *Module) Stop(ctx context.Context, channel int) error {
	return m.command(ctx, channel, DisableRx|DisableTx)
}

func (m *Module) command(ctx context.Context, channel int, commands ...Command) error {
	for _, c := range commands {
		if err := CommandReg(channel).Write(ctx, m.Regs, c); err != nil {
			return fmt.Errorf("ipoctal: command %#02x to channel %d: %w", uint8(c), channel, err)
		}
	}
	return nil
}

// Await lets virtual time pass until all of the bits are set in the status of a
// channel.
func (m *Module) Await(ctx context.Context, channel int, bits Status) error {
	return m.Slot.Machine().Wait(ctx, fmt.Sprintf("status %v of channel %d", bits, channel), func(ctx context.Context) (bool, error) {
		v, err := StatusReg(channel).Read(ctx, m.Regs)
		return v&bits == bits, err
	})
}

// Send sends characters as fast as the transmitter accepts them.
func (m *Module) Send(ctx context.Context, channel int, b []byte) error {
	for _, c := range b {
		if err := m.Await(ctx, channel, TxReady); err != nil {
			return fmt.Errorf("ipoctal: send: %w", err)
		}
		if err := DataReg(channel).Write(ctx, m.Regs, c); err != nil {
			return fmt.Errorf("ipoctal: send: %w", err)
		}
	}
	return nil
}

// Receive waits for n characters and returns them.
func (m *Module) Receive(ctx context.Context, channel, n int) ([]byte, error) {
	var b []byte
	for range n {
		if err := m.Await(ctx, channel, RxReady); err != nil {
			return b, fmt.Errorf("ipoctal: receive: %w", err)
		}
		c, err := DataReg(channel).Read(ctx, m.Regs)
		if err != nil {
			return b, fmt.Errorf("ipoctal: receive: %w", err)
		}
		b = append(b, c)
	}
	return b, nil
}
