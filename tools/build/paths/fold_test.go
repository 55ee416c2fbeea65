package paths_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/tools/build/paths"
)

func TestFold(t *testing.T) {
	all := []string{"m/a-tests/x", "m/a-tests/y", "m/b-tests/one", "n/a-tests/x", "n/a-tests/x,y", "n/a-tests/y"}
	folded := paths.Fold(all)
	want := []string{"m/a-tests/{x,y}", "m/b-tests/one", "n/a-tests/{x,y}", "n/a-tests/x,y"}
	if diff := cmp.Diff(want, folded); diff != "" {
		t.Errorf("Fold() mismatch (-want +got):\n%s", diff)
	}
	want = []string{"m/a-tests/x", "m/a-tests/y", "m/b-tests/one", "n/a-tests/x", "n/a-tests/y", "n/a-tests/x,y"}
	if diff := cmp.Diff(want, paths.Unfold(folded)); diff != "" {
		t.Errorf("Unfold() mismatch (-want +got):\n%s", diff)
	}
}
