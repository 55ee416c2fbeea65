package pnvspi

import (
	"encoding/binary"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/pnvspi"
	"github.com/qgraph/qgraph/libqos/board/xscom"
	"github.com/qgraph/qgraph/libqos/device/storage/spinor"
)

// sequencer uses the registers of the master, with the chip's identity as data: five bytes, then zeros. Each step begins with
// an idle sequencer.
func sequencer(t *run.T, m *pnvspi.Master) {
	w := watch{t, m, spinor.Named("25csm04").ID}
	t.Step("after a reset", w.afterReset)
	t.Step("written", w.written)
	t.Step("identification", w.identification)
	t.Step("RDR shifts", w.shifts)
	t.Step("sequence waits for TDR", w.waitsForData)
	t.Step("sequence waits for RDR", w.waitsForRoom)
	t.Step("loop", w.loop)
	t.Step("match", w.match)
	t.Step("other masters", w.others)
	t.Step("TDR written twice", w.overrun)
	t.Step("RDR read while empty", w.underrun)
	t.Step("reset by the clock configuration", w.masterReset)
	t.Step("reset", func() {
		w.dirty()
		t.Must(t.QEMU().SystemReset(t.Context()))
		w.afterReset()
	})
}

// watch is a master with the identity of its chip.
type watch struct {
	t  *run.T
	m  *pnvspi.Master
	id []byte
}

// begin of a transfer that reads the identity: the command is the only byte to send.
const command = uint64(spinor.ReadIdentification) << 56

// flags are the bits of the status that these tests know: all errors are in its lower half.
const flags = 1<<32 - 1 | pnvspi.Errors | pnvspi.TransmitUnderrun | pnvspi.TransmitFull | pnvspi.ReceiveFull | pnvspi.Idle

func (w watch) afterReset() {
	w.t.Helper()
	reg.ExpectT(w.t, w.m.Regs, "error register after a reset", pnvspi.Error, 0)
	reg.ExpectT(w.t, w.m.Regs, "counters after a reset", pnvspi.CounterConfig, 0)
	reg.ExpectT(w.t, w.m.Regs, "memory mapping after a reset", pnvspi.MemoryMapping, 0)
	reg.ExpectT(w.t, w.m.Regs, "sequence after a reset", pnvspi.Sequence, 0)
	reg.ExpectBitsT(w.t, w.m.Regs, "status after a reset", pnvspi.StatusRegister, flags&^pnvspi.Idle, 0)
}

// written checks that registers keep written values.
func (w watch) written() {
	for _, v := range []uint64{0xa5a5_5a5a_3c3c_c3c3, 0x5a5a_a5a5_c3c3_3c3c, 0} {
		reg.KeepsT(w.t, w.m.Regs, "counters", pnvspi.CounterConfig, pnvspi.Counters(v))
		reg.KeepsT(w.t, w.m.Regs, "memory mapping", pnvspi.MemoryMapping, pnvspi.Match(v))
		reg.KeepsT(w.t, w.m.Regs, "sequence", pnvspi.Sequence, pnvspi.Steps(v))
	}
	for _, v := range []pnvspi.Clock{pnvspi.Divider(0xa5a) | pnvspi.NoDelay, pnvspi.Divider(0x5a5) | pnvspi.NoECC, pnvspi.Divider(4)} {
		reg.KeepsT(w.t, w.m.Regs, "clock configuration", pnvspi.ClockConfig, v)
	}
}

// begin sets the master up and writes a sequence.
func (w watch) begin(operations ...pnvspi.Operation) {
	w.t.Helper()
	w.t.Must(w.m.Setup(w.t.Context()))
	reg.KeepsT(w.t, w.m.Regs, "sequence", pnvspi.Sequence, pnvspi.Operations(operations...))
}

// status checks the status. Index is that of the operation, or that of the last one if the sequencer is idle.
func (w watch) status(when string, want pnvspi.Status, index int) {
	w.t.Helper()
	s := pnvspi.StatusRegister.ReadT(w.t, w.m.Regs)
	if got := s & flags; got != want || s.Index() != index {
		w.t.Errorf("status %s = %v at operation %d, want %v at %d", when, got, s.Index(), want, index)
	}
}

