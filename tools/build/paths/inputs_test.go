package paths_test

import (
	"os"
	"strings"
	"testing"

	"github.com/bazelbuild/rules_go/go/runfiles"
	"github.com/google/go-cmp/cmp"
)

// TestInputs checks the inputs of a path: the packages of its own nodes. With one
// more, a change of some other machine would rerun it. It therefore compares the
// whole result of Bazel's query for three paths.
func TestInputs(t *testing.T) {
	for variable, want := range map[string][]string{
		"INPUTS_RASPI2B": {"//drivers/genericsdhci:genericsdhci", "//machines/raspi2b:raspi2b", "//tests/sdhci:sdhci"},
		"INPUTS_PC":      {"//drivers/i440fx:i440fx", "//drivers/sdhcipci:sdhcipci", "//machines/x86pc:x86pc", "//tests/sdhci:sdhci"},
		"INPUTS_VIRT":    {"//drivers/virtiommio:virtiommio", "//drivers/virtionet:virtionet", "//machines/virt:virt", "//tests/virtionet:virtionet"},
	} {
		t.Run(variable, func(t *testing.T) {
			name := os.Getenv(variable)
			if name == "" {
				t.Skipf("%s is not set: this test is about the targets of a Bazel build", variable)
			}
			file, err := runfiles.Rlocation(name)
			if err != nil {
				t.Fatal(err)
			}
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, strings.Fields(string(text))); diff != "" {
				t.Errorf("inputs mismatch (-want +got):\n%s", diff)
			}
		})
	}
}
