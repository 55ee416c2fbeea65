package virtioserial

import (
	"slices"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/chardev"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioserial"
)

// migrate moves the machine while bytes for a port wait in receive buffers, with their
// interrupt, others wait to be sent, and control messages wait, too. It finds a device
// that loses one of them, its place in a ring, or that the port is open.
func migrate(t *run.T, hw *virtio.Hardware, second run.Instance[*virtio.Hardware]) {
	peer, err := chardev.Attach(t.Env, farEnd)
	t.Must(err)
	transports := hw.TransportsT(t)
	features := virtio.FeaturesOf(virtioserial.FeatureMultiport)
	with(t, hw, transports[len(transports)-1], peer, features.With(virtio.FeatureEventIdx), func(r *rig) {
		r.console.NeedT(t, features)
		port := r.console.Port(1)
		r.send(0, virtioserial.DeviceReady, 1)
		r.expect(virtioserial.Message{Port: 1, Event: virtioserial.DeviceAdd, Value: 1})
		r.send(1, virtioserial.PortOpen, 1)
		r.bothWays(port)
		in := pattern(100, 7)
		r.Must(port.Post(r.Context(), 3, 70))
		r.Must(r.peer.Send(r.Context(), in))
		r.Must(port.RX.AwaitUsed(r.Context(), 2))
		r.send(1, virtioserial.PortReady, 1)
		out := pattern(1000, 8)
		for part := range slices.Chunk(out, 400) {
			r.Must(port.Add(part))
		}
		r.Must(port.TX.Publish(r.Context()))

		r.Must(t.Env.Migrate(r.Context(), second.Env, nil))

		for _, want := range [][]byte{in[:70], in[70:]} {
			got, err := port.Receive(r.Context())
			r.Must(err)
			r.compare("received before the migration", want, got)
		}
		r.Must(port.TX.Notify(r.Context()))
		r.arrives(out)
		r.Must(port.Sent(r.Context(), 3))
		r.expect(virtioserial.Message{Port: 1, Event: virtioserial.PortName, Value: 1, Name: portName})
		r.expect(virtioserial.Message{Port: 1, Event: virtioserial.PortOpen, Value: 1})
		r.Must(r.peer.Send(r.Context(), in[:50]))
		got, err := port.Receive(r.Context())
		r.Must(err)
		r.compare("received in a buffer from before the migration", in[:50], got)
		r.bothWays(port)
		r.send(1, virtioserial.PortOpen, 0)
		r.Must(hotplug.Remove(r.Context(), r.QEMU().QMP(), "virtserialport", nil))
		r.expect(virtioserial.Message{Port: 1, Event: virtioserial.DeviceRemove, Value: 1})
	})
}
