package statements

import (
	"fmt"
	"strings"
)

// category is a kind of violations of the rules for drivers.
type category struct {
	name  string // of the group of steps
	count int    // of its violations
	tests []string
}

// categories are those of the tests' sources.
func categories() []category {
	queues := []string{"virtio-queue-tests/hostile", "virtio-queue-tests/hostile-reset", "virtio-queue-tests/hostile-unplug"}
	return []category{
		{"chains", 7, queues},
		{"indices", 7, queues},
		{"addresses", 13, queues},
		{"indirect tables", 14, queues},
		{"flags", 4, queues},
		{"requests", 6, queues},
		{"cut requests", 5, []string{"virtio-queue-tests/hostile-requests"}},
		{"registers", 18, []string{"virtio-queue-tests/hostile-registers"}},
	}
}

// Reach is where tests run, the slow ones too.
type Reach struct {
	Paths                      int
	Devices, Transports, Archs int // different ones
}

// File is the page, in the repository.
const File = "docs/virtio.md"

// Page returns the page about the register. The function tells where tests run.
func Page(all []Statement, reach func(tests []string) Reach) string {
	var b strings.Builder
	b.WriteString(`# What virtio demands of devices

Written by ` + "`tools/update`" + ` from the [register](../tools/qgraph/statements/statements.tsv): the rules for devices of chapters 2 to 6 of
Virtual I/O Device (VIRTIO) Version 1.3, in our own words, of chapter 5 those for the devices that QEMU has. The clock is from Version 1.4.
Of that version only a part of the committee's sources was at hand: a section that has another number there says so, and the others were not
all compared. Those of chapters 2 (but for the rings), 3, 5.15 and 6 were: they demand the same. 9P devices have no section in either. ` + "`qgraph virtio`" + ` lists and filters the rules.

| chapter | statements | checked | open | QEMU has it not | cannot be seen | checked of those that can be |
| --- | --- | --- | --- | --- | --- | --- |
`)
	for _, c := range Count(all) {
		fmt.Fprintf(&b, "| %s | %d | %d | %d | %d | %d | %d %% |\n",
			c.Chapter, c.All, c.By[Checked], c.By[StillToDo], c.By[Unoffered], c.By[Unseen], c.Percent())
	}
	b.WriteString(`
A driver that breaks the rules for drivers is the test ` + "`virtio-queue-tests/hostile`" + `, by its queues, and
` + "`virtio-queue-tests/hostile-registers`" + `, by its registers. Each violation is a step. QEMU must answer afterwards and must not have
been busy, the device must have written nowhere else, and must work after a reset. ` + "`virtio-queue-tests/hostile-reset`" + ` breaks the same
rules of queues by each transport and resets the device in the next access, ` + "`virtio-queue-tests/hostile-unplug`" + ` unplugs it then.
` + "`virtio-queue-tests/hostile-requests`" + ` cuts a request of each device, and the room for its answer, at each byte: into two buffers, which
no rule forbids, and short. ` + "`virtio-queue-tests/hostile-migrate`" + ` and others move the machine in the
next command, each for one rule.

| outcome | |
| --- | --- |
| accepted | the device has used the buffers |
| rejected | it has done nothing, which is right |
| needs reset | it has set DEVICE_NEEDS_RESET |
| wedged | it does nothing any more, and does not say so: a failure with a modern interface |
| wrote elsewhere | a failure |
| wrong length | it says that it has written more than there is room for: a failure |
| crashed, hung | QEMU has: a failure of the path |

| violations | number | paths | devices | transports | architectures |
| --- | --- | --- | --- | --- | --- |
`)
	for _, c := range categories() {
		r := reach(c.tests)
		fmt.Fprintf(&b, "| %s | %d | %d | %d | %d | %d |\n", c.name, c.count, r.Paths, r.Devices, r.Transports, r.Archs)
	}
	b.WriteString(`
The paths are those of all machines, with the slow ones. The transports are PCI and MMIO, on which devices have legacy, transitional and
modern interfaces, split and packed rings.

## Statements

| section | | statement | |
| --- | --- | --- | --- |
`)
	for _, s := range all {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", s.ID()+s.edition(), s.Force, s.Text, s.where())
	}
	return b.String()
}

// where is the answer for people.
func (s Statement) where() string {
	switch s.Answer {
	case Checked:
		if s.Step == "" {
			return "`" + s.Test + "`"
		}
		return "`" + s.Test + "`, step " + s.Step
	case Unseen:
		return "cannot be seen: " + s.Why
	case Unoffered:
		return "not in QEMU: " + s.Why
	case StillToDo:
	}
	return "open: " + s.Why
}

// String returns the statement with its answer, in one line.
func (s Statement) String() string {
	return fmt.Sprintf("%-16s %-10s %s (%s)", s.ID()+s.edition(), s.Force, s.Text, strings.ReplaceAll(s.where(), "`", ""))
}
