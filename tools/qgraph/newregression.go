package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/tools/qgraph/skeleton"
	"github.com/qgraph/qgraph/tools/run/reproducer/trial"
	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/shell"
	"github.com/spf13/cobra"
)

// regressionOptions say how a regression is written.
type regressionOptions struct {
	postedOptions
	name  string
	about string
	paths string
}

// compared is the number of paths that must agree on a reply before it is part of a regression.
const compared = 3

func newRegression() *cobra.Command {
	var o regressionOptions
	cmd := &cobra.Command{
		Use:   "regression FILE [-- [QEMU] ARGUMENT...]",
		Short: "Writes a test from what people post about a fault, for every machine that has the device",
		Long: `Writes a test from a posted reproducer, which runs on every machine that has the device: a
file of a few lines in tests/regression/cases. FILE is what qgraph replay takes.

The reproducer is replayed on the QEMU at hand as it was posted, and mapped to paths of the
graph. The replies that are the same on all of these become part of the test. Of parts of a
machine, all machines are tried, and those with the same parts are named in the file.`,
		Example: `  qgraph new regression report.txt --about 'A write to the cause register ended QEMU 6.2 by a failed assertion.'
  qgraph new regression lines.qtest --name tima-read -- qemu-system-ppc64 -M pseries`,
		Args: newReplay().Args,
		RunE: func(cmd *cobra.Command, args []string) error { return o.write(cmd, args[0], args[1:]) },
	}
	o.flags(cmd)
	cmd.Flags().StringVar(&o.device, "device", "", "the `model` of the device that it is about, where it accesses several")
	cmd.Flags().StringVar(&o.name, "name", "", "`name` of the test, after regression-tests/; by default the device's with that of FILE")
	cmd.Flags().StringVar(&o.about, "about", "", "`sentence` that says what went wrong, and until which QEMU")
	cmd.Flags().StringVar(&o.paths, "paths", "", "regular `expression` for the paths, or machines, that are tried")
	return cmd
}

// write writes a regression from a posted reproducer.
func (o *regressionOptions) write(cmd *cobra.Command, file string, args []string) error {
	repo, err := skeleton.Find(".")
	if err != nil {
		return err
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	o.on = o.paths
	m, err := o.bind(cmd, file, string(text), args, true)
	if err != nil {
		return err
	}
	chosen, err := m.equipped(cmd, o.paths)
	if err != nil {
		return err
	}
	tried, err := m.try(cmd.Context(), o.sample(m, chosen))
	if err != nil {
		return err
	}
	m.keep(tried)
	m.Regression.About = []string{cmp.Or(o.about, "TODO say what went wrong, and until which QEMU.")}
	name := cmp.Or(o.name, nameOf(m.subject(), file))
	if !plainName.MatchString(name) {
		return fmt.Errorf("%q is no name of a test: want lower-case letters, digits and hyphens", name)
	}
	at := filepath.Join(repo.Root, "tests", "regression", "cases", name+".txt")
	if err := create(at, m.Regression.String()); err != nil {
		return err
	}
	o.tell(cmd, m, tried, at, name)
	return nil
}

// plainName is the form of the names of tests.
var plainName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// subject returns the device, or the first machine.
func (m *mapping) subject() string {
	if m.Regression.Device != "" {
		return m.Regression.Device
	}
	_, machine, _ := strings.Cut(m.Regression.Machines[0], "/")
	return machine
}

// nameOf returns a name from that of a device and a file.
func nameOf(device, file string) string {
	stem := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
	words := regexp.MustCompile(`[a-z0-9]+`).FindAllString(strings.ToLower(device+"-"+stem), -1)
	return strings.Join(slices.Compact(words), "-")
}

// create writes a new file.
func create(name, text string) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

// sample returns the paths that are tried: of a device a few, each of another architecture, as
// it is the same on all; of parts of a machine all.
func (o *regressionOptions) sample(m *mapping, all []candidate) []candidate {
	all = slices.DeleteFunc(slices.Clone(all), func(c candidate) bool { return c.unavailable != nil })
	if m.Regression.Device == "" || o.paths != "" {
		return all
	}
	arch := m.report.ArchOrDefault()
	slices.SortStableFunc(all, func(a, b candidate) int { return preference(a, arch) - preference(b, arch) })
	var few []candidate
	for _, c := range all {
		same := func(other candidate) bool { return other.path.Arch() == c.path.Arch() }
		if len(few) < compared && !slices.ContainsFunc(few, same) {
			few = append(few, c)
		}
	}
	return few
}

// preference orders paths: the report's architecture, then those on which the test is not slow.
func preference(c candidate, arch string) int {
	switch {
	case c.path.Arch() == arch && !c.path.Slow():
		return 0
	case !c.path.Slow():
		return 1
	}
	return 2
}

// attempt is what came of a path.
type attempt struct {
	candidate
	result  *results.Result
	replies []string
}

// try runs the regression on paths. Those that lack a place of it are left out.
func (m *mapping) try(ctx context.Context, all []candidate) ([]attempt, error) {
	m.quiet = true
	var tried []attempt
	for _, c := range all {
		r, err := m.run(ctx, c)
		if err != nil {
			return nil, err
		}
		if r.Class != results.Skipped && r.Class != results.SetUp {
			tried = append(tried, attempt{c, r, m.replies})
		}
	}
	if len(tried) == 0 {
		return nil, errors.New("no path could be tried on which the reproducer has all its places")
	}
	return tried, nil
}

// keep makes the replies that are the same everywhere a part of the regression, and names the
// machines.
func (m *mapping) keep(tried []attempt) {
	steps := m.Regression.Steps
	for i := range steps {
		if from := m.From[i]; from < len(m.outcome.Answers) {
			steps[i].Want = m.Reply(i, m.outcome.Answers[from])
		}
		for _, a := range tried {
			if i >= len(a.replies) || a.replies[i] != steps[i].Want {
				steps[i].Want = ""
			}
		}
	}
	if m.Regression.Device != "" {
		return
	}
	m.Regression.Machines = nil
	for _, a := range tried {
		machine, _, _ := strings.Cut(a.name, "/"+guest.Interface.Name()+"/"+onMachine)
		m.Regression.Machines = append(m.Regression.Machines, machine)
	}
}

// tell says what was written, and what is to be done.
func (o *regressionOptions) tell(cmd *cobra.Command, m *mapping, tried []attempt, file, name string) {
	out := cmd.OutOrStdout()
	fmt.Fprintf(out, "as posted: %v\n", &m.outcome.End)
	failed := m.outcome.End.Kind != trial.Lives
	for _, a := range tried {
		fmt.Fprintf(out, "%s: %s\n", a.result.Class, a.name)
		failed = failed || a.result.Class.Failed()
	}
	fmt.Fprintf(out, "%s:\n\n%s\n", file, m.Regression)
	if failed {
		fmt.Fprint(out, deviationAdvice)
	}
	fmt.Fprintf(out, `Next:
  read it: a reply must be right by the device's manual; delete those that are not, or that the fault is not about
  %s
  tools/update    # writes the BUILD files and the lists of paths
`, shell.Quote([]string{"go", "run", "./tools/qgraph", "run", "regression-tests/" + name}))
}

// deviationAdvice is for a fault that QEMU still has.
const deviationAdvice = `QEMU still has the fault: declare it in tests/regression/deviations.go, with a reproducer for docs/found.md
(qgraph minimize FILE).

`
