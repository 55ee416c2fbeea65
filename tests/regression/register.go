package regression

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tests/suite/replaysuite"
)

// folder has the regressions, one a file.
//
//go:embed cases/*.txt
var folder embed.FS

// Register adds the tests.
func Register(g *graph.Graph) {
	files, err := folder.ReadDir("cases")
	if err != nil {
		panic(err) // the folder is in the binary
	}
	for _, f := range files {
		text, err := folder.ReadFile(path.Join("cases", f.Name()))
		if err != nil {
			panic(err)
		}
		r, err := replaysuite.ParseRegression(string(text))
		if err != nil {
			panic(fmt.Sprintf("tests/regression/cases/%s: %v", f.Name(), err)) // the package's own test finds it first
		}
		name := "regression-tests/" + strings.TrimSuffix(f.Name(), ".txt")
		replaysuite.Add(g, name, r, nil, known(name))
	}
}

// known returns the option for the deviations of a test.
func known(name string) graph.TestOption {
	return graph.Known(slices.DeleteFunc(deviations(), func(d graph.Deviation) bool {
		return !slices.ContainsFunc(d.In, func(p graph.Place) bool { return p.Test == name })
	})...)
}
