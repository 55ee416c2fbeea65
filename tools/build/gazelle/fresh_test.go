package gazelle_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/bazelbuild/bazel-gazelle/rule"
	"github.com/bazelbuild/buildtools/build"
	"github.com/bazelbuild/rules_go/go/runfiles"
	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/tools/build/nodes"
	"github.com/qgraph/qgraph/tools/build/paths"
)

// TestBuildFilesAreFresh compares the path targets of the build with the paths of
// the graph. Without Bazel it reads the checked-in files.
func TestBuildFilesAreFresh(t *testing.T) {
	g, err := nodes.Graph()
	if err != nil {
		t.Fatal(err)
	}
	plan, err := paths.New(g, paths.Module)
	if err != nil {
		t.Fatal(err)
	}
	if len(plan.Lines()) == 0 {
		t.Fatal("the graph has no path")
	}
	if diff := cmp.Diff(readLists(t), plan.Lines()); diff != "" {
		t.Errorf("path targets are stale: bazel run //:gazelle (-BUILD files +graph):\n%s", diff)
	}
	for name, want := range map[string]string{
		"../paths/edges.bzl":        plan.EdgesBzl(),
		"../qemu/architectures.bzl": paths.ArchitecturesBzl(),
	} {
		written, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(written), want); diff != "" {
			t.Errorf("%s is stale: bazel run //:gazelle (-written +wanted):\n%s", name, diff)
		}
	}
}

// readLists returns the lines that the targets //tests/...:paths list.
func readLists(t *testing.T) []string {
	t.Helper()
	names := strings.Fields(os.Getenv("PATH_LISTS"))
	if len(names) == 0 {
		return readBuildFiles(t)
	}
	var lines []string
	for _, name := range names {
		file, err := runfiles.Rlocation(name)
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")...)
	}
	slices.Sort(lines)
	return lines
}

// readBuildFiles returns the same from the BUILD files.
func readBuildFiles(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../../../tests/*/BUILD.bazel")
	if err != nil {
		t.Fatal(err)
	}
	plan := paths.Plan{Packages: map[string]*paths.Package{}}
	for _, name := range files {
		folder := "tests/" + filepath.Base(filepath.Dir(name))
		file, err := rule.LoadFile(name, folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range file.Rules {
			if r.Kind() == "path_tests" {
				pkg := &paths.Package{Paths: lists(r.Attr("paths")), Pairs: r.AttrStrings("pairs"), CannotRun: dict(r.Attr("cannot_run"))}
				for wants, some := range lists(r.Attr("slow")) {
					pkg.Paths[wants] = append(pkg.Paths[wants], some...)
					pkg.Slow = append(pkg.Slow, some...)
				}
				plan.Packages[folder] = pkg
			}
		}
	}
	return plan.Lines()
}

// lists returns the lists of paths of a dictionary in a BUILD file.
func lists(e build.Expr) map[string][]string {
	d, ok := e.(*build.DictExpr)
	if !ok {
		return nil
	}
	m := map[string][]string{}
	for _, kv := range d.List {
		if key, ok := kv.Key.(*build.StringExpr); ok {
			m[key.Value] = paths.Unfold(build.Strings(kv.Value))
		}
	}
	return m
}

// dict returns the strings of a dictionary in a BUILD file.
func dict(e build.Expr) map[string]string {
	d, ok := e.(*build.DictExpr)
	if !ok {
		return nil
	}
	m := map[string]string{}
	for _, kv := range d.List {
		key, isString := kv.Key.(*build.StringExpr)
		value, alsoString := kv.Value.(*build.StringExpr)
		if isString && alsoString {
			m[key.Value] = value.Value
		}
	}
	return m
}
