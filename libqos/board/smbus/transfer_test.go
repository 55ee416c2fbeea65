package smbus_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/board/smbus"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/bus/i2c/i2cfake"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// model is a host according to the manuals. A transaction is over at once.
type model struct {
	i2cfake.Wire
	regs   [0x20]byte
	buffer [smbus.BufferSize]byte
	index  int
	byI2C  bool // "I2C_EN"
	last   bool // the byte of an I2C Read that is there is the last one
}

func (m *model) ReadConfig(context.Context, pci.Address, qtest.Width, uint16) (uint32, error) {
	return 0, nil
}

func (m *model) WriteConfig(_ context.Context, _ pci.Address, _ qtest.Width, _ uint16, v uint32) error {
	m.byI2C = v&4 != 0
	return nil
}

func (m *model) Wait(ctx context.Context, what string, done func(context.Context) (bool, error)) error {
	if ok, err := done(ctx); !ok || err != nil {
		return fmt.Errorf("waiting for %s: %w", what, err)
	}
	return nil
}

func (m *model) Load(_ context.Context, _ qtest.Width, offset uint64) (uint64, error) {
	switch offset {
	case uint64(smbus.Control):
		m.index = 0
	case uint64(smbus.Block):
		m.index++
		return uint64(m.buffer[(m.index-1)%len(m.buffer)]), nil
	}
	return uint64(m.regs[offset]), nil
}

func (m *model) Store(_ context.Context, _ qtest.Width, offset, value uint64) error {
	switch offset {
	case uint64(smbus.Status):
		done := m.regs[smbus.Status] & byte(value) & byte(smbus.ByteDone)
		m.regs[smbus.Status] &^= byte(value) &^ byte(smbus.Busy)
		if done != 0 {
			m.next()
		}
	case uint64(smbus.Block):
		m.buffer[m.index%len(m.buffer)] = byte(value)
		m.index++
	default:
		m.regs[offset] = byte(value)
		if offset == uint64(smbus.Control) && smbus.Command(value)&smbus.Start != 0 {
			m.start(smbus.Protocol(value >> smbus.ProtocolShift & 7))
		}
	}
	return nil
}

// start makes a transaction, up to the first byte of an I2C Read.
func (m *model) start(p smbus.Protocol) {
	m.index = 0
	ok := m.write(p)
	if ok && p == smbus.I2CRead {
		m.last = false
		m.streamed(true)
		return
	}
	m.Stop()
	m.regs[smbus.Status] |= byte(smbus.Interrupt)
	if !ok {
		m.regs[smbus.Status] = byte(smbus.DeviceError)
	}
}

// write makes a transfer that writes, and reports whether all of it is acknowledged.
func (m *model) write(p smbus.Protocol) bool {
	addr, read := i2c.Address(m.regs[smbus.Target]>>1), m.regs[smbus.Target]&1 != 0
	data := []*byte{&m.regs[smbus.Data0], &m.regs[smbus.Data1]}[:min(int(p-smbus.Bytes), 2)]
	switch {
	case p == smbus.Bytes && read:
		data = []*byte{&m.regs[smbus.Data0]}
	case p == smbus.I2CRead:
		m.Start()
		if !m.Address(addr, false) || !m.Write(m.regs[smbus.Data1]) {
			return false
		}
		m.Start()
		return m.Address(addr, true)
	case p == smbus.Blocks && read:
		data = []*byte{&m.regs[smbus.Data0]}
	case p == smbus.Blocks:
		return m.block(addr)
	}
	m.Start()
	if p != smbus.Bytes || !read {
		if !m.Address(addr, false) || !m.Write(m.regs[smbus.Code]) {
			return false
		}
		if read {
			m.Start()
		}
	}
	if read {
		return m.Address(addr, true) && m.read(p, data)
	}
	for _, b := range data {
		if !m.Write(*b) {
			return false
		}
	}
	return true
}

// block writes a block, with its count or without.
func (m *model) block(addr i2c.Address) bool {
	m.Start()
	ok := m.Address(addr, false) && m.Write(m.regs[smbus.Code]) && (m.byI2C || m.Write(m.regs[smbus.Data0]))
	for i := range m.regs[smbus.Data0] {
		ok = ok && m.Write(m.buffer[i])
	}
	return ok
}

// read reads registers, and the block that a count is before.
func (m *model) read(p smbus.Protocol, data []*byte) bool {
	for i, b := range data {
		*b = m.Read(p == smbus.Blocks || i < len(data)-1)
	}
	if p == smbus.Blocks {
		for i := range m.regs[smbus.Data0] {
			m.buffer[i] = m.Read(i < m.regs[smbus.Data0]-1)
		}
	}
	return true
}

