package graph_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/graph"
)

func TestParseVersion(t *testing.T) {
	for _, tc := range []struct {
		text string
		want graph.Version
		ok   bool
	}{
		{"7.2.22", graph.Version{Major: 7, Minor: 2, Micro: 22}, true},
		{"11.1.50", graph.Version{Major: 11, Minor: 1, Micro: 50}, true},
		{"11.1", graph.Version{Major: 11, Minor: 1}, true},
		{"11", graph.Version{Major: 11}, true},
		{"", graph.Version{}, false},
		{"11.", graph.Version{}, false},
		{"v11.1", graph.Version{}, false},
		{"11.1.2.3", graph.Version{}, false},
		{"11.-1", graph.Version{}, false},
		{"10.0.13 (Debian 1:10.0.13)", graph.Version{}, false},
	} {
		got, err := graph.ParseVersion(tc.text)
		if got != tc.want || (err == nil) != tc.ok {
			t.Errorf("ParseVersion(%q) = %v, %v; want %v, ok %t", tc.text, got, err, tc.want, tc.ok)
		}
	}
}

// TestVersionOrder sorts by numbers, not by text.
func TestVersionOrder(t *testing.T) {
	want := []string{"7.2.22", "10.0.2", "10.0.13", "11.1.2", "11.1.50", "11.2.0"}
	var versions []graph.Version
	for _, text := range []string{"10.0.13", "11.2.0", "7.2.22", "11.1.50", "10.0.2", "11.1.2"} {
		v, err := graph.ParseVersion(text)
		if err != nil {
			t.Fatal(err)
		}
		versions = append(versions, v)
	}
	slices.SortFunc(versions, graph.Version.Compare)
	var got []string
	for i, v := range versions {
		got = append(got, v.String())
		if i > 0 && (!versions[i-1].Before(v) || v.Before(versions[i-1])) {
			t.Errorf("Before is wrong for %v and %v", versions[i-1], v)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("order mismatch (-want +got):\n%s", diff)
	}
}
