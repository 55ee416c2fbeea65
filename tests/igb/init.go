package igb

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/igb"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
	"github.com/qgraph/qgraph/tests/suite/nicsuite"
)

// initialise checks the steps of a driver before the first frame: reset, address,
// EEPROM, PHY, interrupts, link.
func initialise(t *run.T, nic *igb.Device) {
	t.Step("reset values", func() { resetValues(t, nic) })
	t.Step("registers that keep what is written", func() { keep(t, nic) })
	t.Step("EIAC that keeps what is written", func() { keepVectors(t, nic, "EIAC", igb.EIAC) })
	t.Step("EIAM that keeps what is written", func() { keepVectors(t, nic, "EIAM", igb.EIAM) })
	t.Step("addresses", func() { nicsuite.Addresses(t, &nic.Controller, igb.Address(), nic.Reset) })
	t.Step("EEPROM", func() { nicsuite.EEPROM(t, &nic.Controller, igb.Address(), igb.PCIModel().ID.Device) })
	t.Step("PHY", func() { nicsuite.PHY(t, &nic.Controller, [2]uint16{0x02a8, 0x0391}) })
	t.Step("interrupt causes", func() { interrupts(nic).Causes(t, causes()) })
	t.Step("interrupt causes of PHY and time", func() { interrupts(nic).Causes(t, []igb.Cause{igb.CauseGPHY, igb.CauseTime}) })
	t.Step("interrupt pin", func() { interrupts(nic).Pin(t, igb.CauseLSC, igb.CauseTXDW) })
	t.Step("MSI", func() { interrupts(nic).Message(t, igb.CauseLSC) })
	t.Step("MSI-X vectors", func() { vectors(t, nic) })
	t.Step("vector of other causes", func() { otherVector(t, nic) })
	t.Step("automatic clearing", func() { autoClear(t, nic) })
	t.Step("automatic masking", func() { autoMask(t, nic) })
	t.Step("no masking by ICR without an interrupt", func() { autoMaskOther(t, nic, 0, false, false) })
	t.Step("masking by ICR with an interrupt", func() { autoMaskOther(t, nic, 0, true, true) })
	t.Step("masking by ICR with NSICR", func() { autoMaskOther(t, nic, igb.ModeNSICR, false, true) })
	t.Step("link", func() { link(t, nic) })
}

// resetValues checks the registers after power-on, and after a reset that follows
// writes of other values.
func resetValues(t *run.T, nic *igb.Device) {
	nicsuite.Values(t, &nic.Controller, "after power-on", resetTable())
	for _, r := range []reg.Reg[uint32]{
		igb.TIPG, igb.RX(0).LEN(), igb.TX(15).LEN(), igb.RX(15).BAL(), igb.RLPML, intelnic.VET,
		reg.Reg[uint32](igb.SRRCTL(3)), reg.Reg[uint32](igb.RX(3).DCTL()), reg.Reg[uint32](igb.TX(3).DCTL()),
		reg.Reg[uint32](intelnic.RCTL), reg.Reg[uint32](intelnic.TCTL), reg.Reg[uint32](igb.IVAR(0)), reg.Reg[uint32](igb.IVARMISC),
		reg.Reg[uint32](igb.GPIE), reg.Reg[uint32](igb.EIAC), reg.Reg[uint32](intelnic.MRQC), reg.Reg[uint32](intelnic.RXCSUM),
	} {
		r.WriteT(t, nic.Regs, 0x02008480)
	}
	igb.IMS.WriteT(t, nic.Regs, igb.CauseLSC)
	igb.EIMS.WriteT(t, nic.Regs, igb.Vector(0))
	t.Must(nic.Reset(t.Context()))
	nicsuite.Values(t, &nic.Controller, "after CTRL.RST", resetTable())
}

