package loader

import (
	"os"
	"path/filepath"
	"strconv"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
)

// The files of the tests: one that is copied as it is, and one in a format of its own.
const (
	rawFile = "raw.bin"
	hexFile = "file.hex"
)

// Register adds the tests: one for machines whose RAM begins at 1 GiB, one for those with RAM at 2
// MiB.
func Register(g *graph.Graph) {
	for _, r := range []struct {
		name string
		base uint64
		on   []string
	}{
		{"load", 0x4020_0000, []string{"aarch64/virt", "arm/virt"}},
		{"load-low", 0x20_0000, []string{"x86_64/pc", "ppc64/pseries"}},
	} {
		graph.Test(g, "loader-tests/"+r.name, guest.Interface, func(t *run.T, m *guest.Machine) { load(t, m, r.base) },
			graph.Generic(), graph.On(r.on...), graph.After(options(r.base)...), graph.Prepare(func(dir string) error {
				if err := os.WriteFile(filepath.Join(dir, hexFile), hexImage(r.base), 0o600); err != nil {
					return err
				}
				return os.WriteFile(filepath.Join(dir, rawFile), raw(), 0o600)
			}))
	}
}

// options has a loader for each item, and for each file.
func options(base uint64) []graph.Option {
	var all []graph.Option
	for _, d := range data() {
		props := []graph.Prop{at(base + d.offset), graph.P("data", "0x"+strconv.FormatUint(d.value, 16)), graph.P("data-len", strconv.Itoa(d.length))}
		if d.bigEndian {
			props = append(props, graph.P("data-be", "on"))
		}
		all = append(all, loader(props...))
	}
	return append(all, loader(at(base+rawOffset), graph.P("file", rawFile), graph.P("force-raw", "on")), loader(graph.P("file", hexFile)))
}

func loader(props ...graph.Prop) graph.Option {
	return graph.Option{Flag: "-device", Type: "loader", Props: props}
}

func at(address uint64) graph.Prop { return graph.P("addr", "0x"+strconv.FormatUint(address, 16)) }
