package acpi

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ErrTable is wrapped by the errors for tables that are not as the specification wants them.
var ErrTable = errors.New("acpi: invalid table")

// Memory has the machine's memory.
type Memory interface {
	// At returns size bytes at an address. It is an error if nothing was put there.
	At(address uint64, size int) ([]byte, error)
}

// headerSize is the size of the header of a table in bytes (table 5.4).
const headerSize = 36

// Table is a table with its header.
type Table struct {
	Address uint64
	Bytes   []byte
}

// Signature returns the table's name.
func (t Table) Signature() string { return string(t.Bytes[:4]) }

// Revision returns the revision of the table's format.
func (t Table) Revision() byte { return t.Bytes[8] }

// OEM returns the OEM ID and the OEM table ID, without the bytes that fill them up.
func (t Table) OEM() (id, table string) {
	return fill(t.Bytes[10:16]), fill(t.Bytes[16:24])
}

func fill(p []byte) string { return strings.TrimRight(string(p), " \x00") }

// Body returns the bytes behind the header.
func (t Table) Body() []byte { return t.Bytes[headerSize:] }

// Int returns a number of size bytes at an offset; 0 if the table ends before.
func (t Table) Int(offset, size int) uint64 { return number(t.Bytes, offset, size) }

func number(p []byte, offset, size int) uint64 {
	var v [8]byte
	if offset+size <= len(p) {
		copy(v[:], p[offset:offset+size])
	}
	return binary.LittleEndian.Uint64(v[:])
}

// Set is all tables that a pointer leads to.
type Set struct {
	RSDP   []byte
	Roots  []Table // XSDT and RSDT, as far as there are
	Tables []Table // those that a root lists, and the DSDT
	FACS   Table   // Bytes is nil if there is none
}

// Table returns the first table with that signature.
func (s *Set) Table(signature string) (Table, bool) {
	for _, t := range s.Tables {
		if t.Signature() == signature {
			return t, true
		}
	}
	return Table{}, false
}

// All returns all tables with one of the signatures.
func (s *Set) All(signatures ...string) []Table {
	var all []Table
	for _, t := range s.Tables {
		for _, name := range signatures {
			if t.Signature() == name {
				all = append(all, t)
			}
		}
	}
	return all
}

