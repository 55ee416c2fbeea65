package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tools/build/nodes"
	"github.com/qgraph/qgraph/tools/qgraph/identity"
	"github.com/qgraph/qgraph/tools/run/bundle"
	"github.com/spf13/cobra"
)

// identityFlags say what is recorded.
type identityFlags struct {
	machines []string
	devices  []string
	jobs     int
}

func (f *identityFlags) options() identity.Options {
	return identity.Options{Machines: f.machines, Devices: f.devices, Jobs: f.jobs}
}

func newIdentity() *cobra.Command {
	var f identityFlags
	var output string
	cmd := &cobra.Command{
		Use:   "identity [-M TYPE…] [--device NAME…]",
		Short: "Records what a guest can see of a machine type",
		Long: `Records what a guest can see of machine types, a field a line: the memory and port
maps, registers after power-on, the clock chip's memory, the names and sizes of
firmware files; the type of the machine's processor, and of each model of processor
the features; of each PCI function the header, BARs, capabilities with their content,
and registers; of each virtio device features, queues and configuration.

Each device of the graph that QEMU has is plugged in by itself. No guest software
runs: the machine is stopped. A word of zero and a port without an answer have no line.

qgraph compare --identity compares two or more QEMUs, or such records: a versioned
machine type must look the same in every version of QEMU.

Exit codes: 0 success, 2 wrong arguments, or a QEMU that cannot be used.`,
		Example: `  qgraph identity -M pc-q35-9.0 -o pc-q35-9.0.txt
  qgraph identity --qemu /usr/bin/qemu-system-arm -M virt-9.0 --device virtio-net-device
  qgraph identity -M 'pc-q35-*' --device machine --device processors`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			record, err := recordOf(cmd, f)
			if err != nil {
				return err
			}
			if output == "" || output == "-" {
				return record.Write(cmd.OutOrStdout())
			}
			return writePageFile(output, record.Write)
		},
	}
	flags := cmd.Flags()
	flags.StringArrayVarP(&f.machines, "machine", "M", nil, "machine `type`, or a pattern such as 'pc-q35-*'; may be repeated; by default the current version of each machine of the graph")
	flags.StringArrayVar(&f.devices, "device", nil, "only that device, machine or processors; may be repeated")
	flags.IntVarP(&f.jobs, "jobs", "j", runtime.NumCPU(), "QEMUs at a time")
	flags.StringVarP(&output, "output", "o", "", "`FILE` for the record, instead of standard output")
	return cmd
}

// recordOf records the machine types of the QEMUs that the command names.
func recordOf(cmd *cobra.Command, f identityFlags) (*identity.Record, error) {
	byArch, err := bundles(cmd)
	if err != nil {
		return nil, err
	}
	return recordAll(cmd, nodes.New(), byArch, f.options())
}

// recordAll records the machine types of QEMUs of several architectures, and warns of a
// QEMU that cannot be used, or has no named device. It is an error if nothing is recorded.
func recordAll(cmd *cobra.Command, g *graph.Graph, byArch map[string]*bundle.Bundle, o identity.Options) (*identity.Record, error) {
	ctx := cmd.Context()
	all := identity.NewRecord("")
	var faults []error
	for _, arch := range archsOf(g) {
		b := byArch[arch]
		if b == nil || !concerns(o.Machines, arch) {
			continue
		}
		inventory := b.Probe(ctx)
		if inventory.Fault != "" {
			faults = append(faults, errors.New(inventory.Fault))
			continue
		}
		r, err := identity.Read(ctx, b, inventory, o)
		switch {
		case errors.Is(err, identity.ErrNoMachine):
			continue
		case errors.Is(err, identity.ErrNoDevice):
			faults = append(faults, fmt.Errorf("%v: %w", inventory, err))
			continue
		case err != nil:
			return nil, err
		}
		all.Merge(r)
	}
	switch {
	case len(all.Fields) == 0 && len(faults) > 0:
		return nil, errors.Join(faults...)
	case len(all.Fields) == 0:
		return nil, fmt.Errorf("%w: %s", identity.ErrNoMachine, strings.Join(o.Machines, ", "))
	}
	for _, fault := range faults {
		fmt.Fprintf(cmd.ErrOrStderr(), "qgraph: warning: left out: %v\n", fault)
	}
	return all, nil
}

// archsOf returns the architectures of the graph's machines, sorted.
func archsOf(g *graph.Graph) []string {
	var archs []string
	for _, n := range g.Nodes() {
		if arch, _, ok := strings.Cut(n.Name, "/"); ok && n.Kind == graph.KindMachine {
			archs = append(archs, arch)
		}
	}
	slices.Sort(archs)
	return slices.Compact(archs)
}

// concerns reports whether one of the machine types may be of the architecture.
func concerns(types []string, arch string) bool {
	return len(types) == 0 || slices.ContainsFunc(types, func(name string) bool {
		of, _, named := strings.Cut(name, "/")
		return !named || of == arch
	})
}

