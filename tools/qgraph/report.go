package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/qgraph/qgraph/tools/build/nodes"
	"github.com/qgraph/qgraph/tools/qgraph/report"
	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/wholefile"
	"github.com/spf13/cobra"
)

func newReport() *cobra.Command {
	var output string
	cmd := &cobra.Command{
		Use:   "report FILE…",
		Short: "Makes an HTML page of the results of a run",
		Long: `Makes one HTML page of the results of a run: totals, the failures with their
details, machines against families of devices and against tests, the slowest
paths, and why others did not run. The page needs no other files.

A FILE is the output of qgraph run --results or bazel test --build_event_json_file;
the command recognizes the kind. If several files have a path, the last one counts.
For a Bazel run it reads the tests' own files where Bazel left them: make the page
before the next run overwrites them.`,
		Example: `  qgraph run --results results.jsonl sdhci
  qgraph report results.jsonl -o report.html

  bazel test //tests/... --build_event_json_file=events.json
  qgraph report events.json -o report.html`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, names []string) error {
			in, err := report.Load(names...)
			if err != nil {
				return err
			}
			in.Families = families(nodes.New())
			for _, w := range in.Warnings {
				fmt.Fprintf(cmd.ErrOrStderr(), "qgraph: warning: %s\n", w)
			}
			page := func(w io.Writer) error { return report.Write(w, in) }
			if output == "" || output == "-" {
				return writePage(cmd.OutOrStdout(), page)
			}
			in.Folder = filepath.Dir(output)
			if err := writePageFile(output, page); err != nil {
				return err
			}
			fmt.Fprintf(cmd.ErrOrStderr(), "%s\n%s\n", results.Count(in.Results), output)
			return nil
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", "", "`FILE` for the page, instead of standard output")
	return cmd
}

func writePage(w io.Writer, page func(io.Writer) error) error {
	b := bufio.NewWriterSize(w, 1<<16)
	return errors.Join(page(b), b.Flush())
}

// writePageFile writes the page at its name only once it is complete: a full
// disk does not destroy the page of an earlier run.
func writePageFile(name string, page func(io.Writer) error) error {
	return wholefile.Write(name, 0o666, page)
}
