package imxi2c_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/board/imxi2c"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/bus/i2c/i2cfake"
	"github.com/qgraph/qgraph/qtest"
)

// model is the controller according to the manual. Each of its actions takes a
// tick.
type model struct {
	i2cfake.Model
	control imxi2c.Control
	status  imxi2c.Status
	data    byte
	fresh   bool // a START without an address yet
	stuck   bool // another master holds the bus
	silent  bool // no IIF without an acknowledge, as in QEMU
	lose    int  // the byte at which arbitration is lost, from 1; 0 is never
	sent    int
}

func newModel(targets map[i2c.Address]i2cfake.Target) *model {
	return &model{Model: i2cfake.NewModel(targets), status: imxi2c.ICF | imxi2c.RXAK}
}

func (m *model) Load(_ context.Context, w qtest.Width, offset uint64) (uint64, error) {
	if w != qtest.Width16 {
		m.Problem("read of %d bytes at %#x", w, offset)
	}
	switch offset {
	case uint64(imxi2c.I2CR):
		return uint64(m.control), nil
	case uint64(imxi2c.I2SR):
		return uint64(m.status), nil
	case uint64(imxi2c.I2DR):
		b := m.data
		if m.control&imxi2c.MSTA != 0 {
			m.begin(func() { m.data = m.Read(m.control&imxi2c.TXAK == 0) })
		}
		return uint64(b), nil
	}
	m.Problem("read at %#x", offset)
	return 0, nil
}

func (m *model) Store(_ context.Context, w qtest.Width, offset, value uint64) error {
	if w != qtest.Width16 {
		m.Problem("write of %d bytes at %#x", w, offset)
	}
	switch offset {
	case uint64(imxi2c.I2CR):
		m.setControl(imxi2c.Control(value))
	case uint64(imxi2c.I2SR):
		m.status &^= (imxi2c.IIF | imxi2c.IAL) &^ imxi2c.Status(value)
	case uint64(imxi2c.I2DR):
		if m.control&imxi2c.MTX == 0 {
			m.Problem("write of I2DR while receiving")
		}
		m.begin(func() { m.send(byte(value)) })
	default:
		m.Problem("write at %#x", offset)
	}
	return nil
}

// begin starts a byte, which ends at the next tick.
func (m *model) begin(f func()) {
	if m.status&imxi2c.IIF != 0 {
		m.Problem("a byte is started with IIF set")
	}
	m.status &^= imxi2c.ICF
	m.Next = func() {
		m.sent++
		m.status |= imxi2c.ICF | imxi2c.IIF
		if m.sent == m.lose {
			m.status |= imxi2c.IAL
			m.control &^= imxi2c.MSTA
			return
		}
		f()
	}
}

func (m *model) send(b byte) {
	var ack bool
	if m.fresh {
		m.fresh = false
		ack = m.Address(i2c.Address(b>>1), b&1 != 0)
	} else {
		ack = m.Write(b)
	}
	m.status &^= imxi2c.RXAK
	if !ack {
		m.status |= imxi2c.RXAK
	}
	if !ack && m.silent {
		m.status &^= imxi2c.IIF
	}
}

func (m *model) setControl(c imxi2c.Control) {
	was := m.control
	m.control = c &^ imxi2c.RSTA
	master := c&imxi2c.MSTA != 0
	switch {
	case c&imxi2c.IEN == 0 && c != 0:
		m.Problem("bits are set while the controller is disabled: %v", c)
	case master && (was&imxi2c.MSTA == 0 || c&imxi2c.RSTA != 0):
		m.fresh = true
		m.Start()
		m.Next = func() { m.status |= imxi2c.IBB }
	case !master && was&imxi2c.MSTA != 0:
		if m.status&imxi2c.ICF == 0 {
			m.Problem("STOP while a byte is in progress")
		}
		m.Stop()
		m.Next = func() { m.status &^= imxi2c.IBB }
	}
	if m.stuck {
		m.status |= imxi2c.IBB
	}
}

func (m *model) controller() i2cfake.Controller {
	return m.Model.Controller(imxi2c.New(m, m))
}

func TestTransfer(t *testing.T) {
	i2cfake.Transfers(t, func(targets map[i2c.Address]i2cfake.Target) i2cfake.Controller {
		return newModel(targets).controller()
	})
}

func TestTransferErrors(t *testing.T) {
	i2cfake.Failures(t, newModel, (*model).controller, []i2cfake.Failure[*model]{
		{
			Name: "address not acknowledged, without IIF", Change: func(m *model) { m.silent = true }, Addr: 0x33, Write: 1,
			Want: "i2c: device 0x33: address for writing: no device acknowledges the address", Is: i2c.ErrAddressNACK, Wire: "S 0x33W- P",
		},
		{
			Name: "byte not acknowledged, without IIF", Change: func(m *model) { m.silent = true }, Addr: 0x49, Write: 5, Read: 2,
			Want: "i2c: device 0x49: write of byte 3: the device does not acknowledge the byte", Is: i2c.ErrDataNACK, Wire: "S 0x49W+ 00+ 00+ 00+ 00- P",
		},
		{
			Name: "arbitration lost with the address", Change: func(m *model) { m.lose = 1 }, Addr: 0x49, Write: 1,
			Want: "i2c: device 0x49: address for writing: arbitration lost to another master", Is: i2c.ErrArbitration, Wire: "S",
		},
		{
			Name: "arbitration lost with a byte sent", Change: func(m *model) { m.lose = 3 }, Addr: 0x49, Write: 2, Read: 1,
			Want: "i2c: device 0x49: write of byte 1: arbitration lost to another master", Is: i2c.ErrArbitration, Wire: "S 0x49W+ 00+",
		},
		{
			Name: "arbitration lost with a byte received", Change: func(m *model) { m.lose = 3 }, Addr: 0x49, Read: 3,
			Want: "i2c: device 0x49: read of byte 1: arbitration lost to another master", Is: i2c.ErrArbitration, Wire: "S 0x49R+ 00+",
		},
		{
			Name: "bus busy", Change: func(m *model) { m.stuck = true }, Addr: 0x49, Write: 1,
			Want: "i2c: device 0x49: START: the bus remains busy: waiting for the I2C bus to be free: timeout", Is: i2c.ErrBusy,
		},
	})
}

// TestTransferAfterError checks that the bus is free and no flag is set after a
// failed transfer.
func TestTransferAfterError(t *testing.T) {
	m := newModel(map[i2c.Address]i2cfake.Target{0x49: &i2cfake.Memory{}})
	c := imxi2c.New(m, m)
	if err := c.Transfer(t.Context(), 0x33, []byte{0}, nil); !errors.Is(err, i2c.ErrAddressNACK) {
		t.Fatalf("Transfer: %v, want %v", err, i2c.ErrAddressNACK)
	}
	if err := c.Transfer(t.Context(), 0x49, []byte{0}, nil); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]string(nil), m.Misuse()); diff != "" {
		t.Errorf("misuse of the controller (-want +got):\n%s", diff)
	}
}

func TestStrings(t *testing.T) {
	const status = "RXAK|IIF|SRW|IAL|IBB|IAAS|ICF|0xff08"
	if got := (^imxi2c.Status(0)).String(); got != status {
		t.Errorf("Status: %q, want %q", got, status)
	}
	const control = "RSTA|TXAK|MTX|MSTA|IIEN|IEN|0xff03"
	if got := (^imxi2c.Control(0)).String(); got != control {
		t.Errorf("Control: %q, want %q", got, control)
	}
}
