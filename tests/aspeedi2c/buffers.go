package aspeedi2c

import (
	"bytes"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/aspeedi2c"
)

// word is a word of the pool, which bytes fill from bit 0 on.
func word(p ...byte) uint32 {
	var v uint32
	for n, b := range p {
		v |= uint32(b) << (8 * n)
	}
	return v
}

// lengths sets the lengths of a transfer with the buffer.
func lengths(t *run.T, c *aspeedi2c.Controller, control reg.Reg[uint32], v uint32) {
	t.Helper()
	const mask = 0x1f<<16 | 0x1f<<8
	control.WriteT(t, c.Regs, v)
	reg.ExpectBitsT(t, c.Regs, "the lengths", control, mask, v)
}

// pool sends and receives with the buffer of the old set, after an address that is sent as a byte.
func pool(t *run.T, c *aspeedi2c.Controller) {
	const data reg.Reg[uint32] = 0
	t.Must(c.Setup(t.Context(), enabled))
	aspeedi2c.GlobalControl.WriteT(t, c.Global, aspeedi2c.Buffers)
	t.Step("send", func() {
		start(t, c, target<<1, aspeedi2c.SentACK)
		data.WriteT(t, c.Pool, word(3, 0x5a, 0xa0))
		lengths(t, c, aspeedi2c.OldPoolControl, (3-1)<<8)
		do(t, c, "three bytes of the buffer", aspeedi2c.Send|aspeedi2c.SendPool|aspeedi2c.STOP, aspeedi2c.SentACK|aspeedi2c.Stopped)
		expect(t, c, value{3, 0x5a, 0xa0})
	})
	t.Step("send a part", func() {
		start(t, c, target<<1, aspeedi2c.SentACK)
		data.WriteT(t, c.Pool, word(2, 0xc3, 0x70))
		lengths(t, c, aspeedi2c.OldPoolControl, (2-1)<<8)
		do(t, c, "two bytes of the buffer", aspeedi2c.Send|aspeedi2c.SendPool, aspeedi2c.SentACK)
		send(t, c, 0xd0)
		stop(t, c)
		expect(t, c, value{2, 0xc3, 0xd0})
	})
	t.Step("receive", func() {
		store(t, c, value{3, 0x5a, 0xa0})
		start(t, c, target<<1, aspeedi2c.SentACK)
		send(t, c, 3)
		start(t, c, target<<1|1, aspeedi2c.SentACK)
		data.WriteT(t, c.Pool, 0)
		lengths(t, c, aspeedi2c.OldPoolControl, (2-1)<<16)
		do(t, c, "two bytes into the buffer", aspeedi2c.Receive|aspeedi2c.TakePool|aspeedi2c.Last|aspeedi2c.STOP, aspeedi2c.Received|aspeedi2c.Stopped)
		reg.ExpectT(t, c.Pool, "the buffer", data, word(0x5a, 0xa0))
		reg.ExpectBitsT(t, c.Regs, "the number of bytes received", aspeedi2c.OldPoolControl, 0x3f<<24, 2<<24)
	})
}

// packetStatus are the interrupts of packets.
const packetStatus = aspeedi2c.PacketDone | aspeedi2c.PacketError

// packets makes whole messages with one command each: the controller sends the address itself
// (new set).
func packets(t *run.T, c *aspeedi2c.Controller) {
	t.Must(c.Setup(t.Context(), enabled|packetStatus))
	t.Step("buffer", func() { packetPool(t, c) })
	t.Step("memory", func() { packetMemory(t, c) })
	t.Step("nobody acknowledges", func() { packetRefused(t, c) })
	t.Step("interrupt", func() { packetInterrupt(t, c) })
}

// packet gives the command of a packet and expects its status.
func packet(t *run.T, c *aspeedi2c.Controller, what string, command aspeedi2c.Command, want aspeedi2c.Interrupt) {
	t.Helper()
	c.Command.WriteT(t, c.Regs, aspeedi2c.Packet|aspeedi2c.ToAddress(target)|command)
	reg.ExpectT(t, c.Regs, "the status after "+what, c.Status, want)
	c.Status.WriteT(t, c.Regs, want&^packetStatus)
	c.Status.WriteT(t, c.Regs, aspeedi2c.PacketDone)
	reg.ExpectT(t, c.Regs, "the status with PKT_DONE cleared, after "+what, c.Status, 0)
}

// packetPool has packets of the buffer of 32 bytes, and a message of two packets.
func packetPool(t *run.T, c *aspeedi2c.Controller) {
	const data reg.Reg[uint32] = 0
	data.WriteT(t, c.Pool, word(3, 0x5a, 0xa0))
	lengths(t, c, aspeedi2c.PoolControl, (3-1)<<8)
	packet(t, c, "three bytes of the buffer", aspeedi2c.START|aspeedi2c.Send|aspeedi2c.SendPool|aspeedi2c.STOP,
		aspeedi2c.PacketDone|aspeedi2c.SentACK|aspeedi2c.Stopped)
	expect(t, c, value{3, 0x5a, 0xa0})

	data.WriteT(t, c.Pool, word(2, 0xc3))
	lengths(t, c, aspeedi2c.PoolControl, (2-1)<<8)
	packet(t, c, "two bytes without a STOP", aspeedi2c.START|aspeedi2c.Send|aspeedi2c.SendPool, aspeedi2c.PacketDone|aspeedi2c.SentACK)
	data.WriteT(t, c.Pool, word(0x70))
	lengths(t, c, aspeedi2c.PoolControl, 0)
	packet(t, c, "one more byte", aspeedi2c.Send|aspeedi2c.SendPool|aspeedi2c.STOP, aspeedi2c.PacketDone|aspeedi2c.SentACK|aspeedi2c.Stopped)
	expect(t, c, value{2, 0xc3, 0x70})

	data.WriteT(t, c.Pool, word(3))
	lengths(t, c, aspeedi2c.PoolControl, (2-1)<<16)
	packet(t, c, "the pointer", aspeedi2c.START|aspeedi2c.Send|aspeedi2c.SendPool, aspeedi2c.PacketDone|aspeedi2c.SentACK)
	packet(t, c, "two bytes into the buffer", aspeedi2c.START|aspeedi2c.Receive|aspeedi2c.TakePool|aspeedi2c.Last|aspeedi2c.STOP,
		aspeedi2c.PacketDone|aspeedi2c.Received|aspeedi2c.Stopped)
	reg.ExpectT(t, c.Pool, "the buffer", data, word(0x5a, 0xa0))
	reg.ExpectBitsT(t, c.Regs, "the number of bytes received", aspeedi2c.PoolControl, 0x3f<<24, 2<<24)
}

