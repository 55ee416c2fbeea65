package exchanges_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/tools/bench/exchanges"
	"github.com/qgraph/qgraph/tools/run/results"
)

// result is one of a path that sent n commands, half of them waited for, and 7 more
// in vain.
func result(path string, class results.Class, n int) results.Result {
	return results.Result{Path: path, Class: class, Exchanges: &results.Exchanges{
		Commands: n + 7, Waited: n/2 + 3, Idle: 7, IdleWaited: 3,
	}}
}

func TestOf(t *testing.T) {
	got := exchanges.Of([]results.Result{
		result("a", results.Passed, 100),
		result("b", results.TestFailed, 100),
		result("known", results.Known, 10),
		{Path: "c", Class: results.Unavailable},
	})
	want := exchanges.List{"a": {Commands: 100, Waited: 50}, "known": {Commands: 10, Waited: 5}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Of() mismatch (-want +got):\n%s", diff)
	}
}

func TestVain(t *testing.T) {
	all := []results.Result{result("most", results.Passed, 10), result("few", results.Passed, 63), {Path: "none"}}
	if diff := cmp.Diff([]string{"most"}, exchanges.Vain(all)); diff != "" {
		t.Errorf("Vain() mismatch (-want +got):\n%s", diff)
	}
}

func TestCollect(t *testing.T) {
	dir := t.TempDir()
	logs := filepath.Join(dir, "logs")
	for _, target := range []string{"x/a", "x/a@old", "x/b"} {
		outputs := filepath.Join(logs, target, "test.outputs")
		if err := os.MkdirAll(outputs, 0o777); err != nil {
			t.Fatal(err)
		}
		f, err := os.Create(filepath.Join(outputs, results.FileName))
		if err != nil {
			t.Fatal(err)
		}
		path, _, old := strings.Cut(target, "@")
		r := result(path, results.Passed, 10)
		if old {
			r = result(path, results.Passed, 99)
		}
		if err := results.Write(f, &r); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	link := filepath.Join(dir, "bazel-testlogs")
	if err := os.Symlink(logs, link); err != nil {
		t.Fatal(err)
	}
	got, err := exchanges.Collect(link)
	if err != nil {
		t.Fatal(err)
	}
	want := exchanges.List{"x/a": {10, 5}, "x/b": {10, 5}}
	if diff := cmp.Diff(want, exchanges.Of(got)); diff != "" {
		t.Errorf("Collect() mismatch (-want +got):\n%s", diff)
	}
	if _, err := exchanges.Collect(filepath.Join(dir, "none")); err == nil {
		t.Error("Collect() of a folder that does not exist succeeded")
	}
}

func TestWriteRead(t *testing.T) {
	name := filepath.Join(t.TempDir(), "list.tsv")
	want := exchanges.List{"b/2": {Commands: 3, Waited: 1}, "a/1": {Commands: 40, Waited: 20}}
	if err := want.WriteFile(name); err != nil {
		t.Fatal(err)
	}
	got, err := exchanges.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ReadFile() mismatch (-want +got):\n%s", diff)
	}
	if _, err := exchanges.Read(strings.NewReader("1\tx\ta\n")); err == nil || !strings.Contains(err.Error(), "line 1") {
		t.Errorf("Read() of a broken line = %v, want an error that names line 1", err)
	}
}

func TestCompare(t *testing.T) {
	list := exchanges.List{"same": {1000, 500}, "grown": {1000, 500}, "waits": {1000, 500}, "small": {10, 5}, "shrunk": {1000, 500}, "gone": {1, 1}}
	ran := exchanges.List{"same": {1250, 650}, "grown": {1251, 500}, "waits": {1000, 651}, "small": {30, 25}, "shrunk": {500, 500}, "new": {5, 5}}
	d := list.Compare(ran)
	want := exchanges.Difference{
		Grown:    []string{"grown: got 1251 commands, want 1000", "waits: got 651 waits, want 500"},
		Shrunk:   []string{"shrunk: got 500 commands, want 1000"},
		Unlisted: []string{"new"},
	}
	if diff := cmp.Diff(want, d); diff != "" {
		t.Errorf("Compare() mismatch (-want +got):\n%s", diff)
	}
	for _, name := range []string{"grown", "waits", "new"} {
		if err := d.Err(); err == nil || !strings.Contains(err.Error(), name+":") {
			t.Errorf("Err() = %v, want one that names %s", err, name)
		}
	}
	if err := list.Compare(exchanges.List{"same": {1, 1}}).Err(); err != nil {
		t.Errorf("Err() = %v, want nil where nothing grew", err)
	}
}
