// Command bench prints the cost of paths, and compares the figures that do not
// depend on the machine with a list.
//
//	go run ./tools/bench exchanges          the exchanges of the paths that Bazel ran last, against the list
//	go run ./tools/bench run x86_64/pc      runs paths without Bazel: exchanges, CPU and time
//	go run ./tools/bench start              start to exit of a path, against the bare QEMU
//	go run ./tools/bench build              Bazel's actions for all paths, and their space on disk
//	go run ./tools/bench swap               the paths of an architecture on another QEMU: with Bazel, and without
//	go run ./tools/bench state              the states of all machines: sections that are read exactly, moves that change them
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	root := &cobra.Command{
		Use:           "bench",
		Short:         "Prints the cost of paths",
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.AddCommand(newExchanges(), newRun(), newStart(), newBuild(), newSwap(), newState())
	if err := root.ExecuteContext(ctx); err != nil {
		fmt.Fprintf(os.Stderr, "bench: %v\n", err)
		os.Exit(1)
	}
}