// compareIdentity compares what a guest sees on two or more QEMUs, or in records in files.
func compareIdentity(cmd *cobra.Command, f compareFlags, qemus, files []string) (*identity.Comparison, error) {
	var except identity.Except
	for _, text := range f.except {
		re, err := regexp.Compile(text)
		if err != nil {
			return nil, fmt.Errorf("--except: %w", err)
		}
		except = append(except, re)
	}
	var sides []identity.Side
	if len(qemus) == 0 {
		for _, name := range files {
			r, err := readRecord(name)
			if err != nil {
				return nil, err
			}
			sides = append(sides, identity.Side{Name: name, Record: r})
		}
	} else if len(files) > 0 {
		return nil, fmt.Errorf("got both --qemu and a file, %s", files[0])
	}
	if len(qemus)+len(files) < 2 {
		return nil, errors.New("two QEMUs (--qemu A --qemu B) or two records of qgraph identity are needed")
	}
	var all []map[string]*bundle.Bundle
	for _, name := range qemus {
		found, err := bundle.Find(name)
		if err != nil {
			return nil, err
		}
		byArch := map[string]*bundle.Bundle{}
		for _, b := range found {
			byArch[b.Arch] = b
		}
		all = append(all, byArch)
	}
	o := identity.Options{Machines: f.machines, Devices: f.devices, Jobs: f.jobs}
	g := nodes.New()
	named := slices.DeleteFunc(slices.Clone(o.Machines), isPattern)
	if patterns := slices.DeleteFunc(slices.Clone(o.Machines), isName); len(all) > 0 && (len(named) == 0 || len(patterns) > 0) {
		common, err := commonTypes(cmd.Context(), g, all, patterns)
		if err != nil {
			return nil, err
		}
		o.Machines = append(named, common...)
	}
	for i, byArch := range all {
		r, err := recordAll(cmd, g, byArch, o)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", qemus[i], err)
		}
		sides = append(sides, identity.Side{Name: qemus[i], Record: r})
	}
	return identity.Compare(sides, except), nil
}

// isPattern reports whether the name of a machine type stands for several.
func isPattern(name string) bool { return strings.ContainsAny(name, `*?[\`) }

func isName(name string) bool { return !isPattern(name) }

// commonTypes returns the versioned machine types of the graph's machines that all QEMUs
// have: those that match a pattern; without one the newest version of each machine.
func commonTypes(ctx context.Context, g *graph.Graph, sides []map[string]*bundle.Bundle, patterns []string) ([]string, error) {
	var common []string
	var faults []error
	for _, arch := range archsOf(g) {
		if !concerns(patterns, arch) {
			continue
		}
		var of [][][]string // by side and machine
		for _, byArch := range sides {
			if b := byArch[arch]; b != nil {
				inventory := b.Probe(ctx)
				if inventory.Fault != "" {
					faults = append(faults, errors.New(inventory.Fault))
					break
				}
				types, err := identity.Types(ctx, b, inventory)
				if err != nil {
					return nil, err
				}
				of = append(of, types)
			}
		}
		if len(of) < len(sides) {
			continue
		}
		for _, list := range of[0] {
			shared := slices.DeleteFunc(slices.Clone(list), func(name string) bool {
				return slices.ContainsFunc(of[1:], func(types [][]string) bool { return !slices.Contains(slices.Concat(types...), name) })
			})
			for i, name := range shared {
				wanted, err := matchesAny(patterns, arch, name)
				if err != nil {
					return nil, err
				}
				if wanted || len(patterns) == 0 && i == 0 {
					common = append(common, arch+"/"+name)
				}
			}
		}
	}
	switch {
	case len(common) == 0 && len(faults) > 0:
		return nil, errors.Join(faults...)
	case len(common) == 0 && len(patterns) > 0:
		return nil, fmt.Errorf("the QEMUs have no versioned machine type in common that matches %s", strings.Join(patterns, ", "))
	case len(common) == 0:
		return nil, errors.New("the QEMUs have no versioned machine type in common: name one with -M")
	}
	return common, nil
}

// matchesAny reports whether a pattern, with or without an architecture, matches a machine
// type.
func matchesAny(patterns []string, arch, name string) (bool, error) {
	for _, pattern := range patterns {
		of, rest, named := strings.Cut(pattern, "/")
		if !named {
			of, rest = arch, pattern
		}
		matches, err := path.Match(rest, name)
		if err != nil {
			return false, fmt.Errorf("machine type %q: %w", pattern, err)
		}
		if matches && of == arch {
			return true, nil
		}
	}
	return false, nil
}

// readRecord reads the record in a file.
func readRecord(name string) (*identity.Record, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r, err := identity.Parse(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return r, nil
}
