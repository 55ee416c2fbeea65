package generic

import (
	"slices"
	"strings"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/firmware/fwcfg"
)

// configured are the boards whose firmware configuration device is in memory, and the
// architectures all of whose boards have one, but for the others.
var (
	configured = []string{
		"hppa", "mips64el/loongson3-virt", "ppc/40p", "ppc/g3beige", "ppc/mac99", "ppc64/mac99", "sparc",
	}
	unconfigured = []string{"sparc/leon3_generic"}
)

// firmwareDevice returns the firmware configuration device of a board. Those of sparc64 are
// behind a bridge to ports.
func firmwareDevice(board string) (d graph.Driver[*fwcfg.Device], ok bool) {
	arch, _, _ := strings.Cut(board, "/")
	switch {
	case board == "sparc64/sun4u", board == "sparc64/sun4v":
		return fwcfg.IODriver, true
	case slices.Contains(unconfigured, board):
		return d, false
	default:
		return fwcfg.MemDriver, slices.Contains(configured, arch) || slices.Contains(configured, board)
	}
}
