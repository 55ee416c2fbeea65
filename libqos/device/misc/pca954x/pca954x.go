package pca954x

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// The nodes of the device models.
var (
	Four  = graph.NewDriver[*Switch]("pca9546")
	Eight = graph.NewDriver[*Switch]("pca9548")
)

// ChannelInterface is the interface of a bus behind a switch. It is another one than
// that of the bus before it, as a path goes through a node once.
var ChannelInterface = graph.NewInterface[i2c.Bus]("i2c-channel")

// Switch is a switch with its channels.
type Switch struct {
	*i2c.Device
	Channels int
	before   i2c.Bus // the bus that the switch is on
}

// New returns the switch at addr, with that number of channels.
func New(before i2c.Bus, addr i2c.Address, channels int) *Switch {
	return &Switch{Device: i2c.NewDevice(before, addr, binary.BigEndian), Channels: channels, before: before}
}

// Before returns the bus that the switch is on. The devices of connected channels are on it, too.
func (s *Switch) Before() i2c.Bus { return s.before }

// Select connects the channels whose bits are 1, after the STOP of its message, and separates all others
// (PCA9548A data sheet, section 6.2 "Control register").
func (s *Switch) Select(ctx context.Context, channels uint8) error {
	if err := s.Write(ctx, channels); err != nil {
		return fmt.Errorf("pca954x: select channels %#02x: %w", channels, err)
	}
	return nil
}

// Selected reads which channels are selected.
func (s *Switch) Selected(ctx context.Context) (uint8, error) {
	var p [1]byte
	if err := s.Receive(ctx, p[:]); err != nil {
		return 0, fmt.Errorf("pca954x: %w", err)
	}
	return p[0], nil
}

// Channel returns the bus behind channel n, from 0. Each transfer on it selects the channel first.
func (s *Switch) Channel(n int) i2c.Bus { return channel{s, n} }

// channel is a bus behind the switch.
type channel struct {
	*Switch
	n int
}

var _ i2c.Bus = channel{}

// Machine returns the switch's machine.
func (c channel) Machine() *guest.Machine { return c.before.Machine() }

// Transfer makes one transfer; see [i2c.Bus].
func (c channel) Transfer(ctx context.Context, addr i2c.Address, write, read []byte) error {
	if len(write)+len(read) == 0 {
		return &i2c.TransferError{Addr: addr, Phase: i2c.Start, Err: i2c.ErrEmpty}
	}
	if err := c.Select(ctx, 1<<c.n); err != nil {
		return err
	}
	return c.before.Transfer(ctx, addr, write, read)
}
