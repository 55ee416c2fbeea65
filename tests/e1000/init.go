package e1000

import (
	"errors"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/e1000"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
	"github.com/qgraph/qgraph/libqos/device/net/microwire"
	"github.com/qgraph/qgraph/tests/suite/nicsuite"
)

// initialise checks the steps of a driver before the first frame: reset, address,
// EEPROM, PHY, link, interrupts.
func initialise(t *run.T, nic *e1000.Device) {
	t.Step("power-on values", func() {
		nicsuite.Values(t, &nic.Controller, "after power-on", append(resetTable(), nicsuite.Holds("VET", intelnic.VET, uint32(ethernet.VLAN))))
	})
	t.Step("reserved bits of STATUS", func() {
		const reserved = 0xffff0000
		reg.ExpectBitsT(t, nic.Regs, "STATUS", intelnic.STATUS, reserved, 0)
	})
	t.Step("registers of the rings", func() { keeps(t, nic, rings()) })
	t.Step("registers of timers and flow control", func() { keeps(t, nic, others()) })
	t.Step("reset values", func() { resetValues(t, nic) })
	t.Step("addresses", func() { addresses(t, nic) })
	t.Step("addresses after a reset", func() { nicsuite.Addresses(t, &nic.Controller, e1000.Address(), nic.Reset) })
	t.Step("access by IOADDR and IODATA", func() { ioMapped(t, nic) })
	t.Step("EEPROM", func() { nicsuite.EEPROM(t, &nic.Controller, e1000.Address(), nic.Chip.ID.Device) })
	t.Step("EEPROM by its pins", func() { eepromPins(t, nic) })
	t.Step("pins of the EEPROM given back", func() {
		reg.ExpectBitsT(t, nic.Regs, "EECD without EE_REQ", e1000.EECD, e1000.EEPROMGrant|e1000.EEPROMRequest, 0)
	})
	t.Step("zero before the data of the EEPROM", func() {
		pins, done, err := nic.EEPROMPins(t.Context())
		t.Must(err)
		_, err = microwire.Read(t.Context(), pins, microwire.Words64, 0)
		t.Must(done(t.Context()))
		if err != nil {
			t.Error(err)
		}
	})
	t.Step("PHY", func() { phy(t, nic) })
	t.Step("interrupt causes", func() { interrupts(nic).Causes(t, causes()) })
	t.Step("interrupt pin", func() { interrupts(nic).Pin(t, e1000.CauseLSC, e1000.CauseTXDW) })
	t.Step("link", func() { link(t, nic) })
}

// kept is a register that keeps what software writes.
type kept struct {
	name string
	reg  reg.Reg[uint32]
	bits uint32 // the ones that it has
}

// rings lists such registers of the rings, and VET (chapter 13).
func rings() []kept {
	return []kept{
		{"RDBAL", e1000.RX.BAL(), 0xfffffff0},
		{"RDBAH", e1000.RX.BAH(), 0xffffffff},
		{"RDLEN", e1000.RX.LEN(), 0xfff80},
		{"RDH", e1000.RX.Head(), 0xffff},
		{"RDT", e1000.RX.Tail(), 0xffff},
		{"RDTR", e1000.RDTR, 0xffff},
		{"TDBAL", e1000.TX.BAL(), 0xfffffff0},
		{"TDBAH", e1000.TX.BAH(), 0xffffffff},
		{"TDLEN", e1000.TX.LEN(), 0xfff80},
		{"TDH", e1000.TX.Head(), 0xffff},
		{"TDT", e1000.TX.Tail(), 0xffff},
		{"VET", intelnic.VET, 0xffff},
	}
}

// others lists such registers of timers and flow control.
func others() []kept {
	return []kept{
		{"TIDV", e1000.TIDV, 0xffff},
		{"TIPG", e1000.TIPG, 0x3fffffff},
		{"FCRTL", e1000.FCRTL, 0x8000fff8},
		{"FCRTH", e1000.FCRTH, 0xfff8},
	}
}

