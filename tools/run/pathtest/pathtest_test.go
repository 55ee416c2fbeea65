package pathtest_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/tools/run/pathtest"
	"github.com/qgraph/qgraph/tools/run/results"
)

// playVariable is set where the test binary is to play the test of a path.
const playVariable = "PATHTEST_PLAY"

func TestMain(m *testing.M) { pathtest.Main(m) }

// TestPlay is the part of TestSetUp and TestKnown that runs in another process.
func TestPlay(t *testing.T) {
	if os.Getenv(playVariable) == "" {
		t.Skip("this one is run by TestSetUp and TestKnown")
	}
	pathtest.Run(t, func(g *graph.Graph) {
		m := graph.NewMachine[int]("arm/virt")
		graph.AddMachine(g, m, func(context.Context, *run.Env) (int, error) { return 0, nil })
		graph.Test(g, "some-tests/nop", m, func(*run.T, int) {})
		graph.Test(g, "some-tests/refused", m, func(*run.T, int) {}, graph.Known(graph.Deviates("virt-refused", graph.Deviation{
			Ends: graph.Exits, Does: "QEMU does not start the machine.", Says: "It does.", Clause: graph.NewClause("Manual, section 1"),
		})))
	})
}

// TestSetUp provokes errors that keep a test from beginning: each fails, names a
// remedy, and tells Bazel that the tested device is not at fault.
func TestSetUp(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	files := t.TempDir()
	const notQEMU = "qemu-system-arm"
	if err := os.WriteFile(filepath.Join(files, notQEMU), []byte("#!/bin/sh\necho hello\n"), 0o777); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name, path, bundle, want string
		flags                    []string
	}{
		{"a stale BUILD file", "arm/virt/gone/some-tests/nop", notQEMU, "is the BUILD file stale?", nil},
		{"no path", "", notQEMU, "QGRAPH_PATH is not set", nil},
		{"no bundle", "arm/virt/some-tests/nop", "", "QGRAPH_BUNDLE is not set", nil},
		{"a bundle that is not there", "arm/virt/some-tests/nop", "gone/qemu-system-arm", "no such file", nil},
		{"no QEMU", "arm/virt/some-tests/nop", notQEMU, "is not QEMU", nil},
		{"steps that are no expression", "arm/virt/some-tests/nop", notQEMU, `steps "("`, []string{"--step=("}},
		{"no QEMU to look into", "arm/virt/some-tests/nop", notQEMU, "is not QEMU", []string{"--wait"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			infrastructure := filepath.Join(t.TempDir(), "infrastructure")
			outputs := t.TempDir()
			cases := filepath.Join(t.TempDir(), "test.xml")
			cmd := exec.CommandContext(t.Context(), self, append([]string{"-test.run=^TestPlay$"}, tc.flags...)...)
			cmd.Env = append(os.Environ(), "RUNFILES_DIR="+files, "RUNFILES_MANIFEST_FILE=", playVariable+"=1", pathtest.PathVariable+"="+tc.path, pathtest.BundleVariable+"="+tc.bundle,
				"TEST_INFRASTRUCTURE_FAILURE_FILE="+infrastructure, "TEST_UNDECLARED_OUTPUTS_DIR="+outputs, "TEST_TARGET=//some:"+tc.path, "XML_OUTPUT_FILE="+cases)
			out, err := cmd.CombinedOutput()
			if err == nil {
				t.Errorf("the test passes:\n%s", out)
			}
			told, err := os.ReadFile(infrastructure)
			if err != nil {
				t.Fatalf("no report for Bazel: %v; the log:\n%s", err, out)
			}
			if tc.path != "" {
				xml, err := os.ReadFile(cases)
				if want := `failures="1"`; err != nil || !strings.Contains(string(xml), want) || !strings.Contains(string(xml), `name="some/`+tc.path+`.TestPlay"`) {
					t.Errorf("Bazel is given the cases %q (error %v), want one of %s with %s", xml, err, tc.path, want)
				}
			}
			for name, text := range map[string]string{"the log": string(out), "the report for Bazel": string(told)} {
				if !strings.Contains(text, tc.want) {
					t.Errorf("%s does not say %q:\n%s", name, tc.want, text)
				}
			}
		})
	}
}

// TestKnown has a path with a known deviation: it passes, and Bazel is given a case that
// was skipped, with the reason.
func TestKnown(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	files, outputs := t.TempDir(), t.TempDir()
	const refuses = "qemu-system-arm"
	script := "#!/bin/sh\n[ \"$1\" = --version ] && echo QEMU emulator && exit\nexit 1\n"
	if err := os.WriteFile(filepath.Join(files, refuses), []byte(script), 0o777); err != nil {
		t.Fatal(err)
	}
	cases := filepath.Join(t.TempDir(), "test.xml")
	const path = "arm/virt/some-tests/refused"
	cmd := exec.CommandContext(t.Context(), self, "-test.run=^TestPlay$")
	cmd.Env = append(os.Environ(), "RUNFILES_DIR="+files, "RUNFILES_MANIFEST_FILE=", playVariable+"=1", pathtest.PathVariable+"="+path, pathtest.BundleVariable+"="+refuses,
		"TEST_UNDECLARED_OUTPUTS_DIR="+outputs, "TEST_TARGET=//some:"+path, "XML_OUTPUT_FILE="+cases, "GO_TEST_WRAP_TESTV=1") // as path_test.bzl sets it
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("the test ends with %v:\n%s", err, out)
	}
	xml, err := os.ReadFile(cases)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`failures="0"`, `skipped="1"`, "known: virt-refused: QEMU does not start the machine."} {
		if !strings.Contains(string(xml), want) {
			t.Errorf("no %s in Bazel's cases:\n%s", want, xml)
		}
	}
	text, err := os.ReadFile(filepath.Join(outputs, results.FileName))
	if err != nil || !strings.Contains(string(text), `"class":"known"`) {
		t.Errorf("the result is %q (error %v), want class known", text, err)
	}
}
