package graph

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// link is an edge of a graph under construction, by names: machines begin with
// "m", drivers with "d", interfaces with "i", tests with "t".
type link struct{ from, to string }

func keyFor(name string) key {
	switch name[0] {
	case 'm':
		return key{kind: KindMachine, name: "arch/" + name}
	case 'd':
		return key{kind: KindDriver, name: name}
	case 'i':
		return key{kind: KindInterface, name: name}
	}
	return key{kind: KindTest, name: "tests/" + name}
}

// linked returns a graph of the links, in the order given.
func linked(links []link) *Graph {
	g := New()
	for _, l := range links {
		for _, name := range []string{l.from, l.to} {
			switch n := g.node(keyFor(name)); n.kind {
			case KindMachine:
				n.machine = &machineDecl{}
			case KindTest:
				n.test = &testDecl{}
			}
		}
		kind := consumedBy
		if strings.HasPrefix(l.to, "i") {
			kind = produces
		}
		g.edge(kind, keyFor(l.from), keyFor(l.to), nil, nil)
	}
	return g
}

func names(g *Graph) []string {
	var names []string
	for p := range g.Paths() {
		names = append(names, p.String())
	}
	return names
}

func TestPaths(t *testing.T) {
	tests := []struct {
		name  string
		links []link
		want  []string
	}{
		{
			name:  "machine to test",
			links: []link{{"m1", "t1"}},
			want:  []string{"arch/m1/tests/t1"},
		},
		{
			name:  "two ways to one interface",
			links: []link{{"m1", "d2"}, {"m1", "d1"}, {"d1", "i1"}, {"d2", "i1"}, {"i1", "t1"}},
			want:  []string{"arch/m1/d1/i1/tests/t1", "arch/m1/d2/i1/tests/t1"},
		},
		{
			name:  "dead ends are not listed",
			links: []link{{"m1", "d1"}, {"d1", "i1"}, {"i1", "d2"}, {"m1", "t1"}, {"d3", "t2"}},
			want:  []string{"arch/m1/tests/t1"},
		},
		{
			name: "a bridge is crossed once",
			// A bridge consumes the bus that it produces.
			links: []link{{"m1", "d1"}, {"d1", "i1"}, {"i1", "d2"}, {"d2", "i1"}, {"i1", "t1"}},
			want:  []string{"arch/m1/d1/i1/tests/t1"},
		},
		{
			name: "two bridges between two buses",
			links: []link{
				{"m1", "i1"}, {"i1", "d1"}, {"d1", "i2"}, {"i2", "d2"}, {"d2", "i1"}, {"i2", "t1"}, {"i1", "t2"},
			},
			want: []string{"arch/m1/i1/d1/i2/tests/t1", "arch/m1/i1/tests/t2"},
		},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, names(linked(tc.links))); diff != "" {
				t.Errorf("paths mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

// randomLinks returns the links of a small graph with cycles.
func randomLinks(r *rand.Rand) []link {
	var links []link
	add := func(from, to string) {
		if from != to && !slices.Contains(links, link{from, to}) {
			links = append(links, link{from, to})
		}
	}
	pick := func(prefix string, n int) string { return fmt.Sprint(prefix, r.IntN(n)) }
	for range 4 + r.IntN(10) {
		add(pick("m", 2), pick("d", 4))
		add(pick("d", 4), pick("i", 4))
		add(pick("i", 4), pick("d", 4))
		if r.IntN(2) == 0 {
			add(pick("d", 4), pick("t", 2))
			add(pick("i", 4), pick("t", 3))
		}
	}
	return links
}

// naive lists every simple path from a machine to a test by plain recursion.
func naive(g *Graph) []string {
	var all []string
	var visit func(n *node, name string, on []*node)
	visit = func(n *node, name string, on []*node) {
		if n.kind == KindTest {
			all = append(all, name)
		}
		for _, e := range n.out {
			if !slices.Contains(on, e.to) {
				visit(e.to, name+"/"+e.name, append(slices.Clone(on), e.to))
			}
		}
	}
	for _, m := range g.sorted(KindMachine) {
		visit(m, m.name, []*node{m})
	}
	return all
}

func TestPathsOfRandomGraphs(t *testing.T) {
	cyclic := 0
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 0))
		links := randomLinks(r)
		g := linked(links)
		want := naive(g)
		got := names(g)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("seed %d: paths mismatch (-want +got):\n%s", seed, diff)
		}

		slices.Reverse(links)
		if diff := cmp.Diff(got, names(linked(links))); diff != "" {
			t.Fatalf("seed %d: paths depend on the order of registration (-forward +reverse):\n%s", seed, diff)
		}

		for _, name := range got {
			p, err := g.Lookup(name)
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			if p.String() != name {
				t.Fatalf("seed %d: Lookup(%q) = %v", seed, name, p)
			}
		}
		for _, c := range newWalk(g).cyclic {
			if c {
				cyclic++
				break
			}
		}
	}
	if cyclic < 500 {
		t.Errorf("only %d of the graphs have a cycle; the test is about those too", cyclic)
	}
}

