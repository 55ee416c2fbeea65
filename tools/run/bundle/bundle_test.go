package bundle_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/tools/run/bundle"
)

// write makes a file and returns its name.
func write(t *testing.T, folder, name, text string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestOpenManifest(t *testing.T) {
	folder := t.TempDir()
	path := write(t, folder, "x86_64.json", `{"command": ["{bundle}/lib/ld.so", "{bundle}/bin/qemu-system-x86_64"],
		"args": ["-L", "{bundle}/share"], "env": {"B": "{bundle}/b", "A": "a"}}`, 0o666)
	got, err := bundle.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	want := &bundle.Bundle{
		Arch: "x86_64", Path: path,
		Command: []string{folder + "/lib/ld.so", folder + "/bin/qemu-system-x86_64"},
		Args:    []string{"-L", folder + "/share"},
		Env:     []string{"A=a", "B=" + folder + "/b"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("bundle mismatch (-want +got):\n%s", diff)
	}
	cfg := got.Config([]string{"-M", "pc"})
	if diff := cmp.Diff([]string{"-L", folder + "/share", "-M", "pc"}, cfg.Args); diff != "" {
		t.Errorf("arguments mismatch (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want.Env, cfg.Env[len(cfg.Env)-2:]); diff != "" {
		t.Errorf("environment mismatch (-want +got):\n%s", diff)
	}
}

func TestOpenErrors(t *testing.T) {
	folder := t.TempDir()
	for path, want := range map[string]string{
		filepath.Join(folder, "qemu-system-arm"):      "no such file",
		filepath.Join(folder, "missing.json"):         "no such file",
		write(t, folder, "qemu-img", "", 0o777):       "its architecture is unknown",
		write(t, folder, "arm.json", "{", 0o666):      "unexpected end of JSON",
		write(t, folder, "riscv64.json", "{}", 0o666): "names no command",
	} {
		_, err := bundle.Open(path)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), path) {
			t.Errorf("Open(%s): error %v, want one with the path and %q", path, err, want)
		}
	}
}

func TestFind(t *testing.T) {
	first, second, empty := t.TempDir(), t.TempDir(), t.TempDir()
	arm := write(t, first, "qemu-system-arm", "", 0o777)
	write(t, first, "qemu-system-mips", "not executable", 0o666)
	write(t, second, "qemu-system-arm", "", 0o777)
	x86 := write(t, second, "qemu-system-x86_64", "", 0o777)

	found, err := bundle.Find(first, second)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, b := range found {
		got = append(got, b.Arch+" "+b.Path)
	}
	if diff := cmp.Diff([]string{"arm " + arm, "x86_64 " + x86}, got); diff != "" {
		t.Errorf("bundles mismatch (-want +got):\n%s", diff)
	}
	if _, err := bundle.Find(empty); err == nil || !strings.Contains(err.Error(), empty) {
		t.Errorf("Find of an empty folder: error %v, want one that names it", err)
	}
	t.Setenv("QTEST_QEMU_BINARY", "")
	t.Setenv("PATH", empty)
	t.Setenv("XDG_CACHE_HOME", empty)
	if _, err := bundle.Find(); !errors.Is(err, bundle.ErrNone) {
		t.Errorf("Find with no QEMU anywhere: error %v, want ErrNone", err)
	}
	t.Setenv("QTEST_QEMU_BINARY", x86)
	if found, err = bundle.Find(); err != nil || len(found) != 1 || found[0].Path != x86 {
		t.Errorf("Find with QTEST_QEMU_BINARY=%s: %v, %v", x86, found, err)
	}
}
