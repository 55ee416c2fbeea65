package graph

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/qgraph/qgraph/qtest"
)

// Option is one QEMU option with its argument, as in "-device e1000e,id=nic".
type Option struct {
	Flag  string // "-device"
	Type  string // the first, unnamed part: a device model, a kind of backend, a machine
	ID    string // id= or, of a -blockdev, node-name=; empty for none
	Props []Prop
	Node  string // the node that asked for it; filled in by CommandLine
}

// Prop is a property of an [Option].
type Prop struct {
	Name  string
	Value Value
}

// P is short for a property with a literal value.
func P(name, value string) Prop { return Prop{name, Str(value)} }

// Value is what a property is set to: a literal, or something that the
// framework fills in.
type Value struct {
	kind valueKind
	text string
}

type valueKind uint8

const (
	literal    valueKind = iota
	reference            // the id of the backend of that name
	descriptor           // the number of the backend's own descriptor
	scratch              // the backend's own file
	deviceRef            // the id of the path's device, with a suffix
)

// Str is a literal value.
func Str(s string) Value { return Value{literal, s} }

// Int is a literal number.
func Int(n int64) Value { return Value{literal, strconv.FormatInt(n, 10)} }

// Ref is the id of the backend with that name.
func Ref(name string) Value { return Value{reference, name} }

// FD, in a [Backend], is the descriptor of its channel. See [Backend.Channel].
func FD() Value { return Value{kind: descriptor} }

// File, in a [Backend], is the path of its scratch file. See [Backend.File].
func File() Value { return Value{kind: scratch} }

// DeviceID, in an option of a test, is the id of the device that the test's
// path plugs in last, followed by suffix: DeviceID(".0") is its first bus.
func DeviceID(suffix string) Value { return Value{deviceRef, suffix} }

// BackendKind says which QEMU option makes a backend.
type BackendKind string

// The kinds of backend.
const (
	Netdev   BackendKind = "-netdev"
	Blockdev BackendKind = "-blockdev"
	Chardev  BackendKind = "-chardev"
	FSDev    BackendKind = "-fsdev"
	Audiodev BackendKind = "-audiodev"
	Object   BackendKind = "-object"
)

// Backend is the host's side of a device: what -netdev, -blockdev, -chardev,
// -fsdev, -audiodev or -object make. The framework gives out its id.
type Backend struct {
	Kind    BackendKind
	Type    string
	Props   []Prop
	Channel ChannelType // not NoChannel: a socket pair, one end QEMU's (FD), the other the test's
	File    int64       // not 0: a scratch file (File) of that many bytes, all zero
}

// ChannelType is the type of a backend's socket pair.
type ChannelType uint8

// The types of channel.
const (
	NoChannel ChannelType = iota
	Stream                // SOCK_STREAM
	Datagram              // SOCK_DGRAM
)

// Need is a property of a driver's device that must name a backend.
type Need struct {
	Name    string  // what tests call it; unique on a path
	Prop    string  // the property, as "netdev" or "drive"
	Default Backend // used unless a test provides another; no Kind: a test must
}

// CommandLine is the command line of a path as data.
type CommandLine struct {
	Options  []Option
	Backends []BackendUse // in the order in which they stand in Options
}

// BackendUse is a backend of a command line.
type BackendUse struct {
	Name       string // of the need or the definition
	ID         string // what the device refers to
	Backend    Backend
	Descriptor int    // number that QEMU inherits its end as; 0 without a channel
	File       string // name of the scratch file, in QEMU's working directory; "" for none
}

// Backend returns the backend with that name.
func (c *CommandLine) Backend(name string) (BackendUse, bool) {
	i := slices.IndexFunc(c.Backends, func(b BackendUse) bool { return b.Name == name })
	if i < 0 {
		return BackendUse{}, false
	}
	return c.Backends[i], true
}

// Args returns QEMU's arguments.
func (c *CommandLine) Args() []string {
	var args []string
	for _, o := range c.Options {
		args = append(args, o.Args()...)
	}
	return args
}

