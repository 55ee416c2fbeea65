package smbus

import (
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/smbus"
	"github.com/qgraph/qgraph/qtest"
)

// registers reads and writes each register, also those in configuration space (82371AB, sections 7.3.1
// "SMBus PCI Configuration Registers" and 7.3.2 "SMBus IO Space Registers"; 316972, sections "PCI
// Configuration Registers (SMBUS—D31:F3)" and "SMBus I/O and Memory Mapped I/O Registers").
func registers(h host) {
	h.Step("default values", func() { h.defaults("after power-on") })
	h.Step("written", func() { h.written() })
	h.Step("address", func() { h.address() })
	h.Step("disabled", func() { h.disabled() })
	h.Step("reset", func() { h.reset() })
}

// defaults checks the registers' values after a reset.
func (h host) defaults(when string) {
	for _, r := range []reg.Reg[uint8]{smbus.Code, smbus.Target, smbus.Data0, smbus.Data1} {
		reg.ExpectT(h, h.Regs, when, r, 0)
	}
	reg.ExpectBitsT(h, h.Regs, when+": status", smbus.Status, ^smbus.InUse, 0)
	reg.ExpectT(h, h.Regs, when+": control", smbus.Control, 0)
	h.ich9("error check", func() {
		reg.ExpectT(h, h.Regs, when+": PEC", smbus.ErrorCode, 0)
		reg.ExpectT(h, h.Regs, when+": AUX_CTL", smbus.Auxiliary, 0)
		reg.ExpectT(h, h.Regs, when+": AUX_STS", smbus.AuxiliaryStatus, 0)
	})
	h.ich9("own address", func() {
		const address = 0x44
		reg.ExpectT(h, h.Regs, when+": RCV_SLVA", smbus.OwnAddress, address)
	})
	if !h.ICH9 {
		h.Step("slave data", func() {
			const high reg.Reg[uint8] = 0x0d // of "SMBSLVDAT"
			reg.ExpectT(h, h.Regs, when+": SMBSLVDAT", high, 0)
		})
	}
}

// written checks that each register keeps its own value, and which bits it does not keep.
func (h host) written() {
	list := []reg.Reg[uint8]{smbus.Code, smbus.Target, smbus.Data0, smbus.Data1}
	for _, first := range []uint8{0x5a, 0xa5, 0xff, 0} {
		for i, r := range list {
			r.WriteT(h, h.Regs, first^uint8(i))
		}
		for i, r := range list {
			reg.ExpectT(h, h.Regs, "after all were written", r, first^uint8(i))
		}
	}
	for p := range smbus.Command(8) {
		reg.KeepsT(h, h.Regs, "control", smbus.Control, p<<smbus.ProtocolShift|p&smbus.InterruptEnable)
	}
	smbus.Control.WriteT(h, h.Regs, 0)
	smbus.Status.WriteT(h, h.Regs, ^smbus.Flags(0))
	reg.ExpectBitsT(h, h.Regs, "status that is cleared", smbus.Status, ^smbus.InUse, 0)
	h.begin(smbus.Transaction{Protocol: smbus.Quick, Target: target})
	reg.ExpectBitsT(h, h.Regs, "control after START", smbus.Control, smbus.Start, 0)
	s, err := h.Finish(h.Context())
	h.Must(err)
	h.same("done", s, smbus.Interrupt)
	smbus.Status.WriteT(h, h.Regs, 0)
	reg.ExpectBitsT(h, h.Regs, "status after zeros are written", smbus.Status, smbus.Interrupt, smbus.Interrupt)
	smbus.Status.WriteT(h, h.Regs, ^smbus.Interrupt)
	reg.ExpectBitsT(h, h.Regs, "status after other flags are cleared", smbus.Status, smbus.Interrupt, smbus.Interrupt)
	smbus.Status.WriteT(h, h.Regs, smbus.Interrupt)
	reg.ExpectBitsT(h, h.Regs, "status after the flag is cleared", smbus.Status, smbus.Interrupt, 0)
	h.ich9("auxiliary control", func() {
		for _, v := range []smbus.AuxiliaryControl{smbus.Buffer32, smbus.AppendCRC, smbus.Buffer32 | smbus.AppendCRC, 0} {
			reg.KeepsT(h, h.Regs, "AUX_CTL", smbus.Auxiliary, v)
		}
	})
	h.ich9("PEC", func() {
		for _, v := range []uint8{0x5a, 0xa5} {
			reg.KeepsT(h, h.Regs, "PEC", smbus.ErrorCode, v)
		}
		smbus.ErrorCode.WriteT(h, h.Regs, 0)
	})
}

