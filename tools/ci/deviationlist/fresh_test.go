package deviationlist_test

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/tools/build/nodes"
	"github.com/qgraph/qgraph/tools/ci/deviationlist"
)

var update = flag.Bool("update", false, "rewrite the list")

const root = "../../.."

// TestListIsFresh compares the list of this checkout with its declarations.
func TestListIsFresh(t *testing.T) {
	g, err := nodes.Graph()
	if err != nil {
		t.Fatal(err)
	}
	want := deviationlist.Page(deviationlist.Of(g))
	file := filepath.Join(root, deviationlist.File)
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(got), want); diff != "" {
		t.Errorf("%s is stale: tools/update (-written +declared):\n%s", deviationlist.File, diff)
	}
}

// TestLines checks that the lines that a deviation gives for its declaration are those of
// the call of Deviates, no more and no less.
func TestLines(t *testing.T) {
	list := deviationlist.Of(nodes.New())
	if len(list) == 0 {
		t.Fatal("nothing is declared")
	}
	calls := map[string]map[string]bool{} // the lines of the calls in a file
	for _, e := range list {
		file, _, _ := strings.Cut(e.Lines(), ":")
		if calls[file] == nil {
			calls[file] = declarations(t, file)
		}
		if !calls[file][e.Lines()] {
			t.Errorf("deviation %q: its declaration is not at %s: NewClause stands on the last line but one of the call of Deviates", e.Name, e.Lines())
		}
	}
}

// declarations returns the lines of each call of Deviates in a file of the repository.
func declarations(t *testing.T, name string) map[string]bool {
	t.Helper()
	files := token.NewFileSet()
	f, err := parser.ParseFile(files, filepath.Join(root, name), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	ast.Inspect(f, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		// The clause of a row of a table stands in the row's line.
		if fun, ok := call.Fun.(*ast.SelectorExpr); ok && (fun.Sel.Name == "Deviates" || fun.Sel.Name == "NewClause") {
			found[fmt.Sprintf("%s:%d-%d", name, files.Position(call.Pos()).Line, files.Position(call.End()).Line)] = true
		}
		return true
	})
	return found
}
