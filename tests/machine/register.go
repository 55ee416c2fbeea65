package machine

import (
	"os"
	"path/filepath"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	graph.Test(g, "machine-tests/start", guest.Interface, start)
	graph.Test(g, "machine-tests/cmdline", guest.Interface, commandLine,
		graph.Prepare(func(dir string) error { return os.WriteFile(filepath.Join(dir, configFile), []byte(config), 0o600) }),
		graph.After(graph.Option{Flag: "-readconfig", Type: configFile}))
}
