package smc91c111

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/smc91c111"
)

// registers checks the registers, the memory and the interrupts.
func registers(t *run.T, d *smc91c111.Device) {
	t.Step("after power on", func() {
		reg.ExpectT(t, d.Regs, "BSR", smc91c111.BankSelect, smc91c111.BankMark)
		resetValues(t, d)
	})
	t.Step("written", func() { written(t, d) })
	t.Step("banks", func() { banks(t, d) })
	t.Step("EEPROM", func() { eeprom(t, d) })
	t.Step("PHY", func() { transceiver(t, d) })
	t.Step("link", func() { link(t, d) })
	t.Step("pointer", func() { pointer(t, d) })
	t.Step("memory", func() { memory(t, d) })
	t.Step("interrupts", func() { interrupts(t, d) })
	t.Step("software reset", func() {
		unsettle(t, d)
		t.Must(d.Reset(t.Context()))
		kept := smc91c111.Configuration.ReadT(t, d.Regs)
		smc91c111.Configuration.WriteT(t, d.Regs, smc91c111.ConfigAfterReset)
		t.Step("CR", func() {
			if want := smc91c111.ConfigAfterReset | smc91c111.Pin; kept != want {
				t.Errorf("CR after a software reset = %v, want %v, as it was", kept, want)
			}
		})
		t.Step("GPR", func() { reg.ExpectT(t, d.Regs, "GPR after a software reset", smc91c111.General, 0) })
		smc91c111.General.WriteT(t, d.Regs, 0)
		resetValues(t, d)
	})
	t.Step("reset", func() {
		unsettle(t, d)
		smc91c111.General.WriteT(t, d.Regs, 0)
		t.Must(t.QEMU().SystemReset(t.Context()))
		reg.ExpectT(t, d.Regs, "BSR", smc91c111.BankSelect, smc91c111.BankMark)
		resetValues(t, d)
	})
}

// unsettle takes registers away from their values after a reset.
func unsettle(t *run.T, d *smc91c111.Device) {
	t.Helper()
	p := start(t, d, smc91c111.Setup{Send: smc91c111.Pad, Receive: smc91c111.StripCRC})
	t.Must(p.Post(t.Context(), make([]byte, unpadded)))
	smc91c111.Configuration.WriteT(t, d.Regs, smc91c111.ConfigAfterReset|smc91c111.Pin)
	smc91c111.General.WriteT(t, d.Regs, 0x1234)
	smc91c111.Control.WriteT(t, d.Regs, smc91c111.ControlAfterReset|smc91c111.AutoRelease|smc91c111.KeepBad)
	smc91c111.Mask.WriteT(t, d.Regs, smc91c111.PHYEvent|smc91c111.NoMemory)
	smc91c111.Packet.WriteT(t, d.Regs, 3)
	smc91c111.Pointer.WriteT(t, d.Regs, smc91c111.Received|123)
	smc91c111.Discard.WriteT(t, d.Regs, 0)
}

