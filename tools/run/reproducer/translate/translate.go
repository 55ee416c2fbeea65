package translate

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/qgraph/qgraph/libqos/base/memmap"
	"github.com/qgraph/qgraph/tests/suite/replaysuite"
	"github.com/qgraph/qgraph/tools/run/reproducer"
)

// ErrNoDevice means that no line accesses a device that a regression can be of.
var ErrNoDevice = errors.New("translate: no line accesses a device")

// ErrSeveral means that the lines access several devices, so that one has to be chosen.
var ErrSeveral = errors.New("translate: the lines access several devices: choose one")

// Remark is about a line that the regression does not have, or not as it was posted.
type Remark struct {
	Line int // the number of the command, from 1
	Text string
}

// Translation is a reproducer, bound to its device.
type Translation struct {
	Regression *replaysuite.Regression
	From       []int // of each step, the index of the command that it is from
	Remarks    []Remark
	LeftOut    []reproducer.Option // of the command line: what is behind the device, and what is beside it
	swapped    map[int]int         // of steps whose commands have values in the other byte order: the bytes
}

// Translate binds a reproducer to a device. The model chooses among several; "" is for the only
// one. Steps have no replies. The error wraps [ErrNoDevice] or [ErrSeveral].
func Translate(report *reproducer.Report, l *Layout, model string) (*Translation, error) {
	t := &translator{report: report, l: l, out: &Translation{Regression: &replaysuite.Regression{}, swapped: map[int]int{}}}
	t.resolve(&resolver{})
	if from, to, ok := t.moved(); ok {
		t.resolve(&resolver{from: &from, to: to})
		t.out.Remarks = append(t.out.Remarks, Remark{t.first(to), fmt.Sprintf("nothing is at %v: taken for %s, which is at %v", from, l.function(to).Model, to)})
	}
	if err := t.choose(model); err != nil {
		return nil, err
	}
	t.options()
	t.findRAM()
	for i, s := range report.Steps {
		t.step(i, s.Command)
	}
	if !slices.ContainsFunc(t.out.Regression.Steps, replaysuite.Step.Accesses) {
		return nil, ErrNoDevice
	}
	return t.out, nil
}

// translator is a translation under way.
type translator struct {
	report *reproducer.Report
	l      *Layout
	places []place // of each command
	target Home    // the function
	isPCI  bool
	part   string       // the QOM path of a device that is not on PCI; "" for parts of the machine
	mapped map[int]bool // the BARs that the regression places
	ram    used
	out    *Translation
}

// resolve finds the places of all commands.
func (t *translator) resolve(r *resolver) {
	r.l, r.spaces = t.l, map[Home]*[256]byte{}
	t.places = nil
	for _, s := range t.report.Steps {
		p := place{}
		if a, ok := s.Command.Access(); ok {
			p = r.resolve(a)
		}
		t.places = append(t.places, p)
	}
}

// moved returns the empty slot that the lines configure, and the only device of the command
// line, if it is in another slot and the lines do not configure that.
func (t *translator) moved() (from, to Home, ok bool) {
	configured := map[Home]bool{}
	for _, p := range t.places {
		if p.kind == config {
			configured[p.at] = true
		}
	}
	var empty, plugged []Home
	for at := range configured {
		if t.l.function(at) == nil {
			empty = append(empty, at)
		}
	}
	for _, f := range t.l.Functions {
		if t.isPlugged(f.Model) {
			plugged = append(plugged, f.At)
		}
	}
	if len(empty) != 1 || len(plugged) != 1 || configured[plugged[0]] {
		return from, to, false
	}
	return empty[0], plugged[0], true
}

// isPlugged reports whether the command line plugs in a device of that model.
func (t *translator) isPlugged(model string) bool {
	return slices.ContainsFunc(t.report.Options(), func(o reproducer.Option) bool { return o.Flag == "device" && o.Prop("driver", "driver") == model })
}

// first returns the number of the first command for a function.
func (t *translator) first(at Home) int {
	return slices.IndexFunc(t.places, func(p place) bool { return (p.kind == config || p.kind == bar) && p.at == at }) + 1
}