// Args returns the option as arguments. Values that only a path can fill in
// are written in angle brackets.
func (o Option) Args() []string {
	var parts []string
	named := func(name, value string) { parts = append(parts, name+"="+escape(value)) }
	switch {
	case o.Flag == string(Blockdev):
		named("driver", o.Type)
		if o.ID != "" {
			named("node-name", o.ID)
		}
	default:
		if o.Type != "" {
			parts = append(parts, escape(o.Type))
		}
		if o.ID != "" {
			named("id", o.ID)
		}
	}
	for _, p := range o.Props {
		named(p.Name, p.Value.String())
	}
	if len(parts) == 0 {
		return []string{o.Flag}
	}
	return []string{o.Flag, strings.Join(parts, ",")}
}

// escape doubles commas: QEMU's option parser ends a value at a single one.
func escape(s string) string { return strings.ReplaceAll(s, ",", ",,") }

// String returns the text of v on a command line, or a placeholder where it is
// not filled in yet.
func (v Value) String() string {
	switch v.kind {
	case reference:
		return "<id of " + v.text + ">"
	case descriptor:
		return "<descriptor>"
	case scratch:
		return "<file>"
	case deviceRef:
		return "<device>" + v.text
	}
	return v.text
}

// referring are the device properties whose value is the id of something else.
// A literal there must name what the command line defines.
var referring = []string{"netdev", "drive", "chardev", "fsdev", "audiodev", "iothread", "memdev", "pmrdev", "hostmem"}

// CommandLine returns the command line of the path: the machine, the backends,
// then the devices in the order of the path. It is an error if a device needs
// a backend that neither its driver nor the test provides, if the test provides
// one that nothing needs, or if a property refers to an id that nothing defines.
func (p Path) CommandLine() (*CommandLine, error) {
	b := builder{path: p, test: p.test().test.opts}
	b.machine()
	b.collect()
	if err := errors.Join(b.errs...); err != nil {
		return nil, fmt.Errorf("graph: command line of %s: %w", p, err)
	}
	return &CommandLine{Options: b.options, Backends: b.uses}, nil
}

// builder puts a command line together.
type builder struct {
	path    Path
	test    testOptions
	options []Option
	uses    []BackendUse
	device  string // id of the last device so far
	nextFD  int
	errs    []error
}

func (b *builder) errorf(format string, args ...any) {
	b.errs = append(b.errs, fmt.Errorf(format, args...))
}

func (b *builder) machine() {
	m := b.path.machine()
	_, name, _ := strings.Cut(m.name, "/")
	b.add(m.name, m.machine.opts.before...)
	b.add(m.name, Option{Flag: "-M", Type: name, Props: m.machine.opts.props})
	b.add(m.name, m.machine.opts.after...)
}

// collect adds backends first, then the devices that name them.
func (b *builder) collect() {
	provide := map[string]Backend{}
	for _, n := range b.test.provide {
		provide[n.name] = n.backend
	}
	testName := b.path.test().name
	for _, e := range b.path.edges {
		for _, need := range e.opts.needs {
			backend, ok := provide[need.Name]
			node := testName
			if !ok {
				backend, node = need.Default, e.to.name
			}
			delete(provide, need.Name)
			if backend.Kind == "" {
				b.errorf("%s needs a backend %q, and neither it nor %s provides one", e.to.name, need.Name, testName)
				continue
			}
			b.backend(node, need.Name, backend)
		}
	}
	for _, n := range b.test.provide {
		if _, unused := provide[n.name]; unused {
			b.errorf("%s provides a backend %q that nothing on the path needs", testName, n.name)
		}
	}
	for _, n := range b.test.define {
		b.backend(testName, n.name, n.backend)
	}
	b.devices()
	b.checkLiterals()
}

