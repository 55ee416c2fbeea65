package virtio9p

import (
	"strings"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtio9p"
	"github.com/qgraph/qgraph/libqos/protocol/p9"
)

// migrate moves the machine while one reply waits for the driver, and one request for its
// notification. It finds a device that migrates while the guest has its root, and one that
// loses the reply, the request, its place in the ring, or the version of the session.
func migrate(t *run.T, hw *virtio.Hardware, second run.Instance[*virtio.Hardware]) {
	transports := hw.TransportsT(t)
	c := &client{T: t, hw: hw, transport: transports[len(transports)-1]}
	c.open(virtio.FeaturesOf(virtio.FeatureEventIdx), msize)
	if reasons := c.blockers(); len(reasons) != 1 || !strings.Contains(reasons[0], virtio9p.MountTag) {
		t.Errorf("with the root attached, migration is blocked by %q, want one reason, with the mount tag", reasons)
	}
	c.clunk(c.root)
	if reasons := c.blockers(); len(reasons) > 0 {
		t.Errorf("with the root released, migration is blocked by %q", reasons)
	}
	const unused = 4242 // no request has this tag: the server answers at once (flush(5))
	done := start(c, 7, &p9.Tflush{OldTag: unused})
	t.Must(c.channel.Requests.AwaitUsed(t.Context(), 1))
	c.channel.Quiet = true
	waiting := start(c, 8, &p9.Tflush{OldTag: unused})
	c.channel.Quiet = false

	t.Must(t.Env.Migrate(t.Context(), second.Env, nil))

	_, err := done.Wait(t.Context())
	t.Must(err)
	t.Must(c.channel.Requests.Notify(t.Context()))
	_, err = waiting.Wait(t.Context())
	t.Must(err)
	c.root, err = c.session.Attach(t.Context(), p9.User{UID: uid}, "")
	t.Must(err)
	c.attributes(c.root)
	t.Step("version", func() { c.unknown("a fid without a file", c.session.NewFID()) })
	_, err = c.session.Negotiate(t.Context(), msize, p9.Version)
	t.Must(err)
	c.unknown("a fid without a file, in a new session", c.session.NewFID())
	c.close()
}

// blockers returns the reasons why QEMU refuses to migrate.
func (c *client) blockers() []string {
	c.Helper()
	reasons, err := c.QEMU().Blockers(c.Context())
	c.Must(err)
	return reasons
}
