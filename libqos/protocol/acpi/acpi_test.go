package acpi_test

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/protocol/acpi"
)

// memory is memory with tables, by their addresses.
type memory map[uint64][]byte

func (m memory) At(address uint64, size int) ([]byte, error) {
	for at, p := range m {
		if address >= at && address-at+uint64(size) <= uint64(len(p)) {
			return p[address-at:][:size], nil
		}
	}
	return nil, fmt.Errorf("nothing at %#x", address)
}

// table returns the bytes of a table with a header and the right sum.
func table(signature string, body ...byte) []byte {
	p := make([]byte, 36, 36+len(body))
	copy(p, signature)
	p = append(p, body...)
	binary.LittleEndian.PutUint32(p[4:], uint32(len(p)))
	return summed(p, 9)
}

func summed(p []byte, at int) []byte {
	var sum byte
	for _, b := range p {
		sum += b
	}
	p[at] -= sum
	return p
}

// Addresses of the tables in a machine.
const (
	rsdp = 0x1000
	rsdt = 0x2000
	fadt = 0x3000
	dsdt = 0x4000
	madt = 0x5000
	facs = 0x6000
)

// machine returns the memory of a machine with a processor.
func machine() memory {
	root := make([]byte, 20)
	copy(root, "RSD PTR ")
	binary.LittleEndian.PutUint32(root[16:], rsdt)
	fixed := make([]byte, 80)
	binary.LittleEndian.PutUint32(fixed, facs)
	binary.LittleEndian.PutUint32(fixed[4:], dsdt)
	control := make([]byte, 64)
	copy(control, "FACS\x40")
	return memory{
		rsdp: summed(root, 8),
		rsdt: table("RSDT", 0, 0x30, 0, 0, 0, 0x50, 0, 0),
		fadt: table("FACP", fixed...),
		dsdt: table("DSDT"),
		madt: table("APIC", 0, 0, 0xe0, 0xfe, 1, 0, 0, 0, 0, 8, 0, 0, 1, 0, 0, 0),
		facs: control,
	}
}

func TestFind(t *testing.T) {
	set, err := acpi.Find(machine(), rsdp)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, table := range set.Tables {
		got = append(got, table.Signature())
	}
	if diff := cmp.Diff([]string{"FACP", "APIC", "DSDT"}, got); diff != "" {
		t.Errorf("tables (-want +got):\n%s", diff)
	}
	m, _ := set.Table("APIC")
	all, err := m.Structures()
	if err != nil || len(all) != 1 || all[0].Int(4, 4) != 1 {
		t.Errorf("Structures = %v, %v, want a Local APIC", all, err)
	}
	if again := set.Repeated(); again != nil {
		t.Errorf("Repeated = %q, want none", again)
	}
}

// TestFaults changes one thing at a time.
func TestFaults(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(m memory)
		want   string
	}{
		{"RSDP's sum", func(m memory) { m[rsdp][15]++; m[rsdp][10]++ }, "RSDP: the sum"},
		{"RSDP's signature", func(m memory) { m[rsdp][0] = 'X' }, `RSDP begins with "XSD PTR "`},
		{"a table's sum", func(m memory) { m[madt][40]++ }, "APIC at 0x5000: the sum"},
		{"pointer to nowhere", func(m memory) { m[rsdt][37] = 0x77 }, "table at 0x7700"},
		{"length", func(m memory) { m[dsdt][5] = 1 }, `"DSDT" at 0x4000 has a length of 292`},
		{"no DSDT", func(m memory) { copy(m[dsdt], "SSDT") }, `has the signature "SSDT"`},
		{"no FADT", func(m memory) { copy(m[fadt], "XXXX") }, "there is no FADT"},
		{"FACS", func(m memory) { m[facs][4] = 63 }, "FACS begins with"},
		{"no FACS", func(m memory) { m[fadt][37] = 0 }, "there is no FACS"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			m := machine()
			tc.change(m)
			if _, err := acpi.Find(m, rsdp); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("Find: error %v, want %q in it", err, tc.want)
			}
		})
	}
}

func TestStructures(t *testing.T) {
	for _, tc := range []struct {
		name   string
		table  []byte
		fails  bool
		number int
	}{
		{"length 0", table("APIC", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), true, 0},
		{"beyond the end", table("APIC", 0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0), true, 0},
		{"wrong for its type", table("APIC", 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0), true, 0},
		{"unknown type", table("APIC", 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0), false, 1},
		{"other table", table("MCFG"), true, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := acpi.Table{Bytes: tc.table}.Structures()
			if (err != nil) != tc.fails || len(got) != tc.number {
				t.Errorf("Structures = %v, %v, want %d, an error: %t", got, err, tc.number, tc.fails)
			}
		})
	}
}
