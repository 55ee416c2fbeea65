package ac97

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// Driver is the node of the device model.
var Driver = graph.NewDriver[*Controller]("AC97")

// PCIModel returns the configuration space according to the datasheet (section 13.1
// "AC'97 Audio PCI Configuration Space"), but with larger BARs. In the datasheet the
// mixer has 256 bytes and the bus master 64.
func PCIModel() pci.Model {
	return pci.Model{
		Name:     Driver.Name(),
		ID:       pci.EmulatedID(0x8086, 0x2415),
		Revision: 0x01,
		Class:    pci.ClassAudio,
		Pin:      pci.INTA,
		BARs: []pci.BAR{
			{Index: 0, Kind: pci.IO, Size: 1024}, // native audio mixer
			{Index: 1, Kind: pci.IO, Size: 256},  // native audio bus master
		},
		Landmarks: []pci.Landmark{
			{Name: "PCM In Status", BAR: 1, Offset: uint64(PCMIn.SR()), Width: qtest.Width16, Value: uint64(DCH)},
		},
	}
}

// Controller is an audio controller on a PCI bus, with its codec.
type Controller struct {
	PCI     *pci.Device
	Mixer   reg.Space // native audio mixer: the codec
	Master  reg.Space // native audio bus master
	Machine *guest.Machine
}

// New returns the controller at the bus's slot, enabled and with its registers
// mapped.
func New(ctx context.Context, bus *pci.Bus) (*Controller, error) {
	dev, err := bus.Attach(ctx, PCIModel())
	if err != nil {
		return nil, fmt.Errorf("ac97: %w", err)
	}
	mixer, err := dev.Map(ctx, 0)
	if err != nil {
		return nil, fmt.Errorf("ac97: %w", err)
	}
	master, err := dev.Map(ctx, 1)
	if err != nil {
		return nil, fmt.Errorf("ac97: %w", err)
	}
	if err := dev.Enable(ctx); err != nil {
		return nil, fmt.Errorf("ac97: %w", err)
	}
	return &Controller{PCI: dev, Mixer: mixer, Master: master, Machine: bus.Machine()}, nil
}

// Reset takes the link out of cold reset, waits until the codec is ready and
// resets its registers.
func (c *Controller) Reset(ctx context.Context) error {
	if err := GlobalControl.Write(ctx, c.Master, ColdReset); err != nil {
		return fmt.Errorf("ac97: reset: %w", err)
	}
	err := c.Machine.Wait(ctx, "the codec to be ready", func(ctx context.Context) (bool, error) {
		v, err := GlobalStatus.Read(ctx, c.Master)
		return v&CodecReady != 0, err
	})
	if err := errors.Join(err, MixerReset.Write(ctx, c.Mixer, 0)); err != nil {
		return fmt.Errorf("ac97: reset: %w", err)
	}
	return nil
}

// SetRate turns on variable rates and sets one, in Hz. It is an error if the codec
// chooses another rate.
func (c *Controller) SetRate(ctx context.Context, rate reg.Reg[uint16], hz uint16) error {
	err := errors.Join(
		ExtendedControl.Modify(ctx, c.Mixer, 0, VRA),
		rate.Write(ctx, c.Mixer, hz),
	)
	if err != nil {
		return fmt.Errorf("ac97: set rate: %w", err)
	}
	got, err := rate.Read(ctx, c.Mixer)
	if err != nil {
		return fmt.Errorf("ac97: set rate: %w", err)
	}
	if got != hz {
		return fmt.Errorf("ac97: set rate: got %d Hz, want %d", got, hz)
	}
	return nil
}
