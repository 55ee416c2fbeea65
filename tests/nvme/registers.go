package nvme

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/storage/nvme"
)

// value is the expected value of a register.
type value struct {
	name string
	load func(t *run.T, s reg.Space) uint64
	want uint64
}

// is returns the expected value of a register.
func is[V reg.Word](name string, r reg.Reg[V], want V) value {
	return value{name, func(t *run.T, s reg.Space) uint64 { return uint64(r.ReadT(t, s)) }, uint64(want)}
}

// values compares registers with their expected values.
func values(t *run.T, d *nvme.Device, when string, list ...value) {
	t.Helper()
	for _, v := range list {
		if got := v.load(t, d.Regs); got != v.want {
			t.Errorf("%s: %s = %#x, want %#x", when, v.name, got, v.want)
		}
	}
}

// capabilities are the capabilities of QEMU's device without a memory buffer or a
// persistent memory region.
const capabilities = nvme.Capabilities(2047)<<0 | nvme.CapCQR | nvme.Capabilities(15)<<24 |
	nvme.CapCSSNVM | nvme.CapCSSIO | nvme.Capabilities(4)<<52

// powerOn checks the registers after power-on (section 3.1 "Register
// Definition").
func powerOn(t *run.T, d *nvme.Device) {
	values(t, d, "after power-on",
		is("CAP", nvme.CAP, capabilities),
		is("VS", nvme.VS, nvme.Version14),
		is("INTMS", nvme.INTMS, 0),
		is("INTMC", nvme.INTMC, 0),
		is("CC", nvme.CC, 0),
		is("CSTS", nvme.CSTS, 0),
		is("NSSR", nvme.NSSR, 0),
		is("AQA", nvme.AQA, 0),
		is("ASQ", nvme.ASQ, 0),
		is("ACQ", nvme.ACQ, 0),
		is("CMBLOC", nvme.CMBLOC, 0),
		is("CMBSZ", nvme.CMBSZ, 0),
		is("BPINFO", nvme.BPINFO, 0),
		is("CMBMSC", nvme.CMBMSC, 0),
		is("CMBSTS", nvme.CMBSTS, 0),
		is("PMRCAP", nvme.PMRCAP, 0),
		is("PMRCTL", nvme.PMRCTL, 0),
		is("PMREBS", nvme.PMREBS, 0),
		is("PMRSWTP", nvme.PMRSWTP, 0),
	)
	caps := nvme.CAP.ReadT(t, d.Regs)
	if caps.MinPage() > caps.MaxPage() {
		t.Errorf("CAP = %v: want a smallest page of at most the largest", caps)
	}
}

// readOnly checks that writes change neither read-only registers nor reserved
// ones, which hold zero.
func readOnly(t *run.T, d *nvme.Device) {
	for _, r := range []struct {
		name string
		reg  reg.Reg[uint32]
	}{
		{"CAP, lower half", nvme.Half(nvme.CAP, false)},
		{"CAP, upper half", nvme.Half(nvme.CAP, true)},
		{"VS", nvme.Narrow(nvme.VS)},
		{"CSTS", nvme.Narrow(nvme.CSTS)},
		{"CMBLOC", nvme.Narrow(nvme.CMBLOC)},
		{"CMBSZ", nvme.Narrow(nvme.CMBSZ)},
		{"BPINFO", nvme.BPINFO},
		{"CMBSTS", nvme.CMBSTS},
		{"PMRCAP", nvme.Narrow(nvme.PMRCAP)},
		{"PMRSTS", nvme.Narrow(nvme.PMRSTS)},
		{"PMREBS", nvme.PMREBS},
		{"PMRSWTP", nvme.PMRSWTP},
	} {
		constant(t, d, r.name, r.reg, r.reg.ReadT(t, d.Regs))
	}
	constant(t, d, "18h, reserved", 0x18, 0)
	// From 5Ch up to the registers of the persistent memory region: both ends, and
	// every eleventh register between them.
	const reserved, ends = 0x5c, 0x40
	behind := nvme.Narrow(nvme.PMRCAP)
	for r := reg.Reg[uint32](reserved); r < behind; r += 4 {
		if r >= reserved+ends && r < behind-ends && (r-reserved)%(11*4) != 0 {
			continue
		}
		constant(t, d, fmt.Sprintf("%Xh, reserved", uint64(r)), r, 0)
	}
}

// constant checks that a register holds want after any write.
func constant(t *run.T, d *nvme.Device, name string, r reg.Reg[uint32], want uint32) {
	t.Helper()
	before := r.ReadT(t, d.Regs)
	r.WriteT(t, d.Regs, ^want)
	after := r.ReadT(t, d.Regs)
	if before != want || after != want {
		t.Errorf("%s = %#x, and %#x after a write of %#x, want %#x", name, before, after, ^want, want)
	}
}

// halves checks that 64-bit registers are the same as two of 32 bits (section 3.1
// "Register Definition").
func halves(t *run.T, d *nvme.Device) {
	caps := uint64(nvme.CAP.ReadT(t, d.Regs))
	low, high := nvme.Half(nvme.CAP, false).ReadT(t, d.Regs), nvme.Half(nvme.CAP, true).ReadT(t, d.Regs)
	if got := uint64(high)<<32 | uint64(low); got != caps {
		t.Errorf("CAP by halves = %#x, whole = %#x", got, caps)
	}
	for _, row := range []struct {
		name string
		reg  reg.Reg[uint64]
	}{{"ASQ", nvme.ASQ}, {"ACQ", nvme.ACQ}} {
		name, r := row.name, row.reg
		r.WriteT(t, d.Regs, 0x0123_4567_89ab_c000)
		values(t, d, "written whole",
			is(name, r, 0x0123_4567_89ab_c000),
			is(name+", lower half", nvme.Half(r, false), 0x89ab_c000),
			is(name+", upper half", nvme.Half(r, true), 0x0123_4567))
		nvme.Half(r, true).WriteT(t, d.Regs, 0xfedc_ba98)
		values(t, d, "upper half written", is(name, r, 0xfedc_ba98_89ab_c000))
		nvme.Half(r, false).WriteT(t, d.Regs, 0x7654_3000)
		values(t, d, "lower half written", is(name, r, 0xfedc_ba98_7654_3000))
		r.WriteT(t, d.Regs, 0)
	}
}

