package aml

import (
	"fmt"
	"strings"
)

// Node is an object with a name.
type Node struct {
	Path     string // absolute, "\_SB.PCI0.S08"
	Term     *Term  // that defines it
	Children []*Node
	Table    int // index of the table that has it
}

// Space is the namespace that tables define together.
type Space struct {
	Root  *Node
	Code  [][]*Term // the terms of each table
	nodes map[string]*Node
}

// Join returns a name's path in a scope. A segment for a parent above the root stays there.
func Join(scope, name string) string {
	if rest, ok := strings.CutPrefix(name, string(root)); ok {
		return string(root) + rest
	}
	for strings.HasPrefix(name, string(parent)) {
		name, scope = name[1:], above(scope)
	}
	switch {
	case name == "":
		return scope
	case scope == string(root):
		return scope + name
	default:
		return scope + "." + name
	}
}

// above returns the scope that a path is in.
func above(path string) string {
	if i := strings.LastIndexByte(path, '.'); i >= 0 {
		return path[:i]
	}
	return string(root)
}

// predefined are the objects at the root of each namespace (section 5.3.1 "Predefined Root
// Namespaces").
var predefined = []string{`\_GPE`, `\_PR`, `\_SB`, `\_SI`, `\_TZ`}

// Parse reads the AML of tables, without their headers. Its error wraps [ErrFormat].
func Parse(tables ...[]byte) (*Space, error) {
	s := &Space{Root: &Node{Path: string(root)}, nodes: map[string]*Node{}}
	s.nodes[s.Root.Path] = s.Root
	for _, path := range predefined {
		s.enter(&Node{Path: path, Table: -1})
	}
	// A call has as many arguments as its method, which may be defined behind it. So the
	// definitions are read first, and then all code.
	for i, p := range tables {
		if _, err := s.reader(p, func(scope string, t *Term) error { return s.define(i, scope, t) }).terms(); err != nil {
			return nil, fmt.Errorf("table %d: %w", i, err)
		}
	}
	for i, p := range tables {
		r := s.reader(p, func(string, *Term) error { return nil })
		r.bodies = true
		code, err := r.terms()
		if err != nil {
			return nil, fmt.Errorf("table %d, with its methods: %w", i, err)
		}
		s.Code = append(s.Code, code)
	}
	return s, nil
}

func (s *Space) reader(p []byte, defined func(string, *Term) error) *reader {
	return &reader{p: p, end: len(p), forms: forms(), scope: string(root), arguments: s.arguments, defined: defined}
}

// define enters the objects that a term defines.
func (s *Space) define(table int, scope string, t *Term) error {
	for _, name := range names(t) {
		path := Join(scope, name)
		if n, ok := s.nodes[path]; ok && n.Term != nil && n.Term.Op != External {
			return fmt.Errorf("%w: %s is defined twice", ErrFormat, path)
		}
		s.enter(&Node{Path: path, Term: t, Table: table})
	}
	return nil
}

// names returns the names that a term defines, relative to its scope.
func names(t *Term) []string {
	switch t.Op {
	case Name, Method, External, Mutex, Event, OpRegion, Device, Processor, PowerRes, ThermalZone, DataRegion:
		return t.Names[:1]
	case Alias:
		return t.Names[1:2]
	case CreateField, CreateDWord, CreateWord, CreateByte, CreateBit, CreateQWord:
		return t.Names[:1]
	default:
		var all []string
		for _, u := range t.Fields {
			all = append(all, u.Name)
		}
		return all
	}
}

// enter puts a node into the tree, or fills the one that is there. The nodes above it are made:
// a definition is read after those that it contains.
func (s *Space) enter(n *Node) {
	if old, ok := s.nodes[n.Path]; ok {
		old.Term, old.Table = n.Term, n.Table
		return
	}
	s.nodes[n.Path] = n
	up := above(n.Path)
	if _, ok := s.nodes[up]; !ok {
		s.enter(&Node{Path: up, Table: n.Table})
	}
	p := s.nodes[up]
	p.Children = append(p.Children, n)
}

// Lookup finds an object by a name in a scope: a name of one segment is also sought in the
// scopes above (section 5.3 "ACPI Namespace").
func (s *Space) Lookup(scope, name string) *Node {
	n := s.nodes[Join(scope, name)]
	if n != nil || strings.ContainsAny(name, `.\^`) {
		return n
	}
	for scope != string(root) && n == nil {
		scope = above(scope)
		n = s.nodes[Join(scope, name)]
	}
	return n
}

// At returns the object with an absolute path; nil if there is none.
func (s *Space) At(path string) *Node { return s.nodes[path] }

// arguments returns the number of arguments of a method; 0 for anything else.
func (s *Space) arguments(scope, name string) int {
	const mask, methodType = 7, 8
	n := s.Lookup(scope, name)
	switch {
	case n == nil || n.Term == nil:
		return 0
	case n.Term.Op == Method:
		return int(n.Term.Numbers[0]) & mask
	case n.Term.Op == External && n.Term.Numbers[0] == methodType:
		return int(n.Term.Numbers[1]) & mask
	default:
		return 0
	}
}

// Walk calls visit for each object, those above before those below.
func (s *Space) Walk(visit func(*Node)) { s.Root.walk(visit) }

func (n *Node) walk(visit func(*Node)) {
	visit(n)
	for _, c := range n.Children {
		c.walk(visit)
	}
}

// Devices returns the devices with a hardware ID, as "PNP0501"; with none given, all devices.
func (s *Space) Devices(ids ...string) []*Node {
	var found []*Node
	s.Walk(func(n *Node) {
		if n.Term == nil || n.Term.Op != Device {
			return
		}
		if len(ids) == 0 {
			found = append(found, n)
		}
		for _, id := range ids {
			if id == n.HardwareID() {
				found = append(found, n)
			}
		}
	})
	return found
}

// Child returns the object with that name in n; nil if there is none.
func (n *Node) Child(name string) *Node {
	path := Join(n.Path, name)
	for _, c := range n.Children {
		if c.Path == path {
			return c
		}
	}
	return nil
}

// Value returns the term of the object with that name in n, if that is a constant or another
// term behind a Name; nil if there is none, and if it is a method.
func (n *Node) Value(name string) *Term {
	c := n.Child(name)
	if c == nil || c.Term == nil || c.Term.Op != Name {
		return nil
	}
	return c.Term.Terms[0]
}

// Int returns the number with that name in n.
func (n *Node) Int(name string) (v uint64, ok bool) {
	t := n.Value(name)
	if t == nil {
		return 0, false
	}
	return t.Int()
}

// HardwareID returns _HID as text; "" if there is none, or a method has it.
func (n *Node) HardwareID() string { return n.id("_HID") }

// CompatibleID returns _CID, likewise.
func (n *Node) CompatibleID() string { return n.id("_CID") }

func (n *Node) id(name string) string {
	t := n.Value(name)
	if t == nil {
		return ""
	}
	if v, ok := t.Int(); ok {
		return EISA(uint32(v))
	}
	return t.Text
}