// take reads RDR and checks its last n bytes.
func (w watch) take(when string, want ...byte) {
	w.t.Helper()
	var word [pnvspi.Word]byte
	binary.BigEndian.PutUint64(word[:], pnvspi.ReceiveData.ReadT(w.t, w.m.Regs))
	if got := word[pnvspi.Word-len(want):]; string(got) != string(want) {
		w.t.Errorf("last bytes of RDR %s = % x, want % x", when, got, want)
	}
}

// identification reads the identity in one word: the sequence begins when TDR is written, and ends with RDR full.
func (w watch) identification() {
	w.begin(pnvspi.Select, pnvspi.ShiftOut(1), pnvspi.ShiftIn(len(w.id)), pnvspi.Deselect)
	pnvspi.TransmitData.WriteT(w.t, w.m.Regs, command)
	w.status("with the identity received", pnvspi.ReceiveFull|pnvspi.Idle, 4)
	w.take("with the identity received", w.id...)
	w.status("with RDR read", pnvspi.Idle, 4)
}

// others reads the identities of the chips behind the masters of the first chip. Their addresses are the same on POWER10 and POWER11.
func (w watch) others() {
	for n := range pnvspi.EEPROMs {
		other := pnvspi.New(w.m.Machine, guest.Peripheral{Base: xscom.POWER10.Address(0, pnvspi.SCOM(n)), Order: binary.BigEndian, Stride: 8})
		got := make([]byte, len(w.id))
		w.t.Must((&pnvspi.Bus{Master: other}).Transfer(w.t.Context(), []byte{byte(spinor.ReadIdentification)}, got))
		if string(got) != string(w.id) {
			w.t.Errorf("identity of the chip behind master %d = % x, want % x", n, got, w.id)
		}
	}
}

// shifts receives one byte behind another word: RDR keeps what it has, one byte further left.
func (w watch) shifts() {
	w.identification()
	w.begin(pnvspi.Select, pnvspi.ShiftOut(1), pnvspi.ShiftIn(1), pnvspi.Deselect)
	pnvspi.TransmitData.WriteT(w.t, w.m.Regs, command)
	w.take("with another byte received", append(append([]byte{}, w.id...), w.id[0])...)
}

// waitsForData sends two words: the sequencer waits at the second operation that sends, and goes on when TDR is written.
func (w watch) waitsForData() {
	w.begin(pnvspi.Select, pnvspi.ShiftOut(1), pnvspi.ShiftOut(8), pnvspi.Deselect)
	pnvspi.TransmitData.WriteT(w.t, w.m.Regs, command)
	w.status("with TDR sent", 0, 2)
	pnvspi.TransmitData.WriteT(w.t, w.m.Regs, 0)
	w.status("with TDR sent again", pnvspi.Idle, 4)
}

// waitsForRoom receives two words: the sequencer waits at the second operation that receives, and goes on when RDR is read.
func (w watch) waitsForRoom() {
	w.begin(pnvspi.Select, pnvspi.ShiftOut(1), pnvspi.ShiftIn(3), pnvspi.ShiftIn(2), pnvspi.Deselect)
	pnvspi.TransmitData.WriteT(w.t, w.m.Regs, command)
	w.status("with RDR full", pnvspi.ReceiveFull, 3)
	w.take("of the first word", w.id[:3]...)
	w.status("with RDR full again", pnvspi.ReceiveFull|pnvspi.Idle, 5)
	w.take("of the second word", w.id[3:]...)
	w.status("at the end", pnvspi.Idle, 5)
}

// loop receives each byte of the identity by the same operation.
func (w watch) loop() {
	w.t.Must(w.m.Setup(w.t.Context()))
	n := len(w.id)
	pnvspi.CounterConfig.WriteT(w.t, w.m.Regs, pnvspi.Times(n))
	pnvspi.Sequence.WriteT(w.t, w.m.Regs, pnvspi.Operations(pnvspi.Select, pnvspi.ShiftOut(1), pnvspi.ShiftIn(1), pnvspi.Loop(2), pnvspi.Deselect))
	pnvspi.TransmitData.WriteT(w.t, w.m.Regs, command)
	for i := range n - 1 {
		w.status("in the loop", pnvspi.ReceiveFull, 2)
		w.take("in the loop", w.id[max(0, i-1):i+1]...)
	}
	w.status("after the loop", pnvspi.ReceiveFull|pnvspi.Idle, 5)
	w.take("after the loop", w.id[n-1])
	w.status("at the end", pnvspi.Idle, 5)
	pnvspi.CounterConfig.WriteT(w.t, w.m.Regs, 0)
}

