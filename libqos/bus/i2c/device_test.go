package i2c_test

import (
	"encoding/binary"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/bus/i2c/i2cfake"
)

const addr i2c.Address = 0x49

func newBus() (*i2cfake.Bus, *i2cfake.Memory) {
	m := &i2cfake.Memory{}
	return &i2cfake.Bus{Wire: i2cfake.Wire{Targets: map[i2c.Address]i2cfake.Target{addr: m}}}, m
}

func TestDeviceRegisters(t *testing.T) {
	const (
		r8  reg.Reg[uint8]  = 0x10
		r16 reg.Reg[uint16] = 0x20
		r32 reg.Reg[uint32] = 0x30
		r64 reg.Reg[uint64] = 0x40
	)
	for _, tc := range []struct {
		name  string
		order binary.ByteOrder
		want  string // the wire's trace when all are written, then all read
	}{
		{"big-endian", binary.BigEndian, "S 0x49W+ 10+ a5+ P S 0x49W+ 20+ 12+ 34+ P S 0x49W+ 30+ 12+ 34+ 56+ 78+ P" +
			" S 0x49W+ 40+ 01+ 23+ 45+ 67+ 89+ ab+ cd+ ef+ P" +
			" S 0x49W+ 10+ Sr 0x49R+ a5- P S 0x49W+ 20+ Sr 0x49R+ 12+ 34- P S 0x49W+ 30+ Sr 0x49R+ 12+ 34+ 56+ 78- P" +
			" S 0x49W+ 40+ Sr 0x49R+ 01+ 23+ 45+ 67+ 89+ ab+ cd+ ef- P"},
		{"little-endian", binary.LittleEndian, "S 0x49W+ 10+ a5+ P S 0x49W+ 20+ 34+ 12+ P S 0x49W+ 30+ 78+ 56+ 34+ 12+ P" +
			" S 0x49W+ 40+ ef+ cd+ ab+ 89+ 67+ 45+ 23+ 01+ P" +
			" S 0x49W+ 10+ Sr 0x49R+ a5- P S 0x49W+ 20+ Sr 0x49R+ 34+ 12- P S 0x49W+ 30+ Sr 0x49R+ 78+ 56+ 34+ 12- P" +
			" S 0x49W+ 40+ Sr 0x49R+ ef+ cd+ ab+ 89+ 67+ 45+ 23+ 01- P"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			bus, _ := newBus()
			d := i2c.NewDevice(bus, addr, tc.order)
			r8.WriteT(t, d, 0xa5)
			r16.WriteT(t, d, 0x1234)
			r32.WriteT(t, d, 0x12345678)
			r64.WriteT(t, d, 0x0123456789abcdef)
			if got := r8.ReadT(t, d); got != 0xa5 {
				t.Errorf("8 bits: %#x, want 0xa5", got)
			}
			if got := r16.ReadT(t, d); got != 0x1234 {
				t.Errorf("16 bits: %#x, want 0x1234", got)
			}
			if got := r32.ReadT(t, d); got != 0x12345678 {
				t.Errorf("32 bits: %#x, want 0x12345678", got)
			}
			if got := r64.ReadT(t, d); got != 0x0123456789abcdef {
				t.Errorf("64 bits: %#x, want 0x123456789abcdef", got)
			}
			if diff := cmp.Diff(tc.want, bus.Trace()); diff != "" {
				t.Errorf("wire mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDeviceReceive(t *testing.T) {
	bus, m := newBus()
	copy(m.Bytes[:], "hello")
	d := i2c.NewDevice(bus, addr, binary.BigEndian)
	first, second := make([]byte, 2), make([]byte, 3)
	if err := errors.Join(d.Receive(t.Context(), first), d.Receive(t.Context(), second)); err != nil {
		t.Fatal(err)
	}
	if got := string(first) + string(second); got != "hello" {
		t.Errorf("received %q, want %q", got, "hello")
	}
}

func TestErrors(t *testing.T) {
	bus, m := newBus()
	m.Accepts = 2
	d := i2c.NewDevice(bus, addr, binary.BigEndian)
	absent := i2c.NewDevice(bus, 0x33, binary.BigEndian)
	for _, tc := range []struct {
		name string
		err  error
		is   error
		want string
	}{
		{"address for writing", absent.Write(t.Context(), 1, 2), i2c.ErrAddressNACK,
			"i2c: write 02 to register 0x01: i2c: device 0x33: address for writing: no device acknowledges the address"},
		{"address for reading", absent.Receive(t.Context(), make([]byte, 1)), i2c.ErrAddressNACK,
			"i2c: receive 1 bytes: i2c: device 0x33: address for reading: no device acknowledges the address"},
		{"byte", d.Write(t.Context(), 1, 2, 3), i2c.ErrDataNACK,
			"i2c: write 0203 to register 0x01: i2c: device 0x49: write of byte 2: the device does not acknowledge the byte"},
		{"nothing", bus.Transfer(t.Context(), addr, nil, nil), i2c.ErrEmpty,
			"i2c: device 0x49: START: nothing to write and nothing to read"},
		{"register", reg.Reg[uint8](0x100).Write(t.Context(), d, 0), nil,
			"reg: write 0x0 to 1 bytes at 0x100: i2c: device 0x49: got register number 0x100, want 0x0 to 0xff"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if tc.err == nil {
				t.Fatal("no error")
			}
			if tc.is != nil && !errors.Is(tc.err, tc.is) {
				t.Errorf("%v is not %v", tc.err, tc.is)
			}
			if diff := cmp.Diff(tc.want, tc.err.Error()); diff != "" {
				t.Errorf("error mismatch (-want +got):\n%s", diff)
			}
		})
	}
	if bus.Busy() {
		t.Error("the bus is busy after an error")
	}
}

func TestBlock(t *testing.T) {
	bus, m := newBus()
	d := i2c.NewDevice(bus, addr, binary.LittleEndian)
	if err := d.WriteBlock(t.Context(), 0x99, []byte("ADI")); err != nil {
		t.Fatal(err)
	}
	if got := string(m.Bytes[0x99:0x9d]); got != "\x03ADI" {
		t.Errorf("the device has %q, want %q", got, "\x03ADI")
	}
	block, err := d.ReadBlock(t.Context(), 0x99, 3)
	if err != nil || string(block) != "ADI" {
		t.Errorf("ReadBlock = %q, %v; want %q", block, err, "ADI")
	}
	const want = "S 0x49W+ 99+ 03+ 41+ 44+ 49+ P S 0x49W+ 99+ Sr 0x49R+ 03+ 41+ 44+ 49- P"
	if diff := cmp.Diff(want, bus.Trace()); diff != "" {
		t.Errorf("wire mismatch (-want +got):\n%s", diff)
	}
	_, err = d.ReadBlock(t.Context(), 0x99, 4)
	var count *i2c.CountError
	if !errors.As(err, &count) || *count != (i2c.CountError{Command: 0x99, Want: 4, Got: 3}) {
		t.Errorf("ReadBlock of 4 bytes from a block of 3: %v, want a CountError", err)
	}
	if err := d.WriteBlock(t.Context(), 0x99, make([]byte, i2c.MaxBlock+1)); err == nil {
		t.Error("WriteBlock of 33 bytes succeeded")
	}
}
