package genuine

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/bazelbuild/rules_go/go/runfiles"
	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/tools/build/availability"
	"github.com/qgraph/qgraph/tools/run/bundle"
)

// startTimeout bounds a QEMU that starts, answers one command and stops: it takes a tenth of a second.
const startTimeout = time.Minute

// theBundle returns the bundle that the target names, and the reply that it owes to "endianness".
func theBundle(t *testing.T) (b *bundle.Bundle, want string) {
	t.Helper()
	name := os.Getenv("QGRAPH_BUNDLE")
	if name == "" {
		t.Skip("no bundle: QGRAPH_BUNDLE is unset, which bazel test sets")
	}
	manifest, err := runfiles.Rlocation(name)
	if err != nil {
		t.Fatal(err)
	}
	b, err = bundle.Open(manifest)
	if err != nil {
		t.Fatal(err)
	}
	return b, fmt.Sprintf("OK %s\n", os.Getenv("BYTE_ORDER"))
}

// TestInSandbox starts the bundle where Bazel has put it.
func TestInSandbox(t *testing.T) {
	b, want := theBundle(t)
	got := endianness(t, append(b.Command, b.Args...), b.Env, nil)
	if got != want {
		t.Errorf("endianness = %q, want %q", got, want)
	}
}

// TestProbe compares the build's record of QEMU's answers with that of the qgraph command: both decide
// which paths can run.
func TestProbe(t *testing.T) {
	b, _ := theBundle(t)
	name, err := runfiles.Rlocation(os.Getenv("QGRAPH_PROBE"))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	probe, err := availability.ParseProbe(text)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(probe[b.Arch], b.Probe(t.Context())); diff != "" {
		t.Errorf("answers mismatch (-build +qgraph):\n%s", diff)
	}
}

// TestAlone starts the bundle with its folder as the whole file system.
func TestAlone(t *testing.T) {
	b, want := theBundle(t)
	root := t.TempDir()
	folder := filepath.Dir(b.Path)
	copyTree(t, folder, root)
	inside := func(words []string) []string {
		var moved []string
		for _, word := range words {
			moved = append(moved, strings.ReplaceAll(word, folder, ""))
		}
		return moved
	}
	got := endianness(t, inside(append(b.Command, b.Args...)), inside(b.Env), &syscall.SysProcAttr{
		Chroot:      root,
		Cloneflags:  syscall.CLONE_NEWUSER, // in which chroot is allowed
		UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}},
	})
	if got != want {
		t.Errorf("endianness = %q, want %q", got, want)
	}
}

// endianness starts the QEMU of argv without a machine, with environ as its whole environment, asks it for
// the byte order of its architecture, and returns the reply.
func endianness(t *testing.T, argv, environ []string, attr *syscall.SysProcAttr) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), startTimeout)
	defer cancel()
	argv = append(argv, "-nodefaults", "-machine", "none", "-display", "none", "-accel", "qtest", "-qtest", "stdio", "-qtest-log", "none")
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Env = append([]string{}, environ...) // nil would be this process's
	cmd.Dir = "/"
	cmd.SysProcAttr = attr
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("start %q: %v", argv, err)
	}
	if _, err := io.WriteString(stdin, "endianness\n"); err != nil {
		t.Errorf("write the command: %v", err)
	}
	reply, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Errorf("read the reply: %v", err)
	}
	cancel()
	_ = cmd.Wait() // It was killed: that is no news.
	if stderr.Len() > 0 {
		t.Errorf("QEMU wrote %q", &stderr)
	}
	return reply
}

// copyTree copies the files below from, not the symbolic links by which Bazel leads to them and to folders of
// them, to the folder to.
func copyTree(t *testing.T, from, to string) {
	t.Helper()
	entries, err := os.ReadDir(from)
	if err != nil {
		t.Fatalf("copy the bundle: %v", err)
	}
	for _, entry := range entries {
		source, target := filepath.Join(from, entry.Name()), filepath.Join(to, entry.Name())
		info, err := os.Stat(source)
		if err != nil {
			t.Fatalf("copy the bundle: %v", err)
		}
		if info.IsDir() {
			if err := os.Mkdir(target, 0o755); err != nil {
				t.Fatalf("copy the bundle: %v", err)
			}
			copyTree(t, source, target)
			continue
		}
		content, err := os.ReadFile(source)
		if err == nil {
			err = os.WriteFile(target, content, info.Mode().Perm())
		}
		if err != nil {
			t.Fatalf("copy the bundle: %v", err)
		}
	}
}
