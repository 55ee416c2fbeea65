package biostables

import (
	"bytes"
	"context"
	"encoding/binary"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/firmware/tableloader"
	"github.com/qgraph/qgraph/qtest"
)

// The device that keeps records of errors: the addresses that a firmware gives its two ranges, and
// the size of the second in bytes (QEMU 11.1, docs/specs/acpi_erst.rst, "PCI Interface").
const (
	erstRegisters = 0xe000_0000
	erstBuffer    = 0xe000_2000
	erstSize      = 8 << 10
)

func erstOptions() []graph.Option {
	return []graph.Option{
		{Flag: "-object", Type: "memory-backend-file", ID: "records", Props: []graph.Prop{
			graph.P("size", "64K"), graph.P("mem-path", "."), graph.P("share", "on"),
		}},
		device("acpi-erst", slotted(testSlot), graph.P("memdev", "records")),
	}
}

// placeERST gives the device its addresses, which the table has.
func placeERST(t *run.T, s *tableloader.Source) {
	const bar0, bar1, command, memory = 0x10, 0x14, 4, 2
	configure(t, s, testSlot, bar0, erstRegisters)
	configure(t, s, testSlot, bar1, erstBuffer)
	configure(t, s, testSlot, command, memory)
}

// The actions of the table (section 18.5.1.1 "Serialization Actions").
const (
	beginWrite      = 0x0
	beginRead       = 0x1
	beginClear      = 0x2
	endOperation    = 0x3
	setOffset       = 0x4
	execute         = 0x5
	checkBusy       = 0x6
	commandStatus   = 0x7
	getIdentifier   = 0x8
	setIdentifier   = 0x9
	recordCount     = 0xa
	rangeAddress    = 0xd
	rangeLength     = 0xe
	rangeAttributes = 0xf
)

// The status of an operation (section 18.5.1.1, "Command Status").
const (
	succeeded = 0
	notFound  = 5
)

// noRecord is the identifier of no record (section 18.5.1.1, GET_RECORD_IDENTIFIER).
const noRecord = ^uint64(0)

// store is the store of records, as an operating system uses it: by the instructions of the table.
type store struct {
	t       *run.T
	m       *machine
	actions map[uint64][]instruction
}

// instruction is an entry of the table (section 18.5.1.2 "Serialization Instruction Entries").
type instruction struct {
	kind, address, value, mask uint64
	width                      qtest.Width
}

// erst checks the table by storing, reading and clearing a record with it (section 18.5).
func erst(t *run.T, m *machine) {
	s := &store{t, m, map[uint64][]instruction{}}
	t.Step("serialization actions", s.read)
	t.Step("error log range", func() {
		s.expect("address", rangeAddress, erstBuffer)
		s.expect("length", rangeLength, erstSize)
		s.expect("attributes", rangeAttributes, 0)
	})
	const id, other, offset = 0x0123_4567_89ab_cdef, 0x1122_3344_5566_7788, 0x100
	record := errorRecord(id)
	t.Step("empty store", func() {
		s.expect("records", recordCount, 0)
		s.expect("first record", getIdentifier, noRecord)
	})
	t.Step("write of a record", func() {
		t.Must(m.WriteMemory(t.Context(), erstBuffer+offset, record))
		s.operate("write", beginWrite, id, offset, succeeded)
		s.expect("records", recordCount, 1)
		s.expect("first record", getIdentifier, id)
	})
	t.Step("read of a record", func() {
		t.Must(m.Memset(t.Context(), erstBuffer, erstSize, 0))
		s.operate("read", beginRead, id, 0, succeeded)
		got := make([]byte, len(record))
		t.Must(m.ReadMemory(t.Context(), erstBuffer, got))
		if !bytes.Equal(got, record) {
			t.Errorf("the record is %x, want %x", got, record)
		}
	})
	t.Step("record that is not there", func() {
		s.operate("read", beginRead, other, 0, notFound)
		s.operate("clear", beginClear, other, 0, notFound)
		s.expect("records", recordCount, 1)
	})
	t.Step("clear of a record", func() {
		s.operate("clear", beginClear, id, 0, succeeded)
		s.expect("records", recordCount, 0)
	})
}

