package pnvi2c_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/board/pnvi2c"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/bus/i2c/i2cfake"
	"github.com/qgraph/qgraph/qtest"
)

// model is the controller according to skiboot. A byte takes a tick.
type model struct {
	i2cfake.Model
	mode         pnvi2c.Mode
	command      pnvi2c.Command
	status       pnvi2c.Status
	front, back  int // bytes left on the bus, and to be given or taken
	fifo         []byte
	begun, stuck bool
	fails        pnvi2c.Status // the error of the next byte
	short        int           // bytes by which a command ends early, -1 for none
}

func newModel(targets map[i2c.Address]i2cfake.Target) *model {
	return &model{Model: i2cfake.NewModel(targets), status: pnvi2c.Complete, short: -1}
}

// tick moves a byte, or the address.
func (m *model) tick() {
	read := m.command&pnvi2c.Read != 0
	switch {
	case m.status&(pnvi2c.Complete|pnvi2c.Errors) != 0:
		return
	case !m.begun:
		m.begun = true
		if m.command&pnvi2c.WithStart != 0 && !m.start(read) {
			m.end(pnvi2c.NACK)
			return
		}
	case m.front == 0 || m.front == m.short:
	case m.fails != 0:
		m.end(m.fails)
		return
	case read && len(m.fifo) < pnvi2c.Depth:
		m.fifo = append(m.fifo, m.Read(m.front > 1))
		m.front--
	case !read && len(m.fifo) > 0:
		b := m.fifo[0]
		m.fifo = m.fifo[1:]
		if !m.Write(b) {
			m.end(pnvi2c.NACK)
			return
		}
		m.front--
	}
	m.ready(read)
	m.Next = m.tick
}

// start makes a START and sends the address.
func (m *model) start(read bool) bool {
	m.Start()
	return m.Address(i2c.Address(m.command>>49&0x7f), read)
}

// ready sets DATA_REQ, or ends the command.
func (m *model) ready(read bool) {
	m.status &^= pnvi2c.DataRequest
	if read && len(m.fifo) > 0 || !read && m.back > 0 && len(m.fifo) < pnvi2c.Depth {
		m.status |= pnvi2c.DataRequest
	}
	if (m.front == 0 || m.front == m.short) && len(m.fifo) == 0 {
		m.end(0)
	}
}

// end ends a command.
func (m *model) end(with pnvi2c.Status) {
	m.status = m.status&^pnvi2c.DataRequest | pnvi2c.Complete | with
	if m.command&pnvi2c.WithStop != 0 && m.Busy() && with == 0 {
		m.Stop()
	}
}

func (m *model) Load(_ context.Context, w qtest.Width, n uint64) (v uint64, err error) {
	if w != qtest.Width64 {
		m.Problem("read of %d bytes of register %#x", w, n)
	}
	switch n {
	case uint64(pnvi2c.StatusRegister):
		if m.stuck {
			return 0, nil
		}
		return uint64(m.status) | uint64(len(m.fifo))<<32, nil
	case uint64(pnvi2c.ResidualRegister):
		return uint64(pnvi2c.Left(uint16(m.front), uint16(m.back))), nil
	case uint64(pnvi2c.FIFO):
		if len(m.fifo) == 0 {
			m.Problem("read of an empty FIFO")
			return 0, nil
		}
		v, m.fifo, m.back = uint64(m.fifo[0])<<56, m.fifo[1:], m.back-1
		m.ready(true)
		return v, nil
	}
	m.Problem("read of register %#x", n)
	return 0, nil
}

func (m *model) Store(_ context.Context, w qtest.Width, n, value uint64) error {
	if w != qtest.Width64 {
		m.Problem("write of %d bytes of register %#x", w, n)
	}
	switch n {
	case uint64(pnvi2c.WatermarkRegister):
	case uint64(pnvi2c.ModeRegister):
		m.mode = pnvi2c.Mode(value)
	case uint64(pnvi2c.ResetErrors):
		m.status &^= pnvi2c.Errors
	case uint64(pnvi2c.ResetEngine):
		m.status, m.fifo, m.mode, m.front, m.back = pnvi2c.Complete, nil, 0, 0, 0
	case uint64(pnvi2c.FIFO):
		if len(m.fifo) == pnvi2c.Depth || m.back == 0 {
			m.Problem("write of a full FIFO, or behind the end of a command")
		}
		m.fifo, m.back = append(m.fifo, byte(value>>56)), m.back-1
	case uint64(pnvi2c.CommandRegister):
		m.begin(pnvi2c.Command(value))
	default:
		m.Problem("write of register %#x", n)
	}
	return nil
}

