package rtl8139

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/microwire"
	"github.com/qgraph/qgraph/libqos/device/net/rtl8139"
)

// settled is longer than an auto-load, which takes 2 ms, and than a reset or a negotiation of the PHY take in QEMU.
const settled = 20 * time.Millisecond

// nop checks the registers after a reset: that of a driver that does nothing else (the data sheet, section
// "Command Register", RST, and those of the registers).
func nop(t *run.T, nic *rtl8139.Device) {
	rtl8139.CR.WriteT(t, nic.Regs, rtl8139.TE|rtl8139.RE)
	reg.ExpectT(t, nic.Regs, "CR", rtl8139.CR, rtl8139.TE|rtl8139.RE|rtl8139.BUFE)
	rtl8139.IMR.WriteT(t, nic.Regs, rtl8139.ROK)
	t.Must(nic.Reset(t.Context()))
	t.Step("CR", func() { reg.ExpectT(t, nic.Regs, "CR", rtl8139.CR, rtl8139.BUFE) })
	t.Step("descriptors", func() {
		for i := range rtl8139.Descriptors {
			reg.ExpectT(t, nic.Regs, fmt.Sprintf("TSD%d", i), rtl8139.TSDOf(i), rtl8139.OWN)
		}
	})
	t.Step("ring", func() {
		reg.ExpectT(t, nic.Regs, "CAPR", rtl8139.CAPR, 0xfff0)
		reg.ExpectT(t, nic.Regs, "CBR", rtl8139.CBR, 0)
	})
	t.Step("interrupts", func() {
		reg.ExpectT(t, nic.Regs, "IMR", rtl8139.IMR, 0)
		reg.ExpectT(t, nic.Regs, "ISR", rtl8139.ISR, 0)
		reg.ExpectT(t, nic.Regs, "MULINT", rtl8139.MULINT, 0)
	})
	t.Step("TCR", func() {
		reg.ExpectBitsT(t, nic.Regs, "TCR", rtl8139.TCR, rtl8139.HWVERID, rtl8139.PlusVersion)
		reg.ExpectBitsT(t, nic.Regs, "TCR", rtl8139.TCR, rtl8139.Loopback, 0)
	})
	t.Step("address", func() { addressIs(t, nic, rtl8139.Address()) })
}

// addressIs checks IDR.
func addressIs(t *run.T, nic *rtl8139.Device, a ethernet.MAC) {
	t.Helper()
	reg.ExpectT(t, nic.Regs, "IDR0", rtl8139.IDR0, binary.LittleEndian.Uint32(a[:]))
	reg.ExpectBitsT(t, nic.Regs, "IDR4", rtl8139.IDR4, 0xffff, uint32(a[4])|uint32(a[5])<<8)
}

// registers checks the registers beside those of frames.
func registers(t *run.T, nic *rtl8139.Device) {
	t.Step("written and read", func() { written(t, nic) })
	t.Step("address", func() { address(t, nic) })
	t.Step("configuration lock", func() { locked(t, nic) })
	t.Step("EEPROM", func() { eeprom(t, nic) })
	t.Step("PHY", func() { phy(t, nic) })
	t.Step("software reset", func() { survives(t, nic) })
}

