package generic

import (
	"strings"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/audio"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/backend/chardev"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/slot"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtio9p"
)

// The machines on which the devices of a bus are tested unless somebody asks for more.
const (
	pc      = "x86_64/pc"
	q35     = "x86_64/q35"
	microvm = "x86_64/microvm"
	ast2600 = "arm/ast2600-evb"
	pseries = "ppc64/pseries"
	s390    = "s390x/s390-ccw-virtio"
)

// groups is the table of models.
var groups = []group{
	{bus: slot.PCI, usual: pc, models: `
		AMDVI-PCI VGA am53c974 ati-vga cirrus-vga dc390 edu i6300esb i82801b11-bridge ich9-ahci ich9-intel-hda
		ich9-usb-ehci1 ich9-usb-ehci2 ich9-usb-uhci1 ich9-usb-uhci2 ich9-usb-uhci3 ich9-usb-uhci4 ich9-usb-uhci5
		ich9-usb-uhci6 intel-hda iommu-testdev lsi53c810 lsi53c895a megasas mptsas1068 pci-ohci pci-serial
		pci-serial-2x pci-serial-4x pci-testdev piix3-ide piix3-usb-uhci piix4-ide piix4-usb-uhci pvpanic-pci rocker
		sdhci-pci secondary-vga tpci200 usb-ehci virtio-balloon-pci-transitional virtio-rng-pci-transitional
		virtio-scsi-pci-transitional virtio-serial-pci-transitional vmware-svga bochs-display nec-usb-xhci pvscsi
		qemu-xhci virtio-balloon-pci virtio-balloon-pci-non-transitional virtio-gpu-pci virtio-iommu-pci
		virtio-keyboard-pci virtio-mouse-pci virtio-multitouch-pci virtio-rng-pci virtio-rng-pci-non-transitional
		virtio-rtc-pci virtio-scsi-pci virtio-scsi-pci-non-transitional virtio-serial-pci
		virtio-serial-pci-non-transitional virtio-tablet-pci virtio-vga ioh3420 megasas-gen2 pcie-pci-bridge
		pcie-root-port ufs x3130-upstream xio3130-downstream`},
	{bus: slot.PCI, usual: pc, needs: []graph.EdgeOption{graph.Needs(ethernet.Netdev)}, models: `
		e1000 e1000-82544gc e1000-82545em i82550 i82551 i82557a i82557b i82557c i82558a i82558b i82559a i82559b
		i82559c i82559er i82562 i82801 ne2k_pci pcnet rtl8139 tulip virtio-net-pci-transitional virtio-net-pci
		virtio-net-pci-non-transitional vmxnet3 e1000e igb`},
	{bus: slot.PCI, usual: pc, needs: []graph.EdgeOption{graph.Needs(audio.Audiodev)}, models: "AC97 ES1370 virtio-sound-pci"},
	{bus: slot.PCI, usual: q35, models: "pxb-pcie"},
	{bus: slot.PCI, usual: pc, needs: []graph.EdgeOption{graph.Props(graph.P("bus_nr", "4"))}, models: "pxb"},
	{bus: slot.PCI, usual: q35, needs: []graph.EdgeOption{cxlMachine(), graph.Props(graph.P("bus_nr", "12"), graph.P("bus", "pcie.0"))}, models: `
		pxb-cxl`},
	{bus: slot.PCI, usual: pc, needs: []graph.EdgeOption{graph.Props(graph.P("chassis_nr", "1"))}, models: "pci-bridge pci-bridge-seat"},
	{bus: slot.PCI, usual: pc, needs: []graph.EdgeOption{graph.Props(graph.P("addr", "1f.0"))}, models: "vfio-pci-igd-lpc-bridge"},
	{bus: slot.PCI, usual: pc, needs: []graph.EdgeOption{graph.Props(graph.P("serial", "s"))}, models: "nvme"},
	{bus: slot.PCI, usual: pc, needs: []graph.EdgeOption{graph.Needs(block.Drive)}, models: `
		virtio-blk-pci virtio-blk-pci-non-transitional virtio-blk-pci-transitional`},
	{bus: slot.PCI, usual: pc, needs: []graph.EdgeOption{graph.Needs(virtio9p.FSDev), graph.Props(graph.P("mount_tag", "t"))}, models: `
		virtio-9p-pci virtio-9p-pci-non-transitional virtio-9p-pci-transitional`},
	{bus: slot.PCI, usual: pc, needs: []graph.EdgeOption{graph.Before(graph.Option{Flag: "-device", Type: "ipmi-bmc-sim", ID: "bmc"}), graph.Props(graph.P("bmc", "bmc"))}, models: `
		pci-ipmi-bt pci-ipmi-kcs`},
	{bus: slot.PCI, usual: pc, needs: can("canbus"), models: "kvaser_pci"},
	{bus: slot.PCI, usual: pc, needs: can("canbus0", "canbus1"), models: "ctucan_pci mioe3680_pci pcm3680_pci"},
	{bus: slot.PCI, usual: pc, needs: []graph.EdgeOption{graph.Needs(memory("memory-backend-file", 64<<10))}, models: "acpi-erst"},
	{bus: slot.PCI, usual: pc, needs: []graph.EdgeOption{graph.Needs(memory("memory-backend-ram", 1<<20))}, models: "ivshmem-plain"},
	{bus: slot.PCI, usual: pc, needs: []graph.EdgeOption{memorySlots, graph.Needs(memory("memory-backend-ram", 128<<20))}, models: `
		virtio-mem-pci virtio-pmem-pci`},
	{bus: slot.PCI, usual: pc, needs: []graph.EdgeOption{graph.Needs(cryptodev)}, models: "virtio-crypto-pci"},
	{bus: slot.PCI, usual: "riscv64/virt", models: "riscv-iommu-pci"},
	{bus: slot.PCI, usual: ast2600, needs: []graph.EdgeOption{graph.Props(graph.P("chassis", "9"))}, models: "aspeed.pcie-root-port"},
	{bus: slot.PCI, usual: "alpha/clipper", models: "cmd646-ide"},
	{bus: slot.PCI, usual: "hppa/C3700", models: "diva-gsp"},
	{bus: slot.PCI, usual: "ppc/g3beige", models: "i82378 macio-newworld macio-oldworld sii3112 sm501"},
	{bus: slot.PCI, usual: "ppc/g3beige", needs: []graph.EdgeOption{graph.Needs(ethernet.Netdev)}, models: "sungem"},
	{bus: slot.PCI, usual: "sparc64/sun4u", models: "pbm-bridge"},
	{bus: slot.PCI, usual: "sparc64/sun4u", needs: []graph.EdgeOption{graph.Needs(ethernet.Netdev)}, models: "sunhme"},
	{bus: slot.CXLRoot, usual: q35, needs: []graph.EdgeOption{graph.Props(graph.P("port", "0"), graph.P("chassis", "0"), graph.P("slot", "2"))}, models: `
		cxl-rp`},
	{bus: slot.CXL, usual: q35, models: "cxl-upstream"},
	{bus: slot.CXL, usual: q35, needs: []graph.EdgeOption{graph.Needs(graph.NewNeed("memdev", "volatile-memdev", memoryBackend("memory-backend-ram", 256<<20)))}, models: `
		cxl-type3`},
	{bus: slot.ISA, usual: pc, models: `
		hyperv-testdev i8042 ib700 isa-cirrus-vga isa-debug-exit isa-ide isa-serial isa-vga
		mc146818rtc pc-testdev pvpanic`},
	{bus: slot.ISA, usual: pc, needs: []graph.EdgeOption{graph.Needs(audio.Audiodev)}, models: "adlib cs4231a gus sb16"},
	{bus: slot.ISA, usual: pc, needs: []graph.EdgeOption{graph.Props(graph.P("osk", strings.Repeat("k", 64)))}, models: "isa-applesmc"},
	{bus: slot.ISA, usual: pc, needs: []graph.EdgeOption{graph.Props(graph.P("iobase", "0x370"))}, models: "isa-fdc"},
	{bus: slot.ISA, usual: pc, needs: []graph.EdgeOption{graph.Needs(ethernet.Netdev)}, models: "ne2k_isa"},
	{bus: slot.ISA, usual: pc, needs: []graph.EdgeOption{graph.Needs(chardev.Chardev("chardev"))}, models: "isa-debugcon isa-parallel"},
	{bus: slot.ISA, usual: pc, needs: []graph.EdgeOption{graph.Before(graph.Option{Flag: "-device", Type: "ipmi-bmc-sim", ID: "bmc"}), graph.Props(graph.P("bmc", "bmc"))}, models: `
		isa-ipmi-bt isa-ipmi-kcs`},
	{bus: slot.ISA, usual: "sparc64/sun4u", models: "isa-m48t59"},
	{bus: slot.System, usual: pc, models: "ipmi-bmc-sim nvme-subsys ramfb uefi-vars-x64 vmclock vmcoreinfo vmgenid"},
	{bus: slot.System, usual: q35, models: "amd-iommu intel-iommu"},
	{bus: slot.System, usual: pc, needs: []graph.EdgeOption{graph.Props(graph.P("addr", "0x100000"), graph.P("data", "0x11223344"), graph.P("data-len", "4"))}, models: `
		loader`},
	{bus: slot.System, usual: pc, needs: []graph.EdgeOption{graph.Needs(chardev.Chardev("chardev"))}, models: "ipmi-bmc-extern"},
	{bus: slot.System, usual: pc, needs: []graph.EdgeOption{memorySlots, graph.Needs(memory("memory-backend-ram", 128<<20))}, models: `
		pc-dimm`},
	{bus: slot.System, usual: pc, needs: []graph.EdgeOption{memorySlots, graph.Before(graph.Option{Flag: "-M", Props: []graph.Prop{graph.P("nvdimm", "on")}}), graph.Needs(memory("memory-backend-file", 128<<20))}, models: `
		nvdimm`},
	{bus: slot.System, usual: "arm/virt", models: "sbsa-gwdt uefi-vars-sysbus"},
	{bus: slot.System, usual: s390, models: "diag288"},
	{bus: slot.System, usual: "ppc64/powernv10", models: "pnv-N1-chiplet pnv-nest-chiplet-pervasive"},
	{bus: slot.System, usual: "arm/b-l475e-iot01a", models: "dm163"},
	{bus: slot.VirtioMMIO, usual: microvm, models: `
		virtio-balloon-device virtio-gpu-device virtio-keyboard-device virtio-mouse-device virtio-multitouch-device
		virtio-rng-device virtio-rtc-device virtio-scsi-device virtio-serial-device virtio-tablet-device`},
	{bus: slot.VirtioMMIO, usual: microvm, needs: []graph.EdgeOption{graph.Needs(ethernet.Netdev)}, models: "virtio-net-device"},
	{bus: slot.VirtioMMIO, usual: microvm, needs: []graph.EdgeOption{graph.Needs(audio.Audiodev)}, models: "virtio-sound-device"},
	{bus: slot.VirtioMMIO, usual: microvm, needs: []graph.EdgeOption{graph.Needs(block.Drive)}, models: "virtio-blk-device"},
	{bus: slot.VirtioMMIO, usual: microvm, needs: []graph.EdgeOption{graph.Needs(virtio9p.FSDev), graph.Props(graph.P("mount_tag", "t"))}, models: `
		virtio-9p-device`},
	{bus: slot.VirtioMMIO, usual: microvm, needs: []graph.EdgeOption{graph.Needs(cryptodev)}, models: "virtio-crypto-device"},
	{bus: slot.VirtioMMIO, usual: microvm, needs: []graph.EdgeOption{graph.Needs(memory("memory-backend-ram", 128<<20))}, models: `
		virtio-mem virtio-pmem`},
	{bus: slot.VirtioSerial, usual: pc, needs: []graph.EdgeOption{graph.Needs(chardev.Chardev("chardev"))}, models: `
		virtconsole virtserialport`},
	{bus: slot.USB, usual: pc, models: "usb-bot usb-ccid usb-hub usb-kbd usb-mouse usb-tablet usb-uas usb-wacom-tablet"},
	{bus: slot.USB, usual: pc, needs: []graph.EdgeOption{graph.Needs(ethernet.Netdev)}, models: "usb-net"},
	{bus: slot.USB, usual: pc, needs: []graph.EdgeOption{graph.Needs(audio.Audiodev)}, models: "usb-audio"},
	{bus: slot.USB, usual: pc, needs: []graph.EdgeOption{graph.Needs(block.Drive)}, models: "usb-storage"},
	{bus: slot.USB, usual: pc, needs: []graph.EdgeOption{graph.Props(graph.P("rootdir", "/"))}, models: "usb-mtp"},
	{bus: slot.USB, usual: pc, needs: []graph.EdgeOption{graph.Needs(chardev.Chardev("chardev"))}, models: `
		usb-braille usb-redir usb-serial`},
	{bus: slot.CCID, usual: pc, needs: []graph.EdgeOption{graph.Needs(chardev.Chardev("chardev"))}, models: "ccid-card-passthru"},
	{bus: slot.SCSI, usual: pc, needs: []graph.EdgeOption{graph.Needs(block.Drive)}, models: "scsi-cd scsi-hd"},
	{bus: slot.IDE, usual: pc, models: "ide-cd"},
	{bus: slot.IDE, usual: pc, needs: []graph.EdgeOption{graph.Needs(block.Drive)}, models: "ide-cf ide-hd"},
	{bus: slot.Floppy, usual: pc, needs: []graph.EdgeOption{graph.Needs(block.Drive)}, models: "floppy"},
	{bus: slot.SD, usual: pc, needs: []graph.EdgeOption{graph.Needs(block.Drive)}, models: "emmc sd-card sd-card-spi"},
	{bus: slot.NVMe, usual: pc, needs: []graph.EdgeOption{graph.Needs(block.Drive)}, models: "nvme-ns"},
	{bus: slot.UFS, usual: pc, needs: []graph.EdgeOption{graph.Needs(block.Drive)}, models: "ufs-lu"},
	{bus: slot.HDA, usual: pc, needs: []graph.EdgeOption{graph.Needs(audio.Audiodev)}, models: "hda-duplex hda-micro hda-output"},
	{bus: slot.IndustryPack, usual: pc, models: "ipoctal232"},
	{bus: slot.SSI, usual: ast2600, models: `
		160s33b 25csm04 320s33b 640s33b at25128a-nonjedec at25256a-nonjedec at25df041a at25df321a at25df641 at25fs010
		at25fs040 at26df081a at26df161a at26df321 at26f004 at45db081d en25f32 en25p32 en25p64 en25q32b en25q64 gd25q32
		gd25q64 is25lp016d is25lp032 is25lp064 is25lp080d is25lp128 is25lp256 is25lq040b is25wp032 is25wp064 is25wp128
		is25wp256 m25p05 m25p10 m25p128 m25p16 m25p20 m25p32 m25p40 m25p64 m25p80 m25pe16 m25pe20 m25pe80 m25px32
		m25px32-s0 m25px32-s1 m25px64 m45pe10 m45pe16 m45pe80 mt25ql01g mt25ql02g mt25ql512ab mt25qu01g mt25qu02g
		mt35xu01g mt35xu02gbba mx25l12805d mx25l12855e mx25l1606e mx25l2005a mx25l25635e mx25l25635f mx25l25655e
		mx25l3205d mx25l4005a mx25l6405d mx25l8005 mx66l1g45g mx66l51235f mx66u1g45g mx66u51235f n25q00 n25q00a
		n25q032 n25q032a11 n25q032a13 n25q064 n25q064a11 n25q064a13 n25q128 n25q128a11 n25q128a13 n25q256a n25q256a11
		n25q256a13 n25q512a n25q512a11 n25q512a13 n25q512ax3 s25fl016k s25fl064k s25fl129p0 s25fl129p1 s25fl256s0
		s25fl256s1 s25fl512s s25fs512s s25sl004a s25sl008a s25sl016a s25sl032a s25sl032p s25sl064a s25sl064p
		s25sl12800 s25sl12801 s70fl01gs s70fs01gs sst25vf016b sst25vf032b sst25vf040b sst25vf080b sst25wf010
		sst25wf020 sst25wf040 sst25wf080 sst25wf512 w25q01jvq w25q02jvm w25q256 w25q32 w25q32dw w25q512jv w25q64
		w25q80 w25q80bl w25x10 w25x16 w25x20 w25x32 w25x40 w25x64 w25x80`},
	{bus: slot.SSI, usual: ast2600, needs: []graph.EdgeOption{noFlash}, models: "ssd0323"},
	{bus: slot.I2C, usual: ast2600, models: `
		adm1266 adm1272 aspeed.i2c.slave axp209_pmu axp221_pmu dps310 ds1338 emc1413 emc1414 isl69259 isl69260
		lsm303dlhc_mag m41t80 max31785 max34451 pca9535 pca9546 pca9548 pca9552 pca9554 raa228000 raa229004 rs5c372
		sii9022 ssd0303 tmp105 tmp421 tmp422 tmp423`},
	{bus: slot.I2C, usual: ast2600, needs: []graph.EdgeOption{graph.Needs(audio.Audiodev)}, models: "wm8750"},
	{bus: slot.I2C, usual: pc, models: "i2c-ddc i2c-echo"},
	{bus: slot.I2C, usual: pc, needs: []graph.EdgeOption{graph.Before(graph.Option{Flag: "-device", Type: "ipmi-bmc-sim", ID: "bmc"}), graph.Props(graph.P("bmc", "bmc"))}, models: `
		smbus-ipmi`},
	{bus: slot.I3C, usual: ast2600, models: "mock-i3c-target"},
	{bus: slot.FSI, usual: ast2600, models: "cfam fsi.slave"},
	{bus: slot.FSILocal, usual: ast2600, models: "fsi.scratchpad"},
	{bus: slot.OPB, usual: ast2600, models: "fsi.master"},
	{bus: slot.VIO, usual: pseries, needs: []graph.EdgeOption{graph.Needs(ethernet.Netdev)}, models: "spapr-vlan"},
	{bus: slot.VIO, usual: pseries, models: "spapr-vscsi"},
	{bus: slot.VIO, usual: pseries, needs: []graph.EdgeOption{graph.Needs(chardev.Chardev("chardev"))}, models: "spapr-vty"},
	{bus: slot.ADB, usual: "ppc/g3beige", models: "adb-keyboard adb-mouse"},
	{bus: slot.CSS, usual: s390, models: `
		virtio-balloon-ccw virtio-gpu-ccw virtio-keyboard-ccw virtio-mouse-ccw virtio-rng-ccw virtio-scsi-ccw
		virtio-serial-ccw virtio-tablet-ccw`},
	{bus: slot.CSS, usual: s390, needs: []graph.EdgeOption{graph.Needs(ethernet.Netdev)}, models: "virtio-net-ccw"},
	{bus: slot.CSS, usual: s390, needs: []graph.EdgeOption{graph.Needs(block.Drive)}, models: "virtio-blk-ccw"},
	{bus: slot.CSS, usual: s390, needs: []graph.EdgeOption{graph.Needs(virtio9p.FSDev), graph.Props(graph.P("mount_tag", "t"))}, models: `
		virtio-9p-ccw`},
	{bus: slot.CSS, usual: s390, needs: []graph.EdgeOption{graph.Needs(chardev.Chardev("chardev"))}, models: "x-terminal3270"},
	{bus: slot.CSS, usual: s390, needs: []graph.EdgeOption{memorySlots, graph.Needs(memory("memory-backend-ram", 128<<20))}, models: `
		virtio-mem-ccw`},
	{bus: slot.CSS, usual: s390, needs: []graph.EdgeOption{graph.Needs(cryptodev)}, models: "virtio-crypto-ccw"},
	{bus: slot.SCLP, usual: s390, needs: []graph.EdgeOption{graph.Needs(chardev.Chardev("chardev"))}, models: "sclplmconsole"},
}
