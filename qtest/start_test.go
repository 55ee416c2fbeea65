package qtest_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/qtest"
)

func TestStartErrors(t *testing.T) {
	fake := func(mode string) func(t *testing.T) qtest.Config {
		return func(t *testing.T) qtest.Config { return fakeConfig(t, mode) }
	}
	command := func(line ...string) func(t *testing.T) qtest.Config {
		return func(*testing.T) qtest.Config { return qtest.Config{Command: line} }
	}
	file := func(content string, mode os.FileMode) func(t *testing.T) qtest.Config {
		return func(t *testing.T) qtest.Config {
			path := filepath.Join(t.TempDir(), "qemu")
			if err := os.WriteFile(path, []byte(content), mode); err != nil {
				t.Fatal(err)
			}
			return qtest.Config{Command: []string{path}}
		}
	}
	tests := []struct {
		name   string
		config func(t *testing.T) qtest.Config
		limit  time.Duration
		kind   qtest.StartKind
		want   string // the error's first line; QEMU is a placeholder of the command
	}{
		{"no such binary", command("/nonexistent/qemu"), 0, qtest.NoSuchBinary,
			"qtest: start QEMU: fork/exec QEMU: no such file or directory"},
		{"no such name", command("qemu-system-nowhere"), 0, qtest.NoSuchBinary,
			`qtest: start QEMU: exec: "QEMU": executable file not found in $PATH`},
		{"not executable", file("#!/bin/sh\n", 0o600), 0, qtest.NoSuchBinary,
			"qtest: start QEMU: fork/exec QEMU: permission denied"},
		{"no program", file("not a program", 0o700), 0, qtest.NotQEMU,
			"qtest: start QEMU: fork/exec QEMU: exec format error"},
		{"true", command("/bin/true"), 0, qtest.NotQEMU,
			"qtest: QEMU is not QEMU: it sent nothing on the channels and exited with status 0"},
		{"cat", command("/bin/cat"), 0, qtest.NotQEMU,
			"qtest: QEMU is not QEMU: it sent nothing on the channels and exited with status 1"},
		{"fails like QEMU, is not QEMU", fake("not QEMU"), 0, qtest.NotQEMU,
			"qtest: QEMU is not QEMU: it sent nothing on the channels and exited with status 1"},
		{"no qtest accelerator", fake("no qtest"), 0, qtest.NoQtestAccelerator,
			"qtest: QEMU has no qtest accelerator: -accel qtest: invalid accelerator qtest"},
		{"exits", fake("exit"), 0, qtest.Exited,
			"qtest: QEMU exited with status 1: -device foo: 'foo' is not a valid device model name"},
		{"crashes", fake("crash"), 0, qtest.Signalled,
			"qtest: QEMU was killed by signal SIGSEGV"},
		{"hangs", fake("hang"), 100 * time.Millisecond, qtest.Hung,
			"qtest: start QEMU: qmp: waiting for QEMU's greeting: nothing within 100ms"},
		{"qtest hangs", fake("qtest hangs"), 3 * time.Second, qtest.Hung,
			`qtest: start QEMU: qtest: waiting for the reply to "endianness": nothing within 3s`},
		{"garbage greeting", fake("garbage greeting"), 0, qtest.Protocol,
			`qtest: start QEMU: qmp: protocol error: not a QMP message: got "login: ": invalid character 'l' looking for beginning of value while waiting for QEMU's greeting`},
		{"garbage on qtest", fake("garbage on qtest"), 0, qtest.Protocol,
			`qtest: start QEMU: qtest: protocol error: neither OK, FAIL, ERR nor IRQ: got "login: " while waiting for the reply to "endianness"`},
		{"closes QMP", fake("closes QMP"), 0, qtest.Protocol,
			"qtest: start QEMU: qmp: protocol error: connection closed by QEMU while waiting for QEMU's greeting, and QEMU still runs"},
		{"closes qtest", fake("closes qtest"), 0, qtest.Protocol,
			`qtest: start QEMU: qtest: protocol error: connection closed by QEMU while waiting for the reply to "endianness", and QEMU still runs`},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			checkGoroutines(t)
			cfg := tc.config(t)
			cfg.StartTimeout = tc.limit
			_, err := qtest.Start(t.Context(), cfg)
			var failed *qtest.StartError
			if !errors.As(err, &failed) {
				t.Fatalf("Start() = %v, want a StartError", err)
			}
			if failed.Kind != tc.kind {
				t.Errorf("kind is %q, want %q", failed.Kind, tc.kind)
			}
			got := strings.ReplaceAll(firstLine(err), cfg.Command[0], "QEMU")
			if tc.kind == qtest.Hung { // the deadline passes at it or soon after
				got = got[:strings.Index(got, "within")] + tc.want[strings.Index(tc.want, "within"):]
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("first line mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestStartWithoutCommand(t *testing.T) {
	if _, err := qtest.Start(t.Context(), qtest.Config{}); err == nil || err.Error() != "qtest: Config.Command is empty" {
		t.Errorf("Start() = %v, want that Command is empty", err)
	}
}

// processStarted calls f with the process's number.
type processStarted struct {
	recorder
	f func(pid int)
}

func (p *processStarted) ProcessStarted(at time.Time, pid int, argv []string) { p.f(pid) }

func TestCancelStart(t *testing.T) {
	checkGoroutines(t)
	cfg := fakeConfig(t, "hang")
	ctx, cancel := context.WithCancelCause(t.Context())
	why := errors.New("the user pressed Ctrl-C")
	var gone func()
	cfg.Observer = &processStarted{f: func(pid int) {
		gone = awaitEnd(t, pid)
		cancel(why)
	}}
	_, err := qtest.Start(ctx, cfg)
	var failed *qtest.StartError
	if !errors.As(err, &failed) || failed.Kind != qtest.Cancelled || !errors.Is(err, why) {
		t.Errorf("Start() = %v, want a StartError of kind %q that wraps the cause", err, qtest.Cancelled)
	}
	gone()
}
