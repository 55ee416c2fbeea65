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

// Value is the expected value of a register.
type Value struct {
	name string
	reg  reg.Reg[uint32]
	mask uint32
	want uint32
}

// Holds returns the expected value of a whole register.
func Holds[V ~uint32](name string, r reg.Reg[V], want V) Value {
	return Value{name, reg.Reg[uint32](r), ^uint32(0), uint32(want)}
}

// Masked returns the expected value of the bits in mask.
func Masked[V ~uint32](name string, r reg.Reg[V], mask, want V) Value {
	return Value{name, reg.Reg[uint32](r), uint32(mask), uint32(want)}
}

// Values compares registers with their expected values.
func Values(t testing.TB, c *intelnic.Controller, when string, values []Value) {
	t.Helper()
	for _, v := range values {
		if got := v.reg.ReadT(t, c.Regs) & v.mask; got != v.want {
			t.Errorf("%s: %s = %#x under mask %#x, want %#x", when, v.name, got, v.mask, v.want)
		}
	}
}

// Addresses checks that filter 0 holds the device's address, that each filter is
// writable, and that a reset restores the first one and disables the others.
func Addresses(t testing.TB, c *intelnic.Controller, want ethernet.MAC, reset func(context.Context) error) {
	t.Helper()
	ctx := t.Context()
	addressIs(t, c, 0, want, true)
	for _, other := range []func(n int) ethernet.MAC{
		func(n int) ethernet.MAC { return ethernet.MAC{0x06, 0x11, 0x22, 0x33, 0x44, byte(n)} },
		func(n int) ethernet.MAC { return ethernet.MAC{0xf8, 0xee, 0xdd, 0xcc, 0xbb, ^byte(n)} }, // no bit as before
	} {
		for n := range intelnic.Filters {
			must(t, c.WriteAddress(ctx, n, other(n), n%2 == 0))
		}
		for n := range intelnic.Filters {
			addressIs(t, c, n, other(n), n%2 == 0)
		}
	}
	must(t, reset(ctx))
	addressIs(t, c, 0, want, true)
	for n := 1; n < intelnic.Filters; n++ {
		if intelnic.RAH(n).ReadT(t, c.Regs)&intelnic.AddressValid != 0 {
			t.Errorf("address filter %d is enabled after reset", n)
		}
	}
}

// EEPROM checks the words that identify the device, and the checksum.
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
		t.Errorf("sum of the EEPROM words = %#x, want %#x", sum, intelnic.EEPROMSum)
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

// PHY checks the identity of the PHY, that one of its registers is writable, and
// that there is no second PHY.
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
		t.Errorf("read of a nonexistent PHY: got %v, want %v", err, intelnic.ErrNoPHY)
	}
}

// negotiation is roughly the duration of auto-negotiation.
const negotiation = 500 * time.Millisecond

// Link takes the link of the path's device, which must be up, down and up again. It
// checks the controller's and the PHY's status each time; changed is called after
// each change, to check interrupts.
func Link(t *run.T, c *intelnic.Controller, device string, changed func(what string)) {
	t.Helper()
	ctx := t.Context()
	for _, up := range []bool{false, true, false, true} {
		_, err := qmp.Execute[qmp.Empty](ctx, t.QEMU().QMP(), "set_link", qmp.Args{"name": device, "up": up})
		t.Must(err)
		if up {
			t.Must(c.Machine.Pass(ctx, negotiation))
		}
		t.Must(c.WaitLink(ctx, up))
		what := fmt.Sprintf("link up %t", up)
		changed(what)
		status, err := c.ReadPHY(ctx, intelnic.PHYAddress, intelnic.PHYStatus)
		t.Must(err)
		if got := status&intelnic.PHYStatusLink != 0; got != up {
			t.Errorf("%s: link in the PHY's status = %t", what, got)
		}
	}
}
