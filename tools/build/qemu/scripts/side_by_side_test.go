package scripts

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSideBySide(t *testing.T) {
	script, err := filepath.Abs("../side_by_side.sh")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	for name, text := range map[string]string{
		"good": "cd /\necho \"it's $PWD\"\n",
		"bad":  "echo no >&2\nexit 3\n",
		"slow": "echo begun\nexec sleep 60\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name+".job"), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("sh", script, "1")
	cmd.Dir = folder
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Fatalf("side_by_side.sh: %v: %q", err, out)
	}
	got := map[string]string{}
	for _, name := range []string{"good", "bad", "slow"} {
		for _, ending := range []string{".out", ".err", ".code"} {
			text, err := os.ReadFile(filepath.Join(folder, name+ending))
			if err != nil {
				t.Fatal(err)
			}
			got[name+ending] = string(text)
		}
	}
	want := map[string]string{
		"good.out": "it's /\n", "good.err": "", "good.code": "0\n",
		"bad.out": "", "bad.err": "no\n", "bad.code": "3\n",
		"slow.out": "begun\n", "slow.err": "", "slow.code": "124\n",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("files mismatch (-want +got):\n%s", diff)
	}
}

// TestSideBySideNothing has no job.
func TestSideBySideNothing(t *testing.T) {
	script, err := filepath.Abs("../side_by_side.sh")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("sh", script, "1")
	cmd.Dir = t.TempDir()
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("side_by_side.sh: %v: %q, want nothing", err, out)
	}
}