// config reads a register of configuration space.
func (h host) config(w qtest.Width, offset uint16) uint32 {
	h.Helper()
	v, err := h.Config.ReadConfig(h.Context(), h.At, w, offset)
	h.Must(err)
	return v
}

// address moves the registers, and checks which bits the address has.
func (h host) address() {
	smbus.Code.WriteT(h, h.Regs, 0x3c)
	h.Must(h.Place(h.Context(), smbus.OtherPorts))
	if got := smbus.Code.ReadT(h, h.Other()); got != 0x3c {
		h.Errorf("the command register after a move = %#02x, want 0x3c", got)
	}
	if got := smbus.Code.ReadT(h, h.Regs); got != 0xff {
		h.Errorf("a register where it was before a move = %#02x, want 0xff: no device", got)
	}
	h.Must(h.Place(h.Context(), smbus.Ports))
	reg.ExpectT(h, h.Regs, "after it is moved back", smbus.Code, 0x3c)
	h.Step("bits", func() {
		defer func() { h.Must(h.Map(h.Context())) }()
		want := uint32(0xfff1) // bits 15:4, and bit 0 for I/O space
		if h.ICH9 {
			want = 0xffe1 // bits 15:5
		}
		h.Must(h.Config.WriteConfig(h.Context(), h.At, qtest.Width32, h.Base, 0xffff_ffff))
		if got := h.config(qtest.Width32, h.Base); got != want {
			h.Errorf("base address after ones are written = %#x, want %#x", got, want)
		}
	})
}

// disabled checks that a host that is off decodes no port, and keeps its registers.
func (h host) disabled() {
	smbus.Code.WriteT(h, h.Regs, 0xc3)
	none := func(when string) {
		h.Helper()
		for _, r := range []reg.Reg[uint8]{smbus.Code, smbus.Target} {
			reg.ExpectT(h, h.Regs, when, r, 0xff)
		}
		smbus.Code.WriteT(h, h.Regs, 0x11)
	}
	h.Must(h.TurnOff(h.Context()))
	none("a host that is off")
	h.Must(h.Map(h.Context()))
	reg.ExpectT(h, h.Regs, "turned on again", smbus.Code, 0xc3)
	h.ich9("ports off", func() {
		const command = 4
		h.Must(h.Config.WriteConfig(h.Context(), h.At, qtest.Width16, command, 0))
		none("I/O space is off")
		h.Must(h.Map(h.Context()))
		reg.ExpectT(h, h.Regs, "with I/O space again", smbus.Code, 0xc3)
	})
}

// reset checks that a reset turns the host off and sets the default values.
func (h host) reset() {
	for i, r := range []reg.Reg[uint8]{smbus.Code, smbus.Target, smbus.Data0, smbus.Data1} {
		r.WriteT(h, h.Regs, 0x71+uint8(i))
	}
	smbus.Control.WriteT(h, h.Regs, smbus.InterruptEnable|smbus.Command(smbus.Blocks)<<smbus.ProtocolShift)
	h.Must(h.QEMU().SystemReset(h.Context()))
	h.Must(h.Reach(h.Context()))
	h.Step("off", func() {
		if got := h.config(qtest.Width8, h.Enable); got != 0 {
			h.Errorf("host configuration after a reset = %#02x, want 0", got)
		}
	})
	h.Step("base", func() {
		if got := h.config(qtest.Width32, h.Base); got != 1 {
			h.Errorf("base address after a reset = %#x, want 1", got)
		}
	})
	h.Must(h.Map(h.Context()))
	h.Step("registers", func() { h.defaults("after a reset") })
}