// keeps checks that each of the registers keeps values of its own. It finds one that is
// not stored, lacks a bit, or is another's mirror.
func keeps(t *run.T, nic *e1000.Device, registers []kept) {
	t.Must(nic.Reset(t.Context()))
	for round := range uint32(3) {
		value := func(i int) uint32 { return 0x9e3779b9*(3*uint32(i)+round+1) ^ uint32(i)<<24 }
		for i, r := range registers {
			r.reg.WriteT(t, nic.Regs, value(i)&r.bits)
		}
		for i, r := range registers {
			reg.ExpectBitsT(t, nic.Regs, r.name+" as written", r.reg, r.bits, value(i)&r.bits)
		}
	}
	for _, r := range registers {
		r.reg.WriteT(t, nic.Regs, 0)
	}
	intelnic.VET.WriteT(t, nic.Regs, uint32(ethernet.VLAN))
}

// resetValues checks the registers after a reset that follows writes of other values.
func resetValues(t *run.T, nic *e1000.Device) {
	for _, r := range rings() {
		r.reg.WriteT(t, nic.Regs, 0x00005480&r.bits)
	}
	intelnic.RCTL.WriteT(t, nic.Regs, intelnic.ReceiveUPE)
	intelnic.TCTL.WriteT(t, nic.Regs, intelnic.TransmitPSP)
	e1000.IMS.WriteT(t, nic.Regs, e1000.CauseLSC)
	t.Cleanup(func() {
		for _, r := range rings() {
			r.reg.WriteT(t, nic.Regs, 0)
		}
		intelnic.VET.WriteT(t, nic.Regs, uint32(ethernet.VLAN))
	})
	t.Must(nic.Reset(t.Context()))
	nicsuite.Values(t, &nic.Controller, "after CTRL.RST", append(resetTable(), nicsuite.Holds("VET", intelnic.VET, uint32(ethernet.VLAN))))
}

// resetTable lists the reset values of the 8254x manual, chapter 13 "Register
// Descriptions". It leaves out the bits of CTRL and STATUS that depend on EEPROM and PHY.
func resetTable() []nicsuite.Value {
	return []nicsuite.Value{
		nicsuite.Masked("CTRL", intelnic.CTRL, intelnic.CtrlRST|intelnic.CtrlVME|intelnic.CtrlRFCE|intelnic.CtrlTFCE|intelnic.CtrlPHYRST, 0),
		nicsuite.Masked("STATUS", intelnic.STATUS, intelnic.StatusTXOFF|intelnic.StatusLANID, 0),
		nicsuite.Holds("PBA", e1000.PBA, 0x00100030),
		nicsuite.Holds("RCTL", intelnic.RCTL, 0),
		nicsuite.Masked("TCTL", intelnic.TCTL, intelnic.TransmitEN, 0),
		nicsuite.Holds("RDTR", e1000.RDTR, 0),
		nicsuite.Holds("RADV", e1000.RADV, 0),
		nicsuite.Holds("TIDV", e1000.TIDV, 0),
		nicsuite.Holds("TADV", e1000.TADV, 0),
		nicsuite.Masked("RDLEN", e1000.RX.LEN(), 0xfff80, 0),
		nicsuite.Holds("RDH", e1000.RX.Head(), 0),
		nicsuite.Holds("RDT", e1000.RX.Tail(), 0),
		nicsuite.Masked("TDLEN", e1000.TX.LEN(), 0xfff80, 0),
		nicsuite.Holds("TDH", e1000.TX.Head(), 0),
		nicsuite.Holds("TDT", e1000.TX.Tail(), 0),
		nicsuite.Holds("ICR", e1000.ICR, 0),
		nicsuite.Holds("IMS", e1000.IMS, 0),
	}
}

// addresses checks that filter 0 holds the device's address, and that each filter is
// writable.
func addresses(t *run.T, nic *e1000.Device) {
	ctx := t.Context()
	own, valid, err := nic.ReadAddress(ctx, 0)
	t.Must(err)
	if own != e1000.Address() || !valid {
		t.Errorf("address filter 0 = %v, valid %t, want %v, true", own, valid, e1000.Address())
	}
	other := func(n int) ethernet.MAC { return ethernet.MAC{0x06, 0x11, 0x22, 0x33, 0x44, byte(n)} }
	for n := range intelnic.Filters {
		t.Must(nic.WriteAddress(ctx, n, other(n), n%2 == 0))
	}
	for n := range intelnic.Filters {
		got, valid, err := nic.ReadAddress(ctx, n)
		t.Must(err)
		if got != other(n) || valid != (n%2 == 0) {
			t.Errorf("address filter %d = %v, valid %t, want %v, %t", n, got, valid, other(n), n%2 == 0)
		}
	}
	t.Must(nic.WriteAddress(ctx, 0, own, true))
	for n := 1; n < intelnic.Filters; n++ {
		t.Must(nic.WriteAddress(ctx, n, ethernet.MAC{}, false))
	}
}