// written checks registers that keep what is written, in each bit.
func written(t *run.T, nic *rtl8139.Device) {
	t.Must(nic.Reset(t.Context()))
	for _, r := range []struct {
		name string
		reg  reg.Reg[uint32]
	}{{"MAR0", rtl8139.MAR0}, {"MAR4", rtl8139.MAR4}, {"RBSTART", rtl8139.RBSTART}, {"TSAD0", rtl8139.TSAD0}, {"TSAD3", rtl8139.TSADOf(3)}} {
		for _, v := range []uint32{0x5555_5554, 0xaaaa_aaa8, 0xffff_fffc, 0} {
			reg.KeepsT(t, nic.Regs, r.name, r.reg, v)
		}
	}
	t.Step("bytes of the filter", func() {
		for i := range 8 {
			reg.KeepsT(t, nic.Regs, fmt.Sprintf("MAR%d", i), reg.Reg[uint8](rtl8139.MAR0)+reg.Reg[uint8](i), uint8(0x11*(i+1)))
		}
		reg.ExpectT(t, nic.Regs, "MAR0 as a word", rtl8139.MAR0, 0x44332211)
	})
	t.Step("version", func() {
		rtl8139.TCR.WriteT(t, nic.Regs, rtl8139.HWVERID&^rtl8139.PlusVersion)
		reg.ExpectBitsT(t, nic.Regs, "TCR with another version written", rtl8139.TCR, rtl8139.HWVERID, rtl8139.PlusVersion)
	})
	t.Step("read-only", func() {
		reg.IgnoresT(t, nic.Regs, "CBR", rtl8139.CBR)
		reg.IgnoresT(t, nic.Regs, "TSAD", rtl8139.TSAD)
	})
	t.Step("status of the PHY", func() {
		was := rtl8139.BMSR.ReadT(t, nic.Regs)
		defer rtl8139.BMSR.WriteT(t, nic.Regs, was)
		reg.IgnoresT(t, nic.Regs, "BMSR", rtl8139.BMSR)
	})
	t.Step("missed frames", func() {
		rtl8139.MPC.WriteT(t, nic.Regs, 0x123456)
		reg.ExpectT(t, nic.Regs, "MPC after a write", rtl8139.MPC, 0)
	})
}

// address checks that IDR keeps an address, and that the EEPROM's comes back with its contents (the data
// sheet, section "93C46 (93C56) Command Register", auto-load).
func address(t *run.T, nic *rtl8139.Device) {
	other := ethernet.MAC{0x02, 0x13, 0x24, 0x35, 0x46, 0x57}
	setAddress(t, nic, other)
	addressIs(t, nic, other)
	t.Step("auto-load", func() {
		rtl8139.CR9346.WriteT(t, nic.Regs, rtl8139.AutoLoad)
		t.Must(nic.Machine.Pass(t.Context(), settled))
		addressIs(t, nic, rtl8139.Address())
		reg.ExpectT(t, nic.Regs, "9346CR after the auto-load", rtl8139.CR9346, rtl8139.Normal)
	})
	setAddress(t, nic, rtl8139.Address())
}

// locked checks that the configuration can be written in one mode of 9346CR alone (the data sheet, section
// "93C46 (93C56) Command Register").
func locked(t *run.T, nic *rtl8139.Device) {
	t.Must(nic.Reset(t.Context()))
	const driver = 1 << 5 // CONFIG1: DVRLOAD, a note of the driver's
	for _, mode := range []rtl8139.Lock{rtl8139.Normal, rtl8139.Program} {
		t.Step(fmt.Sprintf("9346CR %#x", uint8(mode)), func() {
			rtl8139.CR9346.WriteT(t, nic.Regs, mode)
			was := rtl8139.CONFIG1.ReadT(t, nic.Regs)
			rtl8139.CONFIG1.WriteT(t, nic.Regs, was^driver)
			reg.ExpectT(t, nic.Regs, "CONFIG1 written while it is locked", rtl8139.CONFIG1, was)
			was = rtl8139.CONFIG4.ReadT(t, nic.Regs)
			rtl8139.CONFIG4.WriteT(t, nic.Regs, ^was)
			reg.ExpectT(t, nic.Regs, "CONFIG4 written while it is locked", rtl8139.CONFIG4, was)
			was = rtl8139.CONFIG3.ReadT(t, nic.Regs)
			rtl8139.CONFIG3.WriteT(t, nic.Regs, ^was)
			reg.ExpectT(t, nic.Regs, "CONFIG3 written while it is locked", rtl8139.CONFIG3, was)
		})
	}
	t.Step("unlocked", func() {
		rtl8139.CR9346.WriteT(t, nic.Regs, rtl8139.Unlocked)
		was := rtl8139.CONFIG1.ReadT(t, nic.Regs)
		for _, v := range []uint8{was ^ driver, was} {
			reg.KeepsT(t, nic.Regs, "CONFIG1", rtl8139.CONFIG1, v)
		}
		reg.ExpectT(t, nic.Regs, "9346CR", rtl8139.CR9346, rtl8139.Unlocked)
		rtl8139.CR9346.WriteT(t, nic.Regs, rtl8139.Normal)
	})
}

