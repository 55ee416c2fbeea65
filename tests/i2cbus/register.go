package i2cbus

import (
	"errors"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// Register adds the tests of the bus.
func Register(g *graph.Graph) {
	graph.Test(g, "i2c-bus-tests/address-nack", i2c.Interface, addressNACK)
}

// Addresses that a device may have; the others are reserved (UM10204, table 4
// "Reserved addresses").
const (
	first i2c.Address = 0x08
	last  i2c.Address = 0x77
)

// addressNACK requests a byte from every address. Without a device, the transfer
// fails at the address and leaves the bus free for the next one, which fails the
// same way.
func addressNACK(t *run.T, bus i2c.Bus) {
	absent := 0
	for addr := first; addr <= last; addr++ {
		err := bus.Transfer(t.Context(), addr, nil, make([]byte, 1))
		if err == nil {
			continue
		}
		absent++
		refused(t, addr, i2c.ReadAddress, err)
		refused(t, addr, i2c.WriteAddress, bus.Transfer(t.Context(), addr, []byte{0}, nil))
		refused(t, addr, i2c.WriteAddress, bus.Transfer(t.Context(), addr, []byte{0, 1, 2}, make([]byte, 2)))
		refused(t, addr, i2c.ReadAddress, bus.Transfer(t.Context(), addr, nil, make([]byte, 3)))
	}
	if absent == 0 {
		t.Errorf("all addresses from %v to %v are acknowledged, want some not", first, last)
	}
	if err := bus.Transfer(t.Context(), first, nil, nil); !errors.Is(err, i2c.ErrEmpty) {
		t.Errorf("empty transfer: error %v, want %v", err, i2c.ErrEmpty)
	}
}

// refused checks the error of a transfer with an absent device, if the controller can make the transfer.
func refused(t *run.T, addr i2c.Address, phase i2c.Phase, err error) {
	t.Helper()
	if errors.Is(err, i2c.ErrUnsupported) {
		return
	}
	var failed *i2c.TransferError
	if !errors.As(err, &failed) {
		t.Errorf("absent device %v: error %v, want a TransferError", addr, err)
		return
	}
	if want := (i2c.TransferError{Addr: addr, Phase: phase, Err: i2c.ErrAddressNACK}); *failed != want {
		t.Errorf("absent device %v: error %v, want %v", addr, failed, &want)
	}
}
