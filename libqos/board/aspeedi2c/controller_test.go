package aspeedi2c_test

import (
	"context"
	"testing"

	"github.com/qgraph/qgraph/libqos/board/aspeedi2c"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/bus/i2c/i2cfake"
	"github.com/qgraph/qgraph/qtest"
)

// model is a controller according to the drivers of its maker. Each command ends with the next
// look at the status.
type model struct {
	i2cfake.Model
	aspeedi2c.Registers
	function aspeedi2c.Functions
	enable   aspeedi2c.Interrupt
	status   aspeedi2c.Interrupt
	buffer   uint64
	address  bool // the next byte sent is an address
	lose     int  // the command that loses arbitration, from 1; 0 is never
	silent   bool // no command ends
	commands int
}

func (m *model) Load(_ context.Context, w qtest.Width, offset uint64) (uint64, error) {
	if w != qtest.Width32 {
		m.Problem("read of %d bytes at %#x", w, offset)
	}
	switch offset {
	case uint64(m.Registers.Status):
		return uint64(m.status), nil
	case uint64(m.Registers.Buffer):
		return m.buffer, nil
	}
	m.Problem("read at %#x", offset)
	return 0, nil
}

func (m *model) Store(_ context.Context, w qtest.Width, offset, value uint64) error {
	if w != qtest.Width32 {
		m.Problem("write of %d bytes at %#x", w, offset)
	}
	switch offset {
	case uint64(aspeedi2c.Function):
		m.function = aspeedi2c.Functions(value)
	case uint64(m.Registers.Enable):
		m.enable = aspeedi2c.Interrupt(value)
	case uint64(m.Registers.Status):
		m.status &^= aspeedi2c.Interrupt(value)
	case uint64(m.Registers.Buffer):
		m.buffer = m.buffer&^0xff | value&0xff
	case uint64(m.Registers.Command):
		m.command(aspeedi2c.Command(value))
	default:
		m.Problem("write at %#x", offset)
	}
	return nil
}

// command begins a command.
func (m *model) command(c aspeedi2c.Command) {
	switch {
	case m.function&aspeedi2c.MasterEnable == 0:
		m.Problem("command %v without a master", c)
	case m.status != 0:
		m.Problem("command %v with the status %v", c, m.status)
	}
	m.commands++
	if m.silent {
		return
	}
	if m.commands == m.lose {
		m.Next = func() { m.come(aspeedi2c.ArbitrLoss) }
		return
	}
	m.Next = func() { m.do(c) }
}

// come sets a status, if its interrupt is enabled.
func (m *model) come(s aspeedi2c.Interrupt) { m.status |= s & m.enable }

// do ends a command.
func (m *model) do(c aspeedi2c.Command) {
	if c&aspeedi2c.START != 0 {
		m.Start()
		m.address = true
	}
	if c&aspeedi2c.Send != 0 {
		m.send(byte(m.buffer))
	}
	if c&aspeedi2c.Receive != 0 {
		m.buffer = m.buffer&0xff | uint64(m.Read(c&aspeedi2c.Last == 0))<<8
		m.come(aspeedi2c.Received)
	}
	if c&aspeedi2c.STOP != 0 {
		m.Stop()
		m.come(aspeedi2c.Stopped)
	}
}

func (m *model) send(b byte) {
	var ack bool
	if m.address {
		m.address = false
		ack = m.Address(i2c.Address(b>>1), b&1 != 0)
	} else {
		ack = m.Write(b)
	}
	if ack {
		m.come(aspeedi2c.SentACK)
	} else {
		m.come(aspeedi2c.SentNAK)
	}
}

func (m *model) controller() i2cfake.Controller {
	return m.Model.Controller(aspeedi2c.New(m, m.Registers, m))
}

// sets are the sets of registers.
func sets() map[string]aspeedi2c.Registers {
	return map[string]aspeedi2c.Registers{"old": aspeedi2c.OldRegisters(), "new": aspeedi2c.NewRegisters()}
}

func TestTransfer(t *testing.T) {
	for name, set := range sets() {
		t.Run(name, func(t *testing.T) {
			i2cfake.Transfers(t, func(targets map[i2c.Address]i2cfake.Target) i2cfake.Controller {
				return (&model{Model: i2cfake.NewModel(targets), Registers: set}).controller()
			})
		})
	}
}

func TestTransferErrors(t *testing.T) {
	newModel := func(targets map[i2c.Address]i2cfake.Target) *model {
		return &model{Model: i2cfake.NewModel(targets), Registers: aspeedi2c.NewRegisters()}
	}
	i2cfake.Failures(t, newModel, (*model).controller, []i2cfake.Failure[*model]{
		{
			Name: "arbitration lost with the address", Change: func(m *model) { m.lose = 1 }, Addr: 0x49, Write: 1,
			Want: "i2c: device 0x49: address for writing: arbitration lost to another master", Is: i2c.ErrArbitration,
		},
		{
			Name: "arbitration lost with a byte received", Change: func(m *model) { m.lose = 3 }, Addr: 0x49, Read: 3,
			Want: "i2c: device 0x49: read of byte 1: arbitration lost to another master", Is: i2c.ErrArbitration, Wire: "S 0x49R+ 00+",
		},
		{
			Name: "no end of a command", Change: func(m *model) { m.silent = true }, Addr: 0x49, Write: 1,
			Want: "i2c: device 0x49: address for writing: waiting for a byte to be sent by the I2C controller: timeout\n" +
				"aspeedi2c: stop: waiting for the STOP by the I2C controller: timeout", Is: i2cfake.ErrTimeout,
		},
	})
}

func TestStrings(t *testing.T) {
	for _, tc := range []struct{ got, want string }{
		{(^aspeedi2c.Setting(0)).String(), "BUFFERS|NEW_CLOCK|NEW_SET|0xfffffff8"},
		{(^aspeedi2c.Functions(0)).String(), "MASTER_ENABLE|SLAVE_ENABLE|MULTI_MASTER_DIS|0xffff7ffc"},
		{aspeedi2c.Interrupt(0x7007f).String(), "TX_ACK|TX_NAK|RX_DONE|ARBIT_LOSS|NORMAL_STOP|ABNORMAL|SCL_LOW_TO|PKT_DONE|PKT_ERROR|PKT_TIMEOUT"},
		{aspeedi2c.Command(0x3fb).String(), "START|TX_CMD|RX_CMD|RX_CMD_LAST|STOP|TX_BUFF_EN|RX_BUFF_EN|TX_DMA_EN|RX_DMA_EN"},
	} {
		if tc.got != tc.want {
			t.Errorf("String() = %q, want %q", tc.got, tc.want)
		}
	}
}