// choose finds the device that the regression is of.
func (t *translator) choose(model string) error {
	for _, wanted := range []func(place) bool{
		func(p place) bool { return p.kind == bar },
		func(p place) bool { return p.kind == config && p.at != Home{} },
		func(p place) bool { return p.kind == config },
	} {
		found := t.subjects(wanted, model)
		if len(found) > 1 {
			found = slices.DeleteFunc(found, t.l.isBridge) // the lines open the way through it
		}
		if len(found) > 1 {
			found = slices.DeleteFunc(found, func(f *Function) bool { return !t.isPlugged(f.Model) })
		}
		if len(found) > 1 {
			var names []string
			for _, f := range found {
				names = append(names, fmt.Sprintf("%s at %v (line %d)", f.Model, f.At, t.first(f.At)))
			}
			return fmt.Errorf("%w: %s", ErrSeveral, strings.Join(names, ", "))
		}
		if len(found) == 1 {
			t.isPCI, t.target, t.mapped = true, found[0].At, map[int]bool{}
			t.subject(found[0].Model)
			return nil
		}
	}
	return t.chooseRegions(model)
}

// subjects returns the functions that have a place.
func (t *translator) subjects(wanted func(place) bool, model string) []*Function {
	var found []*Function
	for _, p := range t.places {
		if !wanted(p) {
			continue
		}
		if f := t.l.function(p.at); f != nil && !slices.Contains(found, f) && (model == "" || f.Model == model) {
			found = append(found, f)
		}
	}
	return found
}

// chooseRegions takes the device, not on PCI, that the command line plugs in and the lines
// access, otherwise all parts of the machine.
func (t *translator) chooseRegions(model string) error {
	inMachine := false
	for _, p := range t.places {
		if p.kind != region {
			continue
		}
		path, plugged := t.plugged(p.region)
		if plugged == "" {
			inMachine = true
			continue
		}
		if t.part == "" && (model == "" || plugged == model) {
			t.part = path
			t.subject(plugged)
		}
	}
	switch {
	case t.part != "":
		return nil
	case !inMachine || model != "":
		return ErrNoDevice
	}
	t.out.Regression.Machines = []string{t.report.ArchOrDefault() + "/" + machine(t.report)}
	return nil
}

// plugged returns the path and the model of the device of -device that a region belongs to; ""
// if it belongs to none.
func (t *translator) plugged(r memmap.Range) (path, model string) {
	for path, model := range t.l.Models {
		if r.Owner.Within(path) || r.Owner.ID != "" && path == "/machine/peripheral/"+r.Owner.ID {
			return path, model
		}
	}
	return "", ""
}

// machine returns the machine of a report's command line; "pc" if it has none.
func machine(report *reproducer.Report) string {
	name := "pc"
	for _, o := range report.Options() {
		if o.Flag == "M" || o.Flag == "machine" {
			if typ := o.Prop("type", "type"); typ != "" {
				name = typ
			}
		}
	}
	return name
}

// ofPath are the properties of a device that a path has of its own: they tell where it is, or
// what is behind it.
var ofPath = []string{"addr", "audiodev", "bus", "chardev", "drive", "fsdev", "id", "mac", "memdev", "netdev"}

// subject names the device, with those properties of the command line that a path does not have
// of its own.
func (t *translator) subject(model string) {
	t.out.Regression.Device = model
	for _, o := range t.report.Options() {
		if o.Flag != "device" || o.Prop("driver", "driver") != model {
			continue
		}
		for _, p := range strings.Split(o.Value, ",")[1:] {
			if key, _, ok := strings.Cut(p, "="); ok && !slices.Contains(ofPath, key) {
				t.out.Regression.Props = append(t.out.Regression.Props, p)
			}
		}
		return
	}
}