// match receives bytes until one is that of the memory mapping register, as one waits for a TPM (hostboot, p10_sbe_spi_cmd.C).
func (w watch) match() {
	const skipped = 1
	pnvspi.MemoryMapping.WriteT(w.t, w.m.Regs, pnvspi.Matching(uint16(w.id[skipped]), 0xff00))
	w.begin(pnvspi.Select, pnvspi.ShiftOut(1), pnvspi.ShiftIn(1), pnvspi.UntilMatch(2), pnvspi.ShiftIn(len(w.id)-skipped-1), pnvspi.Deselect)
	pnvspi.TransmitData.WriteT(w.t, w.m.Regs, command)
	w.status("after a match", pnvspi.ReceiveFull|pnvspi.Idle, 6)
	w.take("after a match", w.id[skipped+1:]...)
	pnvspi.MemoryMapping.WriteT(w.t, w.m.Regs, 0)
}

// idle takes what is in TDR and RDR by a sequence that needs both.
func (w watch) idle() {
	w.t.Helper()
	pnvspi.Sequence.WriteT(w.t, w.m.Regs, pnvspi.Operations(pnvspi.Select, pnvspi.ShiftOut(1), pnvspi.Deselect))
	pnvspi.TransmitData.WriteT(w.t, w.m.Regs, command)
	pnvspi.ReceiveData.ReadT(w.t, w.m.Regs)
	pnvspi.StatusRegister.WriteT(w.t, w.m.Regs, 0)
	reg.ExpectBitsT(w.t, w.m.Regs, "status of an idle master", pnvspi.StatusRegister, flags, pnvspi.Idle)
}

// overrun writes TDR twice without a sequence.
func (w watch) overrun() {
	w.begin(pnvspi.Stop)
	pnvspi.TransmitData.WriteT(w.t, w.m.Regs, command)
	once := pnvspi.StatusRegister.ReadT(w.t, w.m.Regs) & (pnvspi.TransmitFull | pnvspi.TransmitOverrun)
	pnvspi.TransmitData.WriteT(w.t, w.m.Regs, command)
	twice := pnvspi.StatusRegister.ReadT(w.t, w.m.Regs) & (pnvspi.TransmitFull | pnvspi.TransmitOverrun)
	w.idle()
	if once != pnvspi.TransmitFull || twice != pnvspi.TransmitFull|pnvspi.TransmitOverrun {
		w.t.Errorf("status with TDR written = %v, and twice %v, want %v and %v", once, twice, pnvspi.TransmitFull, pnvspi.TransmitFull|pnvspi.TransmitOverrun)
	}
}

// underrun reads RDR while it is empty.
func (w watch) underrun() {
	w.identification()
	pnvspi.ReceiveData.ReadT(w.t, w.m.Regs)
	got := pnvspi.StatusRegister.ReadT(w.t, w.m.Regs) & pnvspi.ReceiveUnderrun
	pnvspi.StatusRegister.WriteT(w.t, w.m.Regs, 0)
	if got == 0 {
		w.t.Errorf("status with RDR read while empty has no %v", pnvspi.ReceiveUnderrun)
	}
}

// dirty changes registers, and leaves a sequence waiting with RDR full.
func (w watch) dirty() {
	w.t.Helper()
	w.begin(pnvspi.Select, pnvspi.ShiftOut(1), pnvspi.ShiftIn(3), pnvspi.ShiftIn(2), pnvspi.Deselect)
	pnvspi.CounterConfig.WriteT(w.t, w.m.Regs, pnvspi.Times(3))
	pnvspi.MemoryMapping.WriteT(w.t, w.m.Regs, pnvspi.Matching(0x55, 0xff00))
	pnvspi.TransmitData.WriteT(w.t, w.m.Regs, command)
	w.status("before a reset", pnvspi.ReceiveFull, 3)
}

// masterReset resets the master in a sequence.
func (w watch) masterReset() {
	w.dirty()
	pnvspi.TransmitData.WriteT(w.t, w.m.Regs, command)
	w.t.Must(w.m.Reset(w.t.Context()))
	got := pnvspi.StatusRegister.ReadT(w.t, w.m.Regs) & flags &^ pnvspi.Idle
	for range 2 {
		pnvspi.ReceiveData.ReadT(w.t, w.m.Regs)
	}
	w.idle()
	if got != 0 {
		w.t.Errorf("status after a reset of the master = %v, want none", got)
	}
}