// Repeated returns the signatures, but for SSDT, that more than one table has. There is one table
// of each other kind that this package knows (section 5.2.6, table 5.5).
func (s *Set) Repeated() []string {
	count := map[string]int{}
	for _, t := range s.Tables {
		count[t.Signature()]++
	}
	var all []string
	for name, n := range count {
		if n > 1 && name != "SSDT" {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	return all
}

// finder collects tables and their faults.
type finder struct {
	memory Memory
	set    *Set
	errs   []error
}

func (f *finder) wrong(format string, args ...any) {
	f.errs = append(f.errs, fmt.Errorf("%w: %s", ErrTable, fmt.Sprintf(format, args...)))
}

// Sizes of the RSDP in bytes: of the first version, and of the second (table 5.3).
const (
	rsdpSize1 = 20
	rsdpSize2 = 36
)

// Find follows the RSDP at an address to all tables. It returns those that it found, and an
// error that lists everything that is wrong.
func Find(memory Memory, address uint64) (*Set, error) {
	f := &finder{memory: memory, set: &Set{}}
	f.rsdp(address)
	if len(f.set.Roots) == 2 {
		f.sameTables()
	}
	if len(f.set.Roots) > 0 {
		size := 4
		if f.set.Roots[0].Signature() == "XSDT" {
			size = 8
		}
		f.list(f.set.Roots[0], size)
	}
	f.fixed()
	f.overlaps()
	return f.set, errors.Join(f.errs...)
}

// rsdp reads the RSDP and the roots.
func (f *finder) rsdp(address uint64) {
	p, err := f.memory.At(address, rsdpSize1)
	if err != nil {
		f.wrong("RSDP: %v", err)
		return
	}
	if address%16 != 0 {
		f.wrong("RSDP at %#x, want a multiple of 16", address)
	}
	if !bytes.HasPrefix(p, []byte("RSD PTR ")) {
		f.wrong("RSDP begins with %q", p[:8])
	}
	if s := sum(p); s != 0 {
		f.wrong("RSDP: the sum of its first %d bytes is %#x, want 0", rsdpSize1, s)
	}
	f.set.RSDP = p
	if revision := p[15]; revision >= 2 {
		f.rsdp2(address)
	}
	if at := number(p, 16, 4); at != 0 {
		f.root("RSDT", at)
	}
	if len(f.set.Roots) == 0 {
		f.wrong("RSDP leads to no table")
	}
}

func (f *finder) rsdp2(address uint64) {
	p, err := f.memory.At(address, rsdpSize2)
	if err != nil {
		f.wrong("RSDP of revision 2: %v", err)
		return
	}
	f.set.RSDP = p
	if n := number(p, 20, 4); n != rsdpSize2 {
		f.wrong("RSDP of revision 2: its length is %d, want %d", n, rsdpSize2)
	}
	if s := sum(p); s != 0 {
		f.wrong("RSDP: the sum of its %d bytes is %#x, want 0", rsdpSize2, s)
	}
	f.root("XSDT", number(p, 24, 8))
}

func (f *finder) root(signature string, at uint64) {
	t, ok := f.table(at)
	if !ok {
		return
	}
	if t.Signature() != signature {
		f.wrong("%s at %#x has the signature %q", signature, at, t.Signature())
		return
	}
	f.set.Roots = append(f.set.Roots, t)
}

func sum(p []byte) byte {
	var s byte
	for _, b := range p {
		s += b
	}
	return s
}

// table reads a table and checks its header (section 5.2.6 "System Description
// Table Header").
func (f *finder) table(at uint64) (Table, bool) {
	head, err := f.memory.At(at, headerSize)
	if err != nil {
		f.wrong("table at %#x: %v", at, err)
		return Table{}, false
	}
	signature, length := string(head[:4]), number(head, 4, 4)
	p, err := f.memory.At(at, int(length))
	if err != nil || length < headerSize {
		f.wrong("%q at %#x has a length of %d: %v", signature, at, length, err)
		return Table{}, false
	}
	for _, c := range []byte(signature) {
		if (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			f.wrong("the table at %#x has the signature %q", at, signature)
			break
		}
	}
	if s := sum(p); s != 0 {
		f.wrong("%s at %#x: the sum of its bytes is %#x, want 0", signature, at, s)
	}
	return Table{at, p}, true
}

// list reads the tables that a root lists.
func (f *finder) list(root Table, size int) {
	if len(root.Body())%size != 0 {
		f.wrong("%s has %d bytes of addresses of %d", root.Signature(), len(root.Body()), size)
	}
	for i := headerSize; i+size <= len(root.Bytes); i += size {
		if t, ok := f.table(root.Int(i, size)); ok {
			f.set.Tables = append(f.set.Tables, t)
		}
	}
}

// sameTables checks that both roots list the same tables.
func (f *finder) sameTables() {
	x, r := f.set.Roots[0], f.set.Roots[1]
	if len(x.Body())/8 != len(r.Body())/4 {
		f.wrong("XSDT lists %d tables, RSDT %d", len(x.Body())/8, len(r.Body())/4)
		return
	}
	for i := range len(x.Body()) / 8 {
		if a, b := x.Int(headerSize+8*i, 8), r.Int(headerSize+4*i, 4); a != b {
			f.wrong("table %d is at %#x for the XSDT, at %#x for the RSDT", i, a, b)
		}
	}
}

// Offsets in the FADT (table 5.9).
const (
	fadtFACS  = 36
	fadtDSDT  = 40
	fadtFlags = 112
	fadtXFACS = 132
	fadtXDSDT = 140
)

// fixed reads the tables that the FADT leads to (sections 5.2.9 and 5.2.10).
func (f *finder) fixed() {
	fadt, ok := f.set.Table("FACP")
	if !ok {
		f.wrong("there is no FADT")
		return
	}
	at := f.either(fadt, "DSDT", fadtDSDT, fadtXDSDT)
	if dsdt, ok := f.table(at); ok {
		if dsdt.Signature() != "DSDT" {
			f.wrong("the DSDT at %#x has the signature %q", at, dsdt.Signature())
		}
		f.set.Tables = append(f.set.Tables, dsdt)
	}
	if at = f.either(fadt, "FACS", fadtFACS, fadtXFACS); at != 0 {
		f.facs(at)
	} else if !ReducedHardware(fadt) {
		f.wrong("there is no FACS")
	}
}

// either returns an address that the FADT has with 32 and with 64 bits; one may be 0.
func (f *finder) either(fadt Table, what string, short, long int) uint64 {
	a, b := fadt.Int(short, 4), fadt.Int(long, 8)
	if a != 0 && b != 0 && a != b {
		f.wrong("the %s is at %#x with 32 bits, at %#x with 64", what, a, b)
	}
	if b != 0 {
		return b
	}
	return a
}

// ReducedHardware reports whether a FADT says that the machine has no ACPI hardware (table
// 5.10, HW_REDUCED_ACPI).
func ReducedHardware(fadt Table) bool { return fadt.Int(fadtFlags, 4)&(1<<20) != 0 }

// facs reads the FACS, which has neither a header nor a checksum.
func (f *finder) facs(at uint64) {
	const size, align = 64, 64
	p, err := f.memory.At(at, size)
	if err != nil {
		f.wrong("FACS: %v", err)
		return
	}
	if string(p[:4]) != "FACS" || number(p, 4, 4) != size {
		f.wrong("FACS begins with %q and has a length of %d", p[:4], number(p, 4, 4))
	}
	if at%align != 0 {
		f.wrong("FACS at %#x, want a multiple of %d", at, align)
	}
	f.set.FACS = Table{at, p}
}

// overlaps checks that no two tables share memory. Whether a root lists one twice is for
// [Set.Repeated].
func (f *finder) overlaps() {
	all := append(f.set.Roots[:len(f.set.Roots):len(f.set.Roots)], f.set.Tables...)
	if f.set.FACS.Bytes != nil {
		all = append(all, f.set.FACS)
	}
	for i, a := range all {
		for _, b := range all[:i] {
			if a.Address != b.Address && a.Address < b.Address+uint64(len(b.Bytes)) && b.Address < a.Address+uint64(len(a.Bytes)) {
				f.wrong("%s at %#x and %s at %#x overlap", a.Signature(), a.Address, b.Signature(), b.Address)
			}
		}
	}
}
