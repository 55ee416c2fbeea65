package generic

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
	"github.com/qgraph/qgraph/libqos/device/firmware/fwcfg"
)

// board is a machine.
type board struct {
	name  string
	ram   guest.RAM
	start []graph.EdgeOption // without these it does not start
}

// silent gives a board's sound chip a backend.
var silent = graph.After(graph.Option{Flag: "-audio", Type: "none"})

// firmwareFile is the name of an image that no processor executes.
const firmwareFile = "firmware.bin"

// firmware gives a board such an image.
var firmware = []graph.EdgeOption{
	graph.Prepare(func(dir string) error {
		return os.WriteFile(filepath.Join(dir, firmwareFile), make([]byte, 4096), 0o600)
	}),
	graph.After(graph.Option{Flag: "-bios", Type: firmwareFile}),
}

// bigEndian are the architectures whose processors are big-endian after power-on.
var bigEndian = []string{
	"hppa", "m68k", "microblaze", "mips", "mips64", "or1k", "ppc", "ppc64", "s390x", "sh4eb", "sparc", "sparc64", "xtensaeb",
}

// Register adds all machines, and the slots of some.
func Register(g *graph.Graph) {
	graph.LeftOut(g, "it needs an accelerator of its own", "x86_64/nitro")
	for _, b := range boards {
		m := graph.NewMachine[*guest.Machine](b.name)
		graph.AddMachine(g, m, b.attach, append([]graph.EdgeOption{halt.Stopped()}, b.start...)...)
		graph.ProducesItself(g, m, guest.Interface)
		if d, ok := firmwareDevice(b.name); ok {
			graph.Contains(g, m, d, fwcfg.Find)
		}
		for _, s := range slots[b.name] {
			s.offer(g, m)
		}
	}
}

// attach returns the machine's object.
func (b board) attach(_ context.Context, env *run.Env) (*guest.Machine, error) {
	arch, _, _ := strings.Cut(b.name, "/")
	var order binary.ByteOrder = binary.LittleEndian
	if slices.Contains(bigEndian, arch) {
		order = binary.BigEndian
	}
	return guest.Attach(env, order, b.ram), nil
}
