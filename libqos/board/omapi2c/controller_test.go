package omapi2c_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/board/omapi2c"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/bus/i2c/i2cfake"
	"github.com/qgraph/qgraph/qtest"
)

// depth is the number of bytes in the model's FIFO.
const depth = 2

// model is the controller according to the manual. A byte takes a tick.
type model struct {
	i2cfake.Model
	enable  omapi2c.Events
	status  omapi2c.Status
	control omapi2c.Control
	count   uint16 // as written
	left    uint16 // remaining bytes of the message
	address uint16
	fifo    []byte
	addressed,
	stuck bool // another master holds the bus
	lose  int // the byte at which arbitration is lost, from 1; 0 is never
	bytes int
	short uint16 // bytes by which messages end early
}

func newModel(targets map[i2c.Address]i2cfake.Target) *model {
	m := &model{Model: i2cfake.NewModel(targets)}
	m.Next = m.tick
	return m
}

// tick moves one byte over the wire.
func (m *model) tick() {
	m.Next = m.tick
	transmit := m.control&omapi2c.TRX != 0
	switch {
	case m.control&omapi2c.MST == 0 || m.status&(omapi2c.NACK|omapi2c.AL|omapi2c.ARDY) != 0:
	case !m.Busy() && m.control&omapi2c.STT == 0:
	case m.control&omapi2c.STT != 0:
		m.control &^= omapi2c.STT
		m.Start()
		m.status |= omapi2c.BB
		m.addressed = false
	case !m.addressed:
		if m.addressed = m.Address(i2c.Address(m.address), !transmit); !m.addressed {
			m.status |= omapi2c.NACK
		}
	case m.left == m.short:
		m.status |= omapi2c.ARDY
		if m.control&omapi2c.STP != 0 {
			m.stop()
		}
	case m.bytes+1 == m.lose:
		m.status |= omapi2c.AL
	case transmit && len(m.fifo) > 0:
		b := m.fifo[0]
		m.fifo = m.fifo[1:]
		m.moved()
		if !m.Write(b) {
			m.status |= omapi2c.NACK
		}
	case !transmit && len(m.fifo) < depth:
		m.fifo = append(m.fifo, m.Read(m.left > 1))
		m.moved()
	}
	m.ready()
}

func (m *model) moved() {
	m.left--
	m.bytes++
}

// ready sets RRDY and XRDY.
func (m *model) ready() {
	m.status &^= omapi2c.RRDY | omapi2c.XRDY
	if !m.addressed {
		return
	}
	if m.control&omapi2c.TRX == 0 {
		if len(m.fifo) == depth || len(m.fifo) > 0 && m.left == 0 {
			m.status |= omapi2c.RRDY
		}
	} else if m.status&omapi2c.NACK == 0 && len(m.fifo) == 0 && m.left > m.short {
		m.status |= omapi2c.XRDY
	}
}

func (m *model) stop() {
	m.Stop()
	m.status &^= omapi2c.BB
	m.control &^= omapi2c.MST | omapi2c.STP
}

func (m *model) Load(_ context.Context, w qtest.Width, offset uint64) (v uint64, err error) {
	if w != qtest.Width16 {
		m.Problem("read of %d bytes at %#x", w, offset)
	}
	switch offset {
	case uint64(omapi2c.Stat):
		v = uint64(m.status)
		if m.stuck {
			v |= uint64(omapi2c.BB)
		}
	case uint64(omapi2c.IV):
		for i, bit := range []omapi2c.Status{omapi2c.AL, omapi2c.NACK, omapi2c.ARDY, omapi2c.RRDY, omapi2c.XRDY} {
			if m.status&bit != 0 && m.enable&(1<<i) != 0 {
				m.status &^= bit
				return uint64(i) + 1, nil
			}
		}
	case uint64(omapi2c.Con):
		v = uint64(m.control)
	case uint64(omapi2c.Data):
		if m.status&omapi2c.RRDY == 0 {
			m.Problem("read of I2C_DATA without RRDY")
		}
		for i, b := range m.fifo {
			v |= uint64(b) << (8 * i)
		}
		m.fifo = nil
		m.ready()
	default:
		m.Problem("read at %#x", offset)
	}
	return v, nil
}

