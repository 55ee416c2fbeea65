package at24c_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/bus/i2c/i2cfake"
	"github.com/qgraph/qgraph/libqos/device/storage/at24c"
)

func TestMessages(t *testing.T) {
	for _, tc := range []struct {
		model at24c.Model
		want  string
	}{
		{at24c.C02(), "S 0x50W+ 21+ a1+ a2+ P S 0x50W+ 21+ Sr 0x50R+ a1- P S 0x50R+ a2- P"},
		{at24c.C64(), "S 0x50W+ 01+ 21+ a1+ a2+ P S 0x50W+ 01+ 21+ Sr 0x50R+ a1- P S 0x50R+ a2- P"}, // the fake has one byte of address
	} {
		t.Run(tc.model.Name, func(t *testing.T) {
			bus := &i2cfake.Bus{Wire: i2cfake.Wire{Targets: map[i2c.Address]i2cfake.Target{0x50: &i2cfake.Memory{}}}}
			e := at24c.New(bus, 0x50, tc.model)
			var p [1]byte
			err := errors.Join(e.Write(t.Context(), 0x121, 0xa1, 0xa2), e.Read(t.Context(), 0x121, p[:]), e.Next(t.Context(), p[:]))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, bus.Trace()); diff != "" {
				t.Errorf("wire mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAbsent(t *testing.T) {
	e := at24c.New(&i2cfake.Bus{}, 0x50, at24c.C02())
	for what, err := range map[string]error{
		"Write": e.Write(t.Context(), 0, 1), "Read": e.Read(t.Context(), 0, make([]byte, 1)), "Next": e.Next(t.Context(), make([]byte, 1)),
	} {
		if !errors.Is(err, i2c.ErrAddressNACK) {
			t.Errorf("%s = %v, want %v", what, err, i2c.ErrAddressNACK)
		}
	}
}
