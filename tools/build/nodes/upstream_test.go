package nodes_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/tools/build/nodes"
)

// rows returns the rows of one of the lists that QEMU's own qos-test printed,
// without its heading.
func rows(t *testing.T, name string) [][]string {
	t.Helper()
	text, err := os.ReadFile("../../../graph/testdata/upstream/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for line := range strings.Lines(string(text)) {
		rows = append(rows, strings.Split(strings.TrimSuffix(line, "\n"), "\t"))
	}
	return rows[1:]
}

// upstreamPaths returns, for an architecture, the paths of QEMU's own graph with
// the nodes that QEMU 11.1.2 has, less the tests that need a second process.
func upstreamPaths(t *testing.T, arch string) []string {
	t.Helper()
	kinds, has, next := map[string]string{}, map[string]bool{}, map[string][][]string{}
	for _, row := range rows(t, "nodes.tsv") {
		kinds[row[1]] = row[0]
	}
	for _, row := range rows(t, "available.tsv") {
		if row[0] == arch {
			has[row[2]] = true
		}
	}
	for _, row := range rows(t, "edges.tsv") {
		next[row[0]] = append(next[row[0]], row)
	}
	var paths []string
	var walk func(node, path string, on []string)
	walk = func(node, path string, on []string) {
		if kinds[node] == "test" {
			paths = append(paths, path)
		}
		for _, edge := range next[node] {
			kind, to := edge[1], edge[2]
			plugged := kind == "consumed-by" && kinds[to] == "driver"
			if to == "" || slices.Contains(on, to) || plugged && !has[to] {
				continue
			}
			walk(to, path+"/"+to, append(slices.Clone(on), to))
		}
	}
	for name, kind := range kinds {
		if kind == "machine" && strings.HasPrefix(name, arch+"/") && has[name] {
			walk(name, name, []string{name})
		}
	}
	paths = slices.DeleteFunc(paths, func(path string) bool {
		// The original registers acpi-eject in its x86 programs only.
		elsewhere := arch != "x86_64" && arch != "i386" && strings.HasSuffix(path, "ufs-tests/acpi-eject")
		return elsewhere || strings.Contains(path, "vhost-user")
	})
	slices.Sort(paths)
	return paths
}

// TestUpstreamPathsExist compares this graph with QEMU's own: a path from there
// has the same name here.
func TestUpstreamPathsExist(t *testing.T) {
	g, err := nodes.Graph()
	if err != nil {
		t.Fatal(err)
	}
	ours := map[string]bool{}
	for p := range g.Paths() {
		ours[p.String()] = true
	}
	for _, arch := range []string{"aarch64", "arm", "i386", "loongarch64", "ppc64", "riscv32", "riscv64", "x86_64"} {
		t.Run(arch, func(t *testing.T) {
			want := upstreamPaths(t, arch)
			if len(want) == 0 {
				t.Fatal("no path of this architecture in the lists")
			}
			var got []string
			for _, path := range want {
				if ours[path] {
					got = append(got, path)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("paths of upstream are missing (-upstream +ours):\n%s", diff)
			}
		})
	}
}
