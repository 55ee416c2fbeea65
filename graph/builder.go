package graph

import (
	"fmt"
	"slices"
	"strings"
)

// referring are the device properties whose value is the id of something else.
// A literal there must name an id that the command line defines.
var referring = []string{"netdev", "drive", "chardev", "fsdev", "audiodev", "iothread", "memdev", "pmrdev", "hostmem"}

// builder puts a command line together.
type builder struct {
	path    Path
	test    testOptions
	options []Option
	uses    []BackendUse
	device  string // id of the last device so far
	errs    []error
}

func (b *builder) errorf(format string, args ...any) {
	b.errs = append(b.errs, fmt.Errorf(format, args...))
}

// collect gathers the backends, in the order of the path, and gives out their ids.
func (b *builder) collect() {
	provide := map[string]Backend{}
	for _, n := range b.test.provide {
		provide[n.name] = n.backend
	}
	test := b.path.test().name
	m := b.path.machine()
	if t, node := b.path.ram(); node != nil && m.machine.opts.ramSize != 0 {
		b.use(BackendUse{Name: ramName, Backend: t.shared(m.machine.opts.ramSize), node: node.name})
	}
	for _, n := range m.machine.opts.define {
		b.use(BackendUse{Name: n.name, Backend: n.backend, node: m.name})
	}
	for _, e := range b.path.edges {
		for _, need := range e.opts.needs {
			backend, provided := provide[need.name]
			node := test
			if !provided {
				backend, node = need.fallback, e.name
			}
			delete(provide, need.name)
			if backend.Kind == "" {
				b.errorf("%s needs a backend %q, but neither it nor %s provides one", e.name, need.name, test)
				continue
			}
			b.use(BackendUse{Name: need.name, Backend: backend, node: node, need: need.name})
		}
		for _, n := range e.opts.define {
			b.use(BackendUse{Name: n.name, Backend: n.backend, node: e.name})
		}
	}
	for _, n := range b.test.provide {
		if _, unused := provide[n.name]; unused {
			b.errorf("%s provides a backend %q that nothing on the path needs", test, n.name)
		}
	}
	for _, n := range b.test.define {
		b.use(BackendUse{Name: n.name, Backend: n.backend, node: test, need: n.name})
	}
}

func (b *builder) use(use BackendUse) {
	if b.find(use.Name) != nil {
		b.errorf("two backends named %q", use.Name)
		return
	}
	use.ID = use.Name + "0"
	if use.Backend.File != 0 {
		use.File = use.ID + ".img"
	}
	if use.Backend.Channel.Named() || use.Backend.Helper != nil {
		use.Socket = use.ID + ".sock"
	}
	switch {
	case use.Backend.Helper != nil && use.Backend.Channel != NoChannel:
		b.errorf("backend %q has both a helper and a channel", use.Name)
	case use.Backend.Serve != nil && use.Backend.Channel != TestListens:
		b.errorf("backend %q has a server, but the test does not listen", use.Name)
	}
	b.uses = append(b.uses, use)
}

// find returns the backend with that name, nil if there is none.
func (b *builder) find(name string) *BackendUse {
	i := slices.IndexFunc(b.uses, func(u BackendUse) bool { return u.Name == name })
	if i < 0 {
		return nil
	}
	return &b.uses[i]
}

// order puts each backend after those that it refers to, and leaves the order as it
// is otherwise; then it numbers the descriptors.
func (b *builder) order() {
	var sorted []BackendUse
	done := map[string]bool{}
	var chain []string // backends that refer to one another, the first to the second
	var visit func(u BackendUse)
	visit = func(u BackendUse) {
		if i := slices.Index(chain, u.Name); i >= 0 {
			b.errorf("backends refer to each other in a circle: %s", strings.Join(append(slices.Clone(chain[i:]), u.Name), " → "))
			return
		}
		if done[u.Name] {
			return
		}
		chain = append(chain, u.Name)
		for _, p := range u.Backend.Props {
			if other := b.find(p.Value.text); p.Value.kind == reference && other != nil {
				visit(*other)
			}
		}
		chain = chain[:len(chain)-1]
		done[u.Name] = true
		sorted = append(sorted, u)
	}
	for _, u := range b.uses {
		visit(u)
	}
	b.uses = sorted
	next := FirstDescriptor
	for i := range b.uses {
		if b.uses[i].Backend.Channel.Pair() {
			b.uses[i].Descriptor = next
			next++
		}
	}
}

