package genericsuite

import "github.com/qgraph/qgraph/graph"

// allRemains are those of machines and those of devices that are plugged in.
func allRemains() []remain { return append(remains(), deviceRemains()...) }

const (
	videoMemory    = "Video memory is memory: a reset leaves it as it is"
	sja1000        = `NXP SJA1000, sections 6.3.1 and 6.4.1: a hardware reset does not influence the acceptance code and mask (reset value "X")`
	uhciFRNUM      = `Universal Host Controller Interface 1.1, section 2.1.4 "FRNUM": the default value is 0000h`
	dp8390         = `National Semiconductor, DP8390D/NS32490D, section 10.3, Command Register: STP "powers up high", and page 0 is selected`
	tulipLists     = "DEC 21143 hardware reference manual, access rules of CSR3, CSR4 and CSR10: unpredictable after a reset"
	eecd           = `Intel, PCI/PCI-X Family of Gigabit Ethernet Controllers Software Developer's Manual, section 13.4.3 "EECD": SK, CS, DI and EE_REQ are 0`
	ioaddr         = `Intel, 82574 and 82576 datasheets, "IOADDR": "At hardware reset or PCI reset, this register value resets to 0x00000000"`
	virtioCommon   = `VIRTIO 1.2, section 4.1.4.3 "Common configuration structure layout": the selectors have no value after a reset`
	virtioSpecific = `VIRTIO 1.2, section 2.5 "Device Configuration Space": a field that the driver writes has no value after a reset`
)

