package tpm

import (
	"encoding/binary"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/swtpm"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/tpm"
	"github.com/qgraph/qgraph/tests/suite/same"
)

// phase are the bits of TPM_STS by which a driver follows a command.
const phase = tpm.CommandReady | tpm.Expect | tpm.DataAvailable

// transmit checks the states of the TPM and its FIFO (PTP 1.04, "Status Field State Transitions").
func transmit(t *run.T, f *tpm.FIFO) {
	m := attach(t)
	regs := f.At(0)
	t.Must(f.Request(t.Context(), 0))
	t.Cleanup(func() { relinquishAll(t, f) })
	ready := func() {
		t.Helper()
		t.Must(f.Ready(t.Context(), 0))
	}
	t.Step("idle", func() {
		t.Must(t.QEMU().SystemReset(t.Context()))
		t.Must(f.Request(t.Context(), 0))
		tpm.DataFIFO.WriteT(t, regs, 0x80)
		tpm.Status.WriteT(t, regs, tpm.Go)
		reg.ExpectBitsT(t, regs, "TPM_STS after data and tpmGo in Idle", tpm.Status, phase, 0)
		tpm.Status.WriteT(t, regs, tpm.CommandReady)
		reg.ExpectBitsT(t, regs, "TPM_STS after commandReady", tpm.Status, phase, tpm.CommandReady)
	})
	t.Step("test_check_transmit", func() { ready(); step(t, f, m) })
	if f.InMemory() {
		t.Step("long", func() { ready(); executes(t, f, m, message(getRandom, 1500, 1), message(0, 1497, 2)) })
		t.Step("words", func() { ready(); words(t, f, m, tpm.DataFIFOWord) })
		t.Step("extended FIFO", func() { ready(); words(t, f, m, tpm.ExtendedFIFO) })
	}
	t.Step("incomplete command", func() {
		ready()
		command := message(getRandom, 12, 0)
		t.Must(f.Write(t.Context(), 0, command[:11]))
		tpm.Status.WriteT(t, regs, tpm.Go)
		reg.ExpectBitsT(t, regs, "TPM_STS after tpmGo before the last byte", tpm.Status, phase|tpm.StatusValid, tpm.Expect|tpm.StatusValid)
		t.Must(f.Write(t.Context(), 0, command[11:]))
		finish(t, f, m, command)
	})
	t.Step("too many bytes", func() {
		ready()
		command := message(getRandom, 12, 0)
		t.Must(f.Write(t.Context(), 0, command))
		tpm.DataFIFO.WriteT(t, regs, 0xee)
		reg.ExpectBitsT(t, regs, "TPM_STS after a further byte", tpm.Status, phase|tpm.StatusValid, tpm.StatusValid)
		finish(t, f, m, command)
	})
	t.Step("aborted reception", func() {
		ready()
		t.Must(f.Write(t.Context(), 0, message(getRandom, 12, 1)[:7]))
		tpm.Status.WriteT(t, regs, tpm.CommandReady)
		reg.ExpectBitsT(t, regs, "TPM_STS after an abort", tpm.Status, phase, tpm.CommandReady)
		executes(t, f, m, message(getRandom, 12, 2), message(0, 12, 3))
	})
	t.Step("aborted response", func() {
		ready()
		t.Must(f.Send(t.Context(), message(getRandom, 12, 0)))
		taken(t, m, 0, message(getRandom, 12, 0))
		t.Must(m.Respond(message(0, 30, 0)))
		_, err := f.Read(t.Context(), 0, 13)
		t.Must(err)
		ready()
		executes(t, f, m, message(getRandom, 12, 2), message(0, 12, 3))
	})
	t.Step("response again", func() { ready(); again(t, f, m) })
	t.Step("aborted execution", func() { ready(); abortsExecution(t, f, m) })
	t.Step("seized during execution", func() { ready(); seizedDuringExecution(t, f, m) })
	t.Step("cancel without a command", func() {
		ready()
		before := len(m.Requests(swtpm.Cancel))
		tpm.Status.WriteT(t, regs, tpm.CommandCancel)
		reg.ExpectBitsT(t, regs, "TPM_STS after commandCancel", tpm.Status, phase, tpm.CommandReady)
		if n := len(m.Requests(swtpm.Cancel)); n != before {
			t.Errorf("the module got %d requests to cancel, want 0", n-before)
		}
	})
}

// step passes a command byte by byte and checks the status after each.
func step(t *run.T, f *tpm.FIFO, m *swtpm.Module) {
	t.Helper()
	regs := f.At(0)
	const valid = phase | tpm.StatusValid
	command, response := message(getRandom, 12, 0), message(0, 14, 1)
	before := tpm.Status.ReadT(t, regs).Burst()
	if before < 1 {
		t.Fatalf("burstCount is %d before a command, want at least 1", before)
	}
	for i, b := range command {
		tpm.DataFIFO.WriteT(t, regs, b)
		want := tpm.Expect | tpm.StatusValid
		if i == len(command)-1 {
			want = tpm.StatusValid
		}
		got := tpm.Status.ReadT(t, regs)
		if got&valid != want {
			t.Errorf("TPM_STS after %d bytes = %v, want %v", i+1, got&valid, want)
		}
	}
	finishWith(t, f, m, command, response, func(i int) {
		s, want := tpm.Status.ReadT(t, regs), tpm.StatusValid|tpm.DataAvailable
		left := len(response) - i
		if left == 0 {
			want = tpm.StatusValid
		}
		if s&valid != want {
			t.Errorf("TPM_STS with %d bytes left = %v, want %v", left, s&valid, want)
		}
		if b := s.Burst(); left > 0 && (b < 1 || b > left) {
			t.Errorf("burstCount with %d bytes left = %d, want 1 to %d", left, b, left)
		}
	})
	reg.ExpectT(t, regs, "TPM_DATA_FIFO after the response", tpm.DataFIFO, 0xff)
}

