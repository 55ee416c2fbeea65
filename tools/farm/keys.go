package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/qgraph/qgraph/tools/farm/bazel"
	"github.com/spf13/cobra"
)

func newKeys() *cobra.Command {
	var limit time.Duration
	cmd := &cobra.Command{
		Use:   "keys [TARGET…]",
		Short: "Checks that caches may be shared: the inputs of an action's key",
		Long: `Builds this checkout and a copy of it, as another user, in another folder with
another output base, and compares the keys under which caches know each action.
Then it does so with a QEMU for arm that is of the same version and has one byte more.

It fails unless the first two have the same keys, and the third has others for
the tests on arm, and for those alone.`,
		RunE: func(cmd *cobra.Command, targets []string) error {
			ctx, cancel := context.WithTimeoutCause(cmd.Context(), limit, fmt.Errorf("no end after %v", limit))
			defer cancel()
			if len(targets) == 0 {
				targets = []string{"//tests/sdhci:all"}
			}
			return keys(ctx, cmd, targets)
		},
	}
	cmd.Flags().DurationVar(&limit, "limit", time.Hour, "`time` after which the comparison is ended")
	return cmd
}

// changedArchitecture is the architecture that gets another QEMU.
const changedArchitecture = "arm"

func keys(ctx context.Context, cmd *cobra.Command, targets []string) (err error) {
	cache, err := cacheFolder()
	if err != nil {
		return err
	}
	checkout, err := workspace()
	if err != nil {
		return err
	}
	scratch := filepath.Join(cache, "keys")
	here := bazel.Bazel{Workspace: checkout, Log: cmd.ErrOrStderr(), OutputBase: filepath.Join(cache, "bazel")}
	there := bazel.Bazel{
		Workspace: filepath.Join(scratch, "checkout"), OutputBase: filepath.Join(scratch, "bazel"),
		Log: cmd.ErrOrStderr(),
	}
	if err := errors.Join(removeWritable(scratch), copyCheckout(ctx, checkout, there.Workspace)); err != nil {
		return err
	}
	if there.Env, err = otherUser(ctx, filepath.Join(scratch, "home"), cache); err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, there.Shutdown(context.WithoutCancel(ctx)), removeWritable(scratch))
	}()

	flags := []string{"--test_tag_filters=-slow"}
	// From clean output bases, so that no action is skipped as up to date.
	if err := here.Clean(ctx); err != nil {
		return err
	}
	_, mine, err := here.Spawns(ctx, flags, targets...)
	if err != nil {
		return err
	}
	_, theirs, err := there.Spawns(ctx, flags, targets...)
	if err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%d actions in %s and in %s\n", len(mine), checkout, there.Workspace)
	if differences := mine.Differ(theirs); len(differences) > 0 || len(mine) == 0 {
		return fmt.Errorf("%d actions of %d have another key:\n%s", len(differences), len(mine), strings.Join(differences, "\n"))
	}

	qemu, err := otherQEMU(ctx, there, filepath.Join(scratch, "qemu"))
	if err != nil {
		return err
	}
	if err := there.Clean(ctx); err != nil {
		return err
	}
	o, other, err := there.Spawns(ctx, append(flags, "--override_repository=_main~qemu~qemu="+qemu), targets...)
	if err != nil {
		return err
	}
	differences := mine.Differ(other)
	fmt.Fprintf(cmd.OutOrStdout(), "%d of them with another QEMU for %s\n", len(differences), changedArchitecture)
	return onlyTestsOf(changedArchitecture, o, differences)
}

// onlyTestsOf returns an error unless the actions are those that run the tests
// of one architecture.
func onlyTestsOf(arch string, o *bazel.Outcome, actions []string) error {
	var want, got []string
	for label, test := range o.Tests {
		if _, path, _ := strings.Cut(label, ":"); strings.HasPrefix(path, arch+"/") && test.Attempts > 0 {
			want = append(want, label)
		}
	}
	for _, action := range actions {
		label, ok := strings.CutPrefix(action, "TestRunner of ")
		if !ok {
			return fmt.Errorf("%s has another key, but is not a test", action)
		}
		label, _, _ = strings.Cut(label, " for ")
		// Some Bazels write the label of a test as @@//package:name.
		got = append(got, strings.TrimPrefix(label, "@@"))
	}
	slices.Sort(want)
	slices.Sort(got)
	got = slices.Compact(got)
	if len(want) == 0 || !slices.Equal(got, want) {
		return fmt.Errorf("got other keys for\n%s\nwant them for\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	return nil
}

// otherUser returns the environment of another user who shares this user's
// download caches.
func otherUser(ctx context.Context, home, cache string) ([]string, error) {
	if err := os.MkdirAll(home, 0o755); err != nil {
		return nil, err
	}
	env := []string{
		"HOME=" + home, "USER=somebody", "LOGNAME=somebody", "HOSTNAME=elsewhere", "LANG=fr_FR.UTF-8",
		"XDG_CACHE_HOME=" + filepath.Dir(filepath.Dir(cache)),
	}
	for _, name := range []string{"GOMODCACHE", "GOCACHE", "GOPATH", "GOPROXY", "GOSUMDB"} {
		value, err := exec.CommandContext(ctx, "go", "env", name).Output()
		if err != nil {
			return nil, fmt.Errorf("go env %s: %w", name, err)
		}
		env = append(env, name+"="+strings.TrimSpace(string(value)))
	}
	return env, nil
}

// copyCheckout copies the files that git tracks, with uncommitted changes.
func copyCheckout(ctx context.Context, from, to string) error {
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	script := `git ls-files -z --cached --others --exclude-standard | tar -c --null --files-from=- | tar -x -C "$1"`
	cmd := exec.CommandContext(ctx, "bash", "-o", "pipefail", "-c", script, "copy", to)
	cmd.Dir = from
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("copy the checkout: %w: %s", err, out)
	}
	return nil
}

// otherQEMU copies the repository @qemu of a Bazel to the folder, and adds a byte
// to one QEMU.
func otherQEMU(ctx context.Context, b bazel.Bazel, folder string) (string, error) {
	from := filepath.Join(b.OutputBase, "external", "_main~qemu~qemu")
	if out, err := exec.CommandContext(ctx, "cp", "-R", from, folder).CombinedOutput(); err != nil {
		return "", fmt.Errorf("copy @qemu: %w: %s", err, out)
	}
	program := filepath.Join(folder, "files", changedArchitecture, "bin", "qemu-system-"+changedArchitecture)
	if err := os.Chmod(program, 0o755); err != nil {
		return "", err
	}
	f, err := os.OpenFile(program, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return "", err
	}
	_, err = f.Write([]byte{0})
	return folder, errors.Join(err, f.Close())
}

// removeWritable removes a folder with an output base in it, which has
// read-only folders.
func removeWritable(folder string) error {
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			return os.Chmod(path, 0o700)
		}
		return nil
	})
	return errors.Join(err, os.RemoveAll(folder))
}
