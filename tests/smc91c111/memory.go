package smc91c111

import (
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/smc91c111"
)

// size is that of a packet, in bytes.
const size = 2048

// allocate takes a packet.
func allocate(t *run.T, d *smc91c111.Device) uint8 {
	t.Helper()
	n, err := d.Allocate(t.Context())
	t.Must(err)
	return n
}

// at points into a packet that is not a received one.
func at(t *run.T, d *smc91c111.Device, packet uint8, place smc91c111.Place) {
	t.Helper()
	smc91c111.Packet.WriteT(t, d.Regs, packet)
	smc91c111.Pointer.WriteT(t, d.Regs, place)
}

// pointer checks how the pointer moves with accesses of each width, and that it stays without AUTO INCR (sections 8.19 "Bank 2 -
// Pointer Register" and 8.20 "Bank 2 - Data Register").
func pointer(t *run.T, d *smc91c111.Device) {
	t.Must(d.Reset(t.Context()))
	n := allocate(t, d)
	data := ethernet.Pattern(16, 1)
	moved := func(to smc91c111.Place) {
		t.Helper()
		reg.ExpectBitsT(t, d.Regs, "PTR", smc91c111.Pointer, smc91c111.Within, to)
	}
	at(t, d, n, smc91c111.Increment|100)
	smc91c111.Data.WriteT(t, d.Regs, binary.LittleEndian.Uint32(data))
	moved(104)
	smc91c111.DataHalf.WriteT(t, d.Regs, binary.LittleEndian.Uint16(data[4:]))
	moved(106)
	smc91c111.DataByte.WriteT(t, d.Regs, data[6])
	smc91c111.DataByte.WriteT(t, d.Regs, data[7])
	moved(108)
	for place := 8; place < len(data); place += 4 {
		smc91c111.Data.WriteT(t, d.Regs, binary.LittleEndian.Uint32(data[place:]))
	}
	at(t, d, n, smc91c111.ToRead|smc91c111.Increment|100)
	reg.ExpectT(t, d.Regs, "the first byte", smc91c111.DataByte, data[0])
	reg.ExpectT(t, d.Regs, "the second byte", smc91c111.DataByte, data[1])
	moved(102)
	reg.ExpectT(t, d.Regs, "the second half", smc91c111.DataHalf, binary.LittleEndian.Uint16(data[2:]))
	reg.ExpectT(t, d.Regs, "the second word", smc91c111.Data, binary.LittleEndian.Uint32(data[4:]))
	moved(108)
	at(t, d, n, smc91c111.ToRead|104)
	for range 2 {
		reg.ExpectT(t, d.Regs, "a word, without AUTO INCR", smc91c111.Data, binary.LittleEndian.Uint32(data[4:]))
		moved(104)
	}
	at(t, d, n, smc91c111.ToRead|smc91c111.Increment|(size-4))
	smc91c111.Data.ReadT(t, d.Regs)
	moved(0)
	for bit := range 11 {
		smc91c111.Pointer.WriteT(t, d.Regs, 1<<bit)
		moved(1 << bit)
	}
	for _, v := range []smc91c111.Place{smc91c111.ToRead, smc91c111.Increment, smc91c111.Received} {
		reg.KeepsT(t, d.Regs, "PTR", smc91c111.Pointer, v)
	}
}

// memory checks the MMU (section 8.16 "Bank 2 - MMU Command Register").
func memory(t *run.T, d *smc91c111.Device) {
	t.Step("packets", func() { packets(t, d) })
	t.Step("free packets", func() {
		t.Must(d.Do(t.Context(), smc91c111.ResetMMU))
		for n := range uint16(smc91c111.Packets) {
			allocate(t, d)
			reg.ExpectT(t, d.Regs, fmt.Sprintf("MIR with %d packets given out", n+1), smc91c111.Memory, (smc91c111.Packets-n-1)<<8|smc91c111.Packets)
		}
	})
	t.Step("reset of the MMU", func() { resetMMU(t, d) })
	t.Step("removed and released", func() { removed(t, d) })
	t.Step("order", func() { order(t, d) })
	t.Step("reset of the FIFOs", func() { resetFIFOs(t, d) })
	t.Step("auto release", func() { autoRelease(t, d) })
}

// word is the content of a packet.
func word(packet uint8) uint32 { return 0x1234_5600 | uint32(packet) }

