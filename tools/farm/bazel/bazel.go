package bazel

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/qgraph/qgraph/tools/run/results/bep"
)

// Bazel is how Bazel is started.
type Bazel struct {
	Workspace  string    // the checkout
	OutputBase string    // "" for the checkout's own
	Log        io.Writer // for Bazel's output
	Env        []string  // additions to the environment
}

// Exit codes of Bazel: its documentation, "Exit codes".
const (
	exitTestsFailed = 3
	exitRemote      = 34 // the farm failed
	exitLost        = 39 // the farm has lost uploaded files too often
)

// grace is the time that Bazel has to end after an interrupt.
const grace = 60 * time.Second

// run runs a command of Bazel and returns its exit code.
func (b Bazel) run(ctx context.Context, out io.Writer, command string, args ...string) (int, error) {
	var words []string
	if b.OutputBase != "" {
		words = append(words, "--output_base="+b.OutputBase)
	}
	words = append(append(words, command), args...)
	cmd := exec.CommandContext(ctx, filepath.Join(b.Workspace, "bazelw"), words...)
	cmd.Dir = b.Workspace
	cmd.Env = append(os.Environ(), b.Env...)
	cmd.Stdout, cmd.Stderr = out, b.Log
	// Ended by SIGKILL, Bazel's client would leave its server at work.
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGINT) }
	cmd.WaitDelay = grace
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return 0, fmt.Errorf("bazel: %s: %w", command, context.Cause(ctx))
	case errors.As(err, &exit):
		return exit.ExitCode(), nil
	case err != nil:
		return 0, fmt.Errorf("bazel: %s: %w", command, err)
	}
	return 0, nil
}

// Clean removes all build results in the output base.
func (b Bazel) Clean(ctx context.Context) error {
	return b.succeed(ctx, "clean")
}

// Shutdown ends Bazel's server.
func (b Bazel) Shutdown(ctx context.Context) error {
	return b.succeed(ctx, "shutdown")
}

// Build builds the targets and the inputs of their tests.
func (b Bazel) Build(ctx context.Context, flags []string, targets ...string) error {
	return b.succeed(ctx, "build", slices.Concat(quiet, flags, []string{"--"}, targets)...)
}

func (b Bazel) succeed(ctx context.Context, command string, args ...string) error {
	code, err := b.run(ctx, b.Log, command, args...)
	if err == nil && code != 0 {
		err = fmt.Errorf("bazel: %s ended with exit code %d", command, code)
	}
	return err
}

// noLinks keeps Bazel from making bazel-bin and the like in the checkout. They would lead to an output base that the
// checkout's own Bazel does not know, and its next bazel test //... would walk into them.
const noLinks = "--symlink_prefix=/"

// quiet has the flags for a log without a reader.
var quiet = []string{"--color=no", "--curses=no", "--show_progress_rate_limit=30", "--test_summary=terse", "--noshow_timestamps", noLinks}

// Test runs tests. A failed test is not an error: it is in the outcome.
func (b Bazel) Test(ctx context.Context, flags []string, targets ...string) (*Outcome, error) {
	scratch, err := os.MkdirTemp("", "farm-bazel-")
	if err != nil {
		return nil, fmt.Errorf("bazel: %w", err)
	}
	defer os.RemoveAll(scratch)
	events := filepath.Join(scratch, "events.json")
	args := slices.Concat(quiet, []string{"--build_event_json_file=" + events, "--build_tests_only"}, flags, []string{"--"}, targets)
	started := time.Now()
	code, err := b.run(ctx, b.Log, "test", args...)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(events)
	if err != nil {
		return nil, fmt.Errorf("bazel: test ended with exit code %d: %w", code, err)
	}
	defer f.Close()
	build, err := bep.Read(f)
	if err != nil {
		return nil, fmt.Errorf("bazel: %w", err)
	}
	outcome := outcomeOf(build)
	outcome.Code = code
	outcome.Time = time.Since(started)
	return outcome, nil
}
