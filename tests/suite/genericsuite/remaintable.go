package genericsuite

import "github.com/qgraph/qgraph/graph"

// remains are the registers in which something remains over a reset, by the type of their
// device.
func remains() []remain {
	return []remain{
		{"arm-smmuv3-reset", "arm-smmuv3", "", "68-6c 80-a4", "SMMU_GERROR_IRQ_CFG0, SMMU_STRTAB_BASE, SMMU_CMDQ_BASE, SMMU_EVENTQ_BASE", true, graph.NewClause("Arm IHI 0070 (SMMUv3), section 6.3: their values after a reset are UNKNOWN")},
		{"mc146818rtc-reset", "", "rtc", "0-0", "clock, calendar and RAM", true, graph.NewClause(`MC146818A, section "RESET": they run on a battery, and RESET does not affect them`)},
		{"pl031-reset", "pl031", "", "0-c", "RTCDR, RTCMR, RTCLR", true, graph.NewClause("ARM DDI 0224 (PL031): the counter has a reset of its own, nRTCRST")},
		{"imx7-snvs-reset", "imx7.snvs", "", "50-54", "LPSRTCMR, LPSRTCLR", true, graph.NewClause("i.MX 7Dual Applications Processor Reference Manual, SNVS: the counter is in the domain of the battery")},
		{name: "acpi-erst-reset", region: "acpi-erst", words: "8-f", what: "value and record offset", right: true, clause: graph.NewClause(`The device's specification gives the register no value after a reset (QEMU 11.1, docs/specs/acpi_erst.rst)`)},
		{name: "ahci-reset", region: "ahci", words: "100-10ff", what: "PxCLB, PxCLBU, PxFB, PxFBU", right: true, clause: graph.NewClause(`The base addresses of the port's lists have a value of the implementation after a reset (AHCI 1.3.1, sections 3.3.1 to 3.3.4)`)},
		{name: "cirrus-low-memory-reset", region: "cirrus-low-memory", words: "0-1ffff", what: "memory", right: true, clause: graph.NewClause(`QEMU 11.1, QEMU QMP Reference Manual, system_reset: a reset leaves memory as it is`)},
		{name: "cirrus-linear-io-reset", region: "cirrus-linear-io", words: "0-3fffff", what: "memory", right: true, clause: graph.NewClause(`QEMU 11.1, QEMU QMP Reference Manual, system_reset: a reset leaves memory as it is`)},
		{name: "lsi-ram-reset", region: "lsi-ram", words: "0-1fff", what: "memory", right: true, clause: graph.NewClause(`QEMU 11.1, QEMU QMP Reference Manual, system_reset: a reset leaves memory as it is`)},
		{name: "edu-mmio-reset", region: "edu-mmio", words: "80-9f", what: "the registers of a transfer", right: true, clause: graph.NewClause(`The device's specification gives the register no value after a reset (QEMU 11.1, docs/specs/edu.rst)`)},
		{name: "kvaser-pci-sja-reset", region: "kvaser_pci-sja|pcm3680i_pci-sja1|pcm3680i_pci-sja2", words: "4-7", what: "ACR, AMR", right: true, clause: graph.NewClause(`NXP SJA1000, sections 6.3 "BasicCAN mode" and 6.4 "PeliCAN mode", reset values: a hardware reset does not influence the acceptance code and mask`)},
		{name: "mioe3680-pci-sja1-reset", region: "mioe3680_pci-sja1|mioe3680_pci-sja2", words: "10-17", what: "ACR, AMR", right: true, clause: graph.NewClause(`NXP SJA1000, sections 6.3 "BasicCAN mode" and 6.4 "PeliCAN mode", reset values: a hardware reset does not influence the acceptance code and mask`)},
		{name: "tulip-io-reset", region: "tulip-io|tulip-mem", words: "18-23 50-53", what: "CSR3, CSR4, CSR10", right: true, clause: graph.NewClause(`The addresses of the lists and of the boot ROM are unpredictable after a reset (DEC 21143 hardware reference manual, access rules of CSR3, CSR4 and CSR10)`)},
		{name: "virtio-pci-reset", region: "virtio-pci", words: "14-3f", what: "the device configuration", right: true, clause: graph.NewClause(`The device's specification gives the register no value after a reset (VIRTIO 1.2, section 2.5 "Device Configuration Space")`)},
		{name: "virtio-pci-device-reset", region: "virtio-pci-device-.*", words: "0-fff", what: "the device configuration", right: true, clause: graph.NewClause(`The device's specification gives the register no value after a reset (VIRTIO 1.2, section 2.5 "Device Configuration Space")`)},
		{name: "virtio-pci-common-reset", region: "virtio-pci-common-.*", words: "0-b", what: "feature selectors and the driver's features", right: true, clause: graph.NewClause(`The device's specification gives the register no value after a reset (VIRTIO 1.2, section 4.1.4.3 "Common configuration structure layout")`)},
	}
}
