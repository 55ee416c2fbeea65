package nicsuite

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// Value is what a register is known to hold.
type Value struct {
	name string
	reg  reg.Reg[uint32]
	mask uint32
	want uint32
}

// Holds says what a register holds.
func Holds[V ~uint32](name string, r reg.Reg[V], want V) Value {
	return Value{name, reg.Reg[uint32](r), ^uint32(0), uint32(want)}
}

// Masked is the value of which only the bits of mask are known.
func Masked[V ~uint32](name string, r reg.Reg[V], mask, want V) Value {
	return Value{name, reg.Reg[uint32](r), uint32(mask), uint32(want)}
}

// Values compares registers with what they should hold.
func Values(t testing.TB, c *intelnic.Controller, when string, values []Value) {
	t.Helper()
	for _, v := range values {
		if got := v.reg.ReadT(t, c.Regs) & v.mask; got != v.want {
			t.Errorf("%s: %s = %#x in the bits %#x, want %#x", when, v.name, got, v.mask, v.want)
		}
	}
}

// Addresses checks that filter 0 holds the address that the device was given,
// that each filter can be written, and that a reset brings back the first and puts
// the others out of use.
func Addresses(t testing.TB, c *intelnic.Controller, want ethernet.MAC, reset func(context.Context) error) {
	t.Helper()
	ctx := t.Context()
	addressIs(t, c, 0, want, true)
	other := func(n int) ethernet.MAC { return ethernet.MAC{0x06, 0x11, 0x22, 0x33, 0x44, byte(n)} }
	for n := range intelnic.Filters {
		must(t, c.WriteAddress(ctx, n, other(n), n%2 == 0))
	}
	for n := range intelnic.Filters {
		addressIs(t, c, n, other(n), n%2 == 0)
	}
	must(t, reset(ctx))
	addressIs(t, c, 0, want, true)
	for n := 1; n < intelnic.Filters; n++ {
		if intelnic.RAH(n).ReadT(t, c.Regs)&intelnic.AddressValid != 0 {
			t.Errorf("address filter %d is in use after reset", n)
		}
	}
}

// EEPROM checks the words that say who the device is, and the checksum.
func EEPROM(t testing.TB, c *intelnic.Controller, address ethernet.MAC, deviceID uint16) {
	t.Helper()
	var words [intelnic.EEPROMSize]uint16
	var sum uint16
	for i := range words {
		v, err := c.ReadEEPROM(t.Context(), uint16(i))
		must(t, err)
		words[i] = v
		sum += v
	}
	if sum != intelnic.EEPROMSum {
		t.Errorf("EEPROM words add up to %#x, want %#x", sum, intelnic.EEPROMSum)
	}
	var got ethernet.MAC
	for i := range 3 {
		binary.LittleEndian.PutUint16(got[2*i:], words[intelnic.EEPROMAddress+i])
	}
	if got != address {
		t.Errorf("address in the EEPROM = %v, want %v", got, address)
	}
	if got := words[intelnic.EEPROMDeviceID]; got != deviceID {
		t.Errorf("device ID in the EEPROM = %#x, want %#x", got, deviceID)
	}
}

// PHY checks the identity of the PHY, that a register of it can be written, and
// that no second one answers.
func PHY(t testing.TB, c *intelnic.Controller, want [2]uint16) {
	t.Helper()
	ctx := t.Context()
	var id [2]uint16
	for i := range id {
		v, err := c.ReadPHY(ctx, intelnic.PHYAddress, intelnic.PHYIdentifier+intelnic.PHYRegister(i))
		must(t, err)
		id[i] = v
	}
	if diff := cmp.Diff(want, id); diff != "" {
		t.Errorf("PHY identifier mismatch (-want +got):\n%s", diff)
	}
	const r = intelnic.PHYAdvertisement
	before, err := c.ReadPHY(ctx, intelnic.PHYAddress, r)
	must(t, err)
	for _, v := range []uint16{0x01e1, before} {
		must(t, c.WritePHY(ctx, intelnic.PHYAddress, r, v))
		got, err := c.ReadPHY(ctx, intelnic.PHYAddress, r)
		must(t, err)
		if got != v {
			t.Errorf("PHY register %d = %#x, want %#x as written", r, got, v)
		}
	}
	if _, err := c.ReadPHY(ctx, intelnic.PHYAddress+1, intelnic.PHYIdentifier); !errors.Is(err, intelnic.ErrNoPHY) {
		t.Errorf("read of a PHY that is not there: %v, want %v", err, intelnic.ErrNoPHY)
	}
}

// negotiation is about as long as auto-negotiation takes.
const negotiation = 500 * time.Millisecond

// Link takes the link of the path's device, which must be up, down and up again.
// It checks the controller's and the PHY's status each time; changed is called after
// each change, to look at interrupts.
func Link(t *run.T, c *intelnic.Controller, device string, changed func(what string)) {
	t.Helper()
	ctx := t.Context()
	for _, up := range []bool{false, true, false, true} {
		_, err := qmp.Execute[qmp.Empty](ctx, t.QEMU().QMP(), "set_link", qmp.Args{"name": device, "up": up})
		must(t, err)
		if up {
			_, err := c.Machine.Clock().ClockStep(ctx, negotiation)
			must(t, err)
		}
		must(t, c.WaitLink(ctx, up))
		what := fmt.Sprintf("link up %t", up)
		changed(what)
		status, err := c.ReadPHY(ctx, intelnic.PHYAddress, intelnic.PHYStatus)
		must(t, err)
		if got := status&intelnic.PHYStatusLink != 0; got != up {
			t.Errorf("%s: link in the PHY's status = %t", what, got)
		}
	}
}