// begin begins a command.
func (m *model) begin(c pnvi2c.Command) {
	if got := m.mode &^ (0xffff << 48) &^ pnvi2c.Enhanced; got != pnvi2c.Port(1, 0) {
		m.Problem("command with the mode %v", m.mode)
	}
	if m.status != pnvi2c.Complete {
		m.Problem("command with the status %v", m.status)
	}
	m.command, m.begun, m.status = c, false, 0
	m.front = int(uint16(c >> 32))
	m.back, m.Next = m.front, m.tick
	if c == pnvi2c.WithStop {
		m.end(0)
	}
}

func (m *model) controller() i2cfake.Controller {
	return m.Model.Controller(pnvi2c.Alone(i2c.Alone(m, m), pnvi2c.Place{Engine: 2, Port: 1}))
}

func TestTransfer(t *testing.T) {
	i2cfake.Transfers(t, func(targets map[i2c.Address]i2cfake.Target) i2cfake.Controller {
		return newModel(targets).controller()
	})
}

func TestTransferErrors(t *testing.T) {
	i2cfake.Failures(t, newModel, (*model).controller, []i2cfake.Failure[*model]{
		{
			Name: "controller busy", Change: func(m *model) { m.stuck = true }, Addr: 0x49, Write: 1,
			Want: "i2c: device 0x49: START: the bus remains busy: waiting for the I2C controller to be idle: timeout", Is: i2c.ErrBusy,
		},
		{
			Name: "arbitration lost", Change: func(m *model) { m.fails = pnvi2c.Arbitration }, Addr: 0x49, Read: 3,
			Want: "i2c: device 0x49: read of byte 0: arbitration lost to another master", Is: i2c.ErrArbitration, Wire: "S 0x49R+ P",
		},
		{
			Name: "overrun", Change: func(m *model) { m.fails = pnvi2c.Overrun }, Addr: 0x49, Read: 3,
			Want: "i2c: device 0x49: read of byte 0: pnvi2c: BKEND_OVERRUN_ERR|CMD_COMP", Wire: "S 0x49R+ P",
		},
		{
			Name: "a command that ends early", Change: func(m *model) { m.short = 2 }, Addr: 0x49, Read: 4,
			Want: "i2c: device 0x49: read of byte 2: the command ended after 2 of 4 bytes: CMD_COMP", Wire: "S 0x49R+ 00+ 00+ P",
		},
	})
}

// TestTransferAfterError checks that the bus is free, no error is pending and the FIFO is empty after a failed transfer.
func TestTransferAfterError(t *testing.T) {
	memory := &i2cfake.Memory{Accepts: 2}
	m := newModel(map[i2c.Address]i2cfake.Target{0x49: memory})
	c := m.controller().Bus
	if err := c.Transfer(t.Context(), 0x33, []byte{0}, nil); !errors.Is(err, i2c.ErrAddressNACK) {
		t.Fatalf("Transfer: %v, want %v", err, i2c.ErrAddressNACK)
	}
	if err := c.Transfer(t.Context(), 0x49, []byte{0, 1, 2, 3}, nil); !errors.Is(err, i2c.ErrDataNACK) {
		t.Fatalf("Transfer: %v, want %v", err, i2c.ErrDataNACK)
	}
	memory.Accepts = 0
	m.Trace()
	for range 2 {
		if err := c.Transfer(t.Context(), 0x49, []byte{0x10, 0x20}, []byte{0}); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff("S 0x49W+ 10+ 20+ Sr 0x49R+ 00- P", m.Trace()); diff != "" {
			t.Errorf("wire mismatch (-want +got):\n%s", diff)
		}
	}
	if diff := cmp.Diff([]string(nil), m.Misuse()); diff != "" {
		t.Errorf("misuse of the controller (-want +got):\n%s", diff)
	}
}
