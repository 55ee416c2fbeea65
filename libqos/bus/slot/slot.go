package slot

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
)

// Slot is a place for a device.
type Slot struct {
	Machine *guest.Machine
	Bus     string // the kind, by the name of its interface
}

// Bus is the interface of a kind of bus.
type Bus = graph.Interface[*Slot]

// The kinds of bus, by the names that QEMU's "-device help" has for them.
var (
	PCI          = graph.NewInterface[*Slot]("pci-slot")           // PCI, PCI Express
	CXLRoot      = graph.NewInterface[*Slot]("cxl-root-slot")      // of a CXL host bridge
	CXL          = graph.NewInterface[*Slot]("cxl-slot")           // below a CXL root port
	ISA          = graph.NewInterface[*Slot]("isa-slot")           //
	System       = graph.NewInterface[*Slot]("system-slot")        // System, and devices on no bus
	VirtioMMIO   = graph.NewInterface[*Slot]("virtio-slot")        // virtio-bus
	VirtioSerial = graph.NewInterface[*Slot]("virtio-serial-slot") // virtio-serial-bus
	CSS          = graph.NewInterface[*Slot]("css-slot")           // virtual-css-bus: the channel subsystem of s390x
	SCLP         = graph.NewInterface[*Slot]("sclp-slot")          // s390-sclp-events-bus
	USB          = graph.NewInterface[*Slot]("usb-port")           // usb-bus
	CCID         = graph.NewInterface[*Slot]("ccid-slot")          // ccid-bus
	SCSI         = graph.NewInterface[*Slot]("scsi-slot")          //
	IDE          = graph.NewInterface[*Slot]("ide-slot")           //
	Floppy       = graph.NewInterface[*Slot]("floppy-slot")        // floppy-bus
	SD           = graph.NewInterface[*Slot]("sd-slot")            // sd-bus
	NVMe         = graph.NewInterface[*Slot]("nvme-slot")          // nvme-bus
	UFS          = graph.NewInterface[*Slot]("ufs-slot")           // ufs-bus
	HDA          = graph.NewInterface[*Slot]("hda-slot")           //
	IndustryPack = graph.NewInterface[*Slot]("ipack-slot")         //
	SSI          = graph.NewInterface[*Slot]("ssi-slot")           //
	I2C          = graph.NewInterface[*Slot]("i2c-slot")           // i2c-bus
	I3C          = graph.NewInterface[*Slot]("i3c-slot")           // i3c-bus
	FSI          = graph.NewInterface[*Slot]("fsi-slot")           // fsi.bus
	FSILocal     = graph.NewInterface[*Slot]("fsi-local-slot")     // fsi.lbus
	OPB          = graph.NewInterface[*Slot]("opb-slot")           //
	VIO          = graph.NewInterface[*Slot]("vio-slot")           // spapr-vio-bus
	ADB          = graph.NewInterface[*Slot]("adb-slot")           // apple-desktop-bus
)

// Offer says that a machine has slots of a kind. The properties, if any, tell a device
// that is plugged in which bus it takes, and which place on it.
func Offer(g *graph.Graph, m graph.Machine[*guest.Machine], bus Bus, plug ...graph.Prop) {
	OfferOf(g, m, func(m *guest.Machine) *guest.Machine { return m }, bus, plug...)
}

// OfferOf is [Offer] for a machine with an object of another type.
func OfferOf[M any](g *graph.Graph, m graph.Machine[M], machine func(M) *guest.Machine, bus Bus, plug ...graph.Prop) {
	graph.Produces(g, m, bus, func(m M) *Slot { return &Slot{machine(m), bus.Name()} }, graph.Plug(plug...))
}

// Behind says that a controller has slots of a kind, as [Offer] does for a machine.
func Behind(g *graph.Graph, controller graph.Driver[*Slot], bus Bus, plug ...graph.Prop) {
	graph.Produces(g, controller, bus, func(s *Slot) *Slot { return &Slot{s.Machine, bus.Name()} }, graph.Plug(plug...))
}