// TestWalkTurnsBack counts the steps of the walk over a graph in which dead
// ends outnumber its paths by far: 2^30 ways lead to a bus that no test
// consumes.
func TestWalkTurnsBack(t *testing.T) {
	links := []link{{"m1", "d0"}, {"d0", "t1"}}
	for i := range 30 {
		from, to := fmt.Sprint("d", i), fmt.Sprint("d", i+1)
		for _, side := range []string{"a", "b"} {
			via := fmt.Sprint("i", side, i)
			links = append(links, link{from, via}, link{via, to})
		}
	}
	if diff := cmp.Diff([]string{"arch/m1/d0/tests/t1"}, names(linked(links))); diff != "" {
		t.Errorf("paths mismatch (-want +got):\n%s", diff)
	}
}

func TestLookupErrors(t *testing.T) {
	g := linked([]link{{"m1", "d1"}, {"d1", "i1"}, {"i1", "t1"}})
	for name, want := range map[string]string{
		"":                           "want ARCH/MACHINE/…/TEST",
		"arch/m1":                    "want ARCH/MACHINE/…/TEST",
		"arch/m9/d1/i1/tests/t1":     `there is no machine "arch/m9"`,
		"arch/m1/d9/i1/tests/t1":     `nothing named "d9/i1/tests/t1" comes after "arch/m1"`,
		"arch/m1/d1/i1/tests/t9":     `nothing named "tests/t9" comes after "i1"`,
		"arch/m1/d1/i1/tests/t1/":    `comes after "i1"`,
		"arch/m1/d1/i1/tests/t1/abc": `comes after "i1"`,
		"arch/m1/d1":                 `comes after`,
	} {
		_, err := g.Lookup(name)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Lookup(%q): error %v, want one with %q", name, err, want)
		}
	}
}

// layered returns a graph with width^depth paths: depth layers of width
// drivers, each leading to every driver of the next layer.
func layered(width, depth int) *Graph {
	links := []link{}
	for layer := range depth {
		for i := range width {
			d := fmt.Sprintf("d%d.%d", layer, i)
			if layer == 0 {
				links = append(links, link{"m1", d})
			} else {
				links = append(links, link{fmt.Sprint("i", layer), d})
			}
			next := fmt.Sprint("i", layer+1)
			links = append(links, link{d, next})
		}
	}
	return linked(append(links, link{fmt.Sprint("i", depth), "t1"}))
}

func BenchmarkPaths(b *testing.B) {
	for depth := 3; depth <= 6; depth++ {
		g := layered(10, depth)
		b.Run(fmt.Sprintf("1e%d", depth), func(b *testing.B) {
			paths := 0
			for b.Loop() {
				for p := range g.Paths() {
					if p.String() == "" {
						b.Fatal("a path has no name")
					}
					paths++
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(paths), "ns/path")
		})
	}
}
