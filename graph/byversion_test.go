package graph_test

import (
	"testing"

	"github.com/qgraph/qgraph/graph"
)

func TestByVersion(t *testing.T) {
	value := graph.ByVersion[int]{
		Value:   3,
		Earlier: []graph.Earlier[int]{{Until: "11.1", Value: 2, Why: "it was two"}, {Until: "8.2.3", Value: 1, Why: "it was one"}},
	}
	for version, want := range map[string]int{"7.2.22": 1, "8.2.2": 1, "8.2.3": 2, "11.0.50": 2, "11.1": 3, "11.1.2": 3, "12": 3} {
		v, err := graph.ParseVersion(version)
		if err != nil {
			t.Fatal(err)
		}
		if got := value.On(v); got != want {
			t.Errorf("On(%v) = %d, want %d", v, got, want)
		}
	}
	if got := value.On(graph.Version{}); got != 3 {
		t.Errorf("On an unknown version = %d, want 3", got)
	}
}
