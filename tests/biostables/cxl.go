package biostables

import (
	"strconv"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
)

// The host bridge of CXL of the test, and the size of the window of memory behind it.
const (
	cxlBus    = 12
	cxlWindow = 1 << 30
)

func cxlOptions() []graph.Option {
	return []graph.Option{
		machineOption("cxl", "on"),
		named("cxl", "pxb-cxl", graph.P("bus", "pcie.0"), graph.P("bus_nr", strconv.Itoa(cxlBus))),
		machineOption("cxl-fmw.0.targets.0", "cxl", "cxl-fmw.0.size", strconv.Itoa(cxlWindow)),
	}
}

// cxl checks the CEDT and the devices of CXL in the namespace (CXL 3.0, section 9.17.1 "CXL Early
// Discovery Table (CEDT)").
func cxl(t *run.T, m *machine) {
	const hostBridge, fixedWindow = 0, 1
	t.Step("CXL host bridge", func() {
		const version2, registers = 1, 0x1_0000
		s := m.one(t, "CEDT", hostBridge)
		uid, version, base, length := s.Int(4, 4), s.Int(8, 4), s.Int(16, 8), s.Int(24, 8)
		if uid != cxlBus || version != version2 || length != registers {
			t.Errorf("UID %d, version %d, %#x bytes of registers, want %d, %d, %#x", uid, version, length, cxlBus, version2, registers)
		}
		if r, ok := answers(m.memory, base); !ok || r.First != base {
			t.Errorf("the registers are at %#x, where nothing begins: %v", base, r)
		}
		bridges := m.space.Devices("ACPI0016")
		if len(bridges) != 1 {
			t.Fatalf("%d devices ACPI0016, want 1", len(bridges))
		}
		id, _ := bridges[0].Int("_UID")
		if bus, _ := bridges[0].Int("_BBN"); id != cxlBus || bus != cxlBus {
			t.Errorf("%s: _UID = %d, _BBN = %d, want %d of both", bridges[0].Path, id, bus, cxlBus)
		}
		if n := len(m.space.Devices("ACPI0017")); n != 1 {
			t.Errorf("%d devices ACPI0017, want 1", n)
		}
	})
	t.Step("CXL window", func() {
		s := m.one(t, "CEDT", fixedWindow)
		base, size, ways, target := s.Int(8, 8), s.Int(16, 8), s.Int(24, 1), s.Int(36, 4)
		if size != cxlWindow || ways != 0 || target != cxlBus {
			t.Errorf("%#x bytes, encoded ways %d, first target %d, want %#x, 0, %d", size, ways, target, cxlWindow, cxlBus)
		}
		if arithmetic, granularity := s.Int(25, 1), s.Int(28, 4); arithmetic != 0 || granularity != 0 {
			t.Errorf("interleave arithmetic %d, encoded granularity %d, want 0 (modulo), 0 (256 bytes)", arithmetic, granularity)
		}
		for _, at := range []uint64{base, base + size - 1} {
			if r, ok := answers(m.memory, at); !ok {
				t.Errorf("the window from %#x on: nothing answers at %#x: %v", base, at, r)
			}
		}
	})
}
