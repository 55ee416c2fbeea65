package wholefile_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/qgraph/qgraph/tools/run/wholefile"
	"golang.org/x/sys/unix"
)

func text(s string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	}
}

// only checks that a folder holds one file with that content.
func only(t *testing.T, name, want string) {
	t.Helper()
	got, err := os.ReadFile(name)
	if err != nil || string(got) != want {
		t.Errorf("%s = %q, error %v; want %q", name, got, err, want)
	}
	entries, err := os.ReadDir(filepath.Dir(name))
	if err != nil || len(entries) != 1 {
		t.Errorf("the folder has %v, error %v; want only %s", entries, err, name)
	}
}

func TestWrite(t *testing.T) {
	name := filepath.Join(t.TempDir(), "file")
	for _, content := range []string{"first", "second, longer", ""} {
		if err := wholefile.Write(name, 0o666, text(content)); err != nil {
			t.Fatal(err)
		}
		only(t, name, content)
	}
}

// TestFailure fails in the midst of a file: the earlier one stays, and a new one does not
// come.
func TestFailure(t *testing.T) {
	stop := errors.New("stop")
	half := func(w io.Writer) error {
		return errors.Join(text(strings.Repeat("half ", 100_000))(w), stop)
	}
	name := filepath.Join(t.TempDir(), "file")
	if err := wholefile.Write(name, 0o666, half); !errors.Is(err, stop) {
		t.Errorf("error %v, want %v", err, stop)
	}
	if entries, err := os.ReadDir(filepath.Dir(name)); err != nil || len(entries) > 0 {
		t.Errorf("the folder has %v, error %v; want nothing", entries, err)
	}
	if err := wholefile.Write(name, 0o666, text("whole")); err != nil {
		t.Fatal(err)
	}
	if err := wholefile.Write(name, 0o666, half); !errors.Is(err, stop) {
		t.Errorf("error %v, want %v", err, stop)
	}
	only(t, name, "whole")
}

// TestReader reads a file while it is written over and over: it is always whole.
func TestReader(t *testing.T) {
	name := filepath.Join(t.TempDir(), "file")
	content := func(i int) string { return strings.Repeat(fmt.Sprintf("%06d\n", i), 20_000) }
	if err := wholefile.Write(name, 0o666, text(content(0))); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for writer := range 2 {
		wg.Go(func() {
			for i := range 30 {
				if err := wholefile.Write(name, 0o666, text(content(1000*writer+i))); err != nil {
					t.Error(err)
				}
			}
		})
	}
	done := make(chan struct{})
	go func() { wg.Wait(); close(done) }()
	for {
		got, err := os.ReadFile(name)
		if err != nil || len(got) != len(content(0)) || string(got[:7]) != string(got[len(got)-7:]) {
			t.Fatalf("read %d bytes, error %v; want %d of one writer", len(got), err, len(content(0)))
		}
		select {
		case <-done:
			return
		default:
		}
	}
}

func TestModes(t *testing.T) {
	old := unix.Umask(0o027)
	defer unix.Umask(old)
	name := filepath.Join(t.TempDir(), "file")
	mode := func() os.FileMode {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		return info.Mode().Perm()
	}
	if err := wholefile.Write(name, 0o777, text("new")); err != nil || mode() != 0o750 {
		t.Errorf("mode of a new file %v, error %v; want 0750", mode(), err)
	}
	if err := os.Chmod(name, 0o604); err != nil {
		t.Fatal(err)
	}
	if err := wholefile.Write(name, 0o777, text("again")); err != nil || mode() != 0o604 {
		t.Errorf("mode of a file that was there %v, error %v; want 0604", mode(), err)
	}
}

func TestLink(t *testing.T) {
	file, link := filepath.Join(t.TempDir(), "file"), filepath.Join(t.TempDir(), "link")
	if err := errors.Join(os.WriteFile(file, []byte("old"), 0o666), os.Symlink(file, link)); err != nil {
		t.Fatal(err)
	}
	if err := wholefile.Write(link, 0o666, text("new")); err != nil {
		t.Fatal(err)
	}
	only(t, file, "new")
	if target, err := os.Readlink(link); err != nil || target != file {
		t.Errorf("the link leads to %q, error %v; want %q", target, err, file)
	}
}

func TestDevice(t *testing.T) {
	if err := wholefile.Write("/dev/full", 0o666, text("x")); !errors.Is(err, unix.ENOSPC) {
		t.Errorf("Write(/dev/full) = %v, want ENOSPC", err)
	}
	if err := wholefile.Write("/dev/null", 0o666, text("x")); err != nil {
		t.Errorf("Write(/dev/null) = %v", err)
	}
}

func TestPrepare(t *testing.T) {
	name := filepath.Join(t.TempDir(), "file")
	for range 2 { // with no earlier file, and with one
		if err := wholefile.Prepare(name); err != nil {
			t.Fatal(err)
		}
		if entries, err := os.ReadDir(filepath.Dir(name)); err != nil || len(entries) > 0 {
			t.Errorf("the folder has %v, error %v; want nothing", entries, err)
		}
		if err := wholefile.Write(name, 0o666, text("earlier")); err != nil {
			t.Fatal(err)
		}
	}
	for _, bad := range []string{filepath.Join(t.TempDir(), "none", "file"), t.TempDir(), filepath.Join(name, "file")} {
		if wholefile.Prepare(bad) == nil {
			t.Errorf("Prepare(%s) = nil, want an error", bad)
		}
	}
	if err := wholefile.Prepare("/dev/null"); err != nil {
		t.Errorf("Prepare(/dev/null) = %v", err)
	}
}
