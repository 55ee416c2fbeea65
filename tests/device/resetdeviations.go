package device

import "github.com/qgraph/qgraph/graph"

// elsewhere are the architectures without a machine whose root bus of PCI the tests reach: there the registers of a function
// have no addresses.
var elsewhere = []string{
	"aarch64", "alpha", "arm", "hppa", "loongarch64", "mips64el", "or1k", "ppc", "ppc64", "riscv32", "riscv64", "s390x", "sh4", "sparc64", "xtensa",
}

// offPCI are the architectures elsewhere, and the buses with devices that are no function of PCI.
var offPCI = append([]string{
	"isa-slot", "system-slot", "floppy-slot", "i2c-slot", "usb-port", "scsi-slot", "ide-slot", "sd-slot", "nvme-slot", "ufs-slot",
	"hda-slot", "ipack-slot", "virtio-serial-slot", "cxl-root-slot", "ccid-slot",
}, elsewhere...)

// initial is QEMU's own rule for resets.
func initial() graph.Clause {
	return graph.NewClause(`QEMU 11.1, docs/devel/reset.rst: "we reset to the initial state corresponding to the start of QEMU"`)
}

const beginning = "A reset brings a device to the state at QEMU's start."

// resetDeviations are those of "device-tests/reset".
func resetDeviations() []graph.Deviation {
	all := []graph.Place{{Test: "device-tests/reset"}}
	in := []graph.Place{{Test: "device-tests/reset", Step: registers}}
	space := []graph.Place{{Test: "device-tests/reset", Step: configurationSpace}}
	return []graph.Deviation{
		graph.Deviates("pci-reserved-writable", graph.Deviation{
			In: []graph.Place{{Test: "device-tests/reset", Step: reserved}},
			On: []string{"i386/pc", "x86_64/pc", "x86_64/q35"}, Except: offPCI,
			Does:   "The bytes of configuration space outside of the header and the capabilities keep what is written, over resets, too.",
			Says:   "Reads of reserved registers return zero.",
			Clause: graph.NewClause(`PCI Local Bus 3.0, section 6.1 "Configuration Space Organization": "a data value of 0 returned"`),
		}),
		graph.Deviates("pci-pm-data-select", graph.Deviation{
			In: space, On: []string{"e1000e", "igb"}, Except: elsewhere,
			Does:   "Data_Select of the power management control register keeps its value over a reset.",
			Says:   "Data_Select is zero after a reset.",
			Clause: graph.NewClause(`PCI Bus Power Management Interface 1.2, section 3.2.4 "PMCSR"`),
		}),
		graph.Deviates("nvme-device-control-reset", graph.Deviation{
			In: space, On: []string{"nvme"}, Except: elsewhere,
			Does:   "Bits of the PCI Express Device Control register that enable the reporting of errors stay set over a reset.",
			Says:   "They are zero after a reset.",
			Clause: graph.NewClause(`PCI Express Base 3.0, section 7.8.4 "Device Control Register"`),
		}),
		graph.Deviates("nvme-reset", graph.Deviation{
			In: in, On: []string{"nvme"}, Except: elsewhere,
			Does:   "AQA, ASQ, ACQ and CMBMSC keep their values over a reset of the machine.",
			Says:   "A reset of the bus resets the registers; only a controller reset by CC.EN spares those of the admin queues.",
			Clause: graph.NewClause(`NVM Express 1.4, section 7.3.2 "Controller Level Reset"`),
		}),
		graph.Deviates("esp-pci-reset", graph.Deviation{
			In: in, On: []string{"am53c974", "dc390"}, Except: elsewhere,
			Does: "The registers of the DMA engine keep their values over a reset.", Says: beginning,
			Clause: initial(),
		}),
		graph.Deviates("ati-vga-reset", graph.Deviation{
			In: in, On: []string{"ati-vga"}, Except: elsewhere,
			Does: "Some eighty registers keep their values over a reset, those of the CRTC and of the 2D engine among them.", Says: beginning,
			Clause: initial(),
		}),
		graph.Deviates("bochs-display-reset", graph.Deviation{
			In: in, On: []string{"bochs-display"}, Except: elsewhere,
			Does: "The VBE registers keep their values over a reset: the mode stays enabled. The same registers of a VGA are reset.", Says: beginning,
			Clause: initial(),
		}),
		graph.Deviates("ctucan-reset", graph.Deviation{
			In: in, On: []string{"ctucan_pci"}, Except: elsewhere,
			Does: "A register of the second core keeps its value over a reset.", Says: beginning,
			Clause: initial(),
		}),
		graph.Deviates("e1000-eecd-reset", graph.Deviation{
			In: in, On: []string{"e1000", "e1000-82544gc", "e1000-82545em"}, Except: elsewhere,
			Does:   "The lines of the EEPROM that software drives by EECD, and its request, stay set over a reset.",
			Says:   "SK, CS, DI and EE_REQ are zero after a reset.",
			Clause: graph.NewClause(`Intel, PCI/PCI-X Family of Gigabit Ethernet Controllers Software Developer's Manual, section 13.4.3 "EEPROM/Flash Control & Data Register"`),
		}),
		graph.Deviates("e1000e-reset", graph.Deviation{
			In: in, On: []string{"e1000e"}, Except: elsewhere,
			Does:   "ITR, EITR0 to EITR4 and IOADDR keep their values over a reset.",
			Says:   "They are zero after a reset of the bus.",
			Clause: graph.NewClause(`Intel, 82574 GbE Controller Family datasheet, sections 10.2.4.2 "Interrupt Throttling Rate Register" and 9.2.2 "I/O-mapped internal registers"`),
		}),
		graph.Deviates("igb-ioaddr-reset", graph.Deviation{
			In: in, On: []string{"igb"}, Except: elsewhere,
			Does:   "IOADDR keeps its value over a reset.",
			Says:   "IOADDR is zero after a reset of the bus.",
			Clause: graph.NewClause(`Intel, 82576EB Gigabit Ethernet Controller datasheet, "IOADDR"`),
		}),
		graph.Deviates("uhci-frnum-reset", graph.Deviation{
			In: in, Except: elsewhere,
			On:     []string{"ich9-usb-uhci1", "ich9-usb-uhci2", "ich9-usb-uhci3", "ich9-usb-uhci4", "ich9-usb-uhci5", "ich9-usb-uhci6", "piix3-usb-uhci", "piix4-usb-uhci"},
			Does:   "FRNUM keeps its value over a reset.",
			Says:   "The default value of FRNUM is zero.",
			Clause: graph.NewClause(`Universal Host Controller Interface 1.1, section 2.1.4 "FRNUM - Frame Number Register"`),
		}),
		graph.Deviates("ahci-idp-reset", graph.Deviation{
			In: in, On: []string{"ich9-ahci"}, Except: elsewhere,
			Does: "The index of the index and data pair keeps its value over a reset.", Says: beginning,
			Clause: initial(),
		}),
		graph.Deviates("kvaser-intcsr-reset", graph.Deviation{
			In: in, On: []string{"kvaser_pci"}, Except: elsewhere,
			Does: "INTCSR of the S5920 keeps its value over a reset.", Says: beginning,
			Clause: initial(),
		}),
		graph.Deviates("ne2000-reset", graph.Deviation{
			In: in, On: []string{"ne2k_pci"}, Except: elsewhere,
			Does:   "The command register keeps the page and the start bit over a reset.",
			Says:   "After a reset the controller is stopped, and page 0 is selected.",
			Clause: graph.NewClause(`National Semiconductor, DP8390D/NS32490D NIC, section 10.3 "Register Descriptions", Command Register: STP "powers up high"`),
		}),
		graph.Deviates("ohci-reserved-writable", graph.Deviation{
			In: in, On: []string{"pci-ohci"}, Except: elsewhere,
			Does:   "Addresses behind the registers of the ports keep what is written, over resets, too: they are registers of the PXA27x.",
			Says:   "The last register is that of the last port.",
			Clause: graph.NewClause(`OpenHCI 1.0a, section 7 "Operational Registers"`),
		}),
		graph.Deviates("rtl8139-reset", graph.Deviation{
			In: in, On: []string{"rtl8139"}, Except: elsewhere,
			Does: "The multicast filter, the addresses of the transmit descriptors, RCR and Config4 keep their values over a reset.", Says: beginning,
			Clause: initial(),
		}),
		graph.Deviates("tpci200-reset", graph.Deviation{
			In: in, On: []string{"tpci200"}, Except: elsewhere,
			Does: "The control registers of the IP slots keep their values over a reset.", Says: beginning,
			Clause: initial(),
		}),
		graph.Deviates("ufs-reset", graph.Deviation{
			In: in, On: []string{"ufs"}, Except: elsewhere,
			Does:   "IS, IE, the base addresses of the lists and the arguments of UIC commands keep their values over a reset.",
			Says:   "They are zero after a reset.",
			Clause: graph.NewClause(`JEDEC JESD223D, section 5 "Host Controller Register Interface", column "Reset"`),
		}),
		graph.Deviates("gus-reset", graph.Deviation{
			In: all, On: []string{"gus"},
			Does: "The registers of the GF1 keep their values over a reset.", Says: beginning,
			Clause: initial(),
		}),
		graph.Deviates("isa-fdc-tdr-reset", graph.Deviation{
			In: all, On: []string{"isa-fdc"},
			Does:   "TDR keeps its value over a reset.",
			Says:   "A hardware reset clears TDR; only a software reset does not.",
			Clause: graph.NewClause(`Intel, 82078 CHMOS single-chip floppy disk controller, section 2.1.3 "Tape Drive Register (TDR)"`),
		}),
		graph.Deviates("ne2000-isa-reset", graph.Deviation{
			In: all, On: []string{"ne2k_isa"},
			Does:   "The command register keeps the page and the start bit over a reset.",
			Says:   "After a reset the controller is stopped, and page 0 is selected.",
			Clause: graph.NewClause(`National Semiconductor, DP8390D/NS32490D NIC, section 10.3 "Register Descriptions", Command Register: STP "powers up high"`),
		}),
		graph.Deviates("sb16-reset", graph.Deviation{
			In: all, On: []string{"sb16"},
			Does: "The index of the mixer keeps its value over a reset.", Says: beginning,
			Clause: initial(),
		}),
	}
}
