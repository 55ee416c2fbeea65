package picture_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tools/qgraph/picture"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// walk is a path in a test: its nodes, each after the edge that leads to it,
// and its outcome.
type walk struct {
	steps string
	state picture.State
}

// steps returns the steps of a path that is written as
// "arch/machine > driver = interface - driver - tests/test": > contains, =
// produces, - is consumed by. A node "name:as" has the edge's name after it.
func steps(t *testing.T, text string) []graph.Step {
	t.Helper()
	edges := map[string]string{">": "contains", "=": "produces", "-": "consumed-by"}
	var all []graph.Step
	edge := ""
	for _, word := range strings.Fields(text) {
		if edges[word] != "" {
			edge = edges[word]
			continue
		}
		name, as, named := strings.Cut(word, ":")
		if !named {
			as = name
		}
		s := graph.Step{Kind: graph.KindDriver, Name: name, As: as, Edge: edge, Package: "example.org/" + name}
		switch {
		case edge == "":
			s.Kind = graph.KindMachine
		case edge == "produces":
			s.Kind = graph.KindInterface
			s.Package = all[len(all)-1].Package // registered by the producer
		case strings.Contains(name, "-tests/"):
			s.Kind = graph.KindTest
		}
		all = append(all, s)
	}
	if len(all) < 2 {
		t.Fatalf("%q is no path", text)
	}
	return all
}

func model(t *testing.T, grouped bool, walks ...walk) *picture.Model {
	t.Helper()
	var b picture.Builder
	for _, w := range walks {
		all := steps(t, w.steps)
		var name []string
		for _, s := range all {
			name = append(name, s.As)
		}
		b.Add(all, strings.Join(name, "/"), picture.Outcome{State: w.state, Reason: "no device <x> & \"y\""})
	}
	return b.Model(grouped)
}

// network is a small graph with everything in it: two machines alike, two
// drivers alike and a third one elsewhere, a suite of two tests, a bus with a bus on it, a named edge.
func network(states ...picture.State) []walk {
	walks := []walk{
		{steps: "arm/a > host > bus0 = bus - nic-x = nic - nic-tests/rx"},
		{steps: "arm/a > host > bus0 = bus - nic-x = nic - nic-tests/tx"},
		{steps: "arm/b > host > bus0 = bus - nic-x = nic - nic-tests/rx"},
		{steps: "arm/b > host > bus0 = bus - nic-x = nic - nic-tests/tx"},
		{steps: "arm/b > host > bus0 = bus - nic-y = nic - nic-tests/rx"},
		{steps: "arm/b > host > bus0 = bus - nic-y = nic - nic-tests/tx"},
		{steps: "arm/b > host > bus0 = bus - bridge:second = bus2 - nic-z - z-tests/a&b"},
		{steps: "m/c - c-tests/<none>"},
		{steps: "m/c > nic-c = nic - nic-tests/rx"},
	}
	for i, s := range states {
		walks[i].state = s
	}
	return walks
}

// outline writes a model as text: boxes, then edges.
func outline(m *picture.Model) []string {
	var lines []string
	name := func(i int) string {
		var names []string
		for _, n := range m.Boxes[i].Nodes {
			names = append(names, n.Name)
		}
		return strings.Join(names, "+")
	}
	for i, b := range m.Boxes {
		lines = append(lines, b.Kind.String()+" "+name(i)+" "+b.String())
	}
	for _, e := range m.Edges {
		lines = append(lines, name(e.From)+" "+e.Kind+" "+name(e.To)+" "+e.String()+strings.Join(e.As, ","))
	}
	return lines
}

func TestModel(t *testing.T) {
	got := outline(model(t, true, network()...))
	want := []string{
		"machine arm/a+arm/b 7 paths",
		"machine m/c 2 paths",
		"driver bridge 1 path",
		"driver bus0 7 paths",
		"driver host 7 paths",
		"driver nic-c 1 path",
		"driver nic-x+nic-y 6 paths",
		"driver nic-z 1 path",
		"interface bus 7 paths",
		"interface bus2 1 path",
		"interface nic 7 paths",
		"test c-tests/<none> 1 path",
		"test nic-tests/rx+nic-tests/tx 7 paths",
		"test z-tests/a&b 1 path",
		"arm/a+arm/b contains host 7 paths",
		"m/c contains nic-c 1 path",
		"m/c consumed-by c-tests/<none> 1 path",
		"bridge produces bus2 1 path",
		"bus0 produces bus 7 paths",
		"host contains bus0 7 paths",
		"nic-c produces nic 1 path",
		"nic-x+nic-y produces nic 6 paths",
		"nic-z consumed-by z-tests/a&b 1 path",
		"bus consumed-by bridge 1 pathsecond",
		"bus consumed-by nic-x+nic-y 6 paths",
		"bus2 consumed-by nic-z 1 path",
		"nic consumed-by nic-tests/rx+nic-tests/tx 7 paths",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("model mismatch (-want +got):\n%s", diff)
	}

	backwards := network()
	slices.Reverse(backwards)
	if diff := cmp.Diff(want, outline(model(t, true, backwards...))); diff != "" {
		t.Errorf("model of the paths in another order (-want +got):\n%s", diff)
	}
	if m := model(t, false, network()...); len(m.Boxes) != 17 {
		t.Errorf("%d boxes ungrouped, want one for each of 17 nodes:\n%s", len(m.Boxes), strings.Join(outline(m), "\n"))
	}
}

