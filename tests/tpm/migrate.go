package tpm

import (
	"bytes"
	"slices"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/swtpm"
	"github.com/qgraph/qgraph/libqos/device/misc/tpm"
	"github.com/qgraph/qgraph/tests/suite/same"
)

// migrate moves the machine while the guest has read no byte of a response, and the module's state with it.
// It finds a device that loses the response, its locality or a part of the module's state, or that starts the
// second module before that has its state.
func migrate(t *run.T, d tpm.Device, second run.Instance[tpm.Device]) {
	m := attach(t)
	blobs := map[swtpm.Blob][]byte{
		swtpm.Permanent: bytes.Repeat([]byte("permanent"), 1000), swtpm.Volatile: bytes.Repeat([]byte("volatile"), 50), swtpm.Saved: []byte("saved"),
	}
	for b, state := range blobs {
		m.SetBlob(b, state)
	}
	command, response := message(getRandom, 12, 1), message(0, 40, 2)
	t.Must(d.Open(t.Context()))
	t.Must(d.Send(t.Context(), command))
	taken(t, m, 0, command)
	t.Must(m.Respond(response))
	t.Must(d.Machine().Await(t.Context(), "the response", finished(d)))

	t.Must(t.Env.Migrate(t.Context(), second.Env, nil))

	other, err := swtpm.Attach(t.Env)
	t.Must(err)
	for b, state := range blobs {
		if got := other.Blob(b); !bytes.Equal(got, state) {
			t.Errorf("part %d of the module's state has %d bytes, want the %d of the other module", b, len(got), len(state))
		}
	}
	requests := other.All()
	last := slices.IndexFunc(requests, func(r swtpm.Request) bool { return r.Control == swtpm.Initialize })
	for i, r := range requests {
		if r.Control == swtpm.SetStateBlob && last < i {
			t.Errorf("the module is started by request %d, and gets its state by request %d", last, i)
		}
	}
	got, err := d.Receive(t.Context())
	t.Must(err)
	same.Bytes(t, "the response", got, response)
	t.Must(d.Open(t.Context()))
	executes(t, d, other, message(getRandom, 14, 3), message(0, 11, 4))
}
