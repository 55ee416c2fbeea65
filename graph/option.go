package graph

import (
	"strconv"
	"strings"
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
	Name  string // "" for a value that stands alone, as in "-serial chardev:line"
	Value Value
}

// P is short for a property with a literal value.
func P(name, value string) Prop { return Prop{name, Str(value)} }

// Value is the value of a property: a literal, or a reference that the
// framework fills in.
type Value struct {
	kind   valueKind
	text   string
	prefix string // of a reference: what stands before the id
}

type valueKind uint8

const (
	literal    valueKind = iota
	reference            // the id of the backend of that name
	descriptor           // the number of the backend's own descriptor
	scratch              // the backend's own file
	socket               // the backend's own socket
	deviceRef            // the id of the path's last device so far, with a suffix
)

// Str is a literal value.
func Str(s string) Value { return Value{kind: literal, text: s} }

// Int is a literal number.
func Int(n int64) Value { return Value{kind: literal, text: strconv.FormatInt(n, 10)} }

// Ref is the id of the backend that a key names.
func Ref(k BackendKey) Value { return RefAfter("", k) }

// RefAfter is [Ref] with a text before the id, as in "-serial chardev:line".
func RefAfter(prefix string, k BackendKey) Value {
	return Value{kind: reference, text: k.Name(), prefix: prefix}
}

// FD, in a [Backend], is the descriptor of its channel. See [Backend.Channel].
func FD() Value { return Value{kind: descriptor} }

// File, in a [Backend], is the path of its scratch file. See [Backend.File].
func File() Value { return Value{kind: scratch} }

// Socket, in a [Backend] or its [Helper], is the name of its socket. The name is short
// and relative to QEMU's folder: the name of a socket has 107 bytes at most. See
// [TestListens], [QEMUListens] and [Backend.Helper].
func Socket() Value { return Value{kind: socket} }

// DeviceID is the id of the last device that the path plugs in before the option,
// followed by suffix: DeviceID(".0") is its first bus. In an option of a test it is
// the path's last device, in [Plug] the device that produces the bus.
func DeviceID(suffix string) Value { return Value{kind: deviceRef, text: suffix} }

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
		if p.Name == "" {
			parts = append(parts, escape(p.Value.String()))
			continue
		}
		named(p.Name, p.Value.String())
	}
	if len(parts) == 0 {
		return []string{o.Flag}
	}
	return []string{o.Flag, strings.Join(parts, ",")}
}

// escape doubles commas: QEMU's option parser ends a value at a single one.
func escape(s string) string { return strings.ReplaceAll(s, ",", ",,") }

// String returns the text of v on a command line, or a placeholder if it is not
// filled in yet.
func (v Value) String() string {
	switch v.kind {
	case reference:
		return v.prefix + "<id of " + v.text + ">"
	case descriptor:
		return "<descriptor>"
	case scratch:
		return "<file>"
	case socket:
		return "<socket>"
	case deviceRef:
		return "<device>" + v.text
	}
	return v.text
}
