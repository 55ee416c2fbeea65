package coverage

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// lineWidth is the width of the lists, in characters.
const lineWidth = 96

// Print writes the report for people: counts, then the devices that no path
// reaches. With all it also lists the devices that paths reach, with the number
// of paths, and those that only a machine can have.
func (r *Report) Print(w io.Writer, all bool) error {
	var b strings.Builder
	fmt.Fprintf(&b, "qemu-system-%s %s (%s): %d paths", r.Arch, r.Version, r.QEMU, r.Paths)
	if r.Generic > 0 {
		fmt.Fprintf(&b, ", %d by the manual and %d generic", r.manual(), r.Generic)
	}
	b.WriteString("\n\n")
	r.counts(&b)
	r.lists(&b, all)
	_, err := io.WriteString(w, b.String())
	return err
}

// lists writes the lists.
func (r *Report) lists(b *strings.Builder, all bool) {
	r.listMachines(b, all)
	for _, bus := range r.Buses() {
		r.listDevices(b, bus, all)
	}
}

// counts writes the table.
func (r *Report) counts(b *strings.Builder) {
	const line = "%-20s %7s %7s %7s %5s %5s  %7s %7s %7s %5s %5s"
	row := func(cells ...any) { b.WriteString(strings.TrimRight(fmt.Sprintf(line, cells...), " ") + "\n") }
	fmt.Fprintf(b, "%-20s %35s  %35s\n", "", "--------- user-creatable ----------", "--------------- all ---------------")
	row("bus", "manual", "generic", "either", "of", "share", "manual", "generic", "either", "of", "share")
	for _, bus := range r.Buses() {
		row(slices.Concat([]any{busName(bus.Name)}, bus.User.cells(), bus.All.cells())...)
	}
	user, all := r.devices()
	none := []any{"", "", "", "", ""}
	row(slices.Concat([]any{"all devices"}, user.cells(), all.cells())...)
	row(slices.Concat([]any{"machines"}, none, r.machines().cells())...)
	row(slices.Concat([]any{"processors"}, none, r.processors().cells())...)
	b.WriteString("On paths by the manual, on generic ones, on either. The versions of a machine count as one.\n" +
		"A processor is on a path that names it: under qtest it executes nothing.\n")
}

// cells returns the columns of a count.
func (c Count) cells() []any {
	return []any{fmt.Sprint(c.Manual), fmt.Sprint(c.Generic), fmt.Sprint(c.Reached), fmt.Sprint(c.Total), percent(c)}
}

// percent returns the reached share.
func percent(c Count) string {
	if c.Total == 0 {
		return "-"
	}
	return fmt.Sprintf("%d%%", 100*c.Reached/c.Total)
}

// busName returns the usual name of a bus.
func busName(name string) string {
	if name == "" {
		return "(no bus)"
	}
	return name
}

func (r *Report) listMachines(b *strings.Builder, all bool) {
	var on, off []string
	for _, f := range r.Families() {
		name := f.Name
		var more []string
		if f.Alias != "" && f.Alias != f.Name {
			more = append(more, f.Alias)
		}
		if f.Versions > 1 {
			more = append(more, fmt.Sprintf("%d versions", f.Versions))
		}
		if len(more) > 0 {
			name += " (" + strings.Join(more, ", ") + ")"
		}
		if f.Paths > 0 {
			on = append(on, fmt.Sprintf("%s: %d", name, f.Paths))
		} else {
			off = append(off, name)
		}
	}
	list(b, "Machines, on how many paths", on, all)
	list(b, "Machines on no path", off, true)
}

func (r *Report) listDevices(b *strings.Builder, bus Bus, all bool) {
	var on, off, fixed []string
	for _, d := range r.Devices {
		switch {
		case d.CPU || d.Bus != bus.Name:
		case d.Paths > 0:
			on = append(on, fmt.Sprintf("%s: %d", d.Name, d.Paths))
		case d.User:
			off = append(off, d.Name)
		default:
			fixed = append(fixed, d.Name)
		}
	}
	name := busName(bus.Name)
	list(b, name+", on how many paths", on, all)
	list(b, name+", on no path", off, true)
	list(b, name+", on no path and not user-creatable", fixed, all)
}

// list writes a heading with a count and the names below it, unless there are
// none or wanted is false.
func list(b *strings.Builder, heading string, names []string, wanted bool) {
	if len(names) == 0 || !wanted {
		return
	}
	fmt.Fprintf(b, "\n%s (%d):\n", heading, len(names))
	line := "   "
	for i, name := range names {
		if i < len(names)-1 {
			name += ","
		}
		if len(line)+1+len(name) > lineWidth && line != "   " {
			b.WriteString(line + "\n")
			line = "   "
		}
		line += " " + name
	}
	b.WriteString(line + "\n")
}
