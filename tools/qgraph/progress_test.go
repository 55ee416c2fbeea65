package main

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qgraph/qgraph/tools/run/results"
)

func TestEnd(t *testing.T) {
	for _, tc := range []struct {
		columns int
		want    string
	}{{6, "a/b/cd"}, {5, "…b/cd"}, {2, "…d"}, {1, ""}, {-3, ""}} {
		if got := end("a/b/cd", tc.columns); got != tc.want {
			t.Errorf("end(%d columns) = %q, want %q", tc.columns, got, tc.want)
		}
	}
}

// TestNobodyReads runs paths with standard output closed: the run ends, and leaves
// only the files of results that the flags name.
func TestNobodyReads(t *testing.T) {
	qemu := standInQEMU(t, "arm", `[ "$1" = --version ] && echo "QEMU emulator" && exit; exit 1`)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, flag := range []string{"--verbose", "--json"} {
		t.Run(flag, func(t *testing.T) {
			read, write, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			read.Close()
			file, temp := filepath.Join(t.TempDir(), "results.jsonl"), t.TempDir()
			cmd := exec.CommandContext(t.Context(), self, "run", flag, "--qemu", qemu, "--results", file, "-j", "1", raspi)
			cmd.Env = append(os.Environ(), playVariable+"=yes", "TMPDIR="+temp)
			var said strings.Builder
			cmd.Stdout, cmd.Stderr = write, &said
			err = cmd.Run()
			write.Close()
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.ExitCode() != exitStopped || !strings.Contains(said.String(), errUnread.Error()) {
				t.Errorf("the run ended with %v, want exit code %d, and said %q", err, exitStopped, &said)
			}
			all, err := results.ReadFile(file)
			if err != nil || len(all) != 1 || all[0].Class != results.QEMUExited {
				t.Errorf("results %+v, error %v", all, err)
			}
			if left, err := filepath.Glob(filepath.Join(temp, "qgraph-[0-9]*")); err != nil || len(left) > 0 {
				t.Errorf("the run left %v, error %v", left, err)
			}
		})
	}
}

func TestPrinterStops(t *testing.T) {
	p := &printer{to: brokenWriter{}}
	for range 2 {
		if _, err := io.WriteString(p, "x"); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("Write() = %v, want %v", err, io.ErrClosedPipe)
		}
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestRunProposes(t *testing.T) {
	_, _, err := execute(t, "run", "--qemu", standInQEMU(t, "arm", "exit 0\n"), "sdhc-pci")
	if err == nil || !strings.Contains(err.Error(), "Did you mean: sdhci-pci") {
		t.Errorf("error %v, want a proposal", err)
	}
}
