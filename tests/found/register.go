package found

import (
	"fmt"
	"strings"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/tests/suite/genericsuite"
	"github.com/qgraph/qgraph/tests/suite/replaysuite"
)

// fault is a fault of a board.
type fault struct {
	machine string         // its node
	options []graph.Option // that its path needs, as nothing is on it by default
	lines   string         // commands of qtest that show it, one a line
	end     string         // how QEMU ends: "was killed by SIGSEGV", "exited with status 1", "hangs"
	message string         // a part of what QEMU says of it; "" for nothing
	known   graph.Deviation
}

// Register adds the tests. Those at which QEMU hangs wait for all the time that a path has, so
// they run only on request.
func Register(g *graph.Graph) {
	for _, f := range faults() {
		f.known.Reproducer = f.reproducer()
		options := append(genericsuite.Guests(), graph.On(f.machine), graph.Generic(), graph.After(f.options...), graph.Known(f.known))
		if f.known.Ends == graph.Hangs {
			options = append(options, graph.Slow())
		}
		graph.Test(g, "found-tests/"+f.known.Name, guest.Interface, func(t *run.T, _ *guest.Machine) { replaysuite.Replay(t, f.lines) }, options...)
	}
}

// reproducer returns the commands as a script with the machine's command line.
func (f *fault) reproducer() string {
	arch, machine, _ := strings.Cut(f.machine, "/")
	commands := strings.Split(f.lines, "\n")
	var b strings.Builder
	fmt.Fprintf(&b, "# QEMU %s at %s\n", f.end, commands[len(commands)-1])
	if f.message != "" {
		fmt.Fprintf(&b, "# %s\n", f.message)
	}
	fmt.Fprintf(&b, "cat << 'EOF' | qemu-system-%s -M %s -accel qtest -display none -qtest stdio\n%s\nEOF\n", arch, machine, f.lines)
	return b.String()
}
