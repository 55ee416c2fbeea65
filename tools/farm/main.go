// Command farm runs a build farm on this machine, and tries on it that paths run
// on workers which have neither QEMU nor Go, nor a network.
//
//	go run ./tools/farm up           BuildGrid and three workers; prints Bazel's flags
//	go run ./tools/farm status       the running parts, and the work of each worker
//	go run ./tools/farm down         ends all of it
//	go run ./tools/farm trial        brings a farm up, runs paths on it and here, compares, takes it down
//	go run ./tools/farm faults       the same with workers that die, disks that are full, data that is lost
//	go run ./tools/farm keys         checks that caches may be shared between machines and users
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/qgraph/qgraph/tools/farm/farm"
	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	root := newRoot()
	if err := root.ExecuteContext(ctx); err != nil {
		if ctx.Err() != nil {
			err = errors.Join(errors.New("interrupted"), err)
		}
		fmt.Fprintf(root.ErrOrStderr(), "farm: %v\n", err)
		os.Exit(1)
	}
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:           "farm",
		Short:         "Runs a build farm on this machine and tries paths on it",
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.AddCommand(newUp(), newDown(), newStatus(), newTrial(), newFaults(), newKeys())
	return root
}

// standing is the folder of the farm of farm up.
const standing = "standing"

// cacheFolder returns the folder of farms in the user's cache, where tools/setup
// has its own.
func cacheFolder() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(cache, "qgraph", "farm"), nil
}

// workspace returns the checkout of the working directory.
func workspace() (string, error) {
	folder, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for ; ; folder = filepath.Dir(folder) {
		if _, err := os.Stat(filepath.Join(folder, "MODULE.bazel")); err == nil {
			return folder, nil
		}
		if folder == filepath.Dir(folder) {
			return "", errors.New("not in a checkout of qgraph: no MODULE.bazel here or above")
		}
	}
}

// config returns the configuration of a farm in the folder of that name, and
// makes its root.
func config(ctx context.Context, name string, log io.Writer) (farm.Config, error) {
	cache, err := cacheFolder()
	if err != nil {
		return farm.Config{}, err
	}
	checkout, err := workspace()
	if err != nil {
		return farm.Config{}, err
	}
	root, err := farm.MakeRoot(ctx, checkout, log)
	if err != nil {
		return farm.Config{}, err
	}
	return farm.Config{Workspace: checkout, Root: root, Dir: filepath.Join(cache, name)}, nil
}

func newUp() *cobra.Command {
	var port, workers int
	cmd := &cobra.Command{
		Use:   "up",
		Short: "Starts BuildGrid and workers on this machine",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := config(cmd.Context(), standing, cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			c.Port, c.Workers = port, workers
			f, err := farm.Up(cmd.Context(), c)
			if errors.Is(err, farm.ErrUp) {
				return fmt.Errorf("%w: go run ./tools/farm status, or down", err)
			}
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%d workers wait for work. Give Bazel\n\n   ", len(f.Members))
			for _, flag := range f.Flags() {
				fmt.Fprint(cmd.OutOrStdout(), " ", flag)
			}
			fmt.Fprintf(cmd.OutOrStdout(), "\n\nand end the farm with: go run ./tools/farm down\n")
			return nil
		},
	}
	cmd.Flags().IntVar(&port, "port", 0, "`port` on the loopback address (0: a free one)")
	cmd.Flags().IntVar(&workers, "workers", 3, "`number` of workers")
	return cmd
}

func newDown() *cobra.Command {
	return &cobra.Command{
		Use:   "down",
		Short: "Ends the farm of farm up, and removes all of its files",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cache, err := cacheFolder()
			if err != nil {
				return err
			}
			return takeDown(cmd.Context(), filepath.Join(cache, standing))
		},
	}
}

// takeDown ends the farm in dir, even after an incomplete start.
func takeDown(ctx context.Context, dir string) error {
	f, err := farm.Open(dir)
	if errors.Is(err, farm.ErrDown) {
		f = &farm.Farm{Config: farm.Config{Dir: dir}}
	} else if err != nil {
		return err
	}
	return f.Down(ctx)
}

func newStatus() *cobra.Command {
	return &cobra.Command{
		Use:   "status",
		Short: "Prints the running parts, and the work of each worker",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cache, err := cacheFolder()
			if err != nil {
				return err
			}
			f, err := farm.Open(filepath.Join(cache, standing))
			if errors.Is(err, farm.ErrDown) {
				fmt.Fprintln(cmd.OutOrStdout(), "no farm is up")
				return nil
			}
			if err != nil {
				return err
			}
			report, err := f.Report()
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s, logs in %s\n%s", f.Address(), filepath.Dir(f.LogFile("")), report)
			return nil
		},
	}
}
