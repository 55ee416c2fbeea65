package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// allPaths is the pattern of all paths.
const allPaths = "//tests/..."

func newBuild() *cobra.Command {
	return &cobra.Command{
		Use:   "build",
		Short: "Counts Bazel's actions for all paths, and their space on disk",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			paths, err := bazel(cmd, "query", `kind("go_test rule", `+allPaths+`)`)
			if err != nil {
				return err
			}
			out := cmd.OutOrStdout()
			n := len(strings.Fields(paths))
			fmt.Fprintf(out, "paths: %d\n", n)
			actions, err := countActions(cmd)
			if err != nil {
				return err
			}
			total := 0
			for _, count := range actions {
				total += count.n
			}
			fmt.Fprintf(out, "actions: %d, %.1f a path\n", total, float64(total)/float64(n))
			for _, count := range actions[:min(len(actions), 12)] {
				fmt.Fprintf(out, "  %8d %s\n", count.n, count.mnemonic)
			}
			return printDisk(cmd)
		},
	}
}

// count is the number of actions with a mnemonic.
type count struct {
	mnemonic string
	n        int
}

// countActions counts the actions of all paths by their mnemonics, most first.
func countActions(cmd *cobra.Command) ([]count, error) {
	text, err := bazel(cmd, "aquery", "--output=jsonproto", "--include_commandline=false", "--include_artifacts=false", "deps("+allPaths+")")
	if err != nil {
		return nil, err
	}
	var graph struct {
		Actions []struct {
			Mnemonic string `json:"mnemonic"`
		} `json:"actions"`
	}
	if err := json.Unmarshal([]byte(text), &graph); err != nil {
		return nil, fmt.Errorf("bazel aquery: %w", err)
	}
	byMnemonic := map[string]int{}
	for _, a := range graph.Actions {
		byMnemonic[a.Mnemonic]++
	}
	var counts []count
	for mnemonic, n := range byMnemonic {
		counts = append(counts, count{mnemonic, n})
	}
	slices.SortFunc(counts, func(a, b count) int {
		if a.n != b.n {
			return b.n - a.n
		}
		return strings.Compare(a.mnemonic, b.mnemonic)
	})
	return counts, nil
}

// printDisk prints the sizes of Bazel's output base and of the disk cache.
func printDisk(cmd *cobra.Command) error {
	base, err := bazel(cmd, "info", "output_base")
	if err != nil {
		return err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return err
	}
	for _, folder := range []struct{ title, name string }{
		{"output base", strings.TrimSpace(base)},
		{"disk cache (of all checkouts)", filepath.Join(cache, "qgraph", "disk")},
	} {
		size, files, err := sizeOf(folder.name)
		if err != nil {
			return err
		}
		fmt.Fprintf(cmd.OutOrStdout(), "%s: %d MiB in %d files\n", folder.title, size>>20, files)
	}
	return nil
}

// sizeOf adds up the files below a folder; links do not count.
func sizeOf(folder string) (size int64, files int, err error) {
	err = filepath.WalkDir(folder, func(_ string, entry fs.DirEntry, err error) error {
		if os.IsNotExist(err) {
			return nil // removed meanwhile
		}
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		info, err := entry.Info()
		if os.IsNotExist(err) {
			return nil
		}
		if err != nil {
			return err
		}
		files++
		size += info.Size()
		return nil
	})
	return size, files, err
}

// bazel runs ./bazelw and returns its output.
func bazel(cmd *cobra.Command, args ...string) (string, error) {
	var stdout, stderr bytes.Buffer
	c := exec.CommandContext(cmd.Context(), "./bazelw", args...)
	c.Stdout, c.Stderr = &stdout, &stderr
	if err := c.Run(); err != nil {
		return "", fmt.Errorf("bazelw %s: %w\n%s", args[0], err, stderr.String())
	}
	return stdout.String(), nil
}