// packets checks that each packet is given out once, has memory of its own, and is given out again once it has been released. A
// request without a free packet waits for that.
func packets(t *run.T, d *smc91c111.Device) {
	t.Must(d.Reset(t.Context()))
	all := map[uint8]bool{}
	for range smc91c111.Packets {
		n := allocate(t, d)
		if all[n] || n&smc91c111.Failed != 0 {
			t.Fatalf("packet %d is given out, want another than %v", n, all)
		}
		all[n] = true
		at(t, d, n, smc91c111.Increment)
		smc91c111.Data.WriteT(t, d.Regs, word(n))
	}
	for n := range all {
		t.Must(d.Do(t.Context(), smc91c111.Allocate))
		reg.ExpectBitsT(t, d.Regs, "ARR without a free packet", smc91c111.Allocated, smc91c111.Failed, smc91c111.Failed)
		reg.ExpectBitsT(t, d.Regs, "IST without a free packet", smc91c111.Pending, smc91c111.MemoryGiven, 0)
		smc91c111.Packet.WriteT(t, d.Regs, n)
		t.Must(d.Do(t.Context(), smc91c111.Release))
		reg.ExpectBitsT(t, d.Regs, "IST with a free packet", smc91c111.Pending, smc91c111.MemoryGiven, smc91c111.MemoryGiven)
		reg.ExpectT(t, d.Regs, "ARR with a free packet", smc91c111.Allocated, n)
	}
	for n := range all {
		at(t, d, n, smc91c111.ToRead)
		reg.ExpectT(t, d.Regs, fmt.Sprintf("packet %d", n), smc91c111.Data, word(n))
	}
}

// resetMMU checks that a reset of the MMU frees all packets, and empties the FIFOs.
func resetMMU(t *run.T, d *smc91c111.Device) {
	s := suiteOf(t, d)
	p := start(t, d, stripped())
	s.Delivers(t, p, "a frame", s.In(100, 1))
	for n := range byte(2) {
		t.Must(s.Peer.Send(t.Context(), s.In(100, n)))
		t.Must(p.Post(t.Context(), s.Out(100, n)))
		s.Arrives(t, "a frame", s.Out(100, n))
	}
	t.Must(d.Machine.Wait(t.Context(), "a frame", p.Pending))
	smc91c111.ReceiveControl.WriteT(t, d.Regs, 0)
	smc91c111.Packet.WriteT(t, d.Regs, 3)
	t.Must(d.Do(t.Context(), smc91c111.ResetMMU))
	reg.ExpectT(t, d.Regs, "FIFO of sent packets after a reset of the MMU", smc91c111.SentFIFO, smc91c111.Empty)
	reg.ExpectT(t, d.Regs, "FIFO of received packets after a reset of the MMU", smc91c111.ReceivedFIFO, smc91c111.Empty)
	t.Step("PNR", func() { reg.ExpectT(t, d.Regs, "PNR after a reset of the MMU", smc91c111.Packet, 0) })
	t.Step("ARR", func() { reg.ExpectT(t, d.Regs, "ARR after a reset of the MMU", smc91c111.Allocated, smc91c111.Failed) })
	t.Step("IST", func() {
		const gone = smc91c111.FrameReceived | smc91c111.FrameSent | smc91c111.MemoryGiven
		reg.ExpectBitsT(t, d.Regs, "IST after a reset of the MMU", smc91c111.Pending, gone, 0)
	})
	packets(t, d)
}

// removed checks that a received packet stays in memory when it is removed from the FIFO, until it is released.
func removed(t *run.T, d *smc91c111.Device) {
	s := suiteOf(t, d)
	p := start(t, d, stripped())
	var all []uint8
	for n := range byte(smc91c111.Packets) {
		t.Must(s.Peer.Send(t.Context(), s.In(100+2*int(n), n)))
		t.Must(d.Machine.Wait(t.Context(), "a frame", p.Pending))
		all = append(all, smc91c111.ReceivedFIFO.ReadT(t, d.Regs))
		t.Must(d.Do(t.Context(), smc91c111.Remove))
		reg.ExpectT(t, d.Regs, "FIFO of received packets", smc91c111.ReceivedFIFO, smc91c111.Empty)
	}
	smc91c111.ReceiveControl.WriteT(t, d.Regs, 0)
	t.Must(d.Do(t.Context(), smc91c111.Allocate))
	reg.ExpectBitsT(t, d.Regs, "ARR with all packets received", smc91c111.Allocated, smc91c111.Failed, smc91c111.Failed)
	for n, packet := range all {
		at(t, d, packet, smc91c111.ToRead|2)
		const around = 6 // the words around the frame
		reg.ExpectT(t, d.Regs, "byte count of a removed packet", smc91c111.DataHalf, uint16(100+2*n+around))
	}
	smc91c111.Packet.WriteT(t, d.Regs, all[1])
	t.Must(d.Do(t.Context(), smc91c111.Release))
	reg.ExpectT(t, d.Regs, "ARR with a packet released", smc91c111.Allocated, all[1])
	t.Must(p.Close(t.Context()))
}

