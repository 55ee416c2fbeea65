package docs

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tools/build/nodes"
)

// nothing stands in a table in place of nodes, and of cases that are left.
const nothing = "–"

// program is a row of a table of programs.
type program struct {
	name        string
	cases       int
	nodes, left string
}

// class returns the row of the sums that counts the program.
func (p program) class() string {
	switch {
	case p.nodes == nothing:
		return "not tested"
	case p.left == nothing:
		return "tested"
	}
	return "tested in part"
}

var (
	programRow = regexp.MustCompile(`(?m)^\| ([a-z][a-z0-9_-]*) \| (\d+) \| (.+) \| (.+) \|$`)
	sumRow     = regexp.MustCompile(`(?m)^\| (tested|tested in part|not tested|all) \| (\d+) \| (\d+) \|$`)
	testName   = regexp.MustCompile("`([a-zA-Z0-9_./-]+-tests/[^`]+)`")
	caseRow    = regexp.MustCompile(`(?m)^\| ([a-z][a-z0-9_-]*) \| ([^|\d][^|]*) \| ([^|]+) \|$`)
)

// TestPrograms holds the page about QEMU's programs to the graph: each test that it names exists, its
// sums are right, and its second table is about programs of the first.
func TestPrograms(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "docs", "programs.md"))
	if err != nil {
		t.Fatal(err)
	}
	page := string(text)
	testNames(t, page)
	names := map[string]bool{}
	sums := map[string][2]int{}
	for _, m := range programRow.FindAllStringSubmatch(page, -1) {
		cases, err := strconv.Atoi(m[2])
		if err != nil {
			t.Fatal(err)
		}
		p := program{m[1], cases, m[3], m[4]}
		if names[p.name] {
			t.Errorf("%s has two rows", p.name)
		}
		names[p.name] = true
		if p.nodes == nothing && p.left == nothing {
			t.Errorf("%s has no node, and nothing is left", p.name)
		}
		for _, class := range []string{p.class(), "all"} {
			sums[class] = [2]int{sums[class][0] + 1, sums[class][1] + p.cases}
		}
	}
	rows := sumRow.FindAllStringSubmatch(page, -1)
	if len(rows) != len(sums) {
		t.Errorf("%d rows of sums, want %d", len(rows), len(sums))
	}
	for _, m := range rows {
		want := sums[m[1]]
		if m[2] != strconv.Itoa(want[0]) || m[3] != strconv.Itoa(want[1]) {
			t.Errorf("%s: %s programs with %s cases, want %d with %d", m[1], m[2], m[3], want[0], want[1])
		}
	}
	for _, m := range caseRow.FindAllStringSubmatch(page, -1) {
		if m[1] != "program" && !names[m[1]] {
			t.Errorf("cases of %s, which is in no table of programs", m[1])
		}
	}
}

// testNames checks that each test on a page exists; "GROUP/*" is that of a group.
func testNames(t *testing.T, page string) {
	t.Helper()
	var tests []string
	for _, n := range nodes.New().Nodes() {
		if n.Kind == graph.KindTest {
			tests = append(tests, n.Name)
		}
	}
	found := testName.FindAllStringSubmatch(page, -1)
	if len(found) == 0 {
		t.Error("the page names no test")
	}
	for _, m := range found {
		prefix, isGroup := strings.CutSuffix(m[1], "*")
		exists := slices.ContainsFunc(tests, func(name string) bool {
			return name == m[1] || isGroup && strings.HasPrefix(name, prefix)
		})
		if !exists {
			t.Errorf("the graph has no test %s", m[1])
		}
	}
}