// packetMemory has packets that are in memory, and around which nothing changes.
func packetMemory(t *run.T, c *aspeedi2c.Controller) {
	m := c.Machine()
	page, err := m.AllocZeroed(t.Context(), 256, 64)
	t.Must(err)
	const message = 16
	t.Must(m.WriteMemory(t.Context(), page+message, []byte{2, 0x3c, 0xd0}))
	aspeedi2c.SendDMA.WriteT(t, c.Regs, uint32(page)+message)
	aspeedi2c.DMALength.WriteT(t, c.Regs, 1<<15|(3-1))
	reg.ExpectBitsT(t, c.Regs, "the length of what is sent", aspeedi2c.DMALength, 0xfff, 3-1)
	aspeedi2c.DMADone.WriteT(t, c.Regs, 0)
	packet(t, c, "three bytes of memory", aspeedi2c.START|aspeedi2c.Send|aspeedi2c.SendMemory|aspeedi2c.STOP,
		aspeedi2c.PacketDone|aspeedi2c.SentACK|aspeedi2c.Stopped)
	reg.ExpectBitsT(t, c.Regs, "the bytes sent", aspeedi2c.DMADone, 0x1fff, 3)
	expect(t, c, value{2, 0x3c, 0xd0})

	const offset, size = 64, 32
	want := bytes.Repeat([]byte{0xee}, size)
	t.Must(m.WriteMemory(t.Context(), page+offset, want))
	copy(want[8:], []byte{0x3c, 0xd0})
	aspeedi2c.ReceiveDMA.WriteT(t, c.Regs, uint32(page)+offset+8)
	aspeedi2c.DMALength.WriteT(t, c.Regs, 1<<31|(2-1)<<16)
	reg.ExpectBitsT(t, c.Regs, "both lengths", aspeedi2c.DMALength, 0xfff<<16|0xfff, (2-1)<<16|(3-1))
	packet(t, c, "two bytes into memory", aspeedi2c.START|aspeedi2c.Receive|aspeedi2c.TakeMemory|aspeedi2c.Last|aspeedi2c.STOP,
		aspeedi2c.PacketDone|aspeedi2c.Received|aspeedi2c.Stopped)
	reg.ExpectBitsT(t, c.Regs, "the bytes received", aspeedi2c.DMADone, 0x1fff<<16, 2<<16)
	got := make([]byte, size)
	t.Must(m.ReadMemory(t.Context(), page+offset, got))
	if !bytes.Equal(got, want) {
		t.Errorf("memory around the two bytes = % x, want % x", got, want)
	}
	t.Must(m.Alloc.Free(page))
}

// packetRefused sends a packet to an address without a device: it fails, and the STOP is made.
func packetRefused(t *run.T, c *aspeedi2c.Controller) {
	store(t, c, value{2, 0x3c, 0xd0})
	t.Must(c.Setup(t.Context(), enabled|packetStatus))
	c.Command.WriteT(t, c.Regs, aspeedi2c.Packet|aspeedi2c.ToAddress(absent)|aspeedi2c.START|aspeedi2c.Send|aspeedi2c.SendPool|aspeedi2c.STOP)
	reg.ExpectBitsT(t, c.Regs, "the status", c.Status, packetStatus|aspeedi2c.SentNAK|aspeedi2c.SentACK, packetStatus|aspeedi2c.SentNAK)
	c.Status.WriteT(t, c.Regs, ^aspeedi2c.Interrupt(0))
	reg.ExpectT(t, c.Regs, "the status when it is cleared", c.Status, 0)
	expect(t, c, value{2, 0x3c, 0xd0})
}

// packetInterrupt has the interrupt of a packet, enabled and not.
func packetInterrupt(t *run.T, c *aspeedi2c.Controller) {
	line, err := c.Interrupt(t.Context())
	t.Must(err)
	lengths(t, c, aspeedi2c.PoolControl, 0)
	for _, enable := range []aspeedi2c.Interrupt{aspeedi2c.PacketDone, 0} {
		c.Enable.WriteT(t, c.Regs, enable)
		raised(t, c, line, "before a packet", false)
		c.Command.WriteT(t, c.Regs, aspeedi2c.Packet|aspeedi2c.ToAddress(target)|aspeedi2c.START|aspeedi2c.Send|aspeedi2c.SendPool|aspeedi2c.STOP)
		raised(t, c, line, "after a packet with "+enable.String()+" enabled", enable != 0)
		c.Status.WriteT(t, c.Regs, aspeedi2c.PacketDone)
		raised(t, c, line, "when it is cleared", false)
	}
}
