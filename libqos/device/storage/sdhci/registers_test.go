package sdhci_test

import (
	"encoding/hex"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/device/storage/sdhci"
)

// All ones must print every name, and only the reserved bits as a number.
func TestStrings(t *testing.T) {
	for _, tc := range []struct{ name, got, want string }{
		{"Normal Interrupt Status", (^sdhci.NormalInt(0)).String(), "COMMAND_COMPLETE|TRANSFER_COMPLETE|BLOCK_GAP_EVENT|DMA_INTERRUPT|" +
			"BUFFER_WRITE_READY|BUFFER_READ_READY|CARD_INSERTION|CARD_REMOVAL|CARD_INTERRUPT|INT_A|INT_B|INT_C|RETUNING_EVENT|" +
			"ERROR_INTERRUPT|0x6000"},
		{"Error Interrupt Status", (^sdhci.ErrorInt(0)).String(), "COMMAND_TIMEOUT|COMMAND_CRC|COMMAND_END_BIT|COMMAND_INDEX|" +
			"DATA_TIMEOUT|DATA_CRC|DATA_END_BIT|CURRENT_LIMIT|AUTO_CMD|ADMA|TUNING|VENDOR|0x800"},
		{"an error", sdhci.DataTimeout.Error(), "error interrupt DATA_TIMEOUT"},
		{"ADMA Error Status", (^sdhci.ADMAErrorState(0)).String(), "ST_TFR|MISMATCH|0xf8"},
		{"ADMA Error Status, none", sdhci.ADMAErrorState(0).String(), "ST_STOP"},
		{"Present State", (^sdhci.Present(0)).String(), "COMMAND_INHIBIT_CMD|COMMAND_INHIBIT_DAT|DAT_LINE_ACTIVE|RETUNING_REQUEST|" +
			"WRITE_TRANSFER_ACTIVE|READ_TRANSFER_ACTIVE|BUFFER_WRITE_ENABLE|BUFFER_READ_ENABLE|CARD_INSERTED|CARD_STATE_STABLE|" +
			"CARD_DETECT_PIN|WRITE_ENABLED|DAT0|DAT1|DAT2|DAT3|CMD|0xfe00f0f0"},
		{"Transfer Mode", (^sdhci.Mode(0)).String(), "DMA_ENABLE|BLOCK_COUNT_ENABLE|AUTO_CMD12|AUTO_CMD23|READ|MULTIPLE_BLOCKS|0xffc0"},
		{"Command", (^sdhci.CommandBits(0)).String(), "CMD63|RESPONSE_48_BUSY|CRC_CHECK|INDEX_CHECK|DATA_PRESENT|ABORT|0x4"},
		{"Host Control 1", (^sdhci.HostControl(0)).String(), "ADMA2_WIDE|LED|DATA_WIDTH_4|HIGH_SPEED|DATA_WIDTH_8|CARD_DETECT_TEST|CARD_DETECT_BY_HC"},
		{"Power Control", (sdhci.Power30 | sdhci.BusPower).String(), "3.0V, on"},
		{"Power Control, 3.3 V", sdhci.Power33.String(), "3.3V, off"},
		{"Power Control, 1.8 V", sdhci.Power18.String(), "1.8V, off"},
		{"Power Control, reserved", sdhci.Power(3).String(), "0x3, on"},
		{"Clock Control", (^sdhci.Clock(0)).String(), "divider 2046|INTERNAL_CLOCK_ENABLE|INTERNAL_CLOCK_STABLE|SD_CLOCK_ENABLE|CLOCK_GENERATOR|0x18"},
		{"Software Reset", (^sdhci.Reset(0)).String(), "ALL|CMD|DAT|0xf8"},
		{"Capabilities", (^sdhci.Capabilities(0)).String(), "0xffffffffffffffff (TMCLK 63 MHz, base clock 255 MHz, MAX_BLOCK_1024|MAX_BLOCK_2048|" +
			"EMBEDDED_8BIT|ADMA2|ADMA1|HIGH_SPEED|SDMA|SUSPEND_RESUME|3.3V|3.0V|1.8V|SYSTEM_BUS_64|ASYNC_INTERRUPT|EMBEDDED_SLOT|" +
			"SHARED_BUS_SLOT|SDR50|SDR104|DDR50|DRIVER_A|DRIVER_C|DRIVER_D|TUNE_SDR50|0xff00108808000040, retuning timer 15, " +
			"retuning modes 3, clock multiplier 255)"},
		{"Host Controller Version", sdhci.Version(0x2402).String(), "specification 3.00, vendor version 0x24"},
		{"Host Controller Version, new", sdhci.Version(0x03).String(), "specification version 3, vendor version 0x0"},
		{"a way of moving data", sdhci.DMA(9).String(), "DMA 9"},
	} {
		if tc.got != tc.want {
			t.Errorf("%s:\ngot  %s\nwant %s", tc.name, tc.got, tc.want)
		}
	}
}

func TestCapabilities(t *testing.T) {
	type decoded struct {
		BaseClock uint32
		Voltage   sdhci.Power
		DMAs      []sdhci.DMA
	}
	for _, tc := range []struct {
		name string
		caps sdhci.Capabilities
		spec sdhci.Spec
		want decoded
	}{
		{"nothing", 0, sdhci.Spec300, decoded{0, 0, []sdhci.DMA{sdhci.PIO}}},
		{"ADMA2 with 64 bits", sdhci.CapADMA2 | sdhci.CapSystemBus64 | sdhci.CapVoltage18 | 0xff00, sdhci.Spec300,
			decoded{255e6, sdhci.Power18, []sdhci.DMA{sdhci.PIO, sdhci.ADMA2, sdhci.ADMA2Wide}}},
		{"64 bits without ADMA2", sdhci.CapSDMA | sdhci.CapSystemBus64 | sdhci.CapVoltage30 | sdhci.CapVoltage18 | 0xff00, sdhci.Spec200,
			decoded{63e6, sdhci.Power30, []sdhci.DMA{sdhci.PIO, sdhci.SDMA}}},
		{"all voltages", sdhci.CapVoltage33 | sdhci.CapVoltage30 | sdhci.CapVoltage18, sdhci.Spec100,
			decoded{0, sdhci.Power33, []sdhci.DMA{sdhci.PIO}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := decoded{tc.caps.BaseClock(tc.spec), tc.caps.Voltage(), tc.caps.DMAs()}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("capabilities (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDescriptor(t *testing.T) {
	for _, tc := range []struct {
		name string
		d    sdhci.Descriptor
		wide bool
		want string
	}{
		{"32 bits", sdhci.Descriptor{Attribute: sdhci.Valid | sdhci.End | sdhci.ActTran, Length: 0x1234, Address: 0x89abcdef}, false,
			"23003412efcdab89"},
		{"64 bits", sdhci.Descriptor{Attribute: sdhci.Valid | sdhci.ActLink, Address: 0x0123_4567_89ab_cdef}, true,
			"31000000efcdab8967452301"},
		{"the most", sdhci.Descriptor{Attribute: sdhci.Valid | sdhci.Int | sdhci.ActTran, Length: 1 << 16}, false,
			"2500000000000000"},
	} {
		if got := hex.EncodeToString(tc.d.Append(nil, tc.wide)); got != tc.want {
			t.Errorf("%s: got %s, want %s", tc.name, got, tc.want)
		}
	}
}

func TestCommandIndex(t *testing.T) {
	if got, want := sdhci.CommandIndex(sd.StopTransmission().Index), sdhci.CommandBits(12<<8); got != want {
		t.Errorf("CommandIndex(12) = %#x, want %#x", uint16(got), uint16(want))
	}
}
