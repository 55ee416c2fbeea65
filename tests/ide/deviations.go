package ide

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU's IDE controllers from the standards.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("ide-identity-kept", graph.Deviation{
			In: []graph.Place{
				{Test: "ide-tests/settings", Step: "geometry / identity"},
				{Test: "ide-tests/pio", Step: "multiple / identity"},
			},
			Does:   "IDENTIFY DEVICE gives the current geometry and the sectors of READ MULTIPLE as they were when it was first executed.",
			Says:   "Words 54 to 58 follow INITIALIZE DEVICE PARAMETERS, word 59 follows SET MULTIPLE MODE.",
			Clause: graph.NewClause(`ATA/ATAPI-6, section 8.15 "IDENTIFY DEVICE", words (58:54) and 59`),
		}),
		graph.Deviates("ide-verify-unchecked", graph.Deviation{
			In: []graph.Place{
				{Test: "ide-tests/limits", Step: "verify behind the last sector"},
				{Test: "ide-tests/limits", Step: "largest counts / over the end"},
			},
			Does:   "READ VERIFY SECTORS behind the last sector succeeds.",
			Says:   "A command on a sector that the disk does not have fails with ID NOT FOUND or ABORT.",
			Clause: graph.NewClause(`ATA/ATAPI-6, section 8.34 "READ VERIFY SECTOR(S)", error outputs`),
		}),
		graph.Deviates("ide-diagnostic-of-one", graph.Deviation{
			In:     []graph.Place{{Test: "ide-tests/diagnostic", Step: "first disk / signatures"}, {Test: "ide-tests/diagnostic", Step: "second disk / signatures"}},
			Does:   "EXECUTE DEVICE DIAGNOSTIC writes the signature into the registers of the selected device alone.",
			Says:   "Both devices execute the command whichever is selected, and have the signature then.",
			Clause: graph.NewClause(`ATA/ATAPI-6, section 8.11 "EXECUTE DEVICE DIAGNOSTIC", and 9.12 "Signature and persistence"`),
		}),
		graph.Deviates("ide-packet-diagnostic-interrupt", graph.Deviation{
			In:     []graph.Place{{Test: "ide-tests/diagnostic", Step: "interrupt of the CD drive"}},
			Does:   "EXECUTE DEVICE DIAGNOSTIC of a CD drive has no interrupt.",
			Says:   "The first device asserts INTRQ when the diagnostic has ended.",
			Clause: graph.NewClause(`ATA/ATAPI-6, section 9.4 "EXECUTE DEVICE DIAGNOSTIC protocol"`),
		}),
		graph.Deviates("ide-packet-odd-length", graph.Deviation{
			In:     []graph.Place{{Test: "ide-tests/cdrom/commands", Step: "odd length"}},
			Does:   "A packet whose data has an odd number of bytes never ends: the device goes on to request data.",
			Says:   "The last byte is in the lower half of a word, and the command ends when that word is read.",
			Clause: graph.NewClause(`ATA/ATAPI-6, section 8.24 "PACKET", byte count`),
		}),
		graph.Deviates("ide-packet-last-part-twice", graph.Deviation{
			QEMU:   []graph.VersionRange{{Until: "10.0"}},
			In:     []graph.Place{{Test: "ide-tests/cdrom/pio_large"}},
			Does:   "The data of a packet that has a part of 65534 bytes has its last part twice.",
			Says:   "The parts are the data of the packet, once.",
			Clause: graph.NewClause(`ATA/ATAPI-6, section 9.9 "PACKET command protocol"`),
		}),
		graph.Deviates("ide-sense-kept", graph.Deviation{
			In:     []graph.Place{{Test: "ide-tests/cdrom/commands", Step: "sense is cleared"}},
			Does:   "REQUEST SENSE returns the sense of a packet again and again.",
			Says:   "It clears the sense that it returns; without one it returns NO SENSE.",
			Clause: graph.NewClause(`SPC-3, section 6.27 "REQUEST SENSE command"`),
		}),
		graph.Deviates("ide-locked-eject-sense", graph.Deviation{
			In:     []graph.Place{{Test: "ide-tests/cdrom/media", Step: "locked / sense"}},
			Does:   "START STOP UNIT that would eject a locked disc fails with NOT READY.",
			Says:   "It fails with ILLEGAL REQUEST, MEDIUM REMOVAL PREVENTED.",
			Clause: graph.NewClause(`MMC-5, section 6.42 "START STOP UNIT"; annex F, table "Error codes"`),
		}),
		graph.Deviates("ide-idle-while-stopped", graph.Deviation{
			In: []graph.Place{
				{Test: "ide-tests/retry", Step: "PIO read / status meanwhile"},
				{Test: "ide-tests/retry", Step: "PIO write / status meanwhile"},
			},
			Does:   "A device whose command by the data register waits for the machine to go on has neither BUSY nor REQUEST.",
			Says:   "A device that executes a command and does not transfer its data has BSY set.",
			Clause: graph.NewClause(`ATA/ATAPI-6, section 7.15 "Status register", BSY`),
		}),
		graph.Deviates("ide-no-removal-event", graph.Deviation{
			In:     []graph.Place{{Test: "ide-tests/cdrom/events", Step: "changed by the host / removal"}},
			Does:   "No event tells that the host has opened the tray and taken the disc out.",
			Says:   "The media event is MediaRemoval when the medium has been removed.",
			Clause: graph.NewClause(`MMC-5, section 6.6 "GET EVENT STATUS NOTIFICATION Command", media event codes`),
		}),
	}
}
