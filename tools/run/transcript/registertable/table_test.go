package registertable_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/tools/run/transcript/registertable"
)

// source writes a package of libqos below a new root.
func source(t *testing.T, text string) string {
	t.Helper()
	root := t.TempDir()
	name := filepath.Join(root, "libqos", "x", "x.go")
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return root
}

func TestNew(t *testing.T) {
	got, err := registertable.New(source(t, `package x
const (
	Later   reg.Reg[uint32]       = 0x10 // of two
	Control reg.Reg[Bits]         = 4
	Device  reg.Reg[other.Status] = 0x0
	Again   reg.Reg[uint32]       = 0x10
	size                          = 12
)
const Low, High reg.Reg[uint8] = 2, 3
var notConstant reg.Reg[uint8] = 9
`))
	if err != nil {
		t.Fatal(err)
	}
	want := `package	type	offset	name
x	other.Status	0x0	Device
x	uint32	0x10	Again
x	uint8	0x2	Low
x	uint8	0x3	High
x	x.Bits	0x4	Control
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("table mismatch (-want +got):\n%s", diff)
	}
}

func TestNewErrors(t *testing.T) {
	for text, want := range map[string]string{
		"package x\nconst A reg.Reg[uint8] = 1 << 3\n": "x.go: A: got no number, want the offset of a register",
		"package x\nconst (\n":                         "expected",
	} {
		if _, err := registertable.New(source(t, text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("New(%q): error %v, want one with %q", text, err, want)
		}
	}
}

// TestFresh compares the table with the sources, where they are: a Bazel test has
// none, and there gazelle -mode=diff holds it.
func TestFresh(t *testing.T) {
	const root = "../../../.."
	if _, err := os.Stat(filepath.Join(root, "libqos", "base", "reg", "reg.go")); err != nil {
		t.Skip("the sources of libqos are not here: gazelle -mode=diff compares them")
	}
	want, err := registertable.New(root)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(root, registertable.File))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(got), want); diff != "" {
		t.Errorf("%s is stale: bazel run //:gazelle (-written +sources):\n%s", registertable.File, diff)
	}
}
