package backtrace

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// standInGDB puts a shell script on PATH in place of gdb.
func standInGDB(t *testing.T, script string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "gdb"), []byte("#!/bin/sh\n"+script), 0o777); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":/usr/bin:/bin")
}

func TestBacktrace(t *testing.T) {
	// Opening it for reading waits for a writer.
	held := filepath.Join(t.TempDir(), "held")
	if err := unix.Mkfifo(held, 0o666); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		f, err := os.OpenFile(held, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		f.Close()
	})
	nothing := Subject{mapped: func() ([]mapping, error) { return nil, nil }}
	for name, tc := range map[string]struct{ script, want string }{
		"its messages about files are left out": {"echo symbols; echo; echo 'Thread 1 (x)'; echo '#0 main'\n", "Thread 1 (x)\n#0 main\n"},
		"it fails":                              {"exit 4\n", "none: gdb: exit status 4"},
		"it hangs":                              {"sleep 1000 &\nwait\n", "none: gdb did not end"},
		"its output stays open":                 {"setsid cat '" + held + "' &\nwait\n", "none: gdb did not end"},
	} {
		t.Run(name, func(t *testing.T) {
			standInGDB(t, tc.script)
			ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
			defer cancel()
			if got := Of(ctx, nothing); !strings.HasPrefix(got, tc.want) {
				t.Errorf("Of() = %q, want %q", got, tc.want)
			}
		})
	}
}
