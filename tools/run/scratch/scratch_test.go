package scratch_test

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/qgraph/qgraph/tools/run/scratch"
)

// ownVariable is set where the test binary is to own a folder until it is killed.
const ownVariable = "SCRATCH_OWN"

func TestMain(m *testing.M) {
	if os.Getenv(ownVariable) != "" {
		f, err := scratch.New()
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		if err := os.WriteFile(filepath.Join(f.Dir, "core"), []byte("data"), 0o666); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println(f.Dir)
		end := make(chan os.Signal, 1)
		signal.Notify(end, syscall.SIGTERM)
		<-end // it is killed instead
		f.Remove()
	}
	os.Exit(m.Run())
}

// owner starts a process that owns a folder, and returns that.
func owner(t *testing.T) (*exec.Cmd, string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), ownVariable+"=yes")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return cmd, strings.TrimSpace(line)
}

func exists(name string) bool {
	_, err := os.Lstat(name)
	return !errors.Is(err, fs.ErrNotExist)
}

// newFolder makes a folder and removes it when the test ends.
func newFolder(t *testing.T) *scratch.Folder {
	t.Helper()
	f, err := scratch.New()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Remove(); err != nil || exists(f.Dir) {
			t.Errorf("Remove() = %v, and the folder exists: %t", err, exists(f.Dir))
		}
	})
	return f
}

// TestKilled has the folders of a living process and of one that is killed.
func TestKilled(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	_, living := owner(t)
	killed, left := owner(t)
	if err := killed.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	killed.Wait()
	if !exists(left) {
		t.Fatalf("%s is gone without a next run", left)
	}
	newFolder(t)
	if exists(left) {
		t.Errorf("%s, of a process that was killed, is still there", left)
	}
	if !exists(filepath.Join(living, "core")) {
		t.Errorf("%s, of a living process, is gone", living)
	}
}

// TestMany makes and removes folders in several goroutines, each of which sweeps: none loses
// its folder.
func TestMany(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				f, err := scratch.New()
				if err != nil {
					t.Error(err)
					return
				}
				name := filepath.Join(f.Dir, "file")
				if err := os.WriteFile(name, []byte("data"), 0o666); err != nil {
					t.Error(err)
				}
				if text, err := os.ReadFile(name); err != nil || string(text) != "data" {
					t.Errorf("%s holds %q, error %v", name, text, err)
				}
				if err := f.Remove(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) > 0 {
		t.Errorf("left are %v, error %v", left, err)
	}
}

// TestOthers has names that look like those of folders: a file, a link, and other folders of
// ours.
func TestOthers(t *testing.T) {
	temp, elsewhere := t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", temp)
	kept := filepath.Join(elsewhere, "kept")
	if err := errors.Join(
		os.WriteFile(kept, nil, 0o666), os.WriteFile(filepath.Join(temp, "qgraph-scratch-file"), nil, 0o666),
		os.Symlink(elsewhere, filepath.Join(temp, "qgraph-scratch-link")), os.Mkdir(filepath.Join(temp, "qgraph-outputs-1"), 0o777),
	); err != nil {
		t.Fatal(err)
	}
	newFolder(t)
	for _, name := range []string{kept, filepath.Join(temp, "qgraph-outputs-1"), filepath.Join(temp, "qgraph-scratch-file")} {
		if !exists(name) {
			t.Errorf("%s is gone", name)
		}
	}
}

// TestForbidding removes a folder with one in it that even its owner may not change.
func TestForbidding(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	f := newFolder(t)
	inner := filepath.Join(f.Dir, "export", "secret")
	if err := os.MkdirAll(inner, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.WriteFile(filepath.Join(inner, "file"), nil, 0), os.Chmod(inner, 0), os.Chmod(filepath.Dir(inner), 0)); err != nil {
		t.Fatal(err)
	}
}

// TestNoFolder has no place for folders.
func TestNoFolder(t *testing.T) {
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "none"))
	if f, err := scratch.New(); err == nil {
		t.Errorf("New() = %v, want an error", f)
	}
}
