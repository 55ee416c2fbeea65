package pmbus_test

import (
	"fmt"
	"testing"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/protocol/pmbus"
)

// All ones: every name appears and only the reserved bits are left over.
func TestStrings(t *testing.T) {
	for _, tc := range []struct {
		name string
		got  fmt.Stringer
		want string
	}{
		{"STATUS_WORD", ^pmbus.Summary(0), "NONE OF THE ABOVE|CML|TEMPERATURE|VIN_UV|IOUT_OC|VOUT_OV|OFF|BUSY|UNKNOWN|OTHER|FANS|POWER_GOOD#|MFR|INPUT|IOUT/POUT|VOUT"},
		{"STATUS_BYTE", ^pmbus.Summary8(0), "NONE OF THE ABOVE|CML|TEMPERATURE|VIN_UV|IOUT_OC|VOUT_OV|OFF|BUSY"},
		{"STATUS_VOUT", ^pmbus.VoutStatus(0), "VOUT_MAX warning|VOUT_UV fault|VOUT_UV warning|VOUT_OV warning|VOUT_OV fault|0x7"},
		{"STATUS_IOUT", ^pmbus.IoutStatus(0), "POUT_OP warning|POUT_OP fault|IOUT_UC fault|IOUT_OC warning|IOUT_OC fault|0x4c"},
		{"STATUS_INPUT", ^pmbus.InputStatus(0), "PIN_OP warning|IIN_OC warning|IIN_OC fault|VIN_UV fault|VIN_UV warning|VIN_OV warning|VIN_OV fault|0x8"},
		{"STATUS_TEMPERATURE", ^pmbus.TemperatureStatus(0), "UT fault|UT warning|OT warning|OT fault|0xf"},
		{"STATUS_CML", ^pmbus.CMLStatus(0), "other communication fault|processor fault|memory fault|PEC failed|invalid data|invalid command|0x5"},
		{"CAPABILITY", ^pmbus.Capabilities(0), "SMBALERT#|400 kHz|1 MHz|PEC|0xf"},
		{"PMBUS_REVISION", pmbus.Revision12, "Part I 1.2, Part II 1.2"},
		{"a command", pmbus.Code(pmbus.ReadPin), "READ_PIN"},
		{"a manufacturer's command", pmbus.Code(0xd0), "command 0xd0"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := tc.got.String(); got != tc.want {
				t.Errorf("String() = %q, want %q", got, tc.want)
			}
		})
	}
}

// TestAlarms checks that every limit has its own bit.
func TestAlarms(t *testing.T) {
	type bit struct {
		status reg.Reg[uint8]
		bit    uint8
	}
	seen := map[bit]pmbus.Code{}
	for code := range 256 {
		limit := reg.Reg[uint16](code)
		alarm, ok := pmbus.AlarmOf(limit)
		if !ok {
			continue
		}
		at := bit{alarm.Status, alarm.Bit}
		if other, taken := seen[at]; taken {
			t.Errorf("%v and %v set the same bit, %v", pmbus.Code(limit), other, alarm.Name)
		}
		seen[at] = pmbus.Code(limit)
	}
	if len(seen) != 20 {
		t.Errorf("%d limits have an alarm, want 20", len(seen))
	}
}