// ioMapped checks that IOADDR and IODATA lead to the same registers (section 13.3
// "I/O-Mapped Register Access").
func ioMapped(t *run.T, nic *e1000.Device) {
	e1000.RDTR.WriteT(t, nic.Regs, 0x1234)
	reg.KeepsT(t, nic.Ports, "IOADDR", e1000.IOADDR, uint32(e1000.RDTR))
	reg.ExpectT(t, nic.Ports, "RDTR through IODATA", e1000.IODATA, 0x1234)
	e1000.IODATA.WriteT(t, nic.Ports, 0x0567)
	reg.ExpectT(t, nic.Regs, "RDTR written through IODATA", e1000.RDTR, 0x0567)
	e1000.RDTR.WriteT(t, nic.Regs, 0)
}

// eepromPins reads the whole EEPROM through EECD, and compares it with EERD.
func eepromPins(t *run.T, nic *e1000.Device) {
	ctx := t.Context()
	pins, done, err := nic.EEPROMPins(ctx)
	t.Must(err)
	for word := range microwire.Words64.Words() {
		got, err := microwire.Read(ctx, pins, microwire.Words64, word)
		if !errors.Is(err, microwire.ErrNoStart) { // a step of its own checks it
			t.Must(err)
		}
		want, err := nic.ReadEEPROM(ctx, uint16(word))
		t.Must(err)
		if got != want {
			t.Errorf("word %#x of the EEPROM = %#x by its pins, want %#x as by EERD", word, got, want)
		}
	}
	t.Must(done(ctx))
}

// phy checks the PHY behind MDIC, and the interrupt at the end of an operation.
func phy(t *run.T, nic *e1000.Device) {
	t.Must(nic.Reset(t.Context()))
	nicsuite.PHY(t, &nic.Controller, nic.Chip.PHY)
	for _, row := range []struct {
		name string
		bits intelnic.MDI
		want e1000.Cause
	}{{"without I", 0, 0}, {"with I", intelnic.MDIInterrupt, e1000.CauseMDAC}} {
		t.Must(nic.MaskInterrupts(t.Context()))
		intelnic.MDIC.WriteT(t, nic.Regs, intelnic.MDIRead|row.bits|intelnic.MDIAddress(intelnic.PHYAddress, intelnic.PHYStatus))
		nicsuite.Quiet(t, nic.Machine)
		if got := e1000.ICR.ReadT(t, nic.Regs) &^ asserted; got != row.want {
			t.Errorf("MDIC %s: ICR = %v, want %v", row.name, got, row.want)
		}
	}
}

// link checks that each change of the link sets the cause LSC and raises the pin.
func link(t *run.T, nic *e1000.Device) {
	ctx := t.Context()
	t.Must(nic.Reset(ctx))
	line, err := nic.PCI.INTx(ctx)
	t.Must(err)
	backend, err := t.Env.Backend(ethernet.Netdev)
	t.Must(err)
	t.Must(nic.LinkUp(ctx))
	nicsuite.Quiet(t, nic.Machine)
	t.Must(nic.Acknowledge(ctx))
	e1000.IMS.WriteT(t, nic.Regs, e1000.CauseLSC)
	nicsuite.Link(t, &nic.Controller, backend.ID, func(what string) {
		nicsuite.Quiet(t, nic.Machine)
		if !line.Raised() {
			t.Errorf("%s: interrupt pin is not raised", what)
		}
		if e1000.ICR.ReadT(t, nic.Regs)&e1000.CauseLSC == 0 {
			t.Errorf("%s: LSC not set in ICR", what)
		}
		if nicsuite.Quiet(t, nic.Machine); line.Raised() {
			t.Errorf("%s: interrupt pin is raised after ICR was read", what)
		}
	})
	t.Must(nic.Reset(ctx))
}
