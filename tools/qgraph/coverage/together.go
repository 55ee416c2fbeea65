package coverage

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/libqos/base/arch"
)

// Together returns the report of several QEMUs as if they were one: a device that several
// have counts once, and is reached if a path of any of them has it. Machines have their
// architecture before their name. A machine on no path is left out if it is the machine
// of a wider or a narrower architecture that is on one: arm/raspi2b is aarch64/raspi2b.
func Together(reports []*Report) *Report {
	all := &Report{}
	devices := map[string]int{}
	for _, r := range reports {
		all.Paths += r.Paths
		all.Generic += r.Generic
		for _, m := range r.Machines {
			if elsewhere(reports, r, m) {
				continue
			}
			m.Name = r.Arch + "/" + m.Name
			all.Machines = append(all.Machines, m)
		}
		for _, d := range r.Devices {
			at, there := devices[d.Name]
			if !there {
				devices[d.Name] = len(all.Devices)
				all.Devices = append(all.Devices, d)
				continue
			}
			same := &all.Devices[at]
			same.Paths += d.Paths
			same.Generic += d.Generic
			same.User = same.User || d.User
		}
	}
	slices.SortFunc(all.Devices, byName)
	return all
}

// elsewhere reports whether no path of r has any version of the machine, and one of a wider
// or a narrower architecture has.
func elsewhere(reports []*Report, r *Report, m Machine) bool {
	of := m.family()
	return !r.reaches(of) && slices.ContainsFunc(reports, func(other *Report) bool {
		return (arch.Narrower(r.Arch) == other.Arch || arch.Narrower(other.Arch) == r.Arch) && other.reaches(of)
	})
}

// reaches reports whether a path has a version of the machine.
func (r *Report) reaches(family string) bool {
	return slices.ContainsFunc(r.Machines, func(m Machine) bool { return m.Paths > 0 && m.family() == family })
}

// PrintTogether writes the reports of several QEMUs for people: a table with a line each,
// then what [Report.Print] writes, of all of them together.
func PrintTogether(w io.Writer, reports []*Report, all bool) error {
	var b strings.Builder
	const line = "%-12s %6s %7s  %6s %7s %4s  %6s %7s %4s  %6s %7s %5s  %6s %5s"
	row := func(cells ...any) { b.WriteString(strings.TrimRight(fmt.Sprintf(line, cells...), " ") + "\n") }
	fmt.Fprintf(&b, "%-12s %14s  %19s  %19s  %20s  %12s\n", "", "--- paths ----", "---- machines -----", "-- user-creatable -", "---- all devices ---", "- processors")
	row("architecture", "manual", "generic", "manual", "generic", "of", "manual", "generic", "of", "manual", "generic", "of", "named", "of")
	together := Together(reports)
	for _, r := range append(slices.Clone(reports), together) {
		name := r.Arch
		if r == together {
			name = "all, once"
		}
		user, devices := r.devices()
		cells := []any{name, fmt.Sprint(r.manual()), fmt.Sprint(r.Generic)}
		for _, c := range []Count{r.machines(), user, devices} {
			cells = append(cells, fmt.Sprint(c.Manual), fmt.Sprint(c.Generic), fmt.Sprint(c.Total))
		}
		processors := r.processors()
		row(append(cells, fmt.Sprint(processors.Reached), fmt.Sprint(processors.Total))...)
	}
	b.WriteString("\n")
	together.counts(&b)
	together.lists(&b, all)
	_, err := io.WriteString(w, b.String())
	return err
}
