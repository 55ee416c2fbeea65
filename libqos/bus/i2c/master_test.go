package i2c_test

import (
	"context"
	"errors"
	"testing"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/bus/i2c/i2cfake"
)

// bytewise is a bus with a master that moves one byte at a time.
type bytewise struct {
	i2cfake.Wire
	stuck bool
	lose  int // the byte at which arbitration is lost, from 1; 0 is never
	moved int
}

func (m *bytewise) Machine() *guest.Machine { return nil }

func (m *bytewise) Transfer(ctx context.Context, addr i2c.Address, write, read []byte) error {
	return i2c.Bytewise(ctx, m, addr, write, read)
}

func (m *bytewise) Free(context.Context) error {
	if m.stuck {
		return i2c.ErrBusy
	}
	return nil
}

// lost reports whether another master has the bus.
func (m *bytewise) lost() error {
	m.moved++
	if m.moved == m.lose {
		return i2c.ErrArbitration
	}
	return nil
}

func (m *bytewise) Start(_ context.Context, address byte) (bool, error) {
	m.Wire.Start()
	if err := m.lost(); err != nil {
		return false, err
	}
	return m.Address(i2c.Address(address>>1), address&1 != 0), nil
}

func (m *bytewise) Send(_ context.Context, b byte) (bool, error) {
	if err := m.lost(); err != nil {
		return false, err
	}
	return m.Write(b), nil
}

func (m *bytewise) Receive(_ context.Context, p []byte) (int, error) {
	return i2c.EachByte(p, func(last bool) (byte, error) {
		if err := m.lost(); err != nil {
			return 0, err
		}
		return m.Read(!last), nil
	})
}

func (m *bytewise) Stop(context.Context) error {
	m.Wire.Stop()
	return nil
}

func (m *bytewise) controller() i2cfake.Controller {
	return i2cfake.Controller{Bus: m, Wire: &m.Wire, Misuse: func() []string { return nil }}
}

func newBytewise(targets map[i2c.Address]i2cfake.Target) *bytewise {
	return &bytewise{Wire: i2cfake.Wire{Targets: targets}}
}

func TestBytewise(t *testing.T) {
	i2cfake.Transfers(t, func(targets map[i2c.Address]i2cfake.Target) i2cfake.Controller {
		return newBytewise(targets).controller()
	})
}

func TestBytewiseErrors(t *testing.T) {
	i2cfake.Failures(t, newBytewise, (*bytewise).controller, []i2cfake.Failure[*bytewise]{
		{
			Name: "bus busy", Change: func(m *bytewise) { m.stuck = true }, Addr: 0x49, Write: 1,
			Want: "i2c: device 0x49: START: the bus remains busy", Is: i2c.ErrBusy,
		},
		{
			Name: "arbitration lost with a byte sent", Change: func(m *bytewise) { m.lose = 3 }, Addr: 0x49, Write: 2, Read: 1,
			Want: "i2c: device 0x49: write of byte 1: arbitration lost to another master", Is: i2c.ErrArbitration, Wire: "S 0x49W+ 00+",
		},
		{
			Name: "arbitration lost with a byte received", Change: func(m *bytewise) { m.lose = 3 }, Addr: 0x49, Read: 3,
			Want: "i2c: device 0x49: read of byte 1: arbitration lost to another master", Is: i2c.ErrArbitration, Wire: "S 0x49R+ 00+",
		},
	})
}

// TestBytewiseStop checks that an error of the STOP is told.
func TestBytewiseStop(t *testing.T) {
	m := &stopless{bytewise{Wire: i2cfake.Wire{Targets: map[i2c.Address]i2cfake.Target{0x49: &i2cfake.Memory{}}}}}
	if err := i2c.Bytewise(t.Context(), m, 0x49, []byte{0}, nil); !errors.Is(err, errStop) {
		t.Errorf("error %v, want %v", err, errStop)
	}
}

var errStop = errors.New("no STOP")

// stopless is a master that makes no STOP.
type stopless struct{ bytewise }

func (*stopless) Stop(context.Context) error { return errStop }