func (m *model) Store(_ context.Context, w qtest.Width, offset, value uint64) error {
	if w != qtest.Width16 {
		m.Problem("write of %d bytes at %#x", w, offset)
	}
	switch offset {
	case uint64(omapi2c.Enable):
		m.enable = omapi2c.Events(value)
	case uint64(omapi2c.Count):
		m.count = uint16(value)
	case uint64(omapi2c.SA):
		m.address = uint16(value)
	case uint64(omapi2c.Data):
		if m.status&omapi2c.XRDY == 0 {
			m.Problem("write of I2C_DATA without XRDY")
		}
		m.fifo = []byte{byte(value), byte(value >> 8)}[:min(depth, int(m.left))]
		m.ready()
	case uint64(omapi2c.Con):
		m.setControl(omapi2c.Control(value))
	default:
		m.Problem("write at %#x", offset)
	}
	return nil
}

func (m *model) setControl(c omapi2c.Control) {
	m.control = c
	switch {
	case c&omapi2c.EN == 0:
		m.status, m.enable, m.addressed, m.fifo = 0, 0, false, nil
	case c&omapi2c.STT != 0:
		if m.status&(omapi2c.AL|omapi2c.NACK|omapi2c.ARDY) != 0 {
			m.Problem("START with %v pending", m.status)
		}
		m.left, m.addressed = m.count, false
		m.ready()
	case c&omapi2c.STP != 0 && m.Busy():
		m.stop()
	}
}

func (m *model) controller() i2cfake.Controller {
	return m.Model.Controller(omapi2c.New(m, m))
}

func TestTransfer(t *testing.T) {
	i2cfake.Transfers(t, func(targets map[i2c.Address]i2cfake.Target) i2cfake.Controller {
		return newModel(targets).controller()
	})
}

func TestTransferErrors(t *testing.T) {
	i2cfake.Failures(t, newModel, (*model).controller, []i2cfake.Failure[*model]{
		{
			Name: "arbitration lost with a byte sent", Change: func(m *model) { m.lose = 3 }, Addr: 0x49, Write: 4, Read: 1,
			Want: "i2c: device 0x49: write of byte 4: arbitration lost to another master", Is: i2c.ErrArbitration, Wire: "S 0x49W+ 00+ 00+",
		},
		{
			Name: "arbitration lost with a byte received", Change: func(m *model) { m.lose = 3 }, Addr: 0x49, Read: 3,
			Want: "i2c: device 0x49: read of byte 2: arbitration lost to another master", Is: i2c.ErrArbitration, Wire: "S 0x49R+ 00+ 00+",
		},
		{
			Name: "bus busy", Change: func(m *model) { m.stuck = true }, Addr: 0x49, Write: 1,
			Want: "i2c: device 0x49: START: the bus remains busy: waiting for the I2C bus to be free: timeout", Is: i2c.ErrBusy,
		},
		{
			Name: "a message that ends early", Change: func(m *model) { m.short = 2 }, Addr: 0x49, Read: 4,
			Want: "i2c: device 0x49: read of byte 2: the message ended after 2 of 4 bytes: ARDY", Wire: "S 0x49R+ 00+ 00+ P",
		},
		{
			Name: "a message that is too long", Addr: 0x49, Read: omapi2c.MaxMessage + 1,
			Want: "i2c: device 0x49: START: message too long for the controller's counter", Is: omapi2c.ErrTooLong,
		},
	})
}

// TestTransferAfterError checks that the bus is free, no event is pending and
// the FIFO is empty after a failed transfer.
func TestTransferAfterError(t *testing.T) {
	memory := &i2cfake.Memory{Accepts: 2}
	m := newModel(map[i2c.Address]i2cfake.Target{0x49: memory})
	c := omapi2c.New(m, m)
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

func TestStrings(t *testing.T) {
	for _, tc := range []struct {
		name string
		got  fmt.Stringer
		want string
	}{
		{"I2C_IE", ^omapi2c.Events(0), "AL_IE|NACK_IE|ARDY_IE|RRDY_IE|XRDY_IE|0xffe0"},
		{"I2C_STAT", ^omapi2c.Status(0), "AL|NACK|ARDY|RRDY|XRDY|AD0|AAS|XUDF|ROVR|BB|SBD|0x60e0"},
		{"I2C_CON", ^omapi2c.Control(0), "STT|STP|RM|XA|TRX|MST|STB|BE|I2C_EN|0x30f8"},
		{"I2C_IV", omapi2c.TransmitReady, "XRDY"},
		{"unknown I2C_IV", omapi2c.Vector(6), "vector 6"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := tc.got.String(); got != tc.want {
				t.Errorf("String() = %q, want %q", got, tc.want)
			}
		})
	}
}