// eeprom checks the EEPROM's contents, its write enable, and a word of its own (the data sheet, section 6 "EEPROM
// (93C46 or 93C56) Contents").
func eeprom(t *run.T, nic *rtl8139.Device) {
	ctx := t.Context()
	read := func(word int) uint16 {
		v, err := microwire.Read(ctx, nic, microwire.Words64, word)
		t.Must(err)
		return v
	}
	var late error // that the EEPROM did not say that it is ready
	finished := func(err error) {
		if errors.Is(err, microwire.ErrBusy) {
			late, err = err, nil
		}
		t.Must(err)
	}
	put := func(word int, v uint16) { finished(microwire.Write(ctx, nic, microwire.Words64, word, v)) }
	words := make([]uint16, microwire.Words64.Words())
	t.Step("contents", func() {
		for i := range words {
			words[i] = read(i)
		}
		const valid, vendor, device, first = 0, 1, 2, 7
		for _, row := range []struct {
			name string
			word int
			want uint16
		}{{"signature", valid, 0x8129}, {"vendor", vendor, 0x10ec}, {"device", device, 0x8139}} {
			if got := words[row.word]; got != row.want {
				t.Errorf("%s, word %d = %#x, want %#x", row.name, row.word, got, row.want)
			}
		}
		a := rtl8139.Address()
		for i := range 3 {
			if got, want := words[first+i], binary.LittleEndian.Uint16(a[2*i:]); got != want {
				t.Errorf("word %d of the address = %#x, want %#x", i, got, want)
			}
		}
	})
	const spare = 63
	t.Step("write protection", func() {
		t.Must(microwire.Enable(ctx, nic, microwire.Words64, false))
		was := read(spare)
		put(spare, ^was)
		if got := read(spare); got != was {
			t.Errorf("word %d after a write without EWEN = %#x, want %#x", spare, got, was)
		}
	})
	t.Step("write", func() {
		t.Must(microwire.Enable(ctx, nic, microwire.Words64, true))
		for _, v := range []uint16{0x5aa5, 0xa55a, 0} {
			put(spare, v)
			if got := read(spare); got != v {
				t.Errorf("word %d = %#x, want %#x", spare, got, v)
			}
		}
		finished(microwire.Erase(ctx, nic, microwire.Words64, spare))
		if got := read(spare); got != 0xffff {
			t.Errorf("word %d after it was erased = %#x, want 0xffff", spare, got)
		}
		if got := read(spare - 1); got != words[spare-1] {
			t.Errorf("word %d beside it = %#x, want %#x", spare-1, got, words[spare-1])
		}
	})
	t.Step("ready", func() {
		put(spare, 0xffff)
		if late != nil {
			t.Error(late)
		}
	})
	rtl8139.CR9346.WriteT(t, nic.Regs, rtl8139.Normal)
}

