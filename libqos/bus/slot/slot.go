package slot

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/pci"
)

// Slot is a place for a device.
type Slot struct {
	Machine *guest.Machine
	Bus     string   // the kind, by the name of its interface
	Root    *pci.Bus // the root bus that a PCI slot is on, nil if it is not known how to reach it
}

// Bus is the interface of a kind of bus.
type Bus = graph.Interface[*Slot]

// The kinds of bus.
var (
	PCI          = graph.NewInterface[*Slot]("pci-slot")      // PCI, PCI Express
	CXLRoot      = graph.NewInterface[*Slot]("cxl-root-slot") // of a CXL host bridge
	CXL          = graph.NewInterface[*Slot]("cxl-slot")      // below a CXL root port
	ISA          = graph.NewInterface[*Slot]("isa-slot")
	System       = graph.NewInterface[*Slot]("system-slot")        // System, and devices on no bus
	VirtioMMIO   = graph.NewInterface[*Slot]("virtio-slot")        // virtio-bus
	VirtioSerial = graph.NewInterface[*Slot]("virtio-serial-slot") // virtio-serial-bus
	CSS          = graph.NewInterface[*Slot]("css-slot")           // virtual-css-bus: the channel subsystem of s390x
	SCLP         = graph.NewInterface[*Slot]("sclp-slot")          // s390-sclp-events-bus
	USB          = graph.NewInterface[*Slot]("usb-port")           // usb-bus
	CCID         = graph.NewInterface[*Slot]("ccid-slot")          // ccid-bus
	SCSI         = graph.NewInterface[*Slot]("scsi-slot")
	IDE          = graph.NewInterface[*Slot]("ide-slot")
	Floppy       = graph.NewInterface[*Slot]("floppy-slot") // floppy-bus
	SD           = graph.NewInterface[*Slot]("sd-slot")     // sd-bus
	NVMe         = graph.NewInterface[*Slot]("nvme-slot")   // nvme-bus
	UFS          = graph.NewInterface[*Slot]("ufs-slot")    // ufs-bus
	HDA          = graph.NewInterface[*Slot]("hda-slot")
	IndustryPack = graph.NewInterface[*Slot]("ipack-slot")
	SSI          = graph.NewInterface[*Slot]("ssi-slot")
	I2C          = graph.NewInterface[*Slot]("i2c-slot")       // i2c-bus
	I3C          = graph.NewInterface[*Slot]("i3c-slot")       // i3c-bus
	FSI          = graph.NewInterface[*Slot]("fsi-slot")       // fsi.bus
	FSILocal     = graph.NewInterface[*Slot]("fsi-local-slot") // fsi.lbus
	OPB          = graph.NewInterface[*Slot]("opb-slot")
	VIO          = graph.NewInterface[*Slot]("vio-slot")        // spapr-vio-bus
	ADB          = graph.NewInterface[*Slot]("adb-slot")        // apple-desktop-bus
	AUX          = graph.NewInterface[*Slot]("aux-slot")        // aux-bus: the auxiliary channel of DisplayPort
	NuBus        = graph.NewInterface[*Slot]("nubus-slot")      // nubus-bus
	SWIM         = graph.NewInterface[*Slot]("swim-slot")       // swim-bus: the floppy drives of a Macintosh
	CXLSwitch    = graph.NewInterface[*Slot]("cxl-switch-slot") // below a CXL upstream port
)

// Offer says that a machine has slots of a kind. The properties, if any, tell a device
// that is plugged in which bus it takes, and which place on it.
func Offer(g *graph.Graph, m graph.Machine[*guest.Machine], bus Bus, plug ...graph.Prop) {
	OfferOf(g, m, func(m *guest.Machine) *guest.Machine { return m }, bus, plug...)
}

// OfferOf is [Offer] for a machine with an object of another type.
func OfferOf[M any](g *graph.Graph, m graph.Machine[M], machine func(M) *guest.Machine, bus Bus, plug ...graph.Prop) {
	graph.Produces(g, m, bus, func(m M) *Slot { return &Slot{Machine: machine(m), Bus: bus.Name()} }, graph.Plug(plug...))
}

// OfferPCI is [Offer] for slots on a root bus of PCI that the guest reaches.
func OfferPCI(g *graph.Graph, m graph.Machine[*guest.Machine], root func(*guest.Machine) *pci.Bus) {
	graph.Produces(g, m, PCI, func(m *guest.Machine) *Slot { return &Slot{m, PCI.Name(), root(m)} })
}

// Behind says that a controller has slots of a kind, as [Offer] does for a machine.
func Behind(g *graph.Graph, controller graph.Driver[*Slot], bus Bus, plug ...graph.Prop) {
	graph.Produces(g, controller, bus, func(s *Slot) *Slot { return &Slot{Machine: s.Machine, Bus: bus.Name()} }, graph.Plug(plug...))
}

// Named are the kinds of bus by the names that QEMU's "info qdm" has for them.
var Named = map[string]Bus{
	"PCI": PCI, "ISA": ISA, "System": System, "virtio-bus": VirtioMMIO, "virtio-serial-bus": VirtioSerial,
	"virtual-css-bus": CSS, "s390-sclp-events-bus": SCLP, "usb-bus": USB, "ccid-bus": CCID, "SCSI": SCSI, "IDE": IDE,
	"floppy-bus": Floppy, "sd-bus": SD, "nvme-bus": NVMe, "ufs-bus": UFS, "HDA": HDA, "IndustryPack": IndustryPack,
	"SSI": SSI, "i2c-bus": I2C, "i3c-bus": I3C, "fsi.bus": FSI, "fsi.lbus": FSILocal, "OPB": OPB,
	"spapr-vio-bus": VIO, "apple-desktop-bus": ADB, "aux-bus": AUX,
	"nubus-bus": NuBus, "swim-bus": SWIM,
}