// resetValues checks the registers after a reset (sections 8.4 to 8.25).
func resetValues(t *run.T, d *smc91c111.Device) {
	t.Helper()
	reg.ExpectT(t, d.Regs, "TCR after a reset", smc91c111.TransmitControl, 0)
	reg.ExpectT(t, d.Regs, "EPHSR after a reset, on a wire", smc91c111.LinkStatus, smc91c111.LinkUp)
	reg.ExpectT(t, d.Regs, "RCR after a reset", smc91c111.ReceiveControl, 0)
	reg.ExpectT(t, d.Regs, "ECR after a reset", smc91c111.CollisionCounts, 0)
	reg.ExpectT(t, d.Regs, "RPCR after a reset", smc91c111.PHYControl, 0)
	reg.ExpectT(t, d.Regs, "CR after a reset", smc91c111.Configuration, smc91c111.ConfigAfterReset)
	reg.ExpectT(t, d.Regs, "GPR after a reset", smc91c111.General, 0)
	reg.ExpectT(t, d.Regs, "CTR after a reset", smc91c111.Control, smc91c111.ControlAfterReset)
	reg.ExpectT(t, d.Regs, "MMUCR after a reset", smc91c111.MMU, 0)
	reg.ExpectT(t, d.Regs, "PNR after a reset", smc91c111.Packet, 0)
	reg.ExpectT(t, d.Regs, "FIFO of sent packets after a reset", smc91c111.SentFIFO, smc91c111.Empty)
	reg.ExpectT(t, d.Regs, "FIFO of received packets after a reset", smc91c111.ReceivedFIFO, smc91c111.Empty)
	reg.ExpectT(t, d.Regs, "PTR after a reset", smc91c111.Pointer, 0)
	reg.ExpectT(t, d.Regs, "IST after a reset", smc91c111.Pending, smc91c111.AllSent)
	reg.ExpectT(t, d.Regs, "MSK after a reset", smc91c111.Mask, 0)
	reg.ExpectBitsT(t, d.Regs, "MGMT after a reset", smc91c111.Management, ^smc91c111.DataIn, smc91c111.ManagementAfterReset)
	reg.ExpectBitsT(t, d.Regs, "REV", smc91c111.Revision, 0xf0, smc91c111.Chip<<4)
	reg.ExpectBitsT(t, d.Regs, "RCV after a reset", smc91c111.Discard, 0xff, smc91c111.DiscardAfterReset)
	for n := range 8 {
		reg.ExpectT(t, d.Regs, fmt.Sprintf("MT%d after a reset", n), reg.Reg[uint8](smc91c111.MulticastTable+n), 0)
	}
	if a, err := d.Address(t.Context()); err != nil || a != smc91c111.Own() {
		t.Errorf("IA = %v (%v), want %v", a, err, smc91c111.Own())
	}
	t.Step("free packets", func() {
		reg.ExpectT(t, d.Regs, "MIR after a reset", smc91c111.Memory, smc91c111.Packets<<8|smc91c111.Packets)
	})
	t.Step("no packet given out", func() {
		reg.ExpectT(t, d.Regs, "ARR after a reset", smc91c111.Allocated, smc91c111.Failed)
	})
	t.Step("BAR", func() { reg.ExpectT(t, d.Regs, "BAR after a reset", smc91c111.BaseAddress, smc91c111.BaseAfterReset) })
}

// written checks which bits keep what is written.
func written(t *run.T, d *smc91c111.Device) {
	for _, v := range []smc91c111.Transmit{
		smc91c111.SendOn, smc91c111.Loop, smc91c111.Pad, smc91c111.NoCRC, smc91c111.NeedCarrier, smc91c111.FullDuplex, smc91c111.StopSQET,
		smc91c111.Loopback, smc91c111.Switched, 0,
	} {
		reg.KeepsT(t, d.Regs, "TCR", smc91c111.TransmitControl, v)
	}
	for _, v := range []smc91c111.Receive{
		smc91c111.Promiscuous, smc91c111.AllGroups, smc91c111.ReceiveOn, smc91c111.StripCRC, smc91c111.StopAtCollision, smc91c111.FilterStart, 0,
	} {
		reg.KeepsT(t, d.Regs, "RCR", smc91c111.ReceiveControl, v)
	}
	for _, v := range []smc91c111.Config{smc91c111.External, smc91c111.Pin, smc91c111.NoWait, 0} {
		reg.KeepsT(t, d.Regs, "CR", smc91c111.Configuration, smc91c111.ConfigAfterReset&^smc91c111.NoWait|v)
	}
	smc91c111.Configuration.WriteT(t, d.Regs, smc91c111.ConfigAfterReset)
	for _, v := range []smc91c111.Housekeeping{
		smc91c111.SelectEEPROM, smc91c111.TellErrors, smc91c111.TellCounters, smc91c111.TellLink, smc91c111.AutoRelease, smc91c111.KeepBad, 0,
	} {
		reg.KeepsT(t, d.Regs, "CTR", smc91c111.Control, smc91c111.ControlAfterReset|v)
	}
	reg.KeepsBitsT(t, d.Regs, "GPR", smc91c111.General, 0xffff)
	for n := range uint8(smc91c111.Packets) {
		reg.KeepsT(t, d.Regs, "PNR", smc91c111.Packet, smc91c111.Packets-1-n)
	}
	for _, v := range []smc91c111.Cause{
		smc91c111.FrameReceived, smc91c111.FrameSent, smc91c111.AllSent, smc91c111.MemoryGiven, smc91c111.NoMemory, smc91c111.LinkEvent,
		smc91c111.PHYEvent, 0,
	} {
		reg.KeepsT(t, d.Regs, "MSK", smc91c111.Mask, v)
	}
	reg.IgnoresT(t, d.Regs, "EPHSR", smc91c111.LinkStatus)
	reg.IgnoresT(t, d.Regs, "ECR", smc91c111.CollisionCounts)
	reg.IgnoresT(t, d.Regs, "MIR", smc91c111.Memory)
	reg.IgnoresT(t, d.Regs, "REV", smc91c111.Revision)
	reg.IgnoresT(t, d.Regs, "FIFO of sent packets", smc91c111.SentFIFO)
	reg.IgnoresT(t, d.Regs, "FIFO of received packets", smc91c111.ReceivedFIFO)
	t.Step("RPCR", func() {
		for _, v := range []smc91c111.PHYMode{smc91c111.LightA, smc91c111.LightB, smc91c111.Negotiate, smc91c111.Duplex, smc91c111.Fast, 0} {
			reg.KeepsT(t, d.Regs, "RPCR", smc91c111.PHYControl, v)
		}
	})
	t.Step("BAR", func() {
		reg.KeepsT(t, d.Regs, "BAR", smc91c111.BaseAddress, 0x3001)
		reg.KeepsT(t, d.Regs, "BAR", smc91c111.BaseAddress, smc91c111.BaseAfterReset)
	})
	own := smc91c111.Own()
	t.Step("address", func() { bytesKept(t, d, "IA", smc91c111.IndividualAddress, own[:]) })
	t.Step("multicast table", func() { bytesKept(t, d, "MT", smc91c111.MulticastTable, make([]byte, 8)) })
}