func TestModelStates(t *testing.T) {
	m := model(t, true, network(picture.Passed, picture.Failed, picture.Passed, picture.Passed,
		picture.Failed, picture.NotRun, picture.Unavailable, picture.Plain)...)
	want := map[string]picture.State{
		"arm/a": picture.Mixed, "arm/b": picture.Mixed, "m/c": picture.Plain, "bridge": picture.Unavailable,
		"nic-x": picture.Mixed, "nic-y": picture.Failed, "nic-z": picture.Unavailable, "bus": picture.Mixed,
		"nic-tests/rx": picture.Mixed, "nic-tests/tx": picture.Mixed, "z-tests/a&b": picture.Unavailable,
	}
	seen := 0
	for _, b := range m.Boxes {
		for _, n := range b.Nodes {
			if state, ok := want[n.Name]; ok {
				seen++
				if n.State() != state {
					t.Errorf("%s is %q (%s), want %q", n.Name, n.State(), n.String(), state)
				}
			}
		}
	}
	if seen != len(want) {
		t.Errorf("%d of %d nodes seen", seen, len(want))
	}
	if got, want := m.Tally.String(), "9 paths: 2 failed, 3 passed, 1 not run, 1 unavailable"; got != want {
		t.Errorf("the model has %s, want %s", got, want)
	}
}

func TestBetween(t *testing.T) {
	const path = "arm/a > host > bus0 = bus - nic-x = nic - nic-tests/rx"
	is := func(part string) func(string) bool {
		return func(name string) bool { return strings.Contains(name, part) }
	}
	for _, tc := range []struct {
		name     string
		from, to func(string) bool
		want     string
	}{
		{"all of it", nil, nil, "arm/a host bus0 bus nic-x nic nic-tests/rx"},
		{"from the first that matches", is("bus"), nil, "bus0 bus nic-x nic nic-tests/rx"},
		{"to the last that matches", nil, is("nic-x"), "arm/a host bus0 bus nic-x"},
		{"a part", is("host"), is("bus"), "host bus0 bus"},
		{"one node", is("bus0"), is("bus0"), "bus0"},
		{"the wrong way round", is("nic"), is("host"), ""},
		{"no such beginning", is("usb"), nil, ""},
		{"no such end", nil, is("usb"), ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var names []string
			for _, s := range picture.Between(steps(t, path), tc.from, tc.to) {
				names = append(names, s.Name)
			}
			if got := strings.Join(names, " "); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestDraw(t *testing.T) {
	options := picture.Options{Title: "network & co.", Link: func(pkg string) string { return "https://" + pkg + "?a&b" }}
	for _, tc := range []struct {
		name string
		m    *picture.Model
	}{
		{"plain", model(t, true, network()...)},
		{"results", model(t, true, network(picture.Passed, picture.Failed, picture.Passed, picture.Passed,
			picture.Failed, picture.NotRun, picture.Unavailable, picture.Failed, picture.Passed)...)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			svg, err := tc.m.SVG(options)
			if err != nil {
				t.Fatal(err)
			}
			wellFormed(t, svg)
			if n := bytes.Count(svg, []byte("<g data-edge=")); n != len(tc.m.Edges) {
				t.Errorf("%d of %d edges are drawn", n, len(tc.m.Edges))
			}
			golden(t, tc.name+".svg", svg)
			golden(t, tc.name+".dot", tc.m.DOT(options))
		})
	}
}

// TestManyTests draws a suite that is too large to name every test, and names
// those that failed.
func TestManyTests(t *testing.T) {
	var walks []walk
	for i := range 80 {
		w := walk{steps: "arm/a > dev - dev-tests/number" + string(rune('A'+i%26)) + string(rune('a'+i/26)), state: picture.Passed}
		if i >= 70 {
			w.state = picture.Failed
		}
		walks = append(walks, w)
	}
	svg, err := model(t, true, walks...).SVG(picture.Options{})
	if err != nil {
		t.Fatal(err)
	}
	text := words(t, svg)
	for _, want := range []string{"dev-tests (80) ✗10/80", "numberSc ✗1/1", "… and 5 more"} {
		if !slices.Contains(text, want) {
			t.Errorf("no line %q in the picture:\n%s", want, strings.Join(text, "\n"))
		}
	}
	for _, line := range text {
		if line == "numberAa" || line == "numberZc ✗1/1" {
			t.Errorf("a test that passed, or one failure too many, is named:\n%s", strings.Join(text, "\n"))
		}
	}
}

// words returns the lines of text in a picture, without tooltips.
func words(t *testing.T, svg []byte) []string {
	t.Helper()
	var all []string
	d := xml.NewDecoder(bytes.NewReader(svg))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "text" {
			var text string
			if err := d.DecodeElement(&text, &start); err != nil {
				t.Fatal(err)
			}
			all = append(all, text)
		}
	}
}

func wellFormed(t *testing.T, svg []byte) {
	t.Helper()
	if len(words(t, svg)) == 0 {
		t.Error("the picture has no text")
	}
}

// golden compares got with a file of testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		target := file
		if root := os.Getenv("BUILD_WORKSPACE_DIRECTORY"); root != "" {
			target = filepath.Join(root, "tools", "qgraph", "picture", file)
		}
		if err := os.WriteFile(target, got, 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (run with -update to create it)", err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s mismatch (-want +got):\n%s", name, diff)
	}
}
