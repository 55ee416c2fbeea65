package graph

import (
	"bufio"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// readTSV returns the rows of a file of testdata/upstream, without its heading.
func readTSV(t *testing.T, name string) [][]string {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "upstream", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var rows [][]string
	for s := bufio.NewScanner(f); s.Scan(); {
		rows = append(rows, strings.Split(s.Text(), "\t"))
	}
	if len(rows) < 2 {
		t.Fatalf("%s: no rows", name)
	}
	return rows[1:]
}

// upstream returns the graph of QEMU's own qos-test as that program printed it.
func upstream(t *testing.T) *Graph {
	t.Helper()
	kinds := map[string]Kind{}
	for _, row := range readTSV(t, "nodes.tsv") {
		kinds[row[1]] = map[string]Kind{
			"machine": KindMachine, "driver": KindDriver, "interface": KindInterface, "test": KindTest,
		}[row[0]]
	}
	g := New()
	for name, kind := range kinds {
		if name == "" { // qos-test prints one driver without a name, which no path uses
			continue
		}
		n := g.node(key{kind: kind, name: name})
		switch kind {
		case KindMachine:
			n.machine = &machineDecl{}
		case KindTest:
			n.test = &testDecl{}
		}
	}
	edgeKinds := map[string]edgeKind{"contains": contains, "produces": produces, "consumed-by": consumedBy}
	for _, row := range readTSV(t, "edges.tsv") {
		from, kind, to := row[0], row[1], row[2]
		if to != "" {
			g.edge(edgeKinds[kind], key{kind: kinds[from], name: from}, key{kind: kinds[to], name: to}, nil, nil)
		}
	}
	// qos-test registers this one in its x86 programs only, which a list of edges cannot show.
	acpi := NewAbility("ACPI")
	g.nodes["ufs-tests/acpi-eject"].test.opts.requires = []Ability{acpi}
	g.nodes["i440FX-pcihost"].out[0].opts.provides = []Ability{acpi}
	if err := joined(g.errs); err != nil {
		t.Fatal(err)
	}
	return g
}

// TestUpstreamPaths compares the walk with the list of QEMU's own program: its
// graph, with the availability of QEMU 11.1.2, yields its paths.
func TestUpstreamPaths(t *testing.T) {
	g := upstream(t)
	available := map[string]*Inventory{}
	for _, row := range readTSV(t, "available.tsv") {
		q := available[row[0]]
		if q == nil {
			q = &Inventory{Arch: row[0], Version: "11.1.2"}
			available[row[0]] = q
		}
		switch row[1] {
		case "machine":
			q.Machines = append(q.Machines, strings.TrimPrefix(row[2], row[0]+"/"))
		case "driver":
			q.Devices = append(q.Devices, row[2])
		}
	}
	got := map[string][]string{}
	for p := range g.Paths() {
		if q := available[p.Arch()]; q != nil {
			slices.Sort(q.Machines)
			slices.Sort(q.Devices)
			if p.Available(q) == nil {
				got[p.Arch()] = append(got[p.Arch()], p.String())
			}
		}
	}
	for _, arch := range []string{"aarch64", "arm", "riscv64", "x86_64"} {
		t.Run(arch, func(t *testing.T) {
			var want []string
			for _, row := range readTSV(t, "paths-"+arch+".tsv") {
				want = append(want, strings.TrimPrefix(row[0], "/"))
			}
			slices.Sort(want)
			slices.Sort(got[arch])
			if diff := cmp.Diff(want, got[arch]); diff != "" {
				t.Errorf("paths mismatch (-want +got):\n%s", diff)
			}
		})
	}
}
