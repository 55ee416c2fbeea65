package graph

import "reflect"

// Kind tells the four kinds of node apart.
type Kind uint8

// The kinds of node.
const (
	KindMachine   Kind = iota + 1 // a QEMU machine, "ARCH/MACHINE"
	KindDriver                    // a device or a part of a machine
	KindInterface                 // a role that drivers produce and tests consume
	KindTest                      // the end of a path
)

// String returns the word for k that the documentation uses.
func (k Kind) String() string {
	switch k {
	case KindMachine:
		return "machine"
	case KindDriver:
		return "driver"
	case KindInterface:
		return "interface"
	case KindTest:
		return "test"
	}
	return "node of no kind"
}

// Machine is the key of a machine node with an object of type M.
type Machine[M any] struct{ name string }

// Driver is the key of a driver node with an object of type D.
type Driver[D any] struct{ name string }

// Interface is the key of an interface node; its producer hands over an I.
type Interface[I any] struct{ name string }

// NewMachine returns the key of a machine: the architecture of the QEMU binary
// that has it, a slash, and QEMU's own name of it, as in "arm/raspi2b".
func NewMachine[M any](name string) Machine[M] { return Machine[M]{name} }

// NewDriver returns the key of a driver. A driver that -device plugs in has the
// name of the device model.
func NewDriver[D any](name string) Driver[D] { return Driver[D]{name} }

// NewInterface returns the key of an interface.
func NewInterface[I any](name string) Interface[I] { return Interface[I]{name} }

// Name returns the node's name.
func (m Machine[M]) Name() string { return m.name }

// Name returns the node's name.
func (d Driver[D]) Name() string { return d.name }

// Name returns the node's name.
func (i Interface[I]) Name() string { return i.name }

// Parent is a node that hands an object of type T to the node after it on a path: a
// machine, a driver or an interface. Only the keys of this package are parents.
type Parent[T any] interface {
	Name() string
	key() key
	yields(T)
}

// key is a node's identity within a graph, with the Go type it stands for.
type key struct {
	kind Kind
	name string
	typ  reflect.Type
}

func (m Machine[M]) key() key   { return key{KindMachine, m.name, reflect.TypeFor[M]()} }
func (d Driver[D]) key() key    { return key{KindDriver, d.name, reflect.TypeFor[D]()} }
func (i Interface[I]) key() key { return key{KindInterface, i.name, reflect.TypeFor[I]()} }

func (Machine[M]) yields(M)   {}
func (Driver[D]) yields(D)    {}
func (Interface[I]) yields(I) {}
