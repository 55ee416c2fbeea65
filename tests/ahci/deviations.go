package ahci

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU's adapter from the specification.
func deviations() []graph.Deviation {
	var stays []graph.Place
	for _, step := range []string{"command without data", "DMA", "PIO"} {
		stays = append(stays, graph.Place{Test: "ahci-tests/interrupts", Step: step + " / IS stays"})
	}
	return []graph.Deviation{
		graph.Deviates("ahci-addresses-unaligned", graph.Deviation{
			In: []graph.Place{
				{Test: "ahci-tests/ports", Step: "addresses of port 0 / bits below the alignment"},
				{Test: "ahci-tests/ports", Step: "addresses of port 3 / bits below the alignment"},
			},
			Does:   "PxCLB and PxFB keep the bits below their alignment.",
			Says:   "The lower 10 bits of PxCLB and the lower 8 bits of PxFB are reserved and read as 0.",
			Clause: graph.NewClause(`AHCI 1.3.1, sections 3.3.1 "PxCLB" and 3.3.3 "PxFB"`),
		}),
		graph.Deviates("ahci-is-follows", graph.Deviation{
			In:     stays,
			Does:   "A port's bit of IS is cleared when PxIS is.",
			Says:   "IS.IPS keeps a port's interrupt until software writes a 1 to it.",
			Clause: graph.NewClause(`AHCI 1.3.1, sections 3.1.3 "IS" and 10.7.2.1 "First Tier (IS Register)"`),
		}),
		graph.Deviates("ahci-no-dma-setup", graph.Deviation{
			In: []graph.Place{
				{Test: "ahci-tests/io/ncq", Step: "one / DMA setup FIS"},
				{Test: "ahci-tests/io/ncq", Step: "last tag / DMA setup FIS"},
				{Test: "ahci-tests/migrate/sanity", Step: "queued commands / one / DMA setup FIS"},
				{Test: "ahci-tests/migrate/sanity", Step: "queued commands / last tag / DMA setup FIS"},
			},
			Does:   "No DMA setup FIS comes with the data of a queued command.",
			Says:   "The data of a queued command follows a DMA setup FIS with its tag, which the port copies to offset 0 of its received FISes.",
			Clause: graph.NewClause(`Serial ATA 3.0, section 13.6 "Native Command Queuing"; AHCI 1.3.1, section 4.2.1 "Received FIS Structure"`),
		}),
		graph.Deviates("ahci-pio-direction", graph.Deviation{
			In:     []graph.Place{{Test: "ahci-tests/io/pio", Step: "FISes / read / direction"}},
			Does:   "The PIO setup FIS of a read has D clear.",
			Says:   "D is set when data goes from the device to the host.",
			Clause: graph.NewClause(`Serial ATA 3.0, section 10.3.10 "PIO Setup"`),
		}),
		graph.Deviates("ahci-pio-end-status", graph.Deviation{
			In: []graph.Place{
				{Test: "ahci-tests/io/pio", Step: "FISes / read / status at the end"},
				{Test: "ahci-tests/io/pio", Step: "FISes / write / status at the end"},
			},
			Does:   "E_Status of a PIO setup FIS has DRQ set, as has the status at the begin.",
			Says:   "E_Status is the status behind the data: DRQ is clear, and BSY is set while written data is worked on.",
			Clause: graph.NewClause(`Serial ATA 3.0, section 10.3.10 "PIO Setup", E_Status`),
		}),
		graph.Deviates("ahci-pio-read-register-fis", graph.Deviation{
			In:     []graph.Place{{Test: "ahci-tests/io/pio", Step: "FISes / read / no register FIS"}},
			Does:   "A read by PIO ends with a register FIS.",
			Says:   "The status of a read by PIO comes with E_Status of its last PIO setup FIS; a register FIS reports an error alone.",
			Clause: graph.NewClause(`Serial ATA 3.0, section "PIO data-in command protocol"`),
		}),
		graph.Deviates("ahci-region-without-interrupt", graph.Deviation{
			In:     []graph.Place{{Test: "ahci-tests/interrupts", Step: "region with an interrupt"}},
			Does:   "A region with the bit for an interrupt has none.",
			Says:   "PxIS.DPS is set when the data of the region has been transferred.",
			Clause: graph.NewClause(`AHCI 1.3.1, sections 3.3.5 "PxIS" and 4.2.3.3 "Physical Region Descriptor Table"`),
		}),
		graph.Deviates("ahci-link-kept", graph.Deviation{
			In:     []graph.Place{{Test: "ahci-tests/reset", Step: "link / status meanwhile"}},
			Does:   "The link stays established while PxSCTL.DET resets it.",
			Says:   "PxSCTL.DET of 1 puts the link into a reset, so that communication must be established again.",
			Clause: graph.NewClause(`AHCI 1.3.1, section 3.3.11 "PxSCTL", DET`),
		}),
		graph.Deviates("ahci-no-overflow", graph.Deviation{
			In:     []graph.Place{{Test: "ahci-tests/io/dma", Step: "fewer regions than data"}},
			Does:   "A read with too little room moves nothing, and PxIS.OFS stays clear.",
			Says:   "PxIS.OFS is set when a device returns more bytes than the regions take.",
			Clause: graph.NewClause(`AHCI 1.3.1, sections 3.3.5 "PxIS" and 6.1.5 "Overflow"`),
		}),
		graph.Deviates("ahci-pio-retry-assertion", graph.Deviation{
			QEMU:   []graph.VersionRange{{Until: "10.0"}},
			In:     []graph.Place{{Test: "ahci-tests/retry", Step: "PIO read"}},
			Ends:   graph.Crashes,
			Does:   "A PIO read that fails on the host, with rerror=stop, fails an assertion in core.c: no unit is noted for its retry.",
			Says:   "With rerror=stop QEMU pauses the guest on an error.",
			Clause: graph.NewClause(`QEMU 11.1, qemu(1), "-drive", rerror`),
		}),
	}
}