// words passes a command and a response by words; the last one of the response has bytes behind its end.
func words(t *run.T, f *tpm.FIFO, m *swtpm.Module, fifo reg.Reg[uint32]) {
	t.Helper()
	const size = 4
	command, response := message(getRandom, 3*size, 1), message(0, 3*size+1, 2)
	for p := command; len(p) > 0; p = p[size:] {
		fifo.WriteT(t, f.At(0), binary.LittleEndian.Uint32(p))
	}
	reg.ExpectBitsT(t, f.At(0), "TPM_STS after the command", tpm.Status, phase|tpm.StatusValid, tpm.StatusValid)
	tpm.Status.WriteT(t, f.At(0), tpm.Go)
	taken(t, m, 0, command)
	t.Must(m.Respond(response))
	_, err := f.Await(t.Context(), 0, "the response", tpm.StatusValid|tpm.DataAvailable, tpm.StatusValid|tpm.DataAvailable)
	t.Must(err)
	var got []byte
	for len(got) < len(response) {
		got = binary.LittleEndian.AppendUint32(got, fifo.ReadT(t, f.At(0)))
	}
	same.Bytes(t, "the response, and FFh behind it", got, append(response, 0xff, 0xff, 0xff))
	reg.ExpectBitsT(t, f.At(0), "TPM_STS after the response", tpm.Status, phase|tpm.StatusValid, tpm.StatusValid)
}

// finish starts a command that is written, and checks it and a response.
func finish(t *run.T, f *tpm.FIFO, m *swtpm.Module, command []byte) {
	t.Helper()
	finishWith(t, f, m, command, message(0, 11, 9), func(int) {})
}

// finishWith is [finish] with a response, and with a function that is called before each of its bytes and at its end.
func finishWith(t *run.T, f *tpm.FIFO, m *swtpm.Module, command, response []byte, look func(read int)) {
	t.Helper()
	tpm.Status.WriteT(t, f.At(0), tpm.Go)
	taken(t, m, 0, command)
	t.Must(m.Respond(response))
	_, err := f.Await(t.Context(), 0, "the response", tpm.StatusValid|tpm.DataAvailable, tpm.StatusValid|tpm.DataAvailable)
	t.Must(err)
	var got []byte
	for i := range response {
		look(i)
		got = append(got, tpm.DataFIFO.ReadT(t, f.At(0)))
	}
	look(len(response))
	same.Bytes(t, "the response", got, response)
}

// again checks responseRetry: the response begins anew.
func again(t *run.T, f *tpm.FIFO, m *swtpm.Module) {
	t.Helper()
	command, response := message(getRandom, 12, 0), message(0, 20, 1)
	t.Must(f.Send(t.Context(), command))
	taken(t, m, 0, command)
	t.Must(m.Respond(response))
	for _, part := range []int{3, len(response)} {
		_, err := f.Read(t.Context(), 0, part)
		t.Must(err)
		tpm.Status.WriteT(t, f.At(0), tpm.ResponseRetry)
	}
	got, err := f.Receive(t.Context())
	t.Must(err)
	same.Bytes(t, "the response the third time", got, response)
}

// abortsExecution checks that commandReady ends a command that is under way: the module is told to cancel it, its response is
// dropped, and the TPM is ready for the next.
func abortsExecution(t *run.T, f *tpm.FIFO, m *swtpm.Module) {
	t.Helper()
	before := len(m.Requests(swtpm.Cancel))
	t.Must(f.Send(t.Context(), message(getRandom, 12, 0)))
	taken(t, m, 0, message(getRandom, 12, 0))
	reg.ExpectBitsT(t, f.At(0), "TPM_STS during the execution", tpm.Status, phase, 0)
	tpm.Status.WriteT(t, f.At(0), tpm.CommandReady)
	t.Must(t.QEMU().Sync(t.Context()))
	if n := len(m.Requests(swtpm.Cancel)) - before; n != 1 {
		t.Errorf("the module got %d requests to cancel, want 1", n)
	}
	t.Must(m.Respond(message(canceled, 10, 0)))
	_, err := f.Await(t.Context(), 0, "commandReady", phase, tpm.CommandReady)
	t.Must(err)
	executes(t, f, m, message(getRandom, 12, 2), message(0, 12, 3))
}

// seizedDuringExecution checks that a higher locality gets the TPM once the command under way has ended.
func seizedDuringExecution(t *run.T, f *tpm.FIFO, m *swtpm.Module) {
	t.Helper()
	const higher = 2
	t.Must(f.Send(t.Context(), message(getRandom, 12, 0)))
	taken(t, m, 0, message(getRandom, 12, 0))
	tpm.Access.WriteT(t, f.At(higher), tpm.Seize)
	t.Must(t.QEMU().Sync(t.Context()))
	t.Must(m.Respond(message(canceled, 10, 0)))
	t.Must(f.Machine().Await(t.Context(), "the seized locality", active(f, higher)))
	expectAccess(t, f, "seized", 0, free|tpm.BeenSeized)
	inLocality(t, f, m, higher)
	t.Must(f.Relinquish(t.Context(), higher))
	tpm.Access.WriteT(t, f.At(0), tpm.BeenSeized)
	t.Must(f.Request(t.Context(), 0))
}
