package main

import (
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/tools/bench/exchanges"
	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/spf13/cobra"
)

// listName is the checked-in list.
const listName = "tools/bench/exchanges.tsv"

func newExchanges() *cobra.Command {
	var from, file string
	var update bool
	cmd := &cobra.Command{
		Use:   "exchanges",
		Short: "Compares the exchanges of paths with the list of them",
		Long: `Compares the exchanges of the paths that ran with ` + listName + `, and fails when one
takes over a fifth more than it did, or is not in the list. It looks at the results that the last
bazel test left, or at those of qgraph run.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			all, err := passed(from, file)
			if err != nil {
				return err
			}
			ran := exchanges.Of(all)
			list, err := exchanges.ReadFile(listName)
			if err != nil {
				return err
			}
			if update {
				for path, figures := range ran {
					list[path] = figures
				}
				return list.WriteFile(listName)
			}
			d := list.Compare(ran)
			out := cmd.OutOrStdout()
			for _, line := range d.Shrunk {
				fmt.Fprintf(out, "less: %s\n", line)
			}
			for _, path := range exchanges.Vain(all) {
				fmt.Fprintf(out, "more than a tenth in vain, as on a machine under load: %s\n", path)
			}
			fmt.Fprintf(out, "%d paths: %d figures grew, %d shrank, %d paths are not in the list\n",
				len(ran), len(d.Grown), len(d.Shrunk), len(d.Unlisted))
			return d.Err()
		},
	}
	cmd.Flags().StringVar(&from, "testlogs", "bazel-testlogs", "`folder` with the results of paths below it")
	cmd.Flags().StringVar(&file, "results", "", "`file` that qgraph run --results wrote, instead of --testlogs")
	cmd.Flags().BoolVar(&update, "update", false, "put the figures of the paths that ran into the list")
	return cmd
}

// passed returns the results of the paths that passed.
func passed(folder, file string) ([]results.Result, error) {
	read := exchanges.Collect
	if file != "" {
		read, folder = results.ReadFile, file
	}
	all, err := read(folder)
	if err != nil {
		return nil, err
	}
	if len(exchanges.Of(all)) == 0 {
		return nil, errors.New("no path has passed: run ./bazelw test //tests/... first")
	}
	return all, nil
}