// streamed reads a byte of an I2C Read.
func (m *model) streamed(ack bool) {
	m.index = 0
	m.buffer[0] = m.Read(ack)
	m.regs[smbus.Status] |= byte(smbus.Busy | smbus.ByteDone)
}

// next goes on with an I2C Read.
func (m *model) next() {
	if m.last {
		m.Stop()
		m.regs[smbus.Status] = byte(smbus.Interrupt)
		return
	}
	m.last = smbus.Command(m.regs[smbus.Control])&smbus.LastByte != 0
	m.streamed(!m.last)
}

func TestTransfer(t *testing.T) {
	for _, tc := range []struct {
		name        string
		ich9        bool
		write       []byte
		read        int
		count       byte // that the device has first
		want        string
		unsupported bool
	}{
		{name: "send byte", write: []byte{5}, want: "S 0x49W+ 05+ P"},
		{name: "receive byte", read: 1, count: 7, want: "S 0x49R+ 07- P"},
		{name: "write byte", write: []byte{5, 6}, want: "S 0x49W+ 05+ 06+ P"},
		{name: "write word", write: []byte{5, 6, 7}, want: "S 0x49W+ 05+ 06+ 07+ P"},
		{name: "write block", write: []byte{5, 3, 1, 2, 3}, want: "S 0x49W+ 05+ 03+ 01+ 02+ 03+ P"},
		{name: "write block of an ICH9", ich9: true, write: []byte{5, 3, 1, 2, 3}, want: "S 0x49W+ 05+ 03+ 01+ 02+ 03+ P"},
		{name: "write other bytes", write: []byte{5, 9, 1, 2, 3}, unsupported: true},
		{name: "write other bytes by an ICH9", ich9: true, write: []byte{5, 9, 1, 2, 3}, want: "S 0x49W+ 05+ 09+ 01+ 02+ 03+ P"},
		{name: "read byte", write: []byte{0}, read: 1, want: "S 0x49W+ 00+ Sr 0x49R+ 00- P"},
		{name: "read word", write: []byte{0}, read: 2, want: "S 0x49W+ 00+ Sr 0x49R+ 00+ f1- P"},
		{name: "read block", write: []byte{0}, read: 4, count: 3, want: "S 0x49W+ 00+ Sr 0x49R+ 03+ f1+ f2+ f3- P"},
		{name: "read a shorter block", write: []byte{0}, read: 4, count: 2, unsupported: true},
		{name: "I2C read", ich9: true, write: []byte{0}, read: 4, want: "S 0x49W+ 00+ Sr 0x49R+ 00+ f1+ f2+ f3- P"},
		{name: "receive bytes", ich9: true, read: 2, unsupported: true},
		{name: "write and read", write: []byte{0, 1}, read: 2, unsupported: true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			memory := &i2cfake.Memory{}
			for i := range memory.Bytes {
				memory.Bytes[i] = byte(0xf0 + i)
			}
			memory.Bytes[0] = tc.count
			m := &model{Wire: i2cfake.Wire{Targets: map[i2c.Address]i2cfake.Target{0x49: memory}}}
			got := make([]byte, tc.read)
			err := smbus.New(m, m, tc.ich9, m).Transfer(t.Context(), 0x49, tc.write, got)
			if errors.Is(err, i2c.ErrUnsupported) != tc.unsupported || err != nil && !tc.unsupported {
				t.Fatalf("Transfer() = %v, want unsupported: %t", err, tc.unsupported)
			}
			if tc.unsupported {
				return
			}
			if diff := cmp.Diff(tc.want, m.Trace()); diff != "" {
				t.Errorf("wire mismatch (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(memory.Bytes[:tc.read], got); diff != "" && tc.read > 0 {
				t.Errorf("bytes mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAbsent(t *testing.T) {
	for _, ich9 := range []bool{false, true} {
		m := &model{}
		err := smbus.New(m, m, ich9, m).Transfer(t.Context(), 0x33, []byte{1, 2}, nil)
		const want = "i2c: device 0x33: address for writing: no device acknowledges the address"
		if !errors.Is(err, i2c.ErrAddressNACK) || err.Error() != want {
			t.Errorf("Transfer() = %v, want %s", err, want)
		}
	}
}

func TestStrings(t *testing.T) {
	for _, tc := range []struct {
		got  fmt.Stringer
		want string
	}{
		{^smbus.Flags(0), "HOST_BUSY|INTR|DEV_ERR|BUS_ERR|FAILED|SMBALERT_STS|INUSE_STS|DS"},
		{^smbus.Command(0), "INTREN|KILL|LAST_BYTE|START|PEC_EN|0x1c"},
		{^smbus.AuxiliaryControl(0), "AAC|E32B|0xfc"},
	} {
		if got := tc.got.String(); got != tc.want {
			t.Errorf("String() = %q, want %q", got, tc.want)
		}
	}
}
