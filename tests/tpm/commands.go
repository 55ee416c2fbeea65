package tpm

import (
	"encoding/binary"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/swtpm"
	"github.com/qgraph/qgraph/libqos/device/misc/tpm"
	"github.com/qgraph/qgraph/tests/suite/same"
)

// Tag and codes of commands and responses (TPM 2.0 Library, part 2, sections 6.9 "TPM_ST", 6.5.2 "TPM_CC Listing" and
// 6.6.3 "TPM_RC Values").
const (
	noSessions = 0x8001
	getRandom  = 0x17b
	canceled   = 0x909
)

// message returns a command or a response of that size in bytes, at least 10, with a pattern behind its header.
func message(code uint32, size int, seed byte) []byte {
	m := binary.BigEndian.AppendUint16(nil, noSessions)
	m = binary.BigEndian.AppendUint32(m, uint32(size))
	m = binary.BigEndian.AppendUint32(m, code)
	for len(m) < size {
		m = append(m, seed+byte(len(m)))
	}
	return m
}

// attach returns the module behind the device.
func attach(t *run.T) *swtpm.Module {
	t.Helper()
	m, err := swtpm.Attach(t.Env)
	t.Must(err)
	return m
}

// taken checks the command that has reached the module, and its locality.
func taken(t *run.T, m *swtpm.Module, locality uint8, want []byte) {
	t.Helper()
	got, err := m.Next(t.Context())
	t.Must(err)
	if got.Locality != locality {
		t.Errorf("the command has locality %d, want %d", got.Locality, locality)
	}
	same.Bytes(t, "the command that the module got", got.Bytes, want)
}

// executes passes a command through the device to the module, and the response back.
func executes(t *run.T, d tpm.Device, m *swtpm.Module, command, response []byte) {
	t.Helper()
	t.Must(d.Send(t.Context(), command))
	taken(t, m, 0, command)
	t.Must(m.Respond(response))
	got, err := d.Receive(t.Context())
	t.Must(err)
	same.Bytes(t, "the response", got, response)
}

// commands checks that commands reach the module as the guest wrote them, and the responses the guest.
func commands(t *run.T, d tpm.Device) {
	m := attach(t)
	opened := func() {
		t.Helper()
		t.Must(d.Open(t.Context()))
	}
	t.Step("test", func() {
		opened()
		executes(t, d, m, message(getRandom, 12, 0), message(0, 20, 7))
	})
	t.Step("one after the other", func() {
		for i := range byte(3) {
			opened()
			executes(t, d, m, message(getRandom, 10+int(i), i), message(uint32(i), 14-int(i), 3*i))
		}
	})
	t.Step("long", func() {
		const n = 80 // each byte takes several transfers on I²C
		opened()
		executes(t, d, m, message(getRandom, n, 1), message(0, n-3, 2))
	})
	t.Step("under way", func() {
		opened()
		command, response := message(getRandom, 12, 5), message(0, 12, 6)
		t.Must(d.Send(t.Context(), command))
		taken(t, m, 0, command)
		busy, err := d.Busy(t.Context())
		t.Must(err)
		if !busy {
			t.Error("the TPM is not busy before the module has answered")
		}
		t.Must(m.Respond(response))
		got, err := d.Receive(t.Context())
		t.Must(err)
		same.Bytes(t, "the response", got, response)
	})
	t.Step("cancel", func() {
		opened()
		command, response := message(getRandom, 12, 5), message(canceled, 10, 0)
		before := len(m.Requests(swtpm.Cancel))
		t.Must(d.Send(t.Context(), command))
		taken(t, m, 0, command)
		t.Must(d.Cancel(t.Context()))
		t.Must(t.QEMU().Sync(t.Context()))
		if n := len(m.Requests(swtpm.Cancel)) - before; n != 1 {
			t.Errorf("the module got %d requests to cancel, want 1", n)
		}
		t.Must(m.Respond(response))
		got, err := d.Receive(t.Context())
		t.Must(err)
		same.Bytes(t, "the response", got, response)
	})
	t.Step("reset", func() {
		starts, stops := len(m.Requests(swtpm.Initialize)), len(m.Requests(swtpm.Stop))
		t.Must(t.QEMU().SystemReset(t.Context()))
		if s, i := len(m.Requests(swtpm.Stop))-stops, len(m.Requests(swtpm.Initialize))-starts; s == 0 || i != 1 {
			t.Errorf("a reset stops the module %d times and starts it %d times, want it stopped, and started once", s, i)
		}
		opened()
		executes(t, d, m, message(getRandom, 12, 8), message(0, 12, 9))
	})
}
