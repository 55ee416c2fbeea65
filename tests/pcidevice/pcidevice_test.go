package pcidevice

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/pci/pcifake"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// slot returns the address of the device under test.
func slot() pci.Address { return pci.Address{Device: 4} }

// model returns a device with something for every check.
func model() pci.Model {
	return pci.Model{
		Name:     "widget",
		ID:       pci.EmulatedID(0x1b36, 0x0005),
		Revision: 3,
		Class:    pci.ClassEthernet,
		Pin:      pci.INTA,
		BARs: []pci.BAR{
			{Index: 0, Kind: pci.Memory64, Size: 4 << 10},
			{Index: 2, Kind: pci.IO, Size: 64},
			{Index: 3, Kind: pci.Memory32, Size: 1 << 16, Prefetchable: true},
		},
		Capabilities: []pci.CapabilityID{pci.CapabilityMSI, pci.CapabilityMSIX, pci.CapabilityPowerManagement},
		MSI:          2,
		MSIX:         9,
		Landmarks: []pci.Landmark{
			{Name: "port", BAR: 2, Offset: 4, Width: qtest.Width16, Value: 0},
			{Name: "version", BAR: 3, Offset: 8, Width: qtest.Width32, Value: 0x01020304},
		},
	}
}

// expressModel is the device as one of PCI Express, with advanced error reporting.
func expressModel() pci.Model {
	m := model()
	m.Extended = []pci.ExtendedID{pci.ExtendedErrorReporting}
	m.Capabilities = m.Capabilities[:2]
	m.Express = []pci.CapabilityID{pci.CapabilityExpress}
	return m
}

// Offsets at which pcifake puts the model's capabilities.
const (
	msiAt  = 0x40
	msixAt = 0x80
	lastAt = 0xc0 // power management, or PCI Express
	pmcsr  = lastAt + uint64(pci.PowerControl)

	errorsAt = 0x100 // where the tests put advanced error reporting
)

