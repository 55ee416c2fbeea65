package smbus

import (
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/smbus"
)

// transactions makes each transaction (82371AB, section 11.5.4 "SMBus Host Interface"; 316972, section
// "Command Protocols").
func transactions(h host) {
	h.Step("quick", func() {
		for _, read := range []bool{false, true} {
			h.makes("quick", smbus.Transaction{Protocol: smbus.Quick, Target: target, Read: read})
		}
	})
	h.Step("byte", func() { h.bytes() })
	h.Step("byte data", func() {
		h.put(0x10, 0x5a, 0xa5, 0x00, 0xff)
		h.holds("byte data", 0x10, 0x5a, 0xa5, 0x00, 0xff)
	})
	h.Step("word data", func() { h.words() })
	h.Step("block", func() { h.block() })
	h.Step("pointer of a block", func() { h.pointer() })
	h.ich9("block, byte by byte", h.blockByByte)
	h.ich9("block without its count", h.blockWithoutCount)
	h.ich9("I2C read", h.i2cRead)
	h.ich9("process call", h.processCall)
	h.ich9("block process call", h.blockCall)
	h.Step("no device", func() { h.noDevice() })
	h.Step("start before the status is clear", func() { h.uncleared() })
	h.Step("kill", func() { h.kill() })
	h.ich9("semaphore", h.semaphore)
	if !h.ICH9 {
		h.Step("reserved protocols", func() { h.reserved() })
	}
}

// bytes sends a byte, which is the address of a byte of the EEPROM, and receives bytes from there on.
func (h host) bytes() {
	h.put(0x20, 0x12, 0x34, 0x56)
	h.makes("send byte", smbus.Transaction{Protocol: smbus.Bytes, Target: target, Code: 0x20})
	for _, want := range []byte{0x12, 0x34, 0x56} {
		smbus.Data0.WriteT(h, h.Regs, ^want)
		h.makes("receive byte", smbus.Transaction{Protocol: smbus.Bytes, Target: target, Read: true, Code: 0x10})
		reg.ExpectT(h, h.Regs, "the byte that is received", smbus.Data0, want)
	}
}

// words writes and reads words, the first byte of which is that of the first data register.
func (h host) words() {
	h.put(0x30, 0, 0, 0x77)
	h.makes("write word", smbus.Transaction{Protocol: smbus.WordData, Target: target, Code: 0x30, Data: []byte{0xc3, 0x96}})
	h.holds("after a word", 0x30, 0xc3, 0x96, 0x77)
	smbus.Data1.WriteT(h, h.Regs, 0)
	h.makes("read word", smbus.Transaction{Protocol: smbus.WordData, Target: target, Read: true, Code: 0x31})
	reg.ExpectT(h, h.Regs, "the first byte of a word", smbus.Data0, 0x96)
	reg.ExpectT(h, h.Regs, "the second byte of a word", smbus.Data1, 0x77)
}

// noDevice checks that no transaction with an absent device succeeds, and that the next one does.
func (h host) noDevice() {
	h.put(0x60, 0x3c)
	for _, p := range []smbus.Protocol{smbus.Quick, smbus.Bytes, smbus.ByteData, smbus.WordData, smbus.Blocks} {
		for _, read := range []bool{false, true} {
			when := fmt.Sprintf("protocol %d without a device, read %t", p, read)
			h.buffer(true)
			h.begin(smbus.Transaction{Protocol: p, Target: absent, Read: read, Code: 0x60, Data: []byte{1}})
			h.end(when, smbus.DeviceError)
			h.holds(when, 0x60, 0x3c)
		}
	}
}

// uncleared checks that a transaction does not begin while a flag of the last one is left (82371AB, section
// 11.5.4 "SMBus Host Interface").
func (h host) uncleared() {
	if h.ICH9 {
		return
	}
	h.put(0x70, 0x11)
	t := smbus.Transaction{Protocol: smbus.ByteData, Target: target, Code: 0x70, Data: []byte{0x22}}
	h.begin(t)
	_, err := h.Finish(h.Context())
	h.Must(err)
	smbus.Data0.WriteT(h, h.Regs, 0x33)
	smbus.Control.WriteT(h, h.Regs, smbus.Start|smbus.Command(smbus.ByteData)<<smbus.ProtocolShift)
	_, err = h.Finish(h.Context())
	h.Must(err)
	smbus.Status.WriteT(h, h.Regs, ^smbus.Flags(0))
	h.holds("after a start before the status is clear", 0x70, 0x22)
}

// kill ends a transaction that is under way.
func (h host) kill() {
	h.put(0x71, 0x44)
	h.begin(smbus.Transaction{Protocol: smbus.ByteData, Target: target, Code: 0x71, Data: []byte{0x55}})
	smbus.Control.WriteT(h, h.Regs, smbus.Kill|smbus.Command(smbus.ByteData)<<smbus.ProtocolShift)
	s, err := h.Finish(h.Context())
	h.Must(err)
	h.same("killed", s&^smbus.Interrupt, smbus.Failed)
	reg.ExpectBitsT(h, h.Regs, "control while KILL is set", smbus.Control, smbus.Kill, smbus.Kill)
	h.Step("not completed", func() {
		reg.ExpectBitsT(h, h.Regs, "status of a killed transaction", smbus.Status, smbus.Interrupt, 0)
	})
	smbus.Control.WriteT(h, h.Regs, 0)
	smbus.Status.WriteT(h, h.Regs, smbus.Interrupt)
	reg.ExpectBitsT(h, h.Regs, "status after another flag is cleared", smbus.Status, smbus.Failed, smbus.Failed)
	smbus.Status.WriteT(h, h.Regs, smbus.Failed)
	reg.ExpectBitsT(h, h.Regs, "status after FAILED is cleared", smbus.Status, smbus.Failed, 0)
	h.Step("nothing written", func() { h.holds("after a killed write", 0x71, 0x44) })
}

// semaphore checks that one reader alone sees it free (316972, section "HST_STS—Host Status Register",
// INUSE_STS).
func (h host) semaphore() {
	smbus.Status.WriteT(h, h.Regs, smbus.InUse)
	reg.ExpectBitsT(h, h.Regs, "status, read for the first time", smbus.Status, smbus.InUse, 0)
	h.Step("taken", func() {
		reg.ExpectBitsT(h, h.Regs, "status, read again", smbus.Status, smbus.InUse, smbus.InUse)
	})
	smbus.Status.WriteT(h, h.Regs, ^smbus.InUse)
	h.Step("kept", func() {
		reg.ExpectBitsT(h, h.Regs, "status after other flags are cleared", smbus.Status, smbus.InUse, smbus.InUse)
	})
}

// reserved checks that the PIIX4 has no other protocols ("SMBHSTCNT—SMBus Host Control Register", SMB_CMD_PROT).
func (h host) reserved() {
	for _, p := range []smbus.Protocol{smbus.ProcessCall, smbus.BlockCall, smbus.I2CRead} {
		h.Step(fmt.Sprintf("%d", p), func() {
			h.begin(smbus.Transaction{Protocol: p, Target: target, Code: 0x70})
			got, err := h.Finish(h.Context())
			h.Must(err)
			h.same("reserved protocol", got, smbus.DeviceError)
		})
	}
}