// options takes the properties of the machine for a regression of its parts, and reports the
// options that a regression does not have.
func (t *translator) options() {
	r := t.out.Regression
	for _, o := range t.report.Options() {
		switch {
		case o.Flag == "nodefaults", o.Flag == "m", o.Flag == "device" && r.Device != "" && o.Prop("driver", "driver") == r.Device:
		case o.Flag != "M" && o.Flag != "machine":
			t.out.LeftOut = append(t.out.LeftOut, o)
		case r.Device == "":
			for _, p := range strings.Split(o.Value, ",") {
				if key, _, ok := strings.Cut(p, "="); ok && key != "type" {
					r.Options = append(r.Options, "-machine "+p)
				}
			}
		}
	}
}

func (t *translator) remark(i int, format string, args ...any) {
	t.out.Remarks = append(t.out.Remarks, Remark{i + 1, fmt.Sprintf(format, args...)})
}

func (t *translator) add(i int, s replaysuite.Step) {
	t.out.Regression.Steps = append(t.out.Regression.Steps, s)
	t.out.From = append(t.out.From, i)
}

// step translates a command.
func (t *translator) step(i int, c reproducer.Command) {
	a, ok := c.Access()
	if !ok {
		t.command(i, c)
		return
	}
	p := t.places[i]
	switch p.kind {
	case selector:
	case config:
		t.config(i, c, a, p)
	case bar:
		t.bar(i, c, a, p)
	case memory:
		if p.region.Kind != memmap.RAM {
			t.remark(i, "%#x is in %s, which is no RAM", a.Addr, p.region.Region)
			return
		}
		t.access(i, c, a, t.inRAM(a, p))
	case region:
		t.region(i, c, a, p)
	default:
		t.remark(i, "nothing answers at %#x", a.Addr)
	}
}

// command translates a command that is no access.
func (t *translator) command(i int, c reproducer.Command) {
	ns := time.Duration(c.Number(0))
	if c.Verb != "clock_step" || ns < 0 {
		t.remark(i, "%s is not about a device", c.Verb)
		return
	}
	t.add(i, replaysuite.Step{Verb: c.Verb, Time: ns})
}

// config translates an access to configuration space.
func (t *translator) config(i int, c reproducer.Command, a reproducer.Access, p place) {
	f := t.l.function(p.at)
	switch {
	case f == nil:
		t.remark(i, "nothing is at %v", p.at)
		return
	case t.isPCI && t.l.bridge(t.target) == f:
		t.remark(i, "configuration space of %s at %v, the bridge before the device: a path has its own way there", f.Model, p.at)
		return
	case !t.isPCI || p.at != t.target:
		t.remark(i, "configuration space of %s at %v, which is another device", f.Model, p.at)
		return
	case a.Width == 0 || a.Width > 4 || p.offset%uint64(a.Width) != 0:
		t.remark(i, "an access of %d bytes at %#x of configuration space, which no register is for", a.Size, p.offset)
		return
	}
	if b := f.bar(p.offset); b != nil {
		t.place(i, a, b)
		return
	}
	verb := map[bool]string{false: "read", true: "write"}[a.Write] + c.Verb[len(c.Verb)-1:]
	t.access(i, reproducer.Command{Verb: verb, Args: c.Args}, a, replaysuite.Place{Kind: replaysuite.Config, Offset: p.offset})
}

// place translates an access to a register that holds an address: only the first that is
// written matters, and it is another on each machine.
func (t *translator) place(i int, a reproducer.Access, b *BAR) {
	switch {
	case b.Index == rom:
		t.remark(i, "the address of the expansion ROM is the path's own")
	case !a.Write:
		t.remark(i, "the address in BAR%d is the path's own", b.Index)
	case !t.mapped[b.Index] && places(a):
		t.mapped[b.Index] = true
		t.add(i, replaysuite.Step{Verb: "map", Place: replaysuite.Place{Kind: replaysuite.BAR, BAR: b.Index}})
	}
}

// places reports whether a write to a base address register gives it an address: zero is none,
// and all ones are the sizing protocol's.
func places(a reproducer.Access) bool {
	ones := uint64(1)<<(8*a.Width) - 1
	return a.Value != 0 && a.Value&^0xf != ones&^0xf && swap(a.Value, a.Width)&^0xf != ones&^0xf
}

