package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tools/qgraph/faulty"
	"github.com/qgraph/qgraph/tools/run/scratch"
	"github.com/spf13/cobra"
)

// faultyFlags are the flags of qgraph faulty.
type faultyFlags struct {
	jobs     int
	rules    string
	most     int
	seed     uint64
	pci      bool
	all      bool
	list     bool
	json     bool
	markdown bool
	least    int
}

func newFaulty() *cobra.Command {
	var f faultyFlags
	cmd := &cobra.Command{
		Use:   "faulty PATTERN…",
		Short: "Plants faults in devices and tells which ones the paths do not notice",
		Long: `Plants faults in the devices of the paths that a PATTERN selects, one at a time, and
runs the paths against each: what a test does not notice it does not test. The faults
are made between the test and QEMU, so that any QEMU will do: bits of registers that
are stuck, writes that are lost, interrupts that do not come or come twice, bytes of
memory that a device should have written, a clock that is wrong.

Each path runs without a fault first. What it reads and writes says which faults can
make a difference to it; --rules has your own instead, one a line (docs/faults.md).
A fault is caught if a path of the device fails by it. It is hidden, and not caught, if
it shows only in what a known deviation of QEMU explains. A fault that changed nothing is
equivalent, and does not count.`,
		Example: `  qgraph faulty x86_64/pc/.*/edu-tests
  qgraph faulty --all --markdown arm/versatilepb/pl011
  echo 'irq 11 dropped' | qgraph faulty --rules - x86_64/pc/.*/edu-tests/intx`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, patterns []string) error { return plantFaults(cmd, f, patterns) },
	}
	flags := cmd.Flags()
	flags.IntVarP(&f.jobs, "jobs", "j", 2, "faults at a time")
	flags.StringVar(&f.rules, "rules", "", "`file` with the faults to plant, \"-\" is standard input")
	flags.IntVar(&f.most, "max", 300, "the most faults of one device")
	flags.Uint64Var(&f.seed, "seed", 1, "chooses among more faults than --max")
	flags.BoolVar(&f.pci, "pci", false, "faults in PCI configuration space, too")
	flags.BoolVar(&f.all, "all", false, "run every path with each fault, and list the faults that were caught")
	flags.BoolVar(&f.list, "list", false, "print the faults as rules and plant none")
	flags.BoolVar(&f.json, "json", false, "one JSON object for each device, a line each")
	flags.BoolVar(&f.markdown, "markdown", false, "tables in Markdown instead")
	flags.IntVar(&f.least, "least", 0, "exit with 1 if less than that `percent` of a device's faults is caught")
	cmd.MarkFlagsMutuallyExclusive("json", "markdown", "list")
	return cmd
}

func plantFaults(cmd *cobra.Command, f faultyFlags, patterns []string) error {
	rules, err := readRules(cmd, f.rules)
	if err != nil {
		return err
	}
	w, err := plan(cmd, runFlags{}, patterns)
	if err != nil {
		return err
	}
	temporary, err := scratch.New()
	if err != nil {
		return err
	}
	defer func() { _ = temporary.Remove() }() // the next run removes what stays
	var devices []*faulty.Device
	for _, paths := range byDevice(w.todo) {
		t := &faultTrial{faultyFlags: f, scratch: temporary.Dir, rules: rules, paths: paths}
		d, err := t.run(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr())
		if err != nil {
			return err
		}
		devices = append(devices, d)
		if f.json {
			if err := json.NewEncoder(cmd.OutOrStdout()).Encode(d); err != nil {
				return err
			}
		}
	}
	switch {
	case len(devices) == 0:
		return errors.New("none of the paths can run here, or all are slow or of two QEMUs")
	case f.json || f.list:
	default:
		if err := faulty.Print(cmd.OutOrStdout(), devices, f.all, f.markdown); err != nil {
			return err
		}
	}
	for _, d := range devices {
		if d.Counts().Percent() < f.least {
			return errPathsFailed
		}
	}
	return nil
}

// readRules reads a file of rules; none for no file.
func readRules(cmd *cobra.Command, name string) ([]faulty.Rule, error) {
	if name == "" {
		return nil, nil
	}
	in := cmd.InOrStdin()
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		in = file
	}
	rules, err := faulty.ParseRules(in)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: %w", name, err)
	case len(rules) == 0:
		return nil, fmt.Errorf("%s: there is no rule", name)
	}
	return rules, nil
}

// byDevice groups paths by their device and all that comes before it, in order. It leaves out tests
// of two QEMUs.
func byDevice(all []candidate) [][]candidate {
	var groups [][]candidate
	index := map[string]int{}
	for _, c := range all {
		if c.path.Pair() {
			continue
		}
		name := deviceOf(c)
		i, ok := index[name]
		if !ok {
			i = len(groups)
			index[name] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], c)
	}
	return groups
}

// deviceOf returns the path up to its last driver: what comes between that and the test are
// interfaces of the same device.
func deviceOf(c candidate) string {
	var names []string
	last := 0
	for i, s := range c.path.Steps() {
		names = append(names, s.As)
		if s.Kind == graph.KindDriver || s.Kind == graph.KindMachine {
			last = i
		}
	}
	return strings.Join(names[:last+1], "/")
}

// behind reports whether the path's device is behind the bus that an interface names.
func behind(c candidate, bus string) bool {
	steps := c.path.Steps()
	at := slices.IndexFunc(steps, func(s graph.Step) bool { return s.Name == bus })
	return at >= 0 && slices.ContainsFunc(steps[at:], func(s graph.Step) bool { return s.Kind == graph.KindDriver })
}

// testOf returns the name of a path's test.
func testOf(c candidate) string {
	steps := c.path.Steps()
	return steps[len(steps)-1].Name
}
