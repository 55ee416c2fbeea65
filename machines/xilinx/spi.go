package xilinx

import (
	"context"
	"encoding/binary"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/board/xpsspi"
)

// registerSPI adds the core of the ML605 reference design, with the flash chip that is soldered to the board (Linux,
// arch/microblaze, the PetaLogix device tree).
func registerSPI(g *graph.Graph) {
	ml605 := graph.NewMachine[*guest.Machine]("microblaze/petalogix-ml605")
	graph.Contains(g, ml605, xpsspi.Driver, func(_ context.Context, m *guest.Machine) (*xpsspi.Controller, error) {
		return xpsspi.New(m, guest.Peripheral{Base: 0x40a00000, Order: coreOrder.On(m.Version)}), nil
	}, graph.Allows(graph.Complaint{
		Kind: graph.WarningMessage, Text: "Machine type 'petalogix-ml605' is deprecated: big endian support is not tested",
		Why: "QEMU 10.0 warned of the board with big-endian cores.",
	}))
}

// coreOrder is the byte order of the registers of Xilinx's cores on the ML605.
var coreOrder = graph.ByVersion[binary.ByteOrder]{
	Value:   binary.LittleEndian,
	Earlier: []graph.Earlier[binary.ByteOrder]{{Until: "11.1", Value: binary.BigEndian, Why: "the cores had the byte order of the processor"}},
}
