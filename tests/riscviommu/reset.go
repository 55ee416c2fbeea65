package riscviommu

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/riscviommu"
)

// capabilities are those of QEMU 11.1 without properties (docs/specs/riscv-iommu.rst):
// every mode of paging, flat MSI page tables, ATS, a performance monitor, the debug
// interface, 56 bits of physical address and 8 of process identifier.
const capabilities = 0x10 |
	riscviommu.CapSv32 | riscviommu.CapSv39 | riscviommu.CapSv48 | riscviommu.CapSv57 | riscviommu.CapSvrsw60t59b |
	riscviommu.CapSv32x4 | riscviommu.CapSv39x4 | riscviommu.CapSv48x4 | riscviommu.CapSv57x4 |
	riscviommu.CapMSIFlat | riscviommu.CapMSIMRIF | riscviommu.CapATS | riscviommu.CapHPM | riscviommu.CapDBG |
	56<<32 | riscviommu.CapPD8

// resetValues checks the registers after power-on, their writable bits, and that a
// reset of the machine restores them (section 6.2, "the reset value").
func resetValues(t *run.T, d *riscviommu.Device) {
	afterReset(t, d, "after power-on")
	caps := riscviommu.Caps.ReadT(t, d.Regs)
	if caps != capabilities {
		t.Errorf("capabilities = %v (%#x), want %v (%#x)", caps, uint64(caps), capabilities, uint64(capabilities))
	}
	writable(t, d, caps)

	t.Must(d.SetDirectory(t.Context(), riscviommu.ModeBare, 0))
	for _, k := range kinds() {
		q, err := d.Open(t.Context(), k, 4)
		t.Must(err)
		defer func() { t.Must(d.Machine.Alloc.Free(q.Addr)) }()
		k.Index.WriteT(t, d.Regs, 1)
	}
	t.Must(t.QEMU().SystemReset(t.Context()))
	t.Must(d.PCI.Bus().Setup(t.Context()))
	_, err := d.PCI.Map(t.Context(), 0)
	t.Must(err)
	t.Must(d.PCI.Enable(t.Context()))
	afterReset(t, d, "after a reset of the machine")
}

// kinds returns the three queues.
func kinds() []riscviommu.Kind {
	return []riscviommu.Kind{riscviommu.Commands(), riscviommu.Faults(), riscviommu.Pages()}
}

// afterReset checks that the IOMMU blocks all accesses, or passes them through
// untranslated, and that its queues are off.
func afterReset(t *run.T, d *riscviommu.Device, when string) {
	t.Helper()
	if v := riscviommu.Directory.ReadT(t, d.Regs); v != riscviommu.ModeOff && v != riscviommu.ModeBare {
		t.Errorf("ddtp %s = %#x, want mode Off or Bare", when, uint64(v))
	}
	reg.ExpectT(t, d.Regs, "fctl "+when, riscviommu.FeatureCtl, 0)
	for _, k := range kinds() {
		const off = riscviommu.Enable | riscviommu.InterruptEnable | riscviommu.On | riscviommu.Busy
		if got := k.CSR.ReadT(t, d.Regs); got&off != 0 {
			t.Errorf("the control and status register of the %s %s = %#x, want the queue off", k.Name, when, uint32(got))
		}
	}
	reg.ExpectT(t, d.Regs, "ipsr "+when, riscviommu.Pending, 0)
}

// writable writes all ones to registers and checks the resulting bits: reserved
// bits are zero, and bits that the IOMMU alone sets are read-only (sections 6.3 to
// 6.16).
func writable(t *run.T, d *riscviommu.Device, caps riscviommu.Capabilities) {
	sticks(t, d, "capabilities", riscviommu.Caps, ^riscviommu.Capabilities(0), caps)
	for _, k := range kinds() {
		const bits = riscviommu.QueuePPN | riscviommu.QueueLog2
		for _, v := range []riscviommu.QueueBase{^riscviommu.QueueBase(0), 0xaaaaaaaaaaaaaaaa, 0x5555555555555555, 0} {
			sticks(t, d, "the base of the "+k.Name, k.Base, v, v&bits)
		}
		sticks(t, d, "the IOMMU's index of the "+k.Name, k.Other, ^uint32(0), 0)
	}
	const spare riscviommu.Table = 0xb // no mode has this number
	for _, mode := range []riscviommu.Table{riscviommu.ModeBare, riscviommu.Mode1LVL, riscviommu.Mode2LVL, riscviommu.Mode3LVL} {
		t.Must(d.SetDirectory(t.Context(), mode, 0))
		reg.ExpectT(t, d.Regs, "ddtp after a mode was written", riscviommu.Directory, mode)
		t.Must(d.SetDirectory(t.Context(), spare, 0))
		reg.ExpectT(t, d.Regs, "ddtp after an invalid mode was written", riscviommu.Directory, mode)
		t.Must(d.SetDirectory(t.Context(), riscviommu.ModeOff, 0)) // a change of levels needs Off between
	}
}

// indices checks that software's index of an open queue has as many bits as the queue's size
// needs (sections 6.10 "Fault queue head" and 6.13 "Page-request-queue head"). Nobody uses the
// entries: the queue is empty where both indices are equal, which the index is at last.
func indices(t *run.T, d *riscviommu.Device, k riscviommu.Kind, entries uint32) {
	last := entries - 1
	for _, v := range []uint32{last, last & 0xaaaaaaaa, last & 0x55555555, 0} {
		sticks(t, d, "software's index of the "+k.Name, k.Index, v, v)
	}
	sticks(t, d, "software's index of the "+k.Name, k.Index, entries+1, 1)
	sticks(t, d, "software's index of the "+k.Name, k.Index, 0, 0)
	reg.ExpectT(t, d.Regs, "the IOMMU's index of the "+k.Name, k.Other, 0)
}

// sticks checks the value of a register after a write of v.
func sticks[V reg.Word](t *run.T, d *riscviommu.Device, name string, r reg.Reg[V], v, want V) {
	t.Helper()
	r.WriteT(t, d.Regs, v)
	if got := r.ReadT(t, d.Regs); got != want {
		t.Errorf("%s = %#x after a write of %#x, want %#x", name, uint64(got), uint64(v), uint64(want))
	}
}
