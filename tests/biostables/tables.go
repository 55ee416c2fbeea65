package biostables

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/firmware/tableloader"
	"github.com/qgraph/qgraph/libqos/protocol/acpi"
	"github.com/qgraph/qgraph/qtest"
)

// loader checks that the script leaves no byte of the tables out: each table is summed, and
// the files with tables are there.
func loader(t *run.T, m *machine) {
	summed := map[uint64]bool{} // addresses of bytes that hold a checksum
	for _, c := range m.loaded.Commands {
		if c.Kind != tableloader.AddChecksum {
			continue
		}
		f, err := m.loaded.File(c.File)
		t.Must(err)
		summed[f.Address+uint64(c.Offset)] = true
	}
	const checksum = 9
	for _, table := range append(m.tables.Roots, m.tables.Tables...) {
		if !summed[table.Address+checksum] && table.Signature() != slicSignature { // the user's is complete
			t.Errorf("no command sums %s at %#x", table.Signature(), table.Address)
		}
	}
	file, err := m.loaded.File(tablesFile)
	t.Must(err)
	for _, table := range m.tables.Tables {
		if table.Address < file.Address || table.Address >= file.Address+uint64(len(file.Bytes)) {
			t.Errorf("%s at %#x is not in %s", table.Signature(), table.Address, tablesFile)
		}
	}
}

// oneOfEach checks that no table is listed twice.
func oneOfEach(t *run.T, m *machine) {
	if again := m.tables.Repeated(); len(again) > 0 {
		t.Errorf("tables that are there more than once: %q", again)
	}
}

// structures checks that tables which consist of structures end with one, and that these
// have the lengths of their types.
func structures(t *run.T, m *machine) {
	for _, table := range m.tables.All("APIC", "SRAT", "PPTT", "HMAT", "DMAR", "IVRS", "IORT", "RHCT", "VIOT", "NFIT", "CEDT") {
		if _, err := table.Structures(); err != nil {
			t.Error(err)
		}
	}
}

// fixedRegisters checks the registers in the FADT of a machine without ACPI hardware (section
// 5.2.9). On others the firmware puts them into place.
func fixedRegisters(t *run.T, m *machine) {
	fadt := m.table(t, "FACP")
	if !acpi.ReducedHardware(fadt) {
		const sci, want = 46, 9 // a PC's
		if got := fadt.Int(sci, 2); got != want {
			t.Errorf("SCI_INT = %d, want %d", got, want)
		}
		return
	}
	for offset, name := range map[int]string{116: "RESET_REG", 244: "SLEEP_CONTROL_REG", 256: "SLEEP_STATUS_REG"} {
		const address = 4
		at := fadt.Int(offset+address, 8)
		if at == 0 {
			continue
		}
		v := m.memory
		if space := fadt.Int(offset, 1); space == 1 {
			v = m.ports
		}
		if r, ok := answers(v, at); !ok {
			t.Errorf("%s = %#x, where nothing answers: %v", name, at, r)
		}
	}
}

// hpet checks that the HPET table is there with the timer, and has its address and ID (IA-PC HPET
// 1.0a, section 3.2.4 "The ACPI 2.0 HPET Description Table").
func hpet(t *run.T, m *machine) {
	const id, base = 36, 44
	var at uint64
	for _, r := range m.memory.Ranges {
		if r.Region == "hpet" {
			at = r.First
		}
	}
	table, ok := m.tables.Table("HPET")
	if ok != (at != 0) {
		t.Fatalf("there is an HPET at %#x, and a table: %t", at, ok)
	}
	if !ok {
		return
	}
	if got := table.Int(base, 8); got != at {
		t.Errorf("base address = %#x, want %#x", got, at)
	}
	capabilities, err := m.Read(t.Context(), qtest.Width32, at)
	t.Must(err)
	if got := table.Int(id, 4); got != capabilities {
		t.Errorf("Event Timer Block ID = %#x, want %#x as in the timer", got, capabilities)
	}
}

// configurationSpace checks that the addresses of the MCFG are those of the configuration space
// (PCI Firmware 3.0, section 4.1.2 "MCFG Table Description").
func configurationSpace(t *run.T, m *machine) {
	const first, entry = 44, 16
	table, ok := m.tables.Table("MCFG")
	if !ok {
		return
	}
	if n := len(table.Bytes) - first; n <= 0 || n%entry != 0 {
		t.Fatalf("MCFG has %d bytes of entries of %d", n, entry)
	}
	for at := first; at < len(table.Bytes); at += entry {
		base, start, end := table.Int(at, 8), table.Int(at+10, 1), table.Int(at+11, 1)
		if start > end {
			t.Errorf("MCFG has buses from %d to %d, want the first one first", start, end)
		}
		const perBus = 20 // a bus has 1 MiB
		for _, where := range []uint64{base + start<<perBus, base + (end+1)<<perBus - 1} {
			if r, ok := m.memory.At(where); !ok || r.Hole {
				t.Errorf("configuration space of buses %d to %d at %#x: nothing answers at %#x: %v", start, end, base, where, r)
			}
		}
		const none = 0xffff
		vendor, err := m.Read(t.Context(), qtest.Width16, base+start<<perBus)
		t.Must(err)
		if vendor == none {
			t.Errorf("configuration space at %#x has no host bridge", base+start<<perBus)
		}
	}
}

// console checks that the SPCR leads to a serial port (Serial Port Console Redirection Table,
// revision 1.10).
func console(t *run.T, m *machine) {
	table, ok := m.tables.Table("SPCR")
	if !ok {
		return
	}
	const space, address = 40, 44
	at, v := table.Int(address, 8), m.memory
	if table.Int(space, 1) == 1 {
		v = m.ports
	}
	if r, ok := answers(v, at); !ok || r.First != at {
		t.Errorf("the console is at %#x, where no device begins: %v", at, r)
	}
}
