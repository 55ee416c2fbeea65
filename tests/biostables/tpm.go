package biostables

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/swtpm"
	"github.com/qgraph/qgraph/libqos/device/firmware/tableloader"
	"github.com/qgraph/qgraph/libqos/protocol/acpi"
	"github.com/qgraph/qgraph/libqos/protocol/aml"
)

// tpmModule is the far end of the module of the tests.
var tpmModule = graph.NewHandle("tpm-module")

// tpmRows are the tests of a trusted platform module with the registers of a FIFO, of both versions
// (TCG ACPI Specification 1.4).
func tpmRows() []row {
	var rows []row
	for _, r := range []struct {
		name    string
		version swtpm.Version
		id      string // in the namespace
		further func(*run.T, *machine)
	}{
		{"tpm12-tis", swtpm.Version1, "PNP0C31", tcpa},
		{"tpm2-tis", swtpm.Version2, "MSFT0101", tpm2},
	} {
		const registers = 0xfed4_0000
		rows = append(rows, row{
			name: r.name, from: tableloader.Q35, further: all(present(r.id, aml.Memory, registers), r.further), options: []graph.Option{
				{Flag: "-tpmdev", Type: "emulator", ID: "tpm", Props: []graph.Prop{{Name: "chardev", Value: graph.Ref(tpmModule)}}},
				device("tpm-tis", graph.P("tpmdev", "tpm")),
			},
		}.with(graph.Define(tpmModule, swtpm.Socket(r.version))))
	}
	return rows
}

// tcpa checks the table of version 1.2 (section 7 "TCG ACPI Table for TPM 1.2").
func tcpa(t *run.T, m *machine) {
	t.Step("TCPA", func() {
		const client = 0
		table := m.table(t, "TCPA")
		if class := table.Int(36, 2); class != client {
			t.Errorf("platform class = %d, want %d", class, client)
		}
		eventLog(t, m, table, 38, 42)
	})
}

// tpm2 checks the table of version 2.0 (section 8 "TCG ACPI Table for TPM 2.0").
func tpm2(t *run.T, m *machine) {
	t.Step("TPM2", func() {
		const client, fifo = 0, 6
		table := m.table(t, "TPM2")
		if class, control, method := table.Int(36, 2), table.Int(40, 8), table.Int(48, 4); class != client || control != 0 || method != fifo {
			t.Errorf("platform class %d, control area at %#x, start method %d, want %d, 0, %d", class, control, method, client, fifo)
		}
		eventLog(t, m, table, 64, 68)
	})
}

// eventLog checks that length and address of the event log are those of the memory that a firmware
// gave it.
func eventLog(t *run.T, m *machine, table acpi.Table, length, address int) {
	t.Helper()
	log, err := m.loaded.File("etc/tpm/log")
	t.Must(err)
	if size, at := table.Int(length, 4), table.Int(address, 8); size != uint64(len(log.Bytes)) || at != log.Address {
		t.Errorf("%s: the log has %#x bytes at %#x, want %#x at %#x", table.Signature(), size, at, len(log.Bytes), log.Address)
	}
}