// interruptMask checks that INTMS sets and INTMC clears bits of one mask, and
// that both read as that mask (sections 3.1.3 and 3.1.4).
func interruptMask(t *run.T, d *nvme.Device) {
	for _, step := range []struct {
		name     string
		register reg.Reg[uint32]
		write    uint32
		want     uint32
	}{
		{"INTMS", nvme.INTMS, 0x8000_0005, 0x8000_0005},
		{"INTMS", nvme.INTMS, 0x0000_0012, 0x8000_0017},
		{"INTMC", nvme.INTMC, 0x8000_0002, 0x0000_0015},
		{"INTMS", nvme.INTMS, 0, 0x0000_0015},
		{"INTMC", nvme.INTMC, 0, 0x0000_0015},
		{"INTMC", nvme.INTMC, ^uint32(0), 0},
	} {
		step.register.WriteT(t, d.Regs, step.write)
		values(t, d, fmt.Sprintf("%#x written to %s", step.write, step.name),
			is("INTMS", nvme.INTMS, step.want), is("INTMC", nvme.INTMC, step.want))
	}
}

// enabling checks that the controller becomes ready in time and works,
// repeatedly, with each supported size of admin queue and page.
func enabling(t *run.T, d *nvme.Device) {
	ctx := t.Context()
	for _, s := range []nvme.Setup{
		{},
		{Entries: 2, CQEntries: 4},
		{Entries: 2048, CQEntries: 2048},
		{Page: 64 << 10},
	} {
		t.Must(d.Enable(ctx, s))
		values(t, d, "enabled", is("CSTS", nvme.CSTS, nvme.StatusRDY))
		for range 3 {
			sameIdentity(t, d)
		}
		t.Must(d.Disable(ctx))
		values(t, d, "disabled", is("CSTS", nvme.CSTS, 0))
	}
}

// refusesToStart checks that the controller does not become ready with an invalid
// admin queue or page size, and that it recovers.
func refusesToStart(t *run.T, d *nvme.Device) {
	const queue = 0x10_0000 // any page: nothing is submitted
	good := nvme.AdminQueueSizes(4, 4)
	for _, tc := range []struct {
		name     string
		aqa      nvme.AdminQueueSize
		asq, acq uint64
		cc       nvme.Configuration
	}{
		{"no submission queue entries", good &^ nvme.AdminASQS, queue, queue, nvme.EntrySizes},
		{"no completion queue entries", good &^ nvme.AdminACQS, queue, queue, nvme.EntrySizes},
		{"no page of a submission queue", good, queue + 0x800, queue, nvme.EntrySizes},
		{"no page of a completion queue", good, queue, queue + 0x800, nvme.EntrySizes},
		{"pages too large", good, queue, queue, nvme.EntrySizes | nvme.PageSize(128<<10)},
	} {
		nvme.AQA.WriteT(t, d.Regs, tc.aqa)
		nvme.ASQ.WriteT(t, d.Regs, tc.asq)
		nvme.ACQ.WriteT(t, d.Regs, tc.acq)
		nvme.CC.WriteT(t, d.Regs, nvme.ConfigEN|tc.cc)
		quiet(t, d)
		if got := nvme.CSTS.ReadT(t, d.Regs); got != nvme.StatusCFS {
			t.Errorf("enabled with %s: CSTS = %v, want CFS", tc.name, got)
		}
		t.Must(d.Disable(t.Context()))
		enabled(t, d, func() {})
	}
}

// controllerReset checks the registers that a controller reset resets: all but
// those of the admin queue (section 7.3.2 "Controller Level Reset").
func controllerReset(t *run.T, d *nvme.Device) {
	t.Must(d.Enable(t.Context(), nvme.Setup{}))
	aqa, asq, acq := nvme.AQA.ReadT(t, d.Regs), nvme.ASQ.ReadT(t, d.Regs), nvme.ACQ.ReadT(t, d.Regs)
	nvme.INTMS.WriteT(t, d.Regs, 1)
	t.Must(d.Disable(t.Context()))
	values(t, d, "after CC.EN was cleared",
		is("AQA", nvme.AQA, aqa), is("ASQ", nvme.ASQ, asq), is("ACQ", nvme.ACQ, acq),
		is("CSTS", nvme.CSTS, 0), is("INTMS", nvme.INTMS, 0))
}

// shutdown checks both kinds of shutdown (section 7.6.2 "Shutdown").
func shutdown(t *run.T, d *nvme.Device) {
	for _, how := range []nvme.Configuration{nvme.ShutdownNormal, nvme.ShutdownAbrupt} {
		t.Must(d.Enable(t.Context(), nvme.Setup{}))
		t.Must(d.Shutdown(t.Context(), how))
		t.Must(d.Disable(t.Context()))
		t.Must(d.Enable(t.Context(), nvme.Setup{}))
		values(t, d, "enabled after a shutdown", is("CSTS", nvme.CSTS, nvme.StatusRDY))
		t.Must(d.Disable(t.Context()))
	}
}
