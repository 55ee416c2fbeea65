package ufs

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/storage/ufs"
)

// value is the expected value of a register.
type value struct {
	name string
	load func(t *run.T, s reg.Space) uint32
	want uint32
}

// is returns the expected value of a register.
func is[V ~uint32](name string, r reg.Reg[V], want V) value {
	return value{name, func(t *run.T, s reg.Space) uint32 { return uint32(r.ReadT(t, s)) }, uint32(want)}
}

// values compares registers with their expected values.
func values(t *run.T, d *ufs.Device, when string, list ...value) {
	t.Helper()
	for _, v := range list {
		if got := v.load(t, d.Regs); got != v.want {
			t.Errorf("%s: %s = %#x, want %#x", when, v.name, got, v.want)
		}
	}
}

// capabilities are the capabilities of QEMU's device without circular queues: 32
// slots for requests and 8 for task management.
const capabilities = ufs.Capabilities(31) | ufs.Capabilities(2)<<8 | ufs.Capabilities(7)<<16 | ufs.Cap64AS

// regRead runs on a controller that was not touched since power-on.
func regRead(t *run.T, d *ufs.Device) {
	t.Step("values after power on", func() { values(t, d, "after power-on", resetTable(t)...) })
	t.Step("read-only registers", func() { readOnly(t, d) })
	t.Step("writable registers", func() { writable(t, d) })
	t.Step("enabling", func() {
		for range 2 {
			t.Must(d.Enable(t.Context()))
			values(t, d, "enabled", append(resetTable(t)[2:], // without HCS and HCE
				is("HCS", ufs.HCS, ufs.StatusUCRDY), is("HCE", ufs.HCE, ufs.HCEEnable))...)
			t.Must(d.Disable(t.Context()))
			values(t, d, "disabled", resetTable(t)...)
		}
	})
	t.Step("run and stop", func() {
		t.Must(d.Enable(t.Context()))
		keeps := func(name string, r reg.Reg[uint32]) {
			t.Step(name, func() {
				for _, v := range []uint32{ufs.RunStop, 0} {
					reg.KeepsT(t, d.Regs, name, r, v)
				}
			})
		}
		keeps("UTRLRSR", ufs.UTRLRSR)
		keeps("UTMRLRSR", ufs.UTMRLRSR)
		t.Must(d.Disable(t.Context()))
	})
	t.Step("reset of registers by HCE", func() { resetByHCE(t, d) })
}

// resetByHCE writes to registers of an enabled controller, disables and enables it. That
// resets them (UFSHCI, section 5.3.4 "Offset 34h: HCE – Host Controller Enable").
func resetByHCE(t *run.T, d *ufs.Device) {
	t.Must(d.Enable(t.Context()))
	ufs.IE.WriteT(t, d.Regs, ufs.InterruptUCCS)
	ufs.UTRLBA.WriteT(t, d.Regs, 0x1234_5400)
	ufs.UCMDARG1.WriteT(t, d.Regs, 0x1234_5678)
	t.Must(d.Disable(t.Context()))
	t.Must(d.Enable(t.Context()))
	values(t, d, "enabled again", is("IE", ufs.IE, 0), is("UTRLBA", ufs.UTRLBA, 0), is("UCMDARG1", ufs.UCMDARG1, 0))
	t.Must(d.Disable(t.Context()))
}

