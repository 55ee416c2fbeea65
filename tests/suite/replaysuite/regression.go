package replaysuite

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Regression is a reproducer that is bound to a device, and to no machine: its accesses
// name registers of the device in place of addresses. Its text has a line for each:
//
//	# A write to the interrupt cause register, which is read-only, ended QEMU 6.2.
//	device vmxnet3
//	map bar1
//	writew config+0x4 0x6
//	writel bar1+0x38 0x1
//	readl bar1+0x0 # OK 0x0000000000000001
//
// With "model" in place of "device", it is about a device that has no driver of its own in the
// graph. Of parts of a machine, it names the machines, and the registers by QEMU's name of their
// memory region:
//
//	machine ppc64/pseries
//	option -machine ic-mode=dual
//	readl xive.tima+0x80
type Regression struct {
	About    []string // what went wrong, in lines
	Device   string   // QEMU's model of the device; "" for parts of machines
	Any      bool     // the device is one of any model: the graph has no driver of its own for it
	Props    []string // properties that the device needs, "key=value"
	Machines []string // "ARCH/MACHINE", if it is about parts of machines
	Options  []string // of QEMU that the path needs besides its own: "-machine ic-mode=dual"
	Steps    []Step
}

// ErrNoSteps means that a regression accesses nothing.
var ErrNoSteps = errors.New("there is no access")

// ErrNoSubject means that a regression names neither a device nor machines, or both.
var ErrNoSubject = errors.New("there must be one line with a device or with machines")

// ParseRegression reads the text of a regression. Its errors have the number of the line.
func ParseRegression(text string) (*Regression, error) {
	r := &Regression{}
	number := 0
	for line := range strings.Lines(text) {
		number++
		if err := r.read(strings.TrimSpace(line), number); err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
	}
	if (r.Device == "") == (len(r.Machines) == 0) {
		return nil, ErrNoSubject
	}
	if len(r.Steps) == 0 {
		return nil, ErrNoSteps
	}
	for _, s := range r.Steps {
		if kind := s.Place.Kind; r.Device == "" && (kind == Config || kind == BAR) {
			return nil, fmt.Errorf("line %d: %v is of a PCI device, and the regression names none", s.Line, s.Place)
		}
	}
	return r, nil
}

// read reads a line.
func (r *Regression) read(line string, number int) error {
	if text, ok := strings.CutPrefix(line, "#"); ok {
		r.About = append(r.About, strings.TrimSpace(text))
		return nil
	}
	fields := strings.Fields(line)
	if len(fields) == 0 {
		return nil
	}
	switch fields[0] {
	case "device", "model":
		r.Any = fields[0] == "model"
		return r.readDevice(fields[1:])
	case "machine":
		return r.readMachines(fields[1:])
	case "option":
		if len(fields) != 3 || !strings.HasPrefix(fields[1], "-") {
			return errors.New("an option has one value: option -FLAG VALUE")
		}
		r.Options = append(r.Options, fields[1]+" "+fields[2])
		return nil
	}
	s, err := parseStep(line)
	if err != nil {
		return err
	}
	s.Line = number
	r.Steps = append(r.Steps, s)
	return nil
}

func (r *Regression) readDevice(words []string) error {
	if r.Device != "" || len(words) == 0 {
		return errors.New("a regression names one device: device MODEL [KEY=VALUE...], or model MODEL …")
	}
	for _, p := range words[1:] {
		if key, _, ok := strings.Cut(p, "="); !ok || key == "" {
			return fmt.Errorf("%q is no property: want KEY=VALUE", p)
		}
	}
	r.Device, r.Props = words[0], words[1:]
	return nil
}

func (r *Regression) readMachines(names []string) error {
	if len(names) == 0 {
		return errors.New("machine without a name: want ARCH/MACHINE")
	}
	for _, name := range names {
		if arch, machine, ok := strings.Cut(name, "/"); !ok || arch == "" || machine == "" {
			return fmt.Errorf("%q is no machine: want ARCH/MACHINE", name)
		}
	}
	r.Machines = append(r.Machines, names...)
	return nil
}

// String returns the text of the regression.
func (r *Regression) String() string {
	var b strings.Builder
	for _, line := range r.About {
		b.WriteString(strings.TrimRight("# "+line, " ") + "\n")
	}
	if r.Device != "" {
		keyword := "device"
		if r.Any {
			keyword = "model"
		}
		b.WriteString(strings.Join(slices.Concat([]string{keyword, r.Device}, r.Props), " ") + "\n")
	}
	if len(r.Machines) > 0 {
		b.WriteString(strings.Join(slices.Concat([]string{"machine"}, r.Machines), " ") + "\n")
	}
	for _, o := range r.Options {
		b.WriteString("option " + o + "\n")
	}
	for _, s := range r.Steps {
		b.WriteString(s.String() + "\n")
	}
	return b.String()
}
