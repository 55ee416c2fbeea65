package board

import (
	"context"
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/halt"
)

// Units of the sizes of RAM.
const (
	KiB = 1 << 10
	MiB = 1 << 20
	GiB = 1 << 30
)

// Board is a machine with its table.
type Board struct {
	Name  string // with the architecture: "arm/versatileab"
	RAM   guest.RAM
	Start []graph.EdgeOption // without these it does not start
	Parts []Part
}

// Table is a running machine with its table.
type Table struct {
	Machine *guest.Machine
	Parts   []Part
}

// Interface is offered by every board with a table of parts.
var Interface = graph.NewInterface[*Table]("board")

// bigEndian are the architectures whose processors are big-endian after power-on.
var bigEndian = []string{
	"hppa", "m68k", "microblaze", "mips", "mips64", "or1k", "ppc", "ppc64", "s390x", "sh4eb", "sparc", "sparc64", "xtensaeb",
}

// Register adds machines with their parts.
func Register(g *graph.Graph, boards ...Board) {
	for _, b := range boards {
		m := graph.NewMachine[*guest.Machine](b.Name)
		graph.AddMachine(g, m, b.attach, append([]graph.EdgeOption{halt.Stopped()}, b.Start...)...)
		graph.ProducesItself(g, m, guest.Interface)
		if len(b.Parts) > 0 {
			contains(g, m, b.Parts, graph.Requires(graph.SteppedClock)) // a machine that is stopped has no time
		}
	}
}

// attach returns the machine's object.
func (b Board) attach(_ context.Context, env *run.Env) (*guest.Machine, error) {
	return guest.Attach(env, b.order(), b.RAM), nil
}

// order returns the byte order of the processors.
func (b Board) order() binary.ByteOrder {
	arch, _, _ := strings.Cut(b.Name, "/")
	if slices.Contains(bigEndian, arch) {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

// Silent gives a board's sound chip a backend.
func Silent() []graph.EdgeOption {
	return []graph.EdgeOption{graph.After(graph.Option{Flag: "-audio", Type: "none"})}
}

// firmwareFile is the name of an image that no processor executes.
const firmwareFile = "firmware.bin"

// Firmware gives a board such an image.
func Firmware() []graph.EdgeOption {
	return []graph.EdgeOption{
		graph.Prepare(func(dir string) error {
			return os.WriteFile(filepath.Join(dir, firmwareFile), make([]byte, 4096), 0o600)
		}),
		graph.After(graph.Option{Flag: "-bios", Type: firmwareFile}),
	}
}