// deviceRemains are the registers in which something remains over a reset, by the type of their device: of models that a user
// can plug in.
func deviceRemains() []remain {
	return []remain{
		{"acpi-erst-reset", "acpi-erst", "", "8-c", "the value", rightly, graph.NewClause("QEMU 11.1, docs/specs/acpi_erst.rst: the record's value has none after a reset")},
		{"ahci-port-lists-reset", "ich9-ahci", "ahci", "100-10fc", "PxCLB, PxCLBU, PxFB, PxFBU", rightly, graph.NewClause(`AHCI 1.3.1, sections 3.3.1 to 3.3.4: the reset value is "Impl Spec"`)},
		{"ahci-index-reset", "ich9-ahci", "ahci-idp", "10-14", "the index of the index and data pair", stays, graph.NewClause(cold)},
		{"esp-dma-reset", "am53c974", "", "40-70", "the registers of the DMA engine", stays, graph.NewClause(cold)},
		{"dc390-dma-reset", "dc390", "", "40-70", "the registers of the DMA engine", stays, graph.NewClause(cold)},
		{"ati-vga-reset", "ati-vga", "ati.mmregs", "", "the registers of the CRTC and of the 2D engine", stays, graph.NewClause(cold)},
		{"bochs-display-reset", "bochs-display", "bochs dispi interface", "", "the VBE registers, which a VGA's reset clears,", stays, graph.NewClause(cold)},
		{"cirrus-memory-reset", "cirrus-vga", "cirrus-l.*|cirrus-bitblt-mmio", "", "the video memory", rightly, graph.NewClause(videoMemory)},
		{"cirrus-mmio-reset", "cirrus-vga", "cirrus-mmio", "", "the registers of the bit block engine", stays, graph.NewClause(cold)},
		{"ctucan-reset", "ctucan_pci", "", "78", "the register at 78h of a core", stays, graph.NewClause(cold)},
		{"e1000-eecd-reset", "e1000", "", "10", "EECD", stays, graph.NewClause(eecd)},
		{"e1000-82544gc-eecd-reset", "e1000-82544gc", "", "10", "EECD", stays, graph.NewClause(eecd)},
		{"e1000-82545em-eecd-reset", "e1000-82545em", "", "10", "EECD", stays, graph.NewClause(eecd)},
		{"e1000e-itr-reset", "e1000e", "e1000e-mmio", "c4 e8-f8", "ITR and EITR", stays, graph.NewClause(`Intel, 82574 datasheet, section 10.2.4 "Interrupt Register Descriptions": the initial value is 0`)},
		{"e1000e-ioaddr-reset", "e1000e", "e1000e-io", "0-4", "IOADDR", stays, graph.NewClause(ioaddr)},
		{"edu-dma-reset", "edu", "", "80-9c", "the registers of the DMA engine", rightly, graph.NewClause("QEMU 11.1, docs/specs/edu.rst gives them no value after a reset")},
		{"gus-reset", "gus", "", "", "the registers of the GF1", stays, graph.NewClause(cold)},
		{"i8042-output-reset", "i8042", "i8042-data", "", "the output buffer", rightly, graph.NewClause("IBM PS/2 Hardware Interface Technical Reference, keyboard controller: the output buffer has data only while OBF is set")},
		{"igb-ioaddr-reset", "igb", "igb-io", "0-4", "IOADDR", stays, graph.NewClause(ioaddr)},
		{"isa-fdc-tdr-reset", "isa-fdc", "", "", "TDR", mayStay, graph.NewClause(`Intel, 82078 datasheet, "Tape Drive Register (TDR)": a hardware reset clears it, a software reset does not`)},
		{"kvaser-intcsr-reset", "kvaser_pci", "kvaser_pci-s5920", "", "INTCSR", stays, graph.NewClause(cold)},
		{"kvaser-acceptance-reset", "kvaser_pci", "kvaser_pci-sja", "4", "the acceptance code and mask", rightly, graph.NewClause(sja1000)},
		{"lsi53c810-ram-reset", "lsi53c810", "lsi-ram", "", "the memory for scripts", rightly, graph.NewClause("LSI53C895A technical manual, section 2.2.5: scripts RAM is memory")},
		{"lsi53c895a-ram-reset", "lsi53c895a", "lsi-ram", "", "the memory for scripts", rightly, graph.NewClause("LSI53C895A technical manual, section 2.2.5: scripts RAM is memory")},
		{"mc146818rtc-isa-reset", "mc146818rtc", "", "", "clock, calendar and RAM", rightly, graph.NewClause(`MC146818A, section "RESET": they run on a battery, and RESET does not affect them`)},
		{"mioe3680-acceptance-reset", "mioe3680_pci", "", "10-14", "the acceptance code and mask", rightly, graph.NewClause(sja1000)},
		{"ne2k-isa-reset", "ne2k_isa", "", "", "the command register", stays, graph.NewClause(dp8390)},
		{"ne2k-pci-reset", "ne2k_pci", "", "", "the command register", stays, graph.NewClause(dp8390)},
		{"nvme-reset", "nvme", "nvme", "24-34 50-54", "AQA, ASQ, ACQ and CMBMSC", stays, graph.NewClause(`NVM Express 1.4, section 7.3.2 "Controller Level Reset": only one by CC.EN spares the registers of the admin queues`)},
		{"pci-ohci-reserved-reset", "pci-ohci", "", "64-6c", "the addresses behind the ports' registers, which hold registers of the PXA27x,", stays, graph.NewClause(cold)},
		{"pcm3680-acceptance-reset", "pcm3680_pci", "", "4", "the acceptance code and mask", rightly, graph.NewClause(sja1000)},
		{"rtl8139-reset", "rtl8139", "", "8-c 20-2c 44 58 ec", "MAR, TSAD, RCR and Config4", stays, graph.NewClause(cold)},
		{"sb16-reset", "sb16", "", "", "the index of the mixer", stays, graph.NewClause(cold)},
		{"tpci200-reset", "tpci200", "tpci200_las0", "", "the control registers of the slots", stays, graph.NewClause(cold)},
		{"tulip-lists-reset", "tulip", "", "18-20 50", "the addresses of the lists and of the boot ROM", rightly, graph.NewClause(tulipLists)},
		{"ufs-reset", "ufs", "ufs", "20-24 50-9c", "IS, IE, the base addresses of the lists and the arguments of UIC commands", stays, graph.NewClause(`JEDEC JESD223D, section 5 "Host Controller Register Interface", column "Reset"`)},
		{"uhci-ich9-1-frnum-reset", "ich9-usb-uhci1", "", "4", "FRNUM", stays, graph.NewClause(uhciFRNUM)},
		{"uhci-ich9-2-frnum-reset", "ich9-usb-uhci2", "", "4", "FRNUM", stays, graph.NewClause(uhciFRNUM)},
		{"uhci-ich9-3-frnum-reset", "ich9-usb-uhci3", "", "4", "FRNUM", stays, graph.NewClause(uhciFRNUM)},
		{"uhci-ich9-4-frnum-reset", "ich9-usb-uhci4", "", "4", "FRNUM", stays, graph.NewClause(uhciFRNUM)},
		{"uhci-ich9-5-frnum-reset", "ich9-usb-uhci5", "", "4", "FRNUM", stays, graph.NewClause(uhciFRNUM)},
		{"uhci-ich9-6-frnum-reset", "ich9-usb-uhci6", "", "4", "FRNUM", stays, graph.NewClause(uhciFRNUM)},
		{"uhci-piix3-frnum-reset", "piix3-usb-uhci", "", "4", "FRNUM", stays, graph.NewClause(uhciFRNUM)},
		{"uhci-piix4-frnum-reset", "piix4-usb-uhci", "", "4", "FRNUM", stays, graph.NewClause(uhciFRNUM)},
		{"virtio-common-reset", "", "virtio-pci-common-.*", "0-8", "the selectors", rightly, graph.NewClause(virtioCommon)},
		{"virtio-specific-reset", "", "virtio-pci-device-.*", "", "fields for the driver", rightly, graph.NewClause(virtioSpecific)},
		{"virtio-legacy-reset", "", "virtio-pci", "14-3c", "fields for the driver", rightly, graph.NewClause(virtioSpecific)},
		{"vmxnet3-mac-reset", "vmxnet3", "vmxnet3-b1", "28-30", "MACL and MACH", stays, graph.NewClause(cold)},
	}
}
