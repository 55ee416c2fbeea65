package piix

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/storage/ata"
	"github.com/qgraph/qgraph/qtest"
)

// The nodes of the IDE controllers, function 1 of the south bridges.
var (
	IDE3Driver = graph.NewDriver[*ata.Adapter]("piix3-ide")
	IDE4Driver = graph.NewDriver[*ata.Adapter]("piix4-ide")
)

// Registers of the IDE controller in configuration space (82371SB, section 2.3 "PCI Configuration
// Registers—IDE Interface (Function 1)").
const (
	busMasterBase = 0x20 // "BMIBA"
	ideTiming     = 0x40 // "IDETIM", of the first channel; the second one's follows

	decodeEnable = 1 << 15 // "IDE" of IDETIM
)

// The bus masters' ports, outside of the windows of other devices.
const (
	masterPorts = 0xb800
	masterCount = 8 // of a channel
)

// NewIDE returns the IDE controller, which has its channels on an ISA bus, and is at an address
// of PCI. It is set up as firmware does.
func NewIDE(ctx context.Context, bus *isa.Bus, config Config, at pci.Address) (*ata.Adapter, error) {
	const (
		command  = 4
		enabled  = 1<<0 | 1<<2 // I/O space, bus master
		channels = 2
	)
	err := errors.Join(
		config.WriteConfig(ctx, at, qtest.Width32, busMasterBase, masterPorts),
		config.WriteConfig(ctx, at, qtest.Width16, command, enabled),
	)
	var masters [channels]reg.Space
	for i := range masters {
		err = errors.Join(err, config.WriteConfig(ctx, at, qtest.Width16, uint16(ideTiming+2*i), decodeEnable))
		masters[i] = bus.Ports(uint16(masterPorts+masterCount*i), masterCount)
	}
	if err != nil {
		return nil, fmt.Errorf("piix: IDE: %w", err)
	}
	return ata.New(bus, masters), nil
}
