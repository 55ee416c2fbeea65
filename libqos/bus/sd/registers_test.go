package sd_test

import (
	"encoding/hex"
	"testing"

	"github.com/qgraph/qgraph/libqos/bus/sd"
)

// TestCapacity checks capacities against those of QEMU 11.1 and the
// specification.
func TestCapacity(t *testing.T) {
	for _, tc := range []struct {
		name string
		csd  string
		want uint64
		high bool
	}{
		{"QEMU, 64 MiB", "002600325f59e03fffffdfff92600000", 64 << 20, false},
		{"version 1.0, largest", "00000000000903ffc003800000000000", 1 << 30, false},
		{"version 1.0, smallest", "00000000000900000000000000000000", 4 * 512, false},
		{"version 1.0, blocks of 1 KiB", "00000000000a03ffc003800000000000", 2 << 30, false},
		{"version 2.0, smallest", "40000000000900000000000000000000", 512 << 10, true},
		{"version 2.0, 4 GiB", "40000000000900001fff000000000000", 4 << 30, true},
		{"version 2.0, 2 TiB", "400000000009003fffff000000000000", 2 << 40, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var csd sd.CSD
			if _, err := hex.Decode(csd[:], []byte(tc.csd)); err != nil {
				t.Fatal(err)
			}
			if got := csd.Capacity(); got != tc.want {
				t.Errorf("Capacity() = %d, want %d", got, tc.want)
			}
			if got := csd.HighCapacity(); got != tc.high {
				t.Errorf("HighCapacity() = %v, want %v", got, tc.high)
			}
		})
	}
}

// TestProtectionGroup checks the fields of a CSD of version 1.0 against section 5.3.2 "CSD Register (CSD Version 1.0)".
func TestProtectionGroup(t *testing.T) {
	for _, tc := range []struct {
		name string
		csd  string
		want uint64
	}{
		{"QEMU, 64 MiB", "002600325f59e03fffffdfff92600000", 4 << 20},
		{"no groups", "002600325f59e03fffffdfff12600000", 0},
		{"one block", "00000000000903ffc003800082400000", 512},
	} {
		var csd sd.CSD
		if _, err := hex.Decode(csd[:], []byte(tc.csd)); err != nil {
			t.Fatal(err)
		}
		if got := csd.ProtectionGroup(); got != tc.want {
			t.Errorf("%s: ProtectionGroup() = %d, want %d", tc.name, got, tc.want)
		}
	}
}

func TestVersion(t *testing.T) {
	for _, tc := range []struct {
		scr  sd.SCR
		want string
	}{
		{sd.SCR{0x00}, "1.01"},
		{sd.SCR{0x01}, "1.10"},
		{sd.SCR{0x02}, "2.00"},
		{sd.SCR{0x02, 0, 0x80}, "3.0X"},
		{sd.SCR{0x03}, "SD_SPEC 3"},
	} {
		if got := tc.scr.Version(); got != tc.want {
			t.Errorf("%x: Version() = %q, want %q", tc.scr, got, tc.want)
		}
	}
}

// All ones: every name appears, and only the reserved bits are left over.
func TestStrings(t *testing.T) {
	for _, tc := range []struct{ name, got, want string }{
		{"OCR", (^sd.OCR(0)).String(), "2.7-3.6V|S18A|CCS|READY|0x3e007fff"},
		{"no OCR", sd.OCR(0).String(), "0x0"},
		{"status", (^sd.Status(0)).String(), "state 15|AKE_SEQ_ERROR|APP_CMD|READY_FOR_DATA|ERASE_RESET|CARD_ECC_DISABLED|" +
			"WP_ERASE_SKIP|CSD_OVERWRITE|ERROR|CC_ERROR|CARD_ECC_FAILED|ILLEGAL_COMMAND|COM_CRC_ERROR|LOCK_UNLOCK_FAILED|" +
			"CARD_IS_LOCKED|WP_VIOLATION|ERASE_PARAM|ERASE_SEQ_ERROR|BLOCK_LEN_ERROR|ADDRESS_ERROR|OUT_OF_RANGE|0x600d7"},
		{"status of a card at rest", sd.Status(0x900).String(), "tran|READY_FOR_DATA"},
		{"no status", sd.Status(0).String(), "idle"},
		{"unknown command", sd.Command{Index: 60, App: true}.String(), "ACMD60"},
		{"response", sd.ResponseType(99).String(), "response type 99"},
	} {
		if tc.got != tc.want {
			t.Errorf("%s: %q, want %q", tc.name, tc.got, tc.want)
		}
	}
}