func (b *builder) devices() {
	testName := b.path.test().name
	b.add(testName, b.test.before...)
	var plug []Prop
	last := b.lastDevice()
	if last < 0 && len(b.test.props) > 0 {
		b.errorf("%s has properties for a device, and its path plugs none in", testName)
	}
	for i, e := range b.path.edges {
		if e.to.kind == KindTest {
			break
		}
		node := e.to.name
		b.add(node, e.opts.before...)
		if e.kind == consumedBy {
			o := Option{Flag: "-device", Type: node, ID: deviceID(e.name), Props: slices.Concat(plug, e.opts.props)}
			for _, need := range e.opts.needs {
				o.Props = append(o.Props, Prop{need.Prop, Ref(need.Name)})
			}
			if i == last {
				o.Props = append(o.Props, b.test.props...)
			}
			b.add(node, o)
			b.device = o.ID
		}
		b.add(node, e.opts.after...)
		plug = e.opts.plug
	}
	b.add(testName, b.test.after...)
}

// lastDevice returns the index of the edge that plugs the last device in; -1 if
// the path has no such edge.
func (b *builder) lastDevice() int {
	for i, e := range slices.Backward(b.path.edges) {
		if e.kind == consumedBy && e.to.kind == KindDriver {
			return i
		}
	}
	return -1
}

// deviceID turns the name of an edge into an id: QEMU wants a letter first.
func deviceID(name string) string {
	id := strings.Map(func(r rune) rune {
		if r == '+' || r == ',' {
			return '-'
		}
		return r
	}, name)
	if c := id[0]; c >= '0' && c <= '9' {
		id = "d" + id
	}
	return id
}

func (b *builder) backend(node, name string, backend Backend) {
	use := BackendUse{Name: name, ID: name + "0", Backend: backend}
	if slices.ContainsFunc(b.uses, func(u BackendUse) bool { return u.Name == name }) {
		b.errorf("two backends named %q", name)
		return
	}
	if backend.Channel != NoChannel {
		use.Descriptor = qtest.FirstFile + b.nextFD
		b.nextFD++
	}
	if backend.File != 0 {
		use.File = use.ID + ".img"
	}
	b.uses = append(b.uses, use)
	o := Option{Flag: string(backend.Kind), Type: backend.Type, ID: use.ID}
	for _, p := range backend.Props {
		switch p.Value.kind {
		case descriptor:
			if use.Descriptor == 0 {
				b.errorf("backend %q has no channel for its property %q", name, p.Name)
			}
			p.Value = Int(int64(use.Descriptor))
		case scratch:
			if use.File == "" {
				b.errorf("backend %q has no file for its property %q", name, p.Name)
			}
			p.Value = Str(use.File)
		}
		o.Props = append(o.Props, p)
	}
	b.add(node, o)
}

// add appends options, resolved.
func (b *builder) add(node string, options ...Option) {
	for _, o := range options {
		o.Node = node
		o.Props = slices.Clone(o.Props)
		for i, p := range o.Props {
			switch p.Value.kind {
			case reference:
				j := slices.IndexFunc(b.uses, func(u BackendUse) bool { return u.Name == p.Value.text })
				if j < 0 {
					b.errorf("%s: property %q refers to a backend %q that nothing defines", o.Args()[0]+" "+o.Type, p.Name, p.Value.text)
					continue
				}
				o.Props[i].Value = Str(b.uses[j].ID)
			case deviceRef:
				if b.device == "" {
					b.errorf("%s: property %q refers to the path's device, and no device stands before it", o.Flag+" "+o.Type, p.Name)
					continue
				}
				o.Props[i].Value = Str(b.device + p.Value.text)
			case descriptor, scratch:
				b.errorf("%s: property %q wants what only a backend has", o.Flag+" "+o.Type, p.Name)
			}
		}
		b.options = append(b.options, o)
	}
}

// checkLiterals refuses literal references to ids that no option defines.
func (b *builder) checkLiterals() {
	defined := map[string]bool{}
	for _, o := range b.options {
		if o.ID != "" && defined[o.ID] {
			b.errorf("the id %q is given twice", o.ID)
		}
		defined[o.ID] = true
	}
	for _, o := range b.options {
		if o.Flag != "-device" {
			continue
		}
		for _, p := range o.Props {
			if slices.Contains(referring, p.Name) && !defined[p.Value.text] && p.Value.kind == literal {
				b.errorf("-device %s: %s=%s refers to an id that nothing defines", o.Type, p.Name, p.Value.text)
			}
		}
	}
}
