package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// execute runs a qgraph command and returns its output.
func execute(t *testing.T, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	root := newRoot()
	var out, errs bytes.Buffer
	root.SetOut(&out)
	root.SetErr(&errs)
	root.SetArgs(args)
	err = root.ExecuteContext(t.Context())
	return out.String(), errs.String(), err
}

func writeFile(t *testing.T, name, text string) string {
	t.Helper()
	name = filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestJobs checks that each command that runs several things at a time refuses to run none.
func TestJobs(t *testing.T) {
	for _, command := range []string{"run", "compare", "faulty edu", "identity", "losses"} {
		args := append(strings.Fields(command), "-j", "0")
		if _, _, err := execute(t, args...); err == nil || !strings.Contains(err.Error(), "--jobs 0: want 1 or more") {
			t.Errorf("qgraph %q: error %v, want one about the jobs", args, err)
		}
	}
}
