package e1000e

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/e1000e"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
	"github.com/qgraph/qgraph/tests/suite/nicsuite"
)

// initialise checks the steps of a driver before the first frame: reset, address,
// EEPROM, PHY, link, interrupts.
func initialise(t *run.T, nic *e1000e.Device) {
	t.Step("reset values", func() { resetValues(t, nic) })
	t.Step("registers that keep what is written", func() { keep(t, nic) })
	t.Step("addresses", func() { nicsuite.Addresses(t, &nic.Controller, e1000e.Address(), nic.Reset) })
	t.Step("EEPROM", func() { nicsuite.EEPROM(t, &nic.Controller, e1000e.Address(), e1000e.PCIModel().ID.Device) })
	t.Step("PHY", func() { phy(t, nic) })
	t.Step("interrupt causes", func() { interrupts(nic).Causes(t, causes()) })
	t.Step("interrupt pin", func() { interrupts(nic).Pin(t, e1000e.CauseLSC, e1000e.CauseTXDW) })
	t.Step("MSI", func() { interrupts(nic).Message(t, e1000e.CauseLSC) })
	t.Step("MSI-X vectors", func() { vectors(t, nic) })
	t.Step("automatic clearing", func() { autoClear(t, nic) })
	t.Step("automatic masking", func() { autoMask(t, nic) })
	t.Step("automatic masking without MSI-X", func() { autoMaskPin(t, nic) })
	t.Step("link", func() { link(t, nic) })
}

// resetValues checks the registers after power-on, and after a reset that follows
// writes of other values.
func resetValues(t *run.T, nic *e1000e.Device) {
	nicsuite.Values(t, &nic.Controller, "after power-on", append(resetTable(),
		nicsuite.Holds("VET", intelnic.VET, uint32(ethernet.VLAN)),
	))
	for _, r := range []reg.Reg[uint32]{
		e1000e.TIPG, e1000e.RX(0).LEN(), e1000e.TX(1).LEN(), e1000e.RX(1).BAL(), e1000e.RDTR, e1000e.TIDV,
		reg.Reg[uint32](intelnic.RCTL), reg.Reg[uint32](intelnic.TCTL), reg.Reg[uint32](e1000e.IVAR),
		reg.Reg[uint32](e1000e.EIAC), reg.Reg[uint32](e1000e.RFCTL), reg.Reg[uint32](intelnic.MRQC), reg.Reg[uint32](intelnic.RXCSUM),
	} {
		r.WriteT(t, nic.Regs, 0x00008480)
	}
	e1000e.IMS.WriteT(t, nic.Regs, e1000e.CauseLSC)
	t.Must(nic.Reset(t.Context()))
	nicsuite.Values(t, &nic.Controller, "after CTRL.RST", resetTable())
	t.Step("VET", func() { reg.ExpectT(t, nic.Regs, "VET after CTRL.RST", intelnic.VET, uint32(ethernet.VLAN)) })
}