// resetTable lists the reset values of the 82576 datasheet, chapter 8 "Programming
// Interface". It leaves out the bits of CTRL and STATUS that depend on EEPROM and
// PHY.
func resetTable() []nicsuite.Value {
	return []nicsuite.Value{
		nicsuite.Masked("CTRL", intelnic.CTRL, intelnic.CtrlFD|intelnic.CtrlSpeed|intelnic.CtrlRST|intelnic.CtrlVME|
			intelnic.CtrlGIOMasterDisable|intelnic.CtrlFRCSPD|intelnic.CtrlFRCDPLX, intelnic.CtrlFD|intelnic.CtrlSpeed1000),
		nicsuite.Masked("STATUS", intelnic.STATUS, intelnic.StatusGIOMasterEnable|intelnic.StatusTXOFF|intelnic.StatusLANID,
			intelnic.StatusGIOMasterEnable),
		nicsuite.Masked("VET", intelnic.VET, 0xffff, uint32(ethernet.VLAN)),
		nicsuite.Holds("TIPG", igb.TIPG, 0x00601008),
		nicsuite.Holds("RXPBS", igb.RXPBS, 0x40),
		nicsuite.Holds("TXPBS", igb.TXPBS, 0x28),
		nicsuite.Holds("RCTL", intelnic.RCTL, 0),
		nicsuite.Masked("TCTL", intelnic.TCTL, intelnic.TransmitEN|intelnic.TransmitPSP, intelnic.TransmitPSP),
		nicsuite.Holds("RXCSUM", intelnic.RXCSUM, intelnic.ReceiveIPOFL|intelnic.ReceiveTUOFL),
		nicsuite.Holds("RLPML", igb.RLPML, 0x2600),
		nicsuite.Holds("MRQC", intelnic.MRQC, 0),
		nicsuite.Masked("RXDCTL0", igb.RX(0).DCTL(), intelnic.DescriptorEnable, intelnic.DescriptorEnable),
		nicsuite.Masked("RXDCTL3", igb.RX(3).DCTL(), intelnic.DescriptorEnable, 0),
		nicsuite.Masked("TXDCTL0", igb.TX(0).DCTL(), intelnic.DescriptorEnable, intelnic.DescriptorEnable),
		nicsuite.Masked("TXDCTL3", igb.TX(3).DCTL(), intelnic.DescriptorEnable, 0),
		nicsuite.Holds("RDLEN0", igb.RX(0).LEN(), 0),
		nicsuite.Holds("RDH0", igb.RX(0).Head(), 0),
		nicsuite.Holds("RDT0", igb.RX(0).Tail(), 0),
		nicsuite.Holds("RDBAL15", igb.RX(15).BAL(), 0),
		nicsuite.Holds("TDLEN15", igb.TX(15).LEN(), 0),
		nicsuite.Holds("TDH15", igb.TX(15).Head(), 0),
		nicsuite.Holds("ICR", igb.ICR, 0),
		nicsuite.Holds("IMS", igb.IMS, 0),
		nicsuite.Holds("GPIE", igb.GPIE, 0),
		nicsuite.Holds("EICR", igb.EICR, 0),
		nicsuite.Holds("EIMS", igb.EIMS, 0),
		nicsuite.Holds("EIAC", igb.EIAC, 0),
		nicsuite.Holds("IVAR0", igb.IVAR(0), 0),
		nicsuite.Holds("IVAR_MISC", igb.IVARMISC, 0),
	}
}

// link checks that each change of the link sets the cause LSC and interrupts.
func link(t *run.T, nic *igb.Device) {
	t.Must(nic.Reset(t.Context()))
	x, done := vectorsOn(t, nic)
	defer done()
	igb.IVARMISC.WriteT(t, nic.Regs, igb.AllocateOther(7))
	igb.IMS.WriteT(t, nic.Regs, igb.CauseLSC)
	t.Must(nic.LinkUp(t.Context()))
	nicsuite.Fires(t, nic.Machine, x, "the link came up", 7)
	t.Must(nic.Acknowledge(t.Context()))
	nicsuite.Link(t, &nic.Controller, igb.Driver.Name(), func(what string) {
		nicsuite.Fires(t, nic.Machine, x, what, 7)
		if igb.ICR.ReadT(t, nic.Regs)&igb.CauseLSC == 0 {
			t.Errorf("%s: LSC not set in ICR", what)
		}
		t.Must(nic.Acknowledge(t.Context()))
	})
}