// bytesKept checks that a register of bytes keeps what is written, each byte by itself, and leaves it with the bytes of after.
func bytesKept(t *run.T, d *smc91c111.Device, name string, first int, after []byte) {
	t.Helper()
	at := func(n int) reg.Reg[uint8] { return reg.Reg[uint8](first + n) }
	for n := range after {
		at(n).WriteT(t, d.Regs, uint8(0x10+n))
	}
	for n := range after {
		reg.ExpectT(t, d.Regs, fmt.Sprintf("%s%d", name, n), at(n), uint8(0x10+n))
	}
	for n, v := range after {
		reg.KeepsT(t, d.Regs, fmt.Sprintf("%s%d", name, n), at(n), v)
	}
}

// banks checks that registers at the same offset of two banks are two, and that each bank has BSR (section 8.4 "Bank Select
// Register").
func banks(t *run.T, d *smc91c111.Device) {
	smc91c111.TransmitControl.WriteT(t, d.Regs, smc91c111.Pad)
	smc91c111.Control.WriteT(t, d.Regs, smc91c111.ControlAfterReset|smc91c111.TellLink)
	smc91c111.Mask.WriteT(t, d.Regs, smc91c111.PHYEvent)
	reg.ExpectT(t, d.Regs, "CR, with TCR written", smc91c111.Configuration, smc91c111.ConfigAfterReset)
	reg.ExpectT(t, d.Regs, "TCR", smc91c111.TransmitControl, smc91c111.Pad)
	reg.ExpectT(t, d.Regs, "CTR, with MSK written", smc91c111.Control, smc91c111.ControlAfterReset|smc91c111.TellLink)
	reg.ExpectT(t, d.Regs, "MSK, with CTR written", smc91c111.Mask, smc91c111.PHYEvent)
	for bank := range uint16(4) {
		smc91c111.BankSelect.WriteT(t, d.Regs, bank)
		reg.ExpectT(t, d.Regs, fmt.Sprintf("BSR of bank %d", bank), smc91c111.BankSelect, smc91c111.BankMark|bank)
	}
	t.Must(d.Reset(t.Context()))
}

// transceiver checks that the PHY answers (section 9 "PHY MII Registers"; IEEE 802.3-2022, section 22.2.4).
func transceiver(t *run.T, d *smc91c111.Device) {
	read := func(n int) uint32 {
		v, err := d.ReadPHY(t.Context(), n)
		t.Must(err)
		return uint32(v)
	}
	const (
		identifier = 0x0016_f84 // that of the LAN83C183 (Linux 6.12, drivers/net/ethernet/smsc/smc91x.h, PHY_LAN83C183)
		linkUp     = 1 << 2
	)
	if id := read(2)<<16 | read(3); id>>4 != identifier {
		t.Errorf("identifier of the PHY = %#08x, want %#07x in the upper 28 bits", id, identifier)
	}
	if got := read(1); got&linkUp == 0 {
		t.Errorf("status register of the PHY = %#x, want the bit %#x", got, linkUp)
	}
}