// resetTable lists the reset values of the 82574 datasheet, chapter 10 "Driver
// Programming Interface". It leaves out the bits of CTRL and STATUS that depend
// on EEPROM and PHY.
func resetTable() []nicsuite.Value {
	return []nicsuite.Value{
		nicsuite.Masked("CTRL", intelnic.CTRL, intelnic.CtrlFD|intelnic.CtrlSpeed|intelnic.CtrlRST|intelnic.CtrlVME|
			intelnic.CtrlGIOMasterDisable|intelnic.CtrlFRCSPD|intelnic.CtrlFRCDPLX, intelnic.CtrlFD|intelnic.CtrlSpeed1000),
		nicsuite.Masked("STATUS", intelnic.STATUS, intelnic.StatusGIOMasterEnable|intelnic.StatusTXOFF|intelnic.StatusLANID,
			intelnic.StatusGIOMasterEnable),
		nicsuite.Holds("TIPG", e1000e.TIPG, 0x00602008),
		nicsuite.Holds("PBA", e1000e.PBA, 0x00140014),
		nicsuite.Holds("RCTL", intelnic.RCTL, 0),
		nicsuite.Masked("TCTL", intelnic.TCTL, intelnic.TransmitEN, 0),
		nicsuite.Holds("RXCSUM", intelnic.RXCSUM, intelnic.ReceiveIPOFL|intelnic.ReceiveTUOFL),
		nicsuite.Masked("RFCTL", e1000e.RFCTL, e1000e.ReceiveFilterEXSTEN, 0),
		nicsuite.Holds("MRQC", intelnic.MRQC, 0),
		nicsuite.Holds("RDTR", e1000e.RDTR, 0),
		nicsuite.Holds("RADV", e1000e.RADV, 0),
		nicsuite.Holds("TIDV", e1000e.TIDV, 0),
		nicsuite.Holds("TADV", e1000e.TADV, 0),
		nicsuite.Holds("RDLEN0", e1000e.RX(0).LEN(), 0),
		nicsuite.Holds("RDH0", e1000e.RX(0).Head(), 0),
		nicsuite.Holds("RDT0", e1000e.RX(0).Tail(), 0),
		nicsuite.Holds("RDBAL1", e1000e.RX(1).BAL(), 0),
		nicsuite.Holds("TDLEN1", e1000e.TX(1).LEN(), 0),
		nicsuite.Holds("TDH1", e1000e.TX(1).Head(), 0),
		nicsuite.Holds("TARC0", e1000e.TARC(0), e1000e.ArbitrationEnable|e1000e.ArbitrationCount),
		nicsuite.Holds("TARC1", e1000e.TARC(1), e1000e.ArbitrationEnable|e1000e.ArbitrationCount),
		nicsuite.Holds("ICR", e1000e.ICR, 0),
		nicsuite.Holds("IMS", e1000e.IMS, 0),
		nicsuite.Holds("EIAC", e1000e.EIAC, 0),
		nicsuite.Holds("IAM", e1000e.IAM, 0),
		nicsuite.Holds("IVAR", e1000e.IVAR, 0),
	}
}

// phy checks the PHY behind MDIC, and the interrupt at the end of an operation.
func phy(t *run.T, nic *e1000e.Device) {
	t.Must(nic.Reset(t.Context()))
	nicsuite.PHY(t, &nic.Controller, [2]uint16{0x0141, 0x0cb1})
	for _, row := range []struct {
		name string
		bits intelnic.MDI
		want e1000e.Cause
	}{{"without I", 0, 0}, {"with I", intelnic.MDIInterrupt, e1000e.CauseMDAC}} {
		t.Must(nic.MaskInterrupts(t.Context()))
		intelnic.MDIC.WriteT(t, nic.Regs, intelnic.MDIRead|row.bits|intelnic.MDIAddress(intelnic.PHYAddress, intelnic.PHYStatus))
		nicsuite.Quiet(t, nic.Machine)
		if got := e1000e.ICR.ReadT(t, nic.Regs) &^ e1000e.CauseINTAsserted; got != row.want {
			t.Errorf("MDIC %s: ICR = %v, want %v", row.name, got, row.want)
		}
	}
}

// link checks that each change of the link sets the cause LSC and interrupts.
func link(t *run.T, nic *e1000e.Device) {
	t.Must(nic.Reset(t.Context()))
	x, done := vectorsOn(t, nic)
	defer done()
	allocate(t, nic, map[e1000e.Source]int{e1000e.SourceOther: 3})
	e1000e.IMS.WriteT(t, nic.Regs, e1000e.CauseLSC)
	t.Must(nic.LinkUp(t.Context()))
	nicsuite.Quiet(t, nic.Machine)
	t.Must(nic.Acknowledge(t.Context()))
	nicsuite.Link(t, &nic.Controller, e1000e.Driver.Name(), func(what string) {
		nicsuite.Fires(t, nic.Machine, x, what, 3)
		if e1000e.ICR.ReadT(t, nic.Regs)&e1000e.CauseLSC == 0 {
			t.Errorf("%s: LSC not set in ICR", what)
		}
	})
}
