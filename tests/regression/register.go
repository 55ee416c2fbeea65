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
		g.Reject(err)
	}
	for _, f := range files {
		r, err := read(f.Name())
		if err != nil {
			g.Reject(err)
			continue
		}
		name := "regression-tests/" + strings.TrimSuffix(f.Name(), ".txt")
		replaysuite.Add(g, name, r, nil, known(name))
	}
}

// read reads a regression.
func read(name string) (*replaysuite.Regression, error) {
	text, err := folder.ReadFile(path.Join("cases", name))
	if err != nil {
		return nil, err
	}
	r, err := replaysuite.ParseRegression(string(text))
	if err != nil {
		return nil, fmt.Errorf("cases/%s: %w", name, err)
	}
	return r, nil
}

// known returns the option for the deviations of a test.
func known(name string) graph.TestOption {
	return graph.Known(slices.DeleteFunc(deviations(), func(d graph.Deviation) bool {
		return !slices.ContainsFunc(d.In, func(p graph.Place) bool { return p.Test == name })
	})...)
}
