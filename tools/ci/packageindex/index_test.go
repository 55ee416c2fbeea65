package packageindex_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/tools/ci/packageindex"
)

// tree makes a repository with the files and a folder of each kind.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for _, top := range packageindex.Top() {
		if err := os.MkdirAll(filepath.Join(root, top), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range files {
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestNew(t *testing.T) {
	got, err := packageindex.New(tree(t, map[string]string{
		"libqos/b/b.go":              "package b\n",
		"libqos/b/doc.go":            "// Package b drives a|b (A (1) of B, 1.0), and c (C). More.\npackage b\n",
		"libqos/b/b_test.go":         "// Package b_test is not shown.\npackage b_test\n",
		"libqos/a/a.go":              "// Package a is first.\npackage a\n",
		"libqos/a/testdata/x/x.go":   "package x\n",
		"libqos/only/some_test.go":   "package only\n",
		"tools/c/main.go":            "// Command c does it.\npackage main\n",
		"tools/c/templates/d/t.tmpl": "",
	}))
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for line := range strings.Lines(got) {
		if strings.HasPrefix(line, "| [") {
			rows = append(rows, strings.TrimSpace(line))
		}
	}
	want := []string{
		"| [libqos/a](../libqos/a) | is first. |",
		`| [libqos/b](../libqos/b) | drives a\|b, and c. |`,
		"| [tools/c](../tools/c) | does it. |",
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("rows mismatch (-want +got):\n%s", diff)
	}
}

func TestNewWithoutComment(t *testing.T) {
	_, err := packageindex.New(tree(t, map[string]string{"drivers/x/x.go": "package x\n"}))
	if err == nil || !strings.Contains(err.Error(), "drivers/x: no package comment") {
		t.Errorf("error %v, want one that names drivers/x", err)
	}
}
