// Command plan prints the build's view of the graph as JSON. The gazelle extension
// runs it with the Go tool, not as a target: it must work while the BUILD files are
// stale.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/qgraph/qgraph/tools/build/nodes"
	"github.com/qgraph/qgraph/tools/build/paths"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "plan:", err)
		os.Exit(1)
	}
}

func run() error {
	g, err := nodes.Graph()
	if err != nil {
		return err
	}
	plan, err := paths.New(g, paths.Module)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(plan)
}
