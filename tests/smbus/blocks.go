package smbus

import (
	"fmt"
	"slices"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/smbus"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// buffer chooses whether an ICH9 buffers a block as a whole. The PIIX4 always does.
func (h host) buffer(whole bool) {
	h.Helper()
	if !h.ICH9 {
		return
	}
	v := smbus.AuxiliaryControl(0)
	if whole {
		v = smbus.Buffer32
	}
	smbus.Auxiliary.WriteT(h, h.Regs, v)
}

// content returns n bytes, all different.
func content(n int, first byte) []byte {
	p := make([]byte, n)
	for i := range p {
		p[i] = first + byte(i)*3
	}
	return p
}

// blockAt is the place of blocks in the EEPROM, which keeps the count like any other byte.
const blockAt = 0x80

// block writes and reads blocks of several sizes. The bytes behind stay as they were.
func (h host) block() {
	h.buffer(true)
	for _, n := range []int{smbus.BufferSize, 1, 2, 5, smbus.BufferSize - 1} {
		when := fmt.Sprintf("block of %d bytes", n)
		p := content(n, byte(n))
		h.put(blockAt+1+uint8(n), 0x99)
		h.makes(when, smbus.Transaction{Protocol: smbus.Blocks, Target: target, Code: blockAt, Data: p})
		h.holds(when, blockAt, byte(n), p[0])
		h.holds(when+", at its end", blockAt+uint8(n), p[n-1], 0x99)
		h.readsBlock(when, p)
	}
}

// readsBlock reads a block and compares it.
func (h host) readsBlock(when string, want []byte) {
	h.Helper()
	smbus.Data0.WriteT(h, h.Regs, 0xff)
	h.makes(when+", read", smbus.Transaction{Protocol: smbus.Blocks, Target: target, Read: true, Code: blockAt})
	reg.ExpectT(h, h.Regs, when+": count", smbus.Data0, uint8(len(want)))
	smbus.Control.ReadT(h, h.Regs)
	h.taken(when, want)
}

// taken compares the next bytes of the buffer.
func (h host) taken(when string, want []byte) {
	h.Helper()
	var got []byte
	for range want {
		got = append(got, smbus.Block.ReadT(h, h.Regs))
	}
	if !slices.Equal(got, want) {
		h.Errorf("%s: the buffer has % x, want % x", when, got, want)
	}
}

// pointer checks that a read of Control begins the buffer anew (82371AB, section 11.5.4 "SMBus Host
// Interface"; 316972, section "HST_CNT—Host Control Register").
func (h host) pointer() {
	h.buffer(true)
	p := content(8, 0x20)
	h.makes("block", smbus.Transaction{Protocol: smbus.Blocks, Target: target, Code: blockAt, Data: p})
	h.makes("block, read", smbus.Transaction{Protocol: smbus.Blocks, Target: target, Read: true, Code: blockAt})
	smbus.Control.ReadT(h, h.Regs)
	h.taken("first bytes", p[:3])
	h.taken("next bytes", p[3:])
	h.makes("block, read again", smbus.Transaction{Protocol: smbus.Blocks, Target: target, Read: true, Code: blockAt})
	h.taken("first bytes", p[:3])
	h.Step("begun anew", func() {
		smbus.Control.ReadT(h, h.Regs)
		h.taken("after a read of the control register", p)
	})
}

// blockByByte moves a block with one byte buffered ("HST_STS—Host Status Register", BYTE_DONE_STS).
func (h host) blockByByte() {
	h.buffer(false)
	p := content(5, 0x71)
	h.Step("written", func() {
		h.put(blockAt, content(8, 0)...)
		h.start(smbus.Blocks, false, uint8(len(p)), p[0])
		for _, b := range p[1:] {
			h.byteDone("a byte is sent")
			smbus.Block.WriteT(h, h.Regs, b)
			smbus.Status.WriteT(h, h.Regs, smbus.ByteDone)
		}
		h.byteDone("the last byte is sent")
		smbus.Status.WriteT(h, h.Regs, smbus.ByteDone)
		h.end("all bytes are sent", smbus.Interrupt)
		h.holds("byte by byte", blockAt, append([]byte{byte(len(p))}, p...)...)
		h.holds("behind the block", blockAt+6, content(8, 0)[6:]...)
	})
	h.Step("read", func() {
		h.put(blockAt, append([]byte{byte(len(p))}, p...)...)
		h.start(smbus.Blocks, true, 0xff, 0)
		for i, b := range p {
			when := fmt.Sprintf("byte %d", i)
			if i < len(p)-1 {
				h.byteDone(when)
			} else {
				h.Step("last byte", func() { h.byteDone(when) })
			}
			if i == len(p)-2 {
				smbus.Control.WriteT(h, h.Regs, smbus.LastByte|smbus.Command(smbus.Blocks)<<smbus.ProtocolShift)
			}
			reg.ExpectT(h, h.Regs, when+": count", smbus.Data0, uint8(len(p)))
			reg.ExpectT(h, h.Regs, when, smbus.Block, b)
			smbus.Status.WriteT(h, h.Regs, smbus.ByteDone)
		}
		h.end("all bytes are read", smbus.Interrupt)
	})
}

// start starts a transaction with the first byte of a block.
func (h host) start(p smbus.Protocol, read bool, count, first uint8) {
	h.Helper()
	address := uint8(target) << 1
	if read {
		address |= 1
	}
	smbus.Target.WriteT(h, h.Regs, address)
	smbus.Code.WriteT(h, h.Regs, blockAt)
	smbus.Data0.WriteT(h, h.Regs, count)
	smbus.Block.WriteT(h, h.Regs, first)
	smbus.Control.WriteT(h, h.Regs, smbus.Start|smbus.Command(p)<<smbus.ProtocolShift)
}

// byteDone waits for a byte of a block.
func (h host) byteDone(when string) {
	h.Helper()
	got, err := h.Finish(h.Context())
	h.Must(err)
	h.same(when, got, smbus.ByteDone|smbus.Busy)
}

// blockWithoutCount writes a block of I²C (section "Block Read/Write", I2C_EN).
func (h host) blockWithoutCount() {
	h.put(blockAt, content(12, 0)...)
	p := content(10, 0x41)
	h.Must(h.Transfer(h.Context(), target, append([]byte{blockAt}, p...), nil))
	h.holds("after a block without its count", blockAt, append(p, content(12, 0)[10:]...)...)
}

// i2cRead reads more bytes than a block has (section "I2C Read").
func (h host) i2cRead() {
	h.buffer(false)
	for _, n := range []int{3, smbus.BufferSize + 8} {
		want := content(n, byte(n))
		h.put(blockAt, want...)
		got := make([]byte, n)
		h.Must(h.Transfer(h.Context(), target, []byte{blockAt}, got))
		if !slices.Equal(got, want) {
			h.Errorf("I2C read of %d bytes = % x, want % x", n, got, want)
		}
	}
	err := h.Transfer(h.Context(), absent, []byte{blockAt}, make([]byte, 3))
	if want := (&i2c.TransferError{Addr: absent, Phase: i2c.WriteAddress, Err: i2c.ErrAddressNACK}); err == nil || err.Error() != want.Error() {
		h.Errorf("I2C read without a device: error %v, want %v", err, want)
	}
}

// processCall sends a word and receives one (section "Process Call"): the EEPROM writes two bytes and
// returns the two behind.
func (h host) processCall() {
	h.put(blockAt, 1, 2, 3, 4)
	h.makes("process call", smbus.Transaction{Protocol: smbus.ProcessCall, Target: target, Code: blockAt, Data: []byte{0x61, 0x62}})
	reg.ExpectT(h, h.Regs, "the first byte that is received", smbus.Data0, 3)
	reg.ExpectT(h, h.Regs, "the second byte that is received", smbus.Data1, 4)
	h.holds("after a process call", blockAt, 0x61, 0x62, 3, 4)
}

// blockCall sends a block and receives one (section "Block Write–Block Read Process Call").
func (h host) blockCall() {
	h.buffer(true)
	h.put(blockAt, 9, 9, 9, 2, 0xa1, 0xa2)
	smbus.Data0.WriteT(h, h.Regs, 2)
	smbus.Control.ReadT(h, h.Regs)
	for _, b := range []byte{0x51, 0x52} {
		smbus.Block.WriteT(h, h.Regs, b)
	}
	h.makes("block process call", smbus.Transaction{Protocol: smbus.BlockCall, Target: target, Code: blockAt, Data: []byte{2}})
	reg.ExpectT(h, h.Regs, "the count that is received", smbus.Data0, 2)
	smbus.Control.ReadT(h, h.Regs)
	h.taken("block process call", []byte{0xa1, 0xa2})
}
