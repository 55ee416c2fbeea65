package main

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/libqos/protocol/vmstate"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qmp"
	"github.com/qgraph/qgraph/tools/qgraph/state"
	"github.com/qgraph/qgraph/tools/run/bundle"
	"github.com/spf13/cobra"
)

func newState() *cobra.Command {
	var qemus []string
	var all, verbose bool
	cmd := &cobra.Command{
		Use:   "state [MACHINE…]",
		Short: "Counts the sections of machines' states that are read exactly, and the machines that a move changes",
		Long: `Starts each machine of each QEMU, or those of which a name contains MACHINE ("arm/virt"), moves it
to a second QEMU, and saves it there again. It prints the sections that are as the stream's own description says,
and the fields that differ.

Of a machine with versions it takes the newest.`,
		RunE: func(cmd *cobra.Command, patterns []string) error {
			bundles, err := bundle.Find(qemus...)
			if err != nil {
				return err
			}
			c := stateCount{out: cmd.OutOrStdout(), all: all, verbose: verbose, done: map[string]bool{}}
			for _, b := range bundles {
				if err := c.qemu(cmd.Context(), b, patterns); err != nil {
					fmt.Fprintf(c.out, "%s: %v\n", b.Arch, err)
				}
			}
			fmt.Fprintf(c.out, "%d machines, %d saved, %d of %d sections exact, %d moved, %d equal\n", len(c.done), c.saved, c.exact, c.sections, c.moved, c.equal)
			return cmd.Context().Err()
		},
	}
	cmd.Flags().StringArrayVar(&qemus, "qemu", nil, "QEMU `binary` or folder of binaries; may be repeated")
	cmd.Flags().BoolVar(&all, "all", false, "compare volatile fields, too")
	cmd.Flags().BoolVarP(&verbose, "verbose", "v", false, "print every field that differs")
	return cmd
}

// stateCount counts what became of the states of machines.
type stateCount struct {
	out          io.Writer
	all, verbose bool
	done         map[string]bool // by QEMU's target and the machine
	saved, moved int             // machines
	equal        int             // machines
	sections     int
	exact        int // sections that are as described
}

// qemu counts the machines of a QEMU.
func (c *stateCount) qemu(ctx context.Context, b *bundle.Bundle, patterns []string) error {
	target, types, err := machineTypes(ctx, b)
	if err != nil {
		return err
	}
	for _, machine := range newest(types) {
		name := target + "/" + machine
		if c.done[name] || !matches(name, patterns) || ctx.Err() != nil {
			continue
		}
		c.done[name] = true
		c.machine(ctx, b, name, state.Machine{Type: machine, Options: []string{"-audio", "none", "-serial", "null"}})
	}
	return nil
}

func matches(name string, patterns []string) bool {
	return len(patterns) == 0 || slices.ContainsFunc(patterns, func(p string) bool { return strings.Contains(name, p) })
}

// machine moves a machine and prints the outcome.
func (c *stateCount) machine(ctx context.Context, b *bundle.Bundle, name string, m state.Machine) {
	before, after, err := m.Move(ctx, b, b)
	if before != nil {
		c.saved++
		for _, s := range before.Sections {
			c.sections++
			if s.Fault == nil {
				c.exact++
			}
		}
	}
	if before == nil || after == nil {
		fmt.Fprintf(c.out, "%s: %v\n", name, firstLine(err))
		return
	}
	c.moved++
	compare := vmstate.Compare
	if c.all {
		compare = vmstate.CompareAll
	}
	differences := compare(before, after)
	if len(differences) == 0 {
		c.equal++
	}
	fmt.Fprintf(c.out, "%s: %d sections, %d differences%s\n", name, len(before.Sections), len(differences), fault(err))
	for i, d := range differences {
		if i == 10 && !c.verbose {
			fmt.Fprintf(c.out, "    and %d more\n", len(differences)-i)
			break
		}
		fmt.Fprintf(c.out, "    %v\n", d)
	}
}

func fault(err error) string {
	if err == nil {
		return ""
	}
	return ", " + firstLine(err)
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// machineTypes asks QEMU for its target and its machine types.
func machineTypes(ctx context.Context, b *bundle.Bundle) (target string, types []string, err error) {
	q, err := qtest.Start(ctx, b.Config([]string{"-M", "none", "-accel", bundle.WithoutQtest}))
	if err != nil {
		return "", nil, err
	}
	defer func() {
		if end := q.Stop(ctx); err == nil {
			err = end
		}
	}()
	type named struct{ Arch, Name string }
	t, err := qmp.Execute[named](ctx, q.QMP(), "query-target", qmp.NoArgs{})
	if err != nil {
		return "", nil, err
	}
	machines, err := qmp.Execute[[]named](ctx, q.QMP(), "query-machines", qmp.NoArgs{})
	for _, m := range machines {
		types = append(types, m.Name)
	}
	return t.Arch, types, err
}

var versioned = regexp.MustCompile(`^(.*)-(\d+)\.(\d+)$`)

// newest returns the machine types in order, of those with versions the newest.
func newest(types []string) []string {
	version := func(name string) (of string, v [2]int) {
		m := versioned.FindStringSubmatch(name)
		if m == nil {
			return name, v
		}
		fmt.Sscan(m[2]+" "+m[3], &v[0], &v[1])
		return m[1], v
	}
	best := map[string]string{}
	for _, name := range types {
		of, v := version(name)
		_, other := version(best[of])
		if best[of] == "" || slices.Compare(v[:], other[:]) > 0 {
			best[of] = name
		}
	}
	var list []string
	for _, name := range best {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}
