package hda

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// Driver is the node of the controller, Bus that of the link to its codecs, and CodecInterface what each of the codecs
// Output, Duplex and Micro is.
var (
	Driver         = graph.NewDriver[*HDA]("intel-hda")
	Bus            = graph.NewInterface[*HDA]("hda-bus")
	CodecInterface = graph.NewInterface[*Codec]("hda-codec")
	Output         = graph.NewDriver[*Codec]("hda-output")
	Duplex         = graph.NewDriver[*Codec]("hda-duplex")
	Micro          = graph.NewDriver[*Codec]("hda-micro")
)

// LittleEndian returns the architectures of little-endian machines. On others no register of QEMU's controller is as the
// specification has it, which intel-hda-tests/byte-order shows; neither its registers nor its codecs are tested there.
func LittleEndian() []string {
	return []string{"aarch64", "i386", "loongarch64", "riscv32", "riscv64", "x86_64"}
}

// Capabilities is GCAP of QEMU's controllers: four streams in each direction, addresses of 64 bits.
const Capabilities = 0x4401

// PCIModel returns the configuration space of the controller in Intel's ICH6.
func PCIModel() pci.Model {
	return pci.Model{
		Name:         Driver.Name(),
		ID:           pci.EmulatedID(0x8086, 0x2668),
		Revision:     0x01,
		Class:        0x040300, // High Definition Audio
		Pin:          pci.INTA,
		Capabilities: []pci.CapabilityID{pci.CapabilityMSI},
		MSI:          1,
		BARs:         []pci.BAR{{Index: 0, Kind: pci.Memory32, Size: 16 << 10}},
		Landmarks:    []pci.Landmark{{Name: "VMAJ", BAR: 0, Offset: uint64(VMAJ), Width: qtest.Width8, Value: 1}},
	}
}

// HDA is a controller on a PCI bus.
type HDA struct {
	PCI     *pci.Device
	Regs    reg.Space
	Machine *guest.Machine
}

// New returns the controller at the bus's slot, enabled and with its registers mapped. It is not reset.
func New(ctx context.Context, bus *pci.Bus) (*HDA, error) {
	dev, regs, err := bus.Open(ctx, PCIModel(), 0)
	if err != nil {
		return nil, fmt.Errorf("hda: %w", err)
	}
	return &HDA{PCI: dev, Regs: regs, Machine: bus.Machine()}, nil
}

// enumeration is the time that codecs have to ask for an address (the specification, section 4.3 "Codec Discovery").
const enumeration = 521 * time.Microsecond

// Reset resets the controller and the link, and gives the codecs time to ask for an address (the specification, section
// 4.2.2 "Controller Initialization").
func (c *HDA) Reset(ctx context.Context) error {
	for _, v := range []Control{0, CRST} {
		err := GCTL.Write(ctx, c.Regs, v)
		if err == nil {
			err = c.Machine.Wait(ctx, fmt.Sprintf("CRST = %d", v), func(ctx context.Context) (bool, error) {
				got, err := GCTL.Read(ctx, c.Regs)
				return got&CRST == v, err
			})
		}
		if err != nil {
			return fmt.Errorf("hda: reset: %w", err)
		}
	}
	return c.Machine.Pass(ctx, enumeration)
}

// Immediate sends a verb through the immediate registers and returns the answer (the specification, section 4.4.3
// "Immediate Command Input and Output Registers").
func (c *HDA) Immediate(ctx context.Context, v Verb) (uint32, error) {
	err := errors.Join(ICIS.Write(ctx, c.Regs, IRV), ICOI.Write(ctx, c.Regs, v), ICIS.Write(ctx, c.Regs, ICB))
	if err == nil {
		err = c.Machine.Wait(ctx, "IRV in ICIS", func(ctx context.Context) (bool, error) {
			s, err := ICIS.Read(ctx, c.Regs)
			return s&(IRV|ICB) == IRV, err
		})
	}
	if err != nil {
		return 0, fmt.Errorf("hda: verb %#x: %w", uint32(v), err)
	}
	return ICII.Read(ctx, c.Regs)
}

// Codec is a codec on the link.
type Codec struct {
	*HDA
	Address int
}

// NewCodec returns the only codec of a controller, which has address 0.
func NewCodec(_ context.Context, c *HDA) (*Codec, error) { return &Codec{HDA: c}, nil }