// resetTable lists the reset values of the registers (UFSHCI, section 5.1 "Register
// Map").
func resetTable(t *run.T) []value {
	return []value{
		is("HCS", ufs.HCS, 0),
		is("HCE", ufs.HCE, 0),
		is("CAP", ufs.CAP, capabilities),
		is("MCQCAP", ufs.MCQCAP, 0),
		is("VER", ufs.VER, ufs.Version(t.Env.Version())),
		is("HCPID", ufs.HCPID, 0),
		is("HCMID", ufs.HCMID, 0),
		is("AHIT", ufs.AHIT, 0),
		is("IS", ufs.IS, 0),
		is("IE", ufs.IE, 0),
		is("UTRIACR", ufs.UTRIACR, 0),
		is("UTRLBA", ufs.UTRLBA, 0),
		is("UTRLBAU", ufs.UTRLBAU, 0),
		is("UTRLDBR", ufs.UTRLDBR, 0),
		is("UTRLCLR", ufs.UTRLCLR, 0),
		is("UTRLRSR", ufs.UTRLRSR, 0),
		is("UTRLCNR", ufs.UTRLCNR, 0),
		is("UTMRLBA", ufs.UTMRLBA, 0),
		is("UTMRLBAU", ufs.UTMRLBAU, 0),
		is("UTMRLDBR", ufs.UTMRLDBR, 0),
		is("UTMRLRSR", ufs.UTMRLRSR, 0),
		is("UICCMD", ufs.UICCMD, 0),
		is("UCMDARG1", ufs.UCMDARG1, 0),
		is("UCMDARG2", ufs.UCMDARG2, 0),
		is("UCMDARG3", ufs.UCMDARG3, 0),
	}
}

// readOnly checks that writes change neither read-only registers nor reserved ones,
// which hold zero.
func readOnly(t *run.T, d *ufs.Device) {
	type row struct {
		name string
		reg  reg.Reg[uint32]
		want uint32
	}
	rows := []row{
		{"CAP", reg.Reg[uint32](ufs.CAP), uint32(capabilities)},
		{"MCQCAP", reg.Reg[uint32](ufs.MCQCAP), 0},
		{"VER", ufs.VER, ufs.Version(t.Env.Version())},
		{"HCPID", ufs.HCPID, 0},
		{"HCMID", ufs.HCMID, 0},
		{"HCS", reg.Reg[uint32](ufs.HCS), 0},
		{"IS", reg.Reg[uint32](ufs.IS), 0},
		{"UTRLCNR", ufs.UTRLCNR, 0},
	}
	for _, r := range []reg.Reg[uint32]{0x1c, 0x28, 0x68, 0x6c, 0x84, 0x88, 0x8c} {
		rows = append(rows, row{fmt.Sprintf("%02Xh, reserved", uint64(r)), r, 0})
	}
	for _, r := range rows {
		r.reg.WriteT(t, d.Regs, ^r.want)
		if got := r.reg.ReadT(t, d.Regs); got != r.want {
			t.Errorf("%s = %#x after a write of %#x, want %#x", r.name, got, ^r.want, r.want)
		}
	}
}

// memory lists the registers that keep a written value, with the bits that do.
func memory() []struct {
	name string
	reg  reg.Reg[uint32]
	mask uint32
} {
	return []struct {
		name string
		reg  reg.Reg[uint32]
		mask uint32
	}{
		{"UTRLBA", ufs.UTRLBA, 0xffff_fc00},
		{"UTRLBAU", ufs.UTRLBAU, 0xffff_ffff},
		{"UTMRLBA", ufs.UTMRLBA, 0xffff_fc00},
		{"UTMRLBAU", ufs.UTMRLBAU, 0xffff_ffff},
		{"UCMDARG1", ufs.UCMDARG1, 0xffff_ffff},
		{"UCMDARG2", ufs.UCMDARG2, 0xffff_ffff},
		{"UCMDARG3", ufs.UCMDARG3, 0xffff_ffff},
		{"IE", reg.Reg[uint32](ufs.IE), uint32(allInterrupts)},
	}
}

// allInterrupts has every bit of IE except reserved ones.
const allInterrupts ufs.Interrupts = 0x003f_1fff

// writable checks that registers keep a written value, except reserved bits.
func writable(t *run.T, d *ufs.Device) {
	for _, r := range memory() {
		for _, v := range []uint32{^uint32(0), 0x5555_5555, 0xaaaa_aaaa, 0} {
			if r.name == "IE" {
				v &= r.mask // software does not set reserved bits
			}
			r.reg.WriteT(t, d.Regs, v)
			if got := r.reg.ReadT(t, d.Regs); got != v&r.mask {
				t.Errorf("%s = %#x after a write of %#x, want %#x", r.name, got, v, v&r.mask)
			}
		}
	}
}
