package tpm

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/swtpm"
	"github.com/qgraph/qgraph/libqos/device/misc/tpm"
)

// lost are the complaints about a module that is gone, or talks nonsense.
func lost() graph.Complaint {
	return graph.Complaint{
		Kind: graph.ErrorMessage,
		Text: `Unexpected end-of-file|Unable to (read from|write to) socket|unacceptable large response|tpm-emulator|[Ll]ocality`,
		Why:  "The module is gone, or talks nonsense.",
	}
}

// failures checks that a guest is told of a module that fails, and that QEMU goes on.
func failures(t *run.T, d tpm.Device) {
	m := attach(t)
	command := message(getRandom, 12, 1)
	// QEMU tells the module of the locality before the first command: no other step may come before.
	t.Step("refused locality", func() {
		m.Refuse(swtpm.SetLocality, 1)
		t.Must(d.Open(t.Context()))
		t.Must(d.Send(t.Context(), command))
		failed(t, d)
		if n := m.Waiting(); n != 0 {
			t.Errorf("the module got %d commands of a locality that it has refused", n)
		}
		m.Refuse(swtpm.SetLocality, 0)
		recovers(t, d, m)
	})
	t.Step("nonsense", func() {
		for _, response := range [][]byte{{0x80, 1, 0, 0, 0, 9, 0, 0, 0, 0}, {0x80, 1, 0, 0, 0, 0, 0, 0, 0, 0}} {
			t.Must(d.Open(t.Context()))
			t.Must(d.Send(t.Context(), command))
			taken(t, m, 0, command)
			t.Must(m.Respond(response))
			failed(t, d)
		}
		recovers(t, d, m)
	})
	t.Step("response that is too long", func() {
		t.Must(d.Open(t.Context()))
		t.Must(d.Send(t.Context(), command))
		taken(t, m, 0, command)
		t.Must(m.Respond(message(0, swtpm.BufferSize+1, 1)))
		failed(t, d)
	})
	t.Step("dead", func() {
		t.Must(m.Die())
		for range 2 {
			t.Must(d.Open(t.Context()))
			t.Must(d.Send(t.Context(), command))
			failed(t, d)
		}
	})
	t.Step("reset of a dead one", func() {
		t.Must(m.Die())
		t.Must(t.QEMU().SystemReset(t.Context()))
	})
}

// failed waits until the command has ended, and checks that the device tells of an error.
func failed(t *run.T, d tpm.Device) {
	t.Helper()
	t.Must(d.Machine().Await(t.Context(), "the end of the command", finished(d)))
	got, err := d.Failed(t.Context())
	t.Must(err)
	if !got {
		t.Error("the device tells of no error after a command without a response")
	}
}

// finished returns a condition: no command is under way.
func finished(d tpm.Device) func(context.Context) (bool, error) {
	return func(ctx context.Context) (bool, error) {
		busy, err := d.Busy(ctx)
		return !busy, err
	}
}

// recovers checks that the next command succeeds.
func recovers(t *run.T, d tpm.Device, m *swtpm.Module) {
	t.Helper()
	t.Must(d.Open(t.Context()))
	executes(t, d, m, message(getRandom, 12, 2), message(0, 12, 3))
}
