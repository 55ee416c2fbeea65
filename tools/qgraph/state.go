package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"

	"github.com/qgraph/qgraph/libqos/protocol/vmstate"
	"github.com/qgraph/qgraph/tools/qgraph/state"
	"github.com/qgraph/qgraph/tools/run/bundle"
	"github.com/spf13/cobra"
)

// stateFlags say which states are printed or compared, and how.
type stateFlags struct {
	machine string
	to      string
	output  string
	device  string // a regular expression
	json    bool
	all     bool // volatile fields, too
}

func newState() *cobra.Command {
	var f stateFlags
	cmd := &cobra.Command{
		Use:   "state FILE [FILE2] | state -M TYPE [--to QEMU] [-- QEMU OPTIONS]",
		Short: "Prints a machine's state as QEMU saves it, field by field, or compares two",
		Long: `Prints the state of a machine that QEMU's migration wrote to a file, field by field:
device, section or subsection, field, type and value. The stream describes itself; a
byte that it does not account for is reported with its section and offset.

With two files it prints the fields that differ. Fields whose value follows the time, or is
computed anew when a state is loaded, are counted, and left out without --all.

With -M it takes the state of a machine type after power-on, from the QEMU that --qemu
names. With --to it moves the machine from that QEMU to another one, saves it there
again, and prints what has changed: fields that are lost, or that the other version changes.

Exit codes: 0 success; 1 the states differ, or a QEMU refuses one; 2 wrong arguments, a file that
is no state, a QEMU that cannot be used.`,
		Example: `  qgraph state vm.state --device 'e1000|rtc'
  qgraph state before.state after.state
  qgraph state --qemu qemu-system-arm -M virt-9.0 -o virt.state -- -device virtio-net-device
  qgraph state --qemu 10.0/qemu-system-x86_64 --to 11.1/qemu-system-x86_64 -M pc-q35-10.0`,
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			if len(args) >= 2 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return nil, cobra.ShellCompDirectiveDefault // files
		},
		RunE: func(cmd *cobra.Command, args []string) error { return showState(cmd, f, args) },
	}
	flags := cmd.Flags()
	flags.StringVarP(&f.machine, "machine", "M", "", "machine `type`, whose state QEMU saves, in place of a file")
	flags.StringVar(&f.to, "to", "", "with -M: `QEMU` to which the machine moves, a binary or a folder of binaries")
	flags.StringVarP(&f.output, "output", "o", "", "with -M: `FILE` for the state, instead of printing it")
	flags.StringVar(&f.device, "device", "", "only devices whose name matches a `regexp`")
	flags.BoolVar(&f.json, "json", false, "JSON instead")
	flags.BoolVar(&f.all, "all", false, "compare the fields that may differ, too")
	cmd.MarkFlagsMutuallyExclusive("to", "output")
	return cmd
}

func showState(cmd *cobra.Command, f stateFlags, args []string) error {
	match, err := regexp.Compile(f.device)
	if err != nil {
		return fmt.Errorf("--device: %w", err)
	}
	p := statePrinter{out: cmd.OutOrStdout(), json: f.json, all: f.all}
	if f.device != "" {
		p.match = match.MatchString
	}
	files, options := args, []string(nil)
	if i := cmd.ArgsLenAtDash(); i >= 0 {
		files, options = args[:i], args[i:]
	}
	switch {
	case f.machine == "" && (f.to != "" || f.output != "" || len(options) > 0):
		return errors.New("--to, -o and options of QEMU go with -M")
	case f.machine != "" && len(files) > 0:
		return fmt.Errorf("got both -M and a file, %s", files[0])
	case f.machine != "":
		return machineState(cmd, f, state.Machine{Type: f.machine, Options: options}, p)
	case len(files) == 1:
		s, fault := readState(files[0])
		if s == nil {
			return fault
		}
		return errors.Join(p.stream(s), fault)
	case len(files) == 2:
		a, errA := readState(files[0])
		b, errB := readState(files[1])
		if a == nil || b == nil {
			return errors.Join(errA, errB)
		}
		return errors.Join(p.difference(a, b), errA, errB)
	}
	return fmt.Errorf("got %d files, want one, or two, or -M", len(files))
}

// readState reads the state in a file. With sections that are not as described it returns the state and an error.
func readState(name string) (*vmstate.Stream, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	s, err := vmstate.Parse(data)
	if err != nil {
		err = fmt.Errorf("%s: %w", name, err)
	}
	return s, err
}

// machineState has QEMU save the state of a machine type, or moves it to another QEMU.
func machineState(cmd *cobra.Command, f stateFlags, m state.Machine, p statePrinter) error {
	byArch, err := bundles(cmd)
	if err != nil {
		return err
	}
	b, err := oneQEMU(cmd, slices.Collect(maps.Values(byArch)))
	if err != nil {
		return err
	}
	if f.to == "" {
		data, err := m.Save(cmd.Context(), b)
		if err != nil {
			return refused(cmd, err)
		}
		if f.output != "" {
			return os.WriteFile(f.output, data, 0o666)
		}
		s, fault := vmstate.Parse(data)
		if s == nil {
			return fault
		}
		return errors.Join(p.stream(s), fault)
	}
	found, err := bundle.Find(f.to)
	if err != nil {
		return err
	}
	to, err := oneQEMU(cmd, slices.DeleteFunc(found, func(other *bundle.Bundle) bool { return other.Arch != b.Arch }))
	if err != nil {
		return fmt.Errorf("--to: %w", err)
	}
	if b.Clock() != to.Clock() {
		b.Accelerator, to.Accelerator = bundle.WithoutQtest, bundle.WithoutQtest
	}
	before, after, err := m.Move(cmd.Context(), b, to)
	if before == nil || after == nil {
		return refused(cmd, err)
	}
	return errors.Join(p.difference(before, after), err)
}

// refused prints why a QEMU does not save or load a state.
func refused(cmd *cobra.Command, err error) error {
	if !errors.Is(err, state.ErrRefused) {
		return err
	}
	fmt.Fprintln(cmd.OutOrStdout(), err)
	return errPathsFailed
}

// oneQEMU returns the only QEMU of several, and finds out whether it has the qtest accelerator.
func oneQEMU(cmd *cobra.Command, found []*bundle.Bundle) (*bundle.Bundle, error) {
	if len(found) != 1 {
		return nil, fmt.Errorf("got %d QEMUs, want one: name its binary", len(found))
	}
	if fault := found[0].Probe(cmd.Context()).Fault; fault != "" {
		return nil, errors.New(fault)
	}
	return found[0], nil
}
