package virtionet

import (
	"bytes"
	"encoding/binary"
	"io"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/vhost"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/protocol/vhostuser"
)

// migrateVhost moves the machine from one back end to another, while the driver has a
// frame that it has not taken and the first back end writes another one (QEMU's
// documentation, docs/interop/vhost-user, "Migration"). It finds pages of the back end
// that do not arrive, a log that it does not get, and a ring that does not go on where
// it was.
func migrateVhost(t *run.T, hw *virtio.Hardware, second run.Instance[*virtio.Hardware]) {
	network, err := vhost.AttachNetwork(t.Context(), t.Env)
	t.Must(err)
	transports := hw.TransportsT(t)
	with(t, hw, transports[len(transports)-1], network, virtio.Features{}, func(r *rig) {
		r.started(network.Session, 2)
		mac, err := r.nic.MAC(r.Context())
		r.Must(err)
		const sent = 3
		for i := range byte(sent) {
			r.transmit(frameFrom(mac, 100, i))
		}
		before, during, after := frameTo(mac, 200, 1), frameTo(mac, 1000, 2), frameTo(mac, 300, 3)
		r.Must(r.nic.Post(r.Context(), 4, 2048))
		r.send(before)
		r.Must(t.Env.Migrate(r.Context(), second.Env, func(to io.Writer, from io.Reader) error {
			_, err := network.Session.Wait(r.Context(), "the log", func(s vhostuser.State) bool {
				return s.LogSize > 0 && s.Features&vhostuser.FeatureLogAll != 0 && s.Queues[0].Logged && s.Queues[1].Logged
			})
			if err != nil {
				return err
			}
			// RAM has begun to go by: of a page that has, only the log tells that it goes again.
			if err := carryUntil(to, from, before); err != nil {
				return err
			}
			if err := network.Send(r.Context(), during); err != nil {
				return err
			}
			_, err = io.Copy(to, from)
			return err
		}))

		arrived, err := vhost.AttachNetwork(r.Context(), t.Env)
		r.Must(err)
		r.peer = arrived
		r.receive(before)
		r.receive(during)
		r.started(arrived.Session, 2)
		r.base(arrived.Session, 1, sent)
		for i := range byte(sent) {
			r.transmit(frameFrom(mac, 100, 0x80+i))
		}
		r.send(after)
		r.receive(after)
	})
}

// carryUntil carries a stream up to and with bytes that it contains.
func carryUntil(to io.Writer, from io.Reader, want []byte) error {
	var seen []byte
	for part := make([]byte, 4096); !bytes.Contains(seen, want); {
		n, err := from.Read(part)
		if err != nil {
			return err
		}
		if _, err := to.Write(part[:n]); err != nil {
			return err
		}
		seen = append(seen, part[:n]...)
	}
	return nil
}

// base checks the index at which a queue of the back end began.
func (r *rig) base(s *vhostuser.Session, queue, want uint32) {
	r.Helper()
	for _, m := range s.State().Messages {
		if m.Request != vhostuser.SetVringBase || binary.NativeEndian.Uint32(m.Payload) != queue {
			continue
		}
		if got := binary.NativeEndian.Uint32(m.Payload[4:]); got != want {
			r.Errorf("%s: SET_VRING_BASE of queue %d: %d, want %d as before the migration", r.what, queue, got, want)
		}
		return
	}
	r.Errorf("%s: no SET_VRING_BASE of queue %d", r.what, queue)
}
