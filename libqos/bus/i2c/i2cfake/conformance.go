package i2cfake

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// Controller is a controller under test with a register model that drives a
// [Wire].
type Controller struct {
	Bus    i2c.Bus         // the guest's side
	Wire   *Wire           // the model's wire
	Misuse func() []string // errors of the guest's side that the model found
}

// Transfers checks a controller's wire trace for transfers of each kind. The
// function with returns the controller with devices on its wire.
func Transfers(t *testing.T, with func(map[i2c.Address]Target) Controller) {
	for _, tc := range []struct {
		name        string
		write, read int // bytes
		want        string
	}{
		{"write one", 1, 0, "S 0x49W+ 00+ P"},
		{"write two", 2, 0, "S 0x49W+ 00+ 01+ P"},
		{"write three", 3, 0, "S 0x49W+ 00+ 01+ 02+ P"},
		{"write five", 5, 0, "S 0x49W+ 00+ 01+ 02+ 03+ 04+ P"},
		{"read one", 0, 1, "S 0x49R+ f0- P"},
		{"read two", 0, 2, "S 0x49R+ f0+ f1- P"},
		{"read four", 0, 4, "S 0x49R+ f0+ f1+ f2+ f3- P"},
		{"read five", 0, 5, "S 0x49R+ f0+ f1+ f2+ f3+ f4- P"},
		{"write then read one", 1, 1, "S 0x49W+ 00+ Sr 0x49R+ f0- P"},
		{"write then read three", 2, 3, "S 0x49W+ 00+ 01+ Sr 0x49R+ f1+ f2+ f3- P"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			memory := &Memory{}
			for i := range memory.Bytes {
				memory.Bytes[i] = byte(0xf0 + i)
			}
			c := with(map[i2c.Address]Target{0x49: memory})
			write, read := make([]byte, tc.write), make([]byte, tc.read)
			for i := range write {
				write[i] = byte(i)
			}
			if err := c.Bus.Transfer(t.Context(), 0x49, write, read); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, c.Wire.Trace()); diff != "" {
				t.Errorf("wire mismatch (-want +got):\n%s", diff)
			}
			first := byte(0xf0)
			if tc.write > 1 {
				first += byte(tc.write - 1)
			}
			for i, b := range read {
				if b != first+byte(i) {
					t.Errorf("byte %d = %#02x, want %#02x", i, b, first+byte(i))
				}
			}
			if diff := cmp.Diff([]string(nil), c.Misuse()); diff != "" {
				t.Errorf("misuse of the controller (-want +got):\n%s", diff)
			}
		})
	}
}

// Failure is a transfer that a controller cannot make. There is one device, which
// acknowledges three bytes and no more.
type Failure[M any] struct {
	Name        string
	Change      func(model M) // injects a further fault; nil: none
	Addr        i2c.Address   // the device's is 0x49
	Write, Read int           // bytes
	Want        string        // the error
	Is          error         // the wrapped error; nil: none of package i2c
	Wire        string
}

// everywhere returns the failures of every controller.
func everywhere[M any]() []Failure[M] {
	return []Failure[M]{
		{
			Name: "address not acknowledged for writing", Addr: 0x33, Write: 1,
			Want: "i2c: device 0x33: address for writing: no device acknowledges the address", Is: i2c.ErrAddressNACK, Wire: "S 0x33W- P",
		},
		{
			Name: "address not acknowledged for reading", Addr: 0x33, Read: 2,
			Want: "i2c: device 0x33: address for reading: no device acknowledges the address", Is: i2c.ErrAddressNACK, Wire: "S 0x33R- P",
		},
		{
			Name: "byte not acknowledged", Addr: 0x49, Write: 5, Read: 2,
			Want: "i2c: device 0x49: write of byte 3: the device does not acknowledge the byte", Is: i2c.ErrDataNACK, Wire: "S 0x49W+ 00+ 00+ 00+ 00- P",
		},
		{
			Name: "nothing to do", Addr: 0x49,
			Want: "i2c: device 0x49: START: nothing to write and nothing to read", Is: i2c.ErrEmpty,
		},
	}
}

// Failures checks a controller's errors and wire trace for these rows and for those
// of every controller. The functions return a register model with devices on its
// wire, and the model's controller.
func Failures[M any](t *testing.T, model func(map[i2c.Address]Target) M, controller func(M) Controller, rows []Failure[M]) {
	for _, tc := range append(everywhere[M](), rows...) {
		t.Run(tc.Name, func(t *testing.T) {
			m := model(map[i2c.Address]Target{0x49: &Memory{Accepts: 3}})
			if tc.Change != nil {
				tc.Change(m)
			}
			c := controller(m)
			err := c.Bus.Transfer(t.Context(), tc.Addr, make([]byte, tc.Write), make([]byte, tc.Read))
			if err == nil {
				t.Fatal("no error")
			}
			if diff := cmp.Diff(tc.Want, err.Error()); diff != "" {
				t.Errorf("error mismatch (-want +got):\n%s", diff)
			}
			if tc.Is != nil && !errors.Is(err, tc.Is) {
				t.Errorf("%v is not %v", err, tc.Is)
			}
			if diff := cmp.Diff(tc.Wire, c.Wire.Trace()); diff != "" {
				t.Errorf("wire mismatch (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff([]string(nil), c.Misuse()); diff != "" {
				t.Errorf("misuse of the controller (-want +got):\n%s", diff)
			}
		})
	}
}
