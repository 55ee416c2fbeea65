//go:build qemu

package qemutest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qmp"
)

const (
	qemuVariable   = "QGRAPH_TEST_QEMU"
	parentVariable = "QTEST_PLAY_PARENT" // the test binary starts a QEMU and waits to be killed
)

func TestMain(m *testing.M) {
	if err := check(); err != nil {
		fmt.Fprintln(os.Stderr, "qemutest:", err)
		os.Exit(1)
	}
	if os.Getenv(parentVariable) != "" {
		os.Exit(playParent())
	}
	os.Exit(m.Run())
}

// check finds out, once for all tests, whether the available QEMU works.
func check() error {
	if os.Getenv(qemuVariable) == "" {
		return errors.New(qemuVariable + " is not set: it must name a qemu-system-x86_64")
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	q, err := qtest.Start(ctx, config("-machine", "none"))
	if err != nil {
		return err
	}
	target, err := qmp.Execute[struct{ Arch string }](ctx, q.QMP(), "query-target", qmp.NoArgs{})
	if err == nil && target.Arch != "x86_64" {
		err = fmt.Errorf("%s is for %s, want x86_64", os.Getenv(qemuVariable), target.Arch)
	}
	return errors.Join(err, q.Stop(ctx))
}

func config(args ...string) qtest.Config {
	return qtest.Config{Command: []string{os.Getenv(qemuVariable)}, Args: args}
}

// pc starts a machine with the usual PC devices, and ends it with t. A test that wants an orderly end stops it before.
func pc(t testing.TB, args ...string) *qtest.QEMU {
	t.Helper()
	return start(t, config(append([]string{"-machine", "pc", "-nodefaults"}, args...)...))
}

func start(t testing.TB, cfg qtest.Config) *qtest.QEMU {
	t.Helper()
	q, err := qtest.Start(t.Context(), cfg)
	if err != nil {
		t.Fatalf("Start() = %v", err)
	}
	t.Cleanup(func() {
		q.Kill()
		<-q.Done()
	})
	return q
}

func stop(t testing.TB, q *qtest.QEMU) {
	t.Helper()
	if err := q.Stop(t.Context()); err != nil {
		t.Errorf("Stop() = %v", err)
	}
}

func firstLine(err error) string {
	if err == nil {
		return "no error"
	}
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}