// order checks that sent packets leave in the order in which they were posted, whatever their numbers are, and that each
// acknowledgement takes one.
func order(t *run.T, d *smc91c111.Device) {
	s := suiteOf(t, d)
	p := start(t, d, stripped())
	spare := allocate(t, d)
	for n := range byte(2) {
		t.Must(p.Post(t.Context(), s.Out(100, n)))
	}
	smc91c111.Packet.WriteT(t, d.Regs, spare)
	t.Must(d.Do(t.Context(), smc91c111.Release))
	t.Must(p.Post(t.Context(), s.Out(100, 2))) // in the packet of the lowest number
	for n := range byte(3) {
		s.Arrives(t, "a frame", s.Out(100, n))
	}
	first := smc91c111.SentFIFO.ReadT(t, d.Regs)
	reg.ExpectT(t, d.Regs, "FIFO of sent packets, read again", smc91c111.SentFIFO, first)
	t.Must(p.Sent(t.Context()))
	reg.ExpectT(t, d.Regs, "FIFO of sent packets, all taken", smc91c111.SentFIFO, smc91c111.Empty)
	reg.ExpectBitsT(t, d.Regs, "IST, all taken", smc91c111.Pending, smc91c111.FrameSent, 0)
	t.Must(p.Close(t.Context()))
}

// resetFIFOs checks that the FIFOs of sent packets are emptied, and the packets are still in use.
func resetFIFOs(t *run.T, d *smc91c111.Device) {
	s := suiteOf(t, d)
	p := start(t, d, stripped())
	for n := range byte(smc91c111.Packets) {
		t.Must(p.Post(t.Context(), s.Out(100, n)))
		s.Arrives(t, "a frame", s.Out(100, n))
	}
	smc91c111.TransmitControl.WriteT(t, d.Regs, 0)
	t.Must(d.Do(t.Context(), smc91c111.ResetFIFOs))
	reg.ExpectT(t, d.Regs, "FIFO of sent packets", smc91c111.SentFIFO, smc91c111.Empty)
	t.Must(d.Do(t.Context(), smc91c111.Allocate))
	reg.ExpectBitsT(t, d.Regs, "ARR with all packets in use", smc91c111.Allocated, smc91c111.Failed, smc91c111.Failed)
	t.Step("IST", func() { reg.ExpectBitsT(t, d.Regs, "IST", smc91c111.Pending, smc91c111.FrameSent, 0) })
	t.Must(p.Close(t.Context()))
}

// autoRelease checks that a packet is free once it was sent, and that the FIFO of sent packets does not have it (section 8.15
// "Bank 1 - Control Register").
func autoRelease(t *run.T, d *smc91c111.Device) {
	s := suiteOf(t, d)
	p := start(t, d, stripped())
	smc91c111.Control.WriteT(t, d.Regs, smc91c111.ControlAfterReset|smc91c111.AutoRelease)
	for n := range byte(smc91c111.Packets + 1) {
		t.Must(p.Post(t.Context(), s.Out(100, n)))
		s.Arrives(t, "a frame", s.Out(100, n))
	}
	reg.ExpectT(t, d.Regs, "FIFO of sent packets", smc91c111.SentFIFO, smc91c111.Empty)
	t.Step("IST", func() { reg.ExpectBitsT(t, d.Regs, "IST", smc91c111.Pending, smc91c111.FrameSent, 0) })
	smc91c111.Control.WriteT(t, d.Regs, smc91c111.ControlAfterReset)
	packets(t, d)
}
