package generic

import (
	"strings"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/firmware/fwcfg"
)

// The boards with a firmware configuration device, in memory and on ports. Those of sparc64 are behind a bridge to ports.
var (
	configuredInMemory = []string{
		"hppa/715", "hppa/A400", "hppa/B160L", "hppa/C3700", "mips64el/loongson3-virt", "ppc/40p", "ppc/g3beige", "ppc/mac99",
		"ppc64/mac99", "sparc/LX", "sparc/SPARCClassic", "sparc/SPARCbook", "sparc/SS-10", "sparc/SS-20", "sparc/SS-4", "sparc/SS-5",
		"sparc/SS-600MP", "sparc/Voyager",
	}
	configuredByPorts = []string{"sparc64/sun4u", "sparc64/sun4v"}
)

// registerFirmware adds the firmware configuration devices of boards.
func registerFirmware(g *graph.Graph) {
	for _, name := range configuredInMemory {
		graph.Contains(g, graph.NewMachine[*guest.Machine](name), fwcfg.MemDriver, fwcfg.Find, bootDevice(name)...)
	}
	for _, name := range configuredByPorts {
		graph.Contains(g, graph.NewMachine[*guest.Machine](name), fwcfg.IODriver, fwcfg.Find)
	}
}

// bootDevice returns the options of the device of a board: that of Macintoshes, PReP and sun4m
// boards has the drive to boot from.
func bootDevice(board string) []graph.EdgeOption {
	arch, _, _ := strings.Cut(board, "/")
	if arch == "sparc" || strings.HasPrefix(arch, "ppc") {
		return []graph.EdgeOption{graph.Provides(fwcfg.BootDevice)}
	}
	return nil
}