// errorRecord returns a record without sections (UEFI 2.10, appendix N.2.1 "Record Header").
func errorRecord(id uint64) []byte {
	const size, length, identifier = 128, 20, 96
	record := make([]byte, size)
	copy(record, "CPER\x00\x01\xff\xff\xff\xff")
	binary.LittleEndian.PutUint32(record[length:], size)
	binary.LittleEndian.PutUint64(record[identifier:], id)
	return record
}

// read reads the entries of the table, and checks that each action has some, and that their
// registers are the device's.
func (s *store) read() {
	const first, size, count = 48, 32, 44
	table := s.m.table(s.t, "ERST")
	n := int(table.Int(count, 4))
	if len(table.Bytes) != first+n*size {
		s.t.Fatalf("ERST: %d entries in %d bytes, want %d bytes each", n, len(table.Bytes), size)
	}
	for at := first; at < len(table.Bytes); at += size {
		const registers = 16
		i := instruction{
			kind: table.Int(at+1, 1), address: table.Int(at+8, 8), value: table.Int(at+16, 8), mask: table.Int(at+24, 8),
			width: qtest.Width(1 << (table.Int(at+7, 1) - 1)),
		}
		if space := table.Int(at+4, 1); space != 0 || i.address < erstRegisters || i.address+uint64(i.width) > erstRegisters+registers {
			s.t.Errorf("action %#x: a register of %d bytes at %#x in address space %d, want it at %#x in memory",
				table.Int(at, 1), i.width, i.address, space, erstRegisters)
		}
		action := table.Int(at, 1)
		s.actions[action] = append(s.actions[action], i)
	}
	const reserved = 0xc
	for action := range uint64(rangeAttributes + 1) {
		if action != reserved && len(s.actions[action]) == 0 {
			s.t.Errorf("action %#x has no instruction", action)
		}
	}
}

// do carries out an action with a parameter, and returns its result.
func (s *store) do(action, parameter uint64) (result uint64) {
	const readRegister, readValue, writeRegister, writeValue, nothing = 0, 1, 2, 3, 4
	ctx := s.t.Context()
	s.t.Helper()
	for _, i := range s.actions[action] {
		switch i.kind {
		case readRegister, readValue:
			v, err := s.m.Read(ctx, i.width, i.address)
			s.t.Must(err)
			if result = v & i.mask; i.kind == readValue {
				result = 0
				if v&i.mask == i.value {
					result = 1
				}
			}
		case writeRegister:
			s.t.Must(s.m.Write(ctx, i.width, i.address, parameter&i.mask))
		case writeValue:
			s.t.Must(s.m.Write(ctx, i.width, i.address, i.value&i.mask))
		case nothing:
		default:
			s.t.Fatalf("action %#x has an instruction %#x, want a read, a write or none", action, i.kind)
		}
	}
	return result
}

// expect checks the result of an action.
func (s *store) expect(what string, action, want uint64) {
	s.t.Helper()
	if got := s.do(action, 0); got != want {
		s.t.Errorf("%s = %#x, want %#x", what, got, want)
	}
}

// operate carries out an operation on a record, and checks its status (section 18.5.2
// "Operations").
func (s *store) operate(what string, begin, id, offset, want uint64) {
	s.t.Helper()
	s.do(begin, 0)
	s.do(setIdentifier, id)
	s.do(setOffset, offset)
	s.do(execute, 0)
	s.t.Must(s.m.Wait(s.t.Context(), what+" of a record is over", func(context.Context) (bool, error) { return s.do(checkBusy, 0) == 0, nil }))
	if got := s.do(commandStatus, 0); got != want {
		s.t.Errorf("%s of record %#x: status %d, want %d", what, id, got, want)
	}
	s.do(endOperation, 0)
}
