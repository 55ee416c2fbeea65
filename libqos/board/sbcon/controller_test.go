package sbcon_test

import (
	"context"
	"testing"

	"github.com/qgraph/qgraph/libqos/board/sbcon"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/bus/i2c/i2cfake"
	"github.com/qgraph/qgraph/qtest"
)

// model is the interface with the devices of a wire. It follows the lines as a device does.
type model struct {
	i2cfake.Model
	lines   sbcon.Lines // that the master lets rise
	low     sbcon.Lines // that a device pulls low
	held    sbcon.Lines // that are stuck at low
	stretch int         // reads of the lines that find SCL low in each acknowledge
	waiting int
	began   bool // between START and STOP
	bits    int  // clock pulses of this byte
	shift   byte
	address bool // the byte is an address
	turn    bool // the device sends from the next byte on
	reading bool // the device sends
	out     byte // the byte that the device sends
}

func newModel(targets map[i2c.Address]i2cfake.Target) *model {
	return &model{Model: i2cfake.NewModel(targets), lines: sbcon.SCL | sbcon.SDA}
}

func (m *model) Load(_ context.Context, w qtest.Width, offset uint64) (uint64, error) {
	if w != qtest.Width32 || offset != uint64(sbcon.Control) {
		m.Problem("read of %d bytes at %#x", w, offset)
	}
	levels := m.lines &^ m.low &^ m.held
	if m.waiting > 0 {
		m.waiting--
		levels &^= sbcon.SCL
	}
	return uint64(levels), nil
}

func (m *model) Store(_ context.Context, w qtest.Width, offset, value uint64) error {
	if w != qtest.Width32 {
		m.Problem("write of %d bytes at %#x", w, offset)
	}
	was := m.lines
	switch offset {
	case uint64(sbcon.ControlSet):
		m.lines |= sbcon.Lines(value)
	case uint64(sbcon.ControlClear):
		m.lines &^= sbcon.Lines(value)
	default:
		m.Problem("write at %#x", offset)
	}
	m.edges(was)
	return nil
}

// edges is the device's view of a change of the lines.
func (m *model) edges(was sbcon.Lines) {
	rises, falls := m.lines&^was, was&^m.lines
	switch {
	case rises == 0 && falls == 0:
	case was&m.lines&sbcon.SCL != 0 && falls&sbcon.SDA != 0:
		if m.low != 0 {
			m.Problem("a START while the device pulls SDA low")
		}
		m.Start()
		m.began, m.bits, m.address, m.turn, m.reading, m.shift = true, -1, true, false, false, 0
	case was&m.lines&sbcon.SCL != 0 && rises&sbcon.SDA != 0:
		if m.began {
			m.Stop()
		}
		m.began, m.low = false, 0
	case !m.began:
	case rises&sbcon.SCL != 0:
		m.pulse()
	case falls&sbcon.SCL != 0:
		m.after()
	}
}

// pulse is a rise of SCL.
func (m *model) pulse() {
	high := m.lines&sbcon.SDA != 0
	m.bits++
	switch {
	case m.bits <= 8 && !m.reading:
		m.shift <<= 1
		if high {
			m.shift |= 1
		}
	case m.bits == 9 && m.reading:
		m.read(!high)
	case m.bits == 9:
		m.waiting = m.stretch
	}
}

// read records the byte that the device has sent, and whether the master acknowledges it.
func (m *model) read(ack bool) {
	if got := m.Read(ack); got != m.out {
		m.Problem("the device sent %#x, want %#x", m.out, got)
	}
	m.reading, m.turn = ack, ack
}

// after is a fall of SCL: the device sets its next bit.
func (m *model) after() {
	m.low = 0
	if m.bits == 9 || m.bits < 0 {
		m.bits, m.shift = 0, 0
		m.reading = m.reading || m.turn
		if m.reading {
			m.fetch()
		}
	}
	switch {
	case m.bits == 8 && !m.reading:
		m.acknowledge()
	case m.bits < 8 && m.reading && m.out>>(7-m.bits)&1 == 0:
		m.low = sbcon.SDA
	}
}

// fetch looks at the device's next byte; its acknowledge takes it.
func (m *model) fetch() {
	if memory, ok := m.Targets[addr].(*i2cfake.Memory); ok {
		m.out = memory.Next()
	}
}

// addr is the address of the device.
const addr = 0x49

// acknowledge answers a byte that the master has sent.
func (m *model) acknowledge() {
	var ack bool
	if m.address {
		m.turn = m.shift&1 != 0
		ack = m.Address(i2c.Address(m.shift>>1), m.turn)
		m.address = false
	} else {
		ack = m.Write(m.shift)
	}
	if ack {
		m.low = sbcon.SDA
	}
}

func (m *model) controller() i2cfake.Controller {
	return m.Model.Controller(sbcon.New(m, m))
}

func TestTransfer(t *testing.T) {
	i2cfake.Transfers(t, func(targets map[i2c.Address]i2cfake.Target) i2cfake.Controller {
		return newModel(targets).controller()
	})
}

// TestStretch has a device that holds SCL low in each acknowledge.
func TestStretch(t *testing.T) {
	i2cfake.Transfers(t, func(targets map[i2c.Address]i2cfake.Target) i2cfake.Controller {
		m := newModel(targets)
		m.stretch = 2
		return m.controller()
	})
}

func TestTransferErrors(t *testing.T) {
	i2cfake.Failures(t, newModel, (*model).controller, []i2cfake.Failure[*model]{
		{
			Name: "SDA stuck", Change: func(m *model) { m.held = sbcon.SDA }, Addr: addr, Write: 1,
			Want: "i2c: device 0x49: START: the bus remains busy: waiting for the I2C bus to be free: timeout", Is: i2c.ErrBusy,
		},
		{
			Name: "SCL held in an acknowledge", Change: func(m *model) { m.stretch = 9 }, Addr: addr, Write: 1,
			Want: "i2c: device 0x49: address for writing: waiting for SCL to rise: timeout", Is: i2cfake.ErrTimeout, Wire: "S 0x49W+ P",
		},
	})
}

func TestStrings(t *testing.T) {
	if got, want := (^sbcon.Lines(0)).String(), "SCL|SDA|0xfffffffc"; got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
}