// phy checks the registers of the PHY with a link (the data sheet, sections "Basic Mode Control Register" and
// "Basic Mode Status Register").
func phy(t *run.T, nic *rtl8139.Device) {
	t.Must(nic.Reset(t.Context()))
	t.Step("status", func() {
		const want = rtl8139.Extended | rtl8139.LinkUp | rtl8139.CanAgree | rtl8139.Complete | rtl8139.FullSpeeds
		reg.ExpectBitsT(t, nic.Regs, "BMSR", rtl8139.BMSR, want, want)
		reg.ExpectBitsT(t, nic.Regs, "MSR", rtl8139.MSR, rtl8139.LINKB|rtl8139.Speed10, 0)
	})
	t.Step("control", func() {
		rtl8139.CR9346.WriteT(t, nic.Regs, rtl8139.Unlocked)
		for _, v := range []rtl8139.ModeControl{rtl8139.FullDuplex | rtl8139.Speed100, rtl8139.FullDuplex, rtl8139.Speed100, rtl8139.Negotiate} {
			reg.KeepsT(t, nic.Regs, "BMCR", rtl8139.BMCR, v)
		}
		rtl8139.CR9346.WriteT(t, nic.Regs, rtl8139.Normal)
	})
	t.Step("locked", func() {
		was := rtl8139.BMCR.ReadT(t, nic.Regs)
		rtl8139.BMCR.WriteT(t, nic.Regs, was^rtl8139.FullDuplex^rtl8139.Speed100^rtl8139.Negotiate)
		reg.ExpectT(t, nic.Regs, "BMCR while it is locked", rtl8139.BMCR, was)
	})
	t.Step("restart", func() {
		rtl8139.CR9346.WriteT(t, nic.Regs, rtl8139.Unlocked)
		rtl8139.BMCR.WriteT(t, nic.Regs, rtl8139.Negotiate|rtl8139.Restart)
		t.Must(nic.Machine.Pass(t.Context(), settled))
		reg.ExpectBitsT(t, nic.Regs, "BMCR", rtl8139.BMCR, rtl8139.Restart, 0)
		reg.ExpectBitsT(t, nic.Regs, "BMSR", rtl8139.BMSR, rtl8139.Complete, rtl8139.Complete)
	})
	t.Step("reset", func() {
		rtl8139.BMCR.WriteT(t, nic.Regs, rtl8139.ResetPHY)
		t.Must(nic.Machine.Pass(t.Context(), settled))
		reg.ExpectBitsT(t, nic.Regs, "BMCR", rtl8139.BMCR, rtl8139.ResetPHY, 0)
		rtl8139.CR9346.WriteT(t, nic.Regs, rtl8139.Normal)
	})
	t.Step("advertisement", func() {
		const selector = 0x0001 // 802.3
		for _, v := range []uint16{0x0100, 0x0080, 0x0040, 0x0020, 0x01e0} {
			rtl8139.ANAR.WriteT(t, nic.Regs, v|selector)
			reg.ExpectT(t, nic.Regs, "ANAR", rtl8139.ANAR, v|selector)
		}
	})
	t.Step("partner", func() {
		const selector, standard = 0x001f, 0x0001 // 802.3
		reg.ExpectBitsT(t, nic.Regs, "ANLPAR", rtl8139.ANLPAR, selector, standard)
		reg.IgnoresT(t, nic.Regs, "ANLPAR", rtl8139.ANLPAR)
	})
}

// survives checks that a software reset leaves the address and the multicast filter (the data sheet, section
// "Command Register", RST).
func survives(t *run.T, nic *rtl8139.Device) {
	other := ethernet.MAC{0x02, 0x13, 0x24, 0x35, 0x46, 0x57}
	t.Step("address", func() {
		setAddress(t, nic, other)
		t.Must(nic.Reset(t.Context()))
		addressIs(t, nic, other)
	})
	setAddress(t, nic, rtl8139.Address())
	t.Step("filter", func() {
		t.Must(nic.SetFilter(t.Context(), 0x8877_6655_4433_2211))
		t.Must(nic.Reset(t.Context()))
		reg.ExpectT(t, nic.Regs, "MAR0", rtl8139.MAR0, 0x4433_2211)
		reg.ExpectT(t, nic.Regs, "MAR4", rtl8139.MAR4, 0x8877_6655)
	})
}
