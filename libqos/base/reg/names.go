package reg

import (
	"cmp"
	"reflect"
	"slices"
)

// Name is the name of a register: that of its constant.
type Name struct {
	Package string // "sdhci"
	Type    string // Go's name for the value's type: "sdhci.Present", or "uint32"
	Offset  uint64 // in the device, in bytes
	Name    string // "PresentState"
}

// names are those of the packages that the program links.
var names []Name

// Named returns the name of a register, without its package.
func Named[V Word](r Reg[V], name string) Name {
	return Name{Type: typeName[V](), Offset: uint64(r), Name: name}
}

// AddNames adds the registers of a package. Only the init function that tools/build/regnames
// writes calls it.
func AddNames(pkg string, registers ...Name) {
	for _, n := range registers {
		n.Package = pkg
		names = append(names, n)
	}
}

// Names returns the registers of all packages that the program links, in the order of package,
// type and offset; those of one offset, in the order of their declarations.
func Names() []Name {
	all := slices.Clone(names)
	slices.SortStableFunc(all, func(a, b Name) int {
		return cmp.Or(cmp.Compare(a.Package, b.Package), cmp.Compare(a.Type, b.Type), cmp.Compare(a.Offset, b.Offset))
	})
	return all
}

// typeName returns Go's name for a type.
func typeName[V Word]() string { return reflect.TypeFor[V]().String() }
