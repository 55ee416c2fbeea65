package availability_test

import (
	"errors"
	"flag"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bazelbuild/rules_go/go/runfiles"
	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tools/build/availability"
	"github.com/qgraph/qgraph/tools/build/nodes"
	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/results/bep"
)

var update = flag.Bool("update", false, "rewrite the snapshot")

// snapshotFile lists the paths that Debian's QEMU 11.1.2, the one of ./bazelw,
// can run.
const snapshotFile = "testdata/runnable-11.1.txt"

const refresh = "./bazelw run //tools/build/availability:availability_test -- -test.run=TestSnapshot -update"

// read returns the files that a variable of the environment names, as the build
// does, or by absolute paths; nil if the variable is not set.
func read(t *testing.T, variable string) []byte {
	t.Helper()
	var text []byte
	for _, name := range strings.Fields(os.Getenv(variable)) {
		file := name
		if !filepath.IsAbs(name) {
			var err error
			if file, err = runfiles.Rlocation(name); err != nil {
				t.Fatal(err)
			}
		}
		more, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text = append(text, more...)
	}
	return text
}

// thisQEMU returns the answers of this build's QEMU binaries; nil without
// Bazel.
func thisQEMU(t *testing.T) availability.Probe { return inventories(t, "QGRAPH_PROBE") }

// inventories returns those in the file that a variable names, nil if it is not set.
func inventories(t *testing.T, variable string) availability.Probe {
	t.Helper()
	text := read(t, variable)
	if text == nil {
		return nil
	}
	probe, err := availability.ParseProbe(text)
	if err != nil {
		t.Fatal(err)
	}
	return probe
}

// chooser says which paths one QEMU, or two, can run.
type chooser interface {
	Answers(*graph.Graph) iter.Seq2[graph.Path, error]
	Report(*graph.Graph) (string, error)
}

// here returns the QEMU of this build, or the two of them.
func here(t *testing.T) chooser {
	t.Helper()
	probe := thisQEMU(t)
	if probe == nil {
		t.Skip("QGRAPH_PROBE is not set: this test is about the QEMU of a Bazel build")
	}
	if second := inventories(t, "QGRAPH_SECOND_PROBE"); second != nil {
		return availability.Pair{First: probe, Second: second}
	}
	return probe
}

func wholeGraph(t *testing.T) *graph.Graph {
	t.Helper()
	g, err := nodes.Graph()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// TestThisQEMU says which paths the QEMU of this build, or two of them, cannot run, each with the
// reason, and fails when it can run none.
func TestThisQEMU(t *testing.T) {
	qemu, g := here(t), wholeGraph(t)
	report, err := qemu.Report(g)
	t.Log(report)
	leave(t, availability.Unavailable(qemu.Answers(g)))
	if err != nil {
		t.Fatal(err)
	}
}

// leave puts the results where qgraph report finds why Bazel skipped targets.
func leave(t *testing.T, all []results.Result) {
	t.Helper()
	dir := os.Getenv("TEST_UNDECLARED_OUTPUTS_DIR")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, bep.UnavailableName))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		if qemu := os.Getenv("QGRAPH_QEMU"); qemu != "" {
			r.Path = bep.OnQEMU(r.Path, qemu)
		}
		if err := results.Write(f, &r); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestTargets compares the build's choice of targets that this QEMU can run, and
// its reasons, with the graph's.
func TestTargets(t *testing.T) {
	qemu, want := here(t), map[string]string{}
	for path, err := range qemu.Answers(wholeGraph(t)) {
		if u, ok := errors.AsType[*graph.Unavailable](err); ok {
			want[path.String()] = u.Reason
		}
	}
	got := map[string]string{}
	for line := range strings.Lines(string(read(t, "QGRAPH_SKIPPED"))) {
		path, reason, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		got[path] = reason
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the targets that are skipped are not the paths that cannot run (-graph +tools/build/paths/available.bzl):\n%s", diff)
	}
}

// TestSnapshot fails when a path disappears or appears, and names the node that
// did it.
func TestSnapshot(t *testing.T) {
	g, probe := nodes.New(), thisQEMU(t) // not validated: a missing edge must be reported here as well
	if *update {
		updateSnapshot(t, wholeGraph(t), probe)
		return
	}
	text, err := os.ReadFile(snapshotFile)
	if err != nil {
		t.Fatal(err)
	}
	snapshot, err := availability.Parse(string(text))
	if err != nil {
		t.Fatal(err)
	}
	if len(snapshot.Paths) == 0 {
		t.Fatal("the snapshot has no path")
	}
	for _, reason := range snapshot.Incomparable(probe) {
		t.Logf("only the graph is compared, not the runnable paths: %s", reason)
	}
	differences := snapshot.Compare(g, probe)
	for _, d := range differences {
		t.Error(d)
	}
	if len(differences) > 0 {
		t.Errorf("If all of that is meant, refresh the snapshot:\n    %s", refresh)
	}
}

// updateSnapshot writes the snapshot to the source tree.
func updateSnapshot(t *testing.T, g *graph.Graph, probe availability.Probe) {
	t.Helper()
	root := os.Getenv("BUILD_WORKSPACE_DIRECTORY")
	if root == "" || probe == nil {
		t.Fatalf("-update takes the QEMU of the build: %s", refresh)
	}
	snapshot, err := availability.Take(g, probe)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(root, "tools", "build", "availability", snapshotFile)
	if !strings.HasSuffix(name, "-"+snapshot.Version+".txt") {
		t.Fatalf("this is QEMU %s, and the snapshot is %s", snapshot.Version, snapshotFile)
	}
	if err := os.WriteFile(name, []byte(snapshot.Format()), 0o666); err != nil {
		t.Fatal(err)
	}
	t.Logf("wrote %s: %d paths", name, len(snapshot.Paths))
}
