package eepro100

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/net/eepro100"
)

// afterThe82557 returns the names of the chips that have more than the 82557.
func afterThe82557() (names []string) {
	for _, chip := range eepro100.Chips() {
		if chip.Generation != eepro100.Gen82557 {
			names = append(names, chip.Model.Name)
		}
	}
	return names
}

// deviations are those of QEMU's i8255x family from the 8255x manual.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("eepro100-eeprom-writes", graph.Deviation{
			In:     []graph.Place{{Test: "eepro100-tests/registers", Step: "EEPROM writes"}},
			Does:   "Words of the EEPROM cannot be written.",
			Says:   "They can, once writes are enabled.",
			Clause: graph.NewClause("8255x manual, section 6.3.4 \"EEPROM Control Register\"; 93C46 data sheet, WRITE"),
		}),
		graph.Deviates("eepro100-no-dump", graph.Deviation{
			In:     []graph.Place{{Test: "eepro100-tests/commands", Step: "dump of the state"}},
			Does:   "The dump command ends without OK.",
			Says:   "It writes the internal registers into memory.",
			Clause: graph.NewClause("8255x manual, section 6.4.2.7 \"Dump\""),
		}),
		graph.Deviates("eepro100-standard-counters", graph.Deviation{
			In:     []graph.Place{{Test: "eepro100-tests/commands", Step: "extended counters"}},
			On:     afterThe82557(),
			Does:   "16 counters are dumped, whatever the configuration says.",
			Says:   "The 82558 and later dump their own counters, too, if byte 6 says so.",
			Clause: graph.NewClause("8255x manual, section 6.4.2.3 \"Configure\", byte 6, bits 5 and 2"),
		}),
		graph.Deviates("eepro100-no-padding", graph.Deviation{
			In:     []graph.Place{{Test: "eepro100-tests/transfers", Step: "padding"}},
			Does:   "Short frames are sent as they are.",
			Says:   "With padding enabled they are padded to 64 bytes, with FCS.",
			Clause: graph.NewClause("8255x manual, section 6.4.2.3 \"Configure\", byte 18, bit 1"),
		}),
		graph.Deviates("eepro100-no-source-address", graph.Deviation{
			In:     []graph.Place{{Test: "eepro100-tests/transfers", Step: "inserted source address"}},
			Does:   "No source address is inserted.",
			Says:   "It is inserted unless NSAI is set.",
			Clause: graph.NewClause("8255x manual, section 6.4.2.3 \"Configure\", byte 10, bit 3"),
		}),
		graph.Deviates("eepro100-no-fcs", graph.Deviation{
			In:     []graph.Place{{Test: "eepro100-tests/transfers", Step: "frame check sequence"}},
			Does:   "With Receive CRC Transfer no byte of a frame is stored, and the receive unit stops.",
			Says:   "The FCS is stored behind the frame.",
			Clause: graph.NewClause("8255x manual, section 6.4.2.3 \"Configure\", byte 18, bit 2"),
		}),
		graph.Deviates("eepro100-no-loopback", graph.Deviation{
			In:     []graph.Place{{Test: "eepro100-tests/transfers", Step: "loopback"}},
			Does:   "Frames leave in internal loopback.",
			Says:   "They come back, and do not leave.",
			Clause: graph.NewClause("8255x manual, section 6.4.2.3 \"Configure\", byte 10, bits 7:6"),
		}),
		graph.Deviates("eepro100-broadcast-disable", graph.Deviation{
			In:     []graph.Place{{Test: "eepro100-tests/filter", Step: "no broadcast"}},
			Does:   "Broadcasts are received with Broadcast Disable.",
			Says:   "They are not.",
			Clause: graph.NewClause("8255x manual, section 6.4.2.3 \"Configure\", byte 15, bit 1"),
		}),
		graph.Deviates("eepro100-no-end-of-frame", graph.Deviation{
			In:     []graph.Place{{Test: "eepro100-tests/filter", Step: "end of the frame in the count"}},
			Does:   "EOF and F are clear beside the actual count.",
			Says:   "The device sets both when it has stored a frame and its count.",
			Clause: graph.NewClause("8255x manual, section 6.4.3.1 \"Receive Frame Descriptor\", EOF and F"),
		}),
		graph.Deviates("eepro100-masked-causes-hold-pin", graph.Deviation{
			In: []graph.Place{
				{Test: "eepro100-tests/interrupts", Step: "masks: command executed / masked causes alone"},
				{Test: "eepro100-tests/interrupts", Step: "masks: receive unit not ready / masked causes alone"},
			},
			On:     afterThe82557(),
			Does:   "The pin stays raised until all causes are clear, those that are masked too.",
			Says:   "A masked cause does not assert the pin.",
			Clause: graph.NewClause("8255x manual, section 6.3.2.2 \"SCB Command Word\", bits 31:26"),
		}),
	}
}