// bar translates an access to registers of a BAR.
func (t *translator) bar(i int, c reproducer.Command, a reproducer.Access, p place) {
	if p.at != t.target {
		t.remark(i, "BAR%d of %s at %v, which is another device", p.bar, t.l.function(p.at).Model, p.at)
		return
	}
	for _, b := range t.l.function(p.at).BARs {
		if b.Index == p.bar && a.Size > b.Size-p.offset {
			t.remark(i, "%d bytes at %#x of BAR%d go beyond its end", a.Size, p.offset, p.bar)
			return
		}
	}
	if !t.mapped[p.bar] {
		t.mapped[p.bar] = true
		t.add(i, replaysuite.Step{Verb: "map", Place: replaysuite.Place{Kind: replaysuite.BAR, BAR: p.bar}})
	}
	t.access(i, c, a, replaysuite.Place{Kind: replaysuite.BAR, BAR: p.bar, Offset: p.offset})
}

// region translates an access to a region of the machine.
func (t *translator) region(i int, c reproducer.Command, a reproducer.Access, p place) {
	path, _ := t.plugged(p.region)
	switch {
	case t.part != "" && path != t.part, t.isPCI && path == "":
		t.remark(i, "%#x is in %s, which is another device", a.Addr, p.region.Region)
		return
	case p.region.Region == "":
		t.remark(i, "the region at %#x has no name", a.Addr)
		return
	}
	t.access(i, c, a, replaysuite.Place{Kind: replaysuite.Region, Region: p.region.Region, Nth: t.nth(p), Offset: p.offset})
}

// nth returns the number of a region among those with its name, from 1; 0 if it is the only
// one.
func (t *translator) nth(p place) int {
	view := t.l.Map.Memory()
	if p.port {
		view = t.l.Map.Ports()
	}
	var starts []uint64
	for _, r := range view.Ranges {
		if start := r.First - r.Offset; r.Region == p.region.Region && !r.Hole && !slices.Contains(starts, start) {
			starts = append(starts, start)
		}
	}
	if len(starts) < 2 {
		return 0
	}
	return slices.Index(starts, p.region.First-p.region.Offset) + 1
}

// access adds an access to a place of the regression.
func (t *translator) access(i int, c reproducer.Command, a reproducer.Access, at replaysuite.Place) {
	s := replaysuite.Step{Verb: strings.TrimPrefix(c.Verb, "b64"), Place: at, Value: a.Value}
	swapped := 0
	switch {
	case a.Width > 0:
		s.Value &= ^uint64(0) >> (64 - 8*a.Width) // QEMU takes no more of a value, either
		if t.isPCI && t.l.BigEndian && !a.Port {
			s.Value, swapped = swap(s.Value, a.Width), a.Width
		}
		if a.Write && at.Kind != replaysuite.Config && (t.isPCI || !t.l.BigEndian) {
			t.number(i, &s, a.Width)
		}
	default:
		if s.Size = a.Size; a.Write && !a.Fill && s.Size <= replaysuite.MaxBlock {
			s.Data = make([]byte, s.Size) // QEMU puts zeros in place of bytes that are missing
			copy(s.Data, a.Data)
		}
	}
	if err := s.Check(); err != nil {
		t.remark(i, "%v", err)
		return
	}
	t.out.swapped[len(t.out.From)] = swapped
	t.add(i, s)
	if at.Kind == replaysuite.InRAM && at.Offset%4 == 0 && (t.isPCI || !t.l.BigEndian) {
		t.numbers(i, s)
	}
}

// Reply returns a reply to the command of a step as a reply to the step; "" if it says nothing
// of the step, as where QEMU refused the command.
func (t *Translation) Reply(step int, reply string) string {
	s := t.Regression.Steps[step]
	text, ok := strings.CutPrefix(reply, "OK 0x")
	if !s.Reads() || !ok {
		return ""
	}
	v, err := strconv.ParseUint(text, 16, 64)
	if err != nil {
		return ""
	}
	if t.swapped[step] > 0 {
		v = swap(v, t.swapped[step])
	}
	return s.Reply(v)
}