func (b *builder) machine() {
	m := b.path.machine()
	_, name, _ := strings.Cut(m.name, "/")
	b.add(m.name, m.machine.opts.before...)
	props := m.machine.opts.props
	if use := b.find(ramName); use != nil {
		props = append(slices.Clip(props), Prop{"memory-backend", Str(use.ID)})
	}
	high := b.path.highRAM()
	if high != nil {
		props = append(slices.Clip(props), high.Props...)
	}
	b.add(m.name, Option{Flag: "-M", Type: name, Props: props})
	if high != nil {
		b.add(m.name, high.Options...)
	}
	b.add(m.name, m.machine.opts.after...)
}

// backends adds the backends, all of them before the first device.
func (b *builder) backends() {
	for i := range b.uses {
		u := &b.uses[i]
		o := Option{Flag: string(u.Backend.Kind), Type: u.Backend.Type, ID: u.ID, Props: b.own(u, u.Backend.Props)}
		b.add(u.node, o)
		if u.Backend.Helper == nil {
			continue
		}
		for _, o := range u.Backend.Helper.Options {
			o.Props = b.own(u, o.Props)
			u.HelperArgs = append(u.HelperArgs, o.Args()...)
		}
	}
}

// own returns properties with the values that are a backend's own.
func (b *builder) own(u *BackendUse, props []Prop) []Prop {
	var filled []Prop
	for _, p := range props {
		switch p.Value.kind {
		case descriptor:
			if u.Descriptor == 0 {
				b.errorf("backend %q has no channel for its property %q", u.Name, p.Name)
			}
			p.Value = Int(int64(u.Descriptor))
		case scratch:
			if u.File == "" {
				b.errorf("backend %q has no file for its property %q", u.Name, p.Name)
			}
			p.Value = Str(u.File)
		case socket:
			if u.Socket == "" {
				b.errorf("backend %q has no socket for its property %q", u.Name, p.Name)
			}
			p.Value = Str(u.Socket)
		}
		filled = append(filled, p)
	}
	return filled
}

func (b *builder) devices() {
	test := b.path.test().name
	b.add(test, b.test.before...)
	var plug []Prop
	last := b.lastDevice()
	if last < 0 && len(b.test.props) > 0 {
		b.errorf("%s has properties for a device, but its path plugs none in", test)
	}
	for i, e := range b.path.edges {
		if e.to.kind == KindTest {
			break
		}
		node := e.name
		b.add(node, e.opts.before...)
		if e.kind == consumedBy {
			o := Option{Flag: "-device", Type: e.model(), ID: deviceID(e.name), Props: slices.Concat(plug, e.opts.props)}
			for _, need := range e.opts.needs {
				o.Props = append(o.Props, Prop{need.prop, Ref(need)})
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
	b.add(test, b.test.after...)
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

// add appends options, resolved.
func (b *builder) add(node string, options ...Option) {
	for _, o := range options {
		o.Node = node
		o.Props = slices.Clone(o.Props)
		for i, p := range o.Props {
			switch p.Value.kind {
			case reference:
				use := b.find(p.Value.text)
				if use == nil {
					b.errorf("%s: property %q refers to a backend %q that nothing defines", o.Flag+" "+o.Type, p.Name, p.Value.text)
					continue
				}
				o.Props[i].Value = Str(p.Value.prefix + use.ID)
			case deviceRef:
				if b.device == "" {
					b.errorf("%s: property %q refers to the path's device, but no device comes before it", o.Flag+" "+o.Type, p.Name)
					continue
				}
				o.Props[i].Value = Str(b.device + p.Value.text)
			case descriptor, scratch, socket:
				b.errorf("%s: property %q has a value that only a backend can have", o.Flag+" "+o.Type, p.Name)
			}
		}
		b.options = append(b.options, o)
	}
}

// isSize reports whether a text is a size, as that of a GPU's hostmem, and no id: those begin
// with a letter.
func isSize(text string) bool { return text != "" && '0' <= text[0] && text[0] <= '9' }

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
			if slices.Contains(referring, p.Name) && !defined[p.Value.text] && p.Value.kind == literal && !isSize(p.Value.text) {
				b.errorf("-device %s: %s=%s refers to an id that nothing defines", o.Type, p.Name, p.Value.text)
			}
		}
	}
}
