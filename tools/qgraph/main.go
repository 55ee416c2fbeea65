// Command qgraph lists, explains and runs the paths of the graph without Bazel.
//
//	qgraph list                      every path
//	qgraph why sdhci                 which of its paths run here, and why the others do not
//	qgraph cmdline PATH              the QEMU command line of one
//	qgraph run sdhci                 runs all paths that this machine's QEMU can run and that match
//	qgraph faulty sdhci              plants faults: what do its paths not notice?
//	qgraph graph -o graph.svg        draws the graph
//	qgraph coverage                  which machines and devices of QEMU no path reaches
//	qgraph compare --qemu A --qemu B what differs between two QEMUs
//	qgraph identity                  what a guest can see of a machine type
//	qgraph state FILE                a machine's saved state, field by field
//	qgraph new driver NAME           writes the first files of a driver
//	qgraph replay FILE               replays a session, or what people post about a fault
//	qgraph minimize FILE             makes a reproducer shorter
//	qgraph found                     which of the known faults this QEMU has
//	qgraph virtio                    which rules for virtio devices are checked
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// Exit codes.
const (
	exitOK      = 0
	exitFailed  = 1   // a path failed, or an answer differs
	exitUsage   = 2   // arguments, set-up, no QEMU
	exitEnded   = 3   // QEMU ended, or hung, in a replay
	exitStopped = 130 // Ctrl-C, or standard output was closed
)

// errPathsFailed is already reported.
var errPathsFailed = errors.New("some paths failed")

func main() {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // nohup lets it go on
		signals = append(signals, syscall.SIGHUP)
	}
	ctx, stop := signal.NotifyContext(context.Background(), signals...)
	context.AfterFunc(ctx, stop) // a second Ctrl-C does not wait for the end that the first one began
	os.Exit(run(ctx, os.Args[1:]))
}

func run(ctx context.Context, args []string) int {
	root := newRoot()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil:
		return exitOK
	case ctx.Err() != nil:
		fmt.Fprintln(root.ErrOrStderr(), "qgraph: interrupted")
		return exitStopped
	case errors.Is(err, errUnread):
		fmt.Fprintf(root.ErrOrStderr(), "qgraph: %v\n", err)
		return exitStopped
	case errors.Is(err, errPathsFailed), errors.Is(err, errAnswersDiffer), errors.Is(err, errGone):
		return exitFailed
	case errors.Is(err, errEnded):
		return exitEnded
	}
	fmt.Fprintf(root.ErrOrStderr(), "qgraph: %v\n", err)
	return exitUsage
}

// checkJobs refuses a command of which nothing may run at a time.
func checkJobs(cmd *cobra.Command, _ []string) error {
	if cmd.Flags().Lookup("jobs") == nil {
		return nil
	}
	n, err := cmd.Flags().GetInt("jobs")
	if err == nil && n < 1 {
		err = fmt.Errorf("--jobs %d: want 1 or more", n)
	}
	return err
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "qgraph",
		Short: "Lists, explains and runs machine-to-test paths",
		Long: `Lists, explains and runs machine-to-test paths.

It looks for QEMU in --qemu (a binary, a bundle's manifest, a folder of binaries),
in QTEST_QEMU_BINARY, on PATH, and where ./bazelw puts its own.

Exit codes: 0 success; 1 a path failed, an answer differs; 2 wrong arguments, no QEMU, no set-up;
3 QEMU ended in a replay; 130 interrupted, or standard output was closed.`,
		SilenceErrors: true,
		SilenceUsage:  true,

		PersistentPreRunE: checkJobs,
	}
	root.PersistentFlags().StringArray("qemu", nil, "QEMU `binary`, bundle manifest or folder of binaries (may be repeated)")
	root.PersistentFlags().Bool("real-time", false, "use no qtest accelerator: QEMU runs under TCG, in real time, and its processors are idle")
	for _, cmd := range []*cobra.Command{newCmdline(), newFaulty(), newGraph(), newList(), newRun(), newWhy()} {
		root.AddCommand(pathArguments(cmd))
	}
	root.AddCommand(newCompare(), newCoverage(), newFound(), newIdentity(), newLosses(), newMinimize(), newNew(), newReplay(), newReport(), newState(), newVirtio())
	return root
}