// newSubject returns a subject whose function is declared to be a model.
func newSubject(t *testing.T, f *pcifake.Function, h *pcifake.Host, m pci.Model) subject {
	t.Helper()
	d, err := h.Bus(slot()).Attach(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	return subject{d, h.Reset}
}

// inspect returns the findings of each failing check, by its name.
func inspect(t *testing.T, s subject) map[string]string {
	found := map[string]string{}
	for _, c := range slices.Concat(presence(), conformance()) {
		if c.of != nil {
			has, err := c.of(t.Context(), s)
			if err != nil {
				t.Logf("%s: %v", c.name, err) // the list of capabilities is broken, as another check finds
			}
			if !has {
				continue
			}
		}
		if err := c.run(t.Context(), s); err != nil {
			found[c.name] = err.Error()
		}
	}
	return found
}

func TestConforming(t *testing.T) {
	bare := pci.Model{Name: "bare", ID: pci.EmulatedID(1, 2)}
	extended := expressModel()
	for _, tc := range []struct {
		name string
		m    pci.Model
		size uint16
		kind pci.BusKind
	}{
		{"everything", model(), 256, pci.Conventional},
		{"nothing", bare, 256, pci.Conventional},
		{"PCI Express", extended, 4096, pci.RootComplex},
		{"PCI Express link", extended, 4096, pci.Link},
		{"extended configuration space on a conventional bus", extended, 4096, pci.Conventional},
	} {
		t.Run(tc.name, func(t *testing.T) {
			made := tc.m
			if tc.kind != pci.Conventional {
				made.Capabilities = slices.Concat(made.Capabilities, made.Express)
			}
			f := pcifake.New(made)
			f.AddErrorReporting(errorsAt)
			h := pcifake.NewHost(map[pci.Address]*pcifake.Function{slot(): f})
			h.Size, h.Kind = tc.size, tc.kind
			if tc.kind == pci.RootComplex {
				f.SetConfig(lastAt+2, uint16(pci.ExpressIntegrated)|2)
			}
			if diff := cmp.Diff(map[string]string{}, inspect(t, newSubject(t, f, h, tc.m))); diff != "" {
				t.Errorf("checks of a conforming device find (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFixed(t *testing.T) {
	m := model()
	m.Fixed = true
	f := pcifake.New(m)
	h := pcifake.NewHost(map[pci.Address]*pcifake.Function{slot(): f})
	h.Refusal = refusal()
	if err := unplug(t.Context(), newSubject(t, f, h, m)); err != nil {
		t.Errorf("unplug() of a device that cannot be unplugged: %v", err)
	}
	f.SetConfig(pci.VendorID, 0x1234)
	if err := unplug(t.Context(), newSubject(t, f, h, m)); err == nil {
		t.Error("unplug() of a changed device: got nil, want an error")
	}
}

// refusal returns QEMU's error for devices that cannot be unplugged.
func refusal() error {
	return &qmp.Error{Class: "GenericError", Desc: "Device 'widget' does not support hotplugging", Command: "device_del"}
}

// fault is one error in a device, or in its declaration.
type fault struct {
	name    string
	check   string // the check that must find it
	want    string // in the check's error
	declare func(m *pci.Model)
	device  func(f *pcifake.Function, h *pcifake.Host)
	express bool // of the device on a link
}

func faults() []fault {
	config := func(r reg.Reg[uint16], v uint16) func(*pcifake.Function, *pcifake.Host) {
		return func(f *pcifake.Function, _ *pcifake.Host) { f.SetConfig(r, v) }
	}
	allow := func(offset uint64, w qtest.Width, mask uint64) func(*pcifake.Function, *pcifake.Host) {
		return func(f *pcifake.Function, _ *pcifake.Host) { f.Allow(offset, w, mask) }
	}
	return []fault{
		{name: "no model", check: "declaration", want: "no model", declare: func(m *pci.Model) { m.Name = "" }},
		{name: "no landmark of memory", check: "declaration", want: "memory space and no landmark", declare: func(m *pci.Model) { m.Landmarks = m.Landmarks[:1] }},
		{name: "no landmark of I/O", check: "declaration", want: "I/O space and no landmark", declare: func(m *pci.Model) { m.Landmarks = m.Landmarks[1:] }},
		{name: "landmark in no BAR", check: "declaration", want: "BAR5", declare: func(m *pci.Model) { m.Landmarks[1].BAR = 5 }},
		{name: "landmark of zero", check: "declaration", want: "as empty 32-bit memory space", declare: func(m *pci.Model) { m.Landmarks[1].Value = 0 }},
		{name: "landmark of ones", check: "declaration", want: "as empty I/O space", declare: func(m *pci.Model) { m.Landmarks[0].Value = 0xffff }},

		{name: "vendor", check: "identity", want: "1234:0005", device: config(pci.VendorID, 0x1234)},
		{name: "device", check: "identity", want: "1b36:0006", device: config(pci.DeviceID, 6)},
		{name: "subsystem", check: "identity", want: "subsystem 1af4:1101", device: config(pci.SubsystemID, 0x1101)},
		{name: "revision", check: "identity", want: "revision is 0x04", device: func(f *pcifake.Function, _ *pcifake.Host) { f.Config[pci.RevisionID] = 4 }},
		{name: "class", check: "identity", want: "class is 020000, want 010802", declare: func(m *pci.Model) { m.Class = pci.ClassNVMe }},
		{name: "byte order", check: "identity", want: "0500:361b", device: func(_ *pcifake.Function, h *pcifake.Host) { h.Swapped = true }},

		{name: "bridge", check: "header", want: "header layout is 1", device: func(f *pcifake.Function, _ *pcifake.Host) { f.Config[pci.HeaderType] = 1 }},
		{name: "multi-function alone", check: "header", want: "multi-function bit is true, want false", device: func(f *pcifake.Function, _ *pcifake.Host) { f.Config[pci.HeaderType] = 0x80 }},

		{name: "writable vendor", check: "read-only registers", want: "Vendor ID", device: allow(uint64(pci.VendorID), qtest.Width16, 1)},
		{name: "writable class", check: "read-only registers", want: "Sub-Class", device: allow(uint64(pci.Subclass), qtest.Width8, 0x80)},
		{name: "writable subsystem", check: "read-only registers", want: "Subsystem ID", device: allow(uint64(pci.SubsystemID), qtest.Width16, 0xffff)},
		{name: "writable pin", check: "read-only registers", want: "Interrupt Pin", device: allow(uint64(pci.InterruptPin), qtest.Width8, 0xff)},
		{name: "writable pointer", check: "read-only registers", want: "Capabilities Pointer", device: allow(uint64(pci.CapabilityPointer), qtest.Width8, 0xfc)},
		{name: "writable layout", check: "read-only registers", want: "Header Type", device: allow(uint64(pci.HeaderType), qtest.Width8, 2)},

		{name: "no bus master", check: "Command register", want: "after 0x4", device: allow(uint64(pci.Command), qtest.Width16, 0x403)},
		{name: "no INTx disable", check: "interrupt disable", want: "after 0x400", device: allow(uint64(pci.Command), qtest.Width16, 7)},
		{name: "reserved bits", check: "Command register", want: "reserved bits", device: allow(uint64(pci.Command), qtest.Width16, 0x1407)},
		{name: "no interrupt line", check: "Interrupt Line register", want: "Interrupt Line", device: allow(uint64(pci.InterruptLine), qtest.Width8, 0)},

		{name: "reserved bits of the pointer", check: "capabilities", want: "reserved bits 1 and 0", device: func(f *pcifake.Function, _ *pcifake.Host) { f.Config[pci.CapabilityPointer] |= 3 }},

		{name: "BAR size", check: "base address registers", want: "65536", declare: func(m *pci.Model) { m.BARs[2].Size = 1 << 15 }},
		{name: "BAR kind", check: "base address registers", want: "Kind", declare: func(m *pci.Model) { m.BARs[0].Kind = pci.Memory32 }},
		{name: "BAR prefetchable", check: "base address registers", want: "Prefetchable", declare: func(m *pci.Model) { m.BARs[2].Prefetchable = false }},
		{name: "BAR missing", check: "base address registers", want: "BARs (-declared +found)", declare: func(m *pci.Model) { m.BARs = append(m.BARs, pci.BAR{Index: 5, Kind: pci.IO, Size: 8}) }},
		{name: "BAR not declared", check: "base address registers", want: "BARs (-declared +found)", device: allow(uint64(pci.BaseAddress(4)), qtest.Width32, 0xfffff000)},
		{name: "BAR of odd bits", check: "base address registers", want: "want those of an address", device: allow(uint64(pci.BaseAddress(3)), qtest.Width32, 0x7fff0000)},

		{name: "deaf memory", check: "decoding", want: "version, 4 bytes at 0x8 of BAR3", device: func(f *pcifake.Function, _ *pcifake.Host) { f.BARs[2].Deaf = true }},
		{name: "deaf ports", check: "decoding", want: "port, 2 bytes at 0x4 of BAR2", device: func(f *pcifake.Function, _ *pcifake.Host) { f.BARs[1].Deaf = true }},
		{name: "memory always decoded", check: "decoding", want: "with Command 0x0: version", device: func(f *pcifake.Function, _ *pcifake.Host) { f.BARs[2].Stuck = true }},
		{name: "ports decoded by the memory bit", check: "decoding", want: "with Command MEMORY: port", device: func(f *pcifake.Function, _ *pcifake.Host) { f.BARs[1].Stuck = true }},
		{name: "landmark", check: "decoding", want: "is 0x1020304, want 0x1020305", declare: func(m *pci.Model) { m.Landmarks[1].Value++ }},

		{name: "capability not declared", check: "capabilities", want: "power management", declare: func(m *pci.Model) { m.Capabilities = m.Capabilities[:2] }},
		{name: "capability missing", check: "capabilities", want: "MSI-X", device: func(f *pcifake.Function, _ *pcifake.Host) { f.Config[msiAt+1] = lastAt }},
		{name: "capability loop", check: "capabilities", want: "the list loops", device: func(f *pcifake.Function, _ *pcifake.Host) { f.Config[lastAt+1] = msiAt }},
		{name: "capability in the header", check: "capabilities", want: "leaves its part", device: func(f *pcifake.Function, _ *pcifake.Host) { f.Config[msixAt+1] = 0x10 }},
		{name: "capabilities overlap", check: "capabilities", want: "power management at 0xfc has 8 bytes", device: func(f *pcifake.Function, _ *pcifake.Host) {
			copy(f.Config[0xfc:], f.Config[lastAt:lastAt+4])
			f.Config[msixAt+1] = 0xfc
		}},

		{name: "messages", check: "MSI", want: "number of messages is 2, want 4", declare: func(m *pci.Model) { m.MSI = 4 }},
		{name: "no messages declared", check: "MSI", want: "0 messages are declared", declare: func(m *pci.Model) { m.MSI = 0 }},
		{name: "MSI enabled", check: "MSI", want: "without a request", device: func(f *pcifake.Function, _ *pcifake.Host) { f.Config[msiAt+2] |= 1 }},
		{name: "MSI capable writable", check: "MSI", want: "read-only bits", device: allow(msiAt+2, qtest.Width16, 0x7f)},
		{name: "MSI cannot be enabled", check: "MSI", want: "enable bit", device: allow(msiAt+2, qtest.Width16, 0x70)},
		{name: "MSI address", check: "MSI", want: "Message Address", device: allow(msiAt+4, qtest.Width32, 0xffffffff)},

		{name: "vectors", check: "MSI-X", want: "number of vectors is 9, want 8", declare: func(m *pci.Model) { m.MSIX = 8 }},
		{name: "no vectors declared", check: "MSI-X", want: "0 vectors are declared", declare: func(m *pci.Model) { m.MSIX = 0 }},
		{name: "table outside its BAR", check: "MSI-X", want: "outside of BAR0", device: func(f *pcifake.Function, _ *pcifake.Host) { f.Config[msixAt+5] = 0x10 }},
		{name: "table in I/O space", check: "MSI-X", want: "BAR2", device: func(f *pcifake.Function, _ *pcifake.Host) { f.Config[msixAt+4] = 2 }},
		{name: "table overlaps pending bits", check: "MSI-X", want: "overlap", device: func(f *pcifake.Function, _ *pcifake.Host) { f.Config[msixAt+9] = 0 }},
		{name: "vector not masked", check: "MSI-X", want: "vector 8: mask bit is false", device: func(f *pcifake.Function, _ *pcifake.Host) { f.BARs[0].Memory[8*16+12] = 0 }},
		{name: "vector pending", check: "MSI-X", want: "vector 8: pending bit is true", device: func(f *pcifake.Function, _ *pcifake.Host) { f.BARs[0].Memory[2048+1] = 1 }},
		{name: "table read-only", check: "MSI-X", want: "vector 0: entry is", device: func(f *pcifake.Function, _ *pcifake.Host) { f.BARs[0].ReadOnly = true }},
		{name: "MSI-X enabled", check: "MSI-X", want: "without a request", device: func(f *pcifake.Function, _ *pcifake.Host) { f.Config[msixAt+3] |= 0x80 }},

		{name: "pin", check: "interrupt pin", want: "interrupt pin is INTA#, want INTB#", declare: func(m *pci.Model) { m.Pin = pci.INTB }},
		{name: "pin that is none", check: "interrupt pin", want: "pin 7", device: func(f *pcifake.Function, _ *pcifake.Host) { f.Config[pci.InterruptPin] = 7 }},
		{name: "interrupt without line", check: "interrupt pin", want: "not raised", device: func(f *pcifake.Function, _ *pcifake.Host) { f.Config[pci.Status] |= 8 }},

		{name: "no function level reset", check: "function level reset", want: "Command is 0x7 after reset", express: true, device: func(f *pcifake.Function, _ *pcifake.Host) { f.NoReset = true }},
		{name: "no system reset", check: "system reset", want: "enable bit of MSI-X is 0x8000 after reset", device: func(f *pcifake.Function, _ *pcifake.Host) { f.NoReset = true }},
		{name: "no BAR reset", check: "system reset", want: "BAR3 (32-bit memory, prefetchable, 0x10000 bytes) is 0x40", device: func(f *pcifake.Function, _ *pcifake.Host) { f.NoReset = true }},

		{name: "error in Status", check: "Status register", want: "SERR after power-on", device: config(reg.Reg[uint16](pci.Status), uint16(pci.StatusCapabilities|pci.StatusSERR))},
		{name: "capabilities in Status", check: "Status register", want: "has 3 capabilities", device: config(reg.Reg[uint16](pci.Status), 0)},
		{name: "Status can be set", check: "Status register", want: "Status holds", device: allow(uint64(pci.Status), qtest.Width16, uint64(pci.StatusParity))},

		{name: "ROM", check: "registers without a function", want: "Expansion ROM", device: allow(uint64(pci.ExpansionROM), qtest.Width32, 0xfffff801)},
		{name: "self-test", check: "registers without a function", want: "BIST", device: allow(uint64(pci.BIST), qtest.Width8, 0x40)},
		{name: "unused BAR", check: "registers without a function", want: "BAR5", device: allow(uint64(pci.BaseAddress(5)), qtest.Width32, 1)},
		{name: "latency timer", check: "registers without a function", want: "Latency Timer", express: true, device: allow(uint64(pci.LatencyTimer), qtest.Width8, 0xff)},
		{name: "no cache line size", check: "registers without a function", want: "Cache Line Size", express: true, device: allow(uint64(pci.CacheLineSize), qtest.Width8, 0)},
		{name: "special cycles", check: "registers without a function", want: "shared bus", express: true, device: allow(uint64(pci.Command), qtest.Width16, 0x40f)},

		{name: "BAR flags writable", check: "base address registers", want: "BAR3", device: allow(uint64(pci.BaseAddress(3)), qtest.Width32, 0xffff0008)},
		{name: "stays where it was", check: "other addresses", want: "moved from", device: func(f *pcifake.Function, _ *pcifake.Host) { f.BARs[2].Deaf = true }},

		{name: "MSI grants", check: "MSI", want: "Multiple Message Enable", device: allow(msiAt+2, qtest.Width16, 1)},
		{name: "MSI upper address", check: "MSI", want: "Upper Address", device: allow(msiAt+8, qtest.Width32, 0xffff)},
		{name: "MSI data", check: "MSI", want: "Message Data", device: allow(msiAt+12, qtest.Width16, 0xff)},
		{name: "MSI mask", check: "MSI", want: "Mask Bits", device: allow(msiAt+16, qtest.Width32, 1)},
		{name: "MSI pending", check: "MSI", want: "Pending Bits", device: allow(msiAt+20, qtest.Width32, 1)},
		{name: "MSI-X function mask", check: "MSI-X", want: "Message Control", device: allow(msixAt+2, qtest.Width16, 0x8000)},
		{name: "MSI-X table moves", check: "MSI-X", want: "place of table", device: allow(msixAt+4, qtest.Width32, 0xf00)},

		{name: "type", check: "PCI Express", want: "type of the function is 9", express: true, device: config(lastAt+2, 0x92)},
		{name: "not role-based", check: "PCI Express", want: "Role-Based", express: true, device: config(lastAt+4, 0)},
		{name: "device capabilities", check: "PCI Express", want: "Device Capabilities holds", express: true, device: allow(lastAt+4, qtest.Width32, 7)},
		{name: "reset under way", check: "PCI Express", want: "Device Control is 0x1 after", express: true, device: config(lastAt+8, 1)},
		{name: "device status", check: "PCI Express", want: "Device Status", express: true, device: allow(lastAt+10, qtest.Width16, 0x20)},
		{name: "no reports", check: "error reporting of PCI Express", want: "Device Control", express: true, device: allow(lastAt+8, qtest.Width16, 0)},
		{name: "speed", check: "link", want: "speed is 2, want 1 to 1", express: true, device: config(lastAt+0x12, 0x12)},
		{name: "width", check: "link", want: "width is 0, want 1 to 1", express: true, device: config(lastAt+0x12, 0x01)},
		{name: "link capabilities", check: "link", want: "Link Capabilities", express: true, device: allow(lastAt+0xc, qtest.Width32, 0xf)},
		{name: "error after power-on", check: "advanced error reporting", want: "Uncorrectable Error Status", express: true, device: config(errorsAt+6, 0x10)},
		{name: "no mask", check: "advanced error reporting", want: "Mask: POISONED_PACKET cannot be changed", express: true, device: allow(errorsAt+8, qtest.Width32, uint64(pci.UnsupportedRequest))},
		{name: "severity", check: "advanced error reporting", want: "Severity is INTERNAL_ERROR after power-on", express: true, device: config(errorsAt+14, 0x40)},
		{name: "not sticky", check: "advanced error reporting", want: "after a function level reset", express: true, device: func(f *pcifake.Function, _ *pcifake.Host) { f.Forgets = true }},

		{name: "power version", check: "power management", want: "version of power management is 4", device: config(lastAt+2, 4)},
		{name: "power capabilities", check: "power management", want: "Power Management Capabilities", device: allow(lastAt+2, qtest.Width16, 1)},
		{name: "asleep after power-on", check: "power management", want: "after power-on", device: config(reg.Reg[uint16](pmcsr), 1)},
		{name: "no D1", check: "power management", want: "state D1", device: allow(pmcsr, qtest.Width16, uint64(pci.PowerPMEEnable))},
		{name: "no PME", check: "power management", want: "PME_En", device: allow(pmcsr, qtest.Width16, uint64(pci.PowerState))},
		{name: "soft reset writable", check: "power management", want: "No_Soft_Reset", device: allow(pmcsr, qtest.Width16, 0x10b)},
		{name: "no D3hot", check: "power state D3hot", want: "state D3hot", device: allow(pmcsr, qtest.Width16, 1)},
		{name: "decodes in D3hot", check: "power state D3hot", want: "version", device: func(f *pcifake.Function, _ *pcifake.Host) { f.BARs[2].Stuck = true }},
		{name: "no soft reset", check: "return from D3hot", want: "Command is 0x7 after D3hot without No_Soft_Reset, want 0x0", device: func(f *pcifake.Function, _ *pcifake.Host) { f.NoReset = true }},

		{name: "not gone", check: "unplug", want: "configuration space at 0x0 still holds 0x51b36", device: func(_ *pcifake.Function, h *pcifake.Host) { h.Stuck = true }},
		{name: "gone though fixed", check: "unplug", want: "cannot be unplugged", declare: func(m *pci.Model) { m.Fixed = true }},
		{name: "refused though not fixed", check: "unplug", want: "does not support", device: func(_ *pcifake.Function, h *pcifake.Host) { h.Refusal = refusal() }},
		{name: "lost though fixed", check: "unplug", want: "timeout", declare: func(m *pci.Model) { m.Fixed = true }, device: func(_ *pcifake.Function, h *pcifake.Host) { h.Refusal = errors.New("timeout") }},
	}
}

func TestFaults(t *testing.T) {
	found := map[string]bool{}
	for _, tc := range faults() {
		t.Run(tc.name, func(t *testing.T) {
			m := model()
			if tc.express {
				m = expressModel()
			}
			made := m
			made.Capabilities = slices.Concat(m.Capabilities, m.Express)
			f := pcifake.New(made)
			h := pcifake.NewHost(map[pci.Address]*pcifake.Function{slot(): f})
			if tc.express {
				h.Size, h.Kind = 4096, pci.Link
				f.AddErrorReporting(errorsAt)
			}
			if tc.declare != nil {
				tc.declare(&m)
			}
			if tc.device != nil {
				tc.device(f, h)
			}
			got := inspect(t, newSubject(t, f, h, m))[tc.check]
			if !strings.Contains(got, tc.want) {
				t.Errorf("check %q finds %q, want %q in it", tc.check, got, tc.want)
			}
		})
		found[tc.check] = true
	}
	for _, c := range slices.Concat(presence(), conformance()) {
		if !found[c.name] && c.name != "extended capabilities" { // see TestExtendedFaults
			t.Errorf("no fault tests the check %q", c.name)
		}
	}
}

func TestExtendedFaults(t *testing.T) {
	for _, tc := range []struct {
		name          string
		version, next uint16
		declared      []pci.ExtendedID
		want          string
	}{
		{"not declared", 1, 0, nil, "want []"},
		{"missing", 1, 0, []pci.ExtendedID{pci.ExtendedErrorReporting, pci.ExtendedATS}, "want [advanced error reporting address translation services]"},
		{"no version", 0, 0, []pci.ExtendedID{pci.ExtendedErrorReporting}, "version 0"},
		{"loop", 1, 0x100, []pci.ExtendedID{pci.ExtendedErrorReporting}, "the list loops"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			m := model()
			m.Extended = tc.declared
			f := pcifake.New(m)
			f.SetConfig(0x100, uint16(pci.ExtendedErrorReporting))
			f.SetConfig(0x102, tc.next<<4|tc.version)
			h := pcifake.NewHost(map[pci.Address]*pcifake.Function{slot(): f})
			h.Size = 4096
			err := extendedCapabilities(t.Context(), newSubject(t, f, h, m))
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v, want %q in it", err, tc.want)
			}
		})
	}
}
