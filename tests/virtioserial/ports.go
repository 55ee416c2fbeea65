package virtioserial

import (
	"encoding/binary"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/chardev"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioserial"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// nop opens the device with its port, and does not use the port.
func nop(t *run.T, hw *virtio.Hardware) {
	each(t, hw, nil, virtio.FeaturesOf(virtioserial.FeatureMultiport), (*rig).ports)
}

// console sends through a console, with a driver for a single port, with one for many,
// and without any queue. It finds a device that does not report that the port is a
// console, loses bytes, or changes them.
func console(t *run.T, hw *virtio.Hardware) {
	peer, err := chardev.Attach(t.Env, farEnd)
	t.Must(err)
	t.Step("driver of one port", func() {
		each(t, hw, peer, virtio.Features{}, func(r *rig) { r.bothWays(r.console.Port(0)) })
	})
	t.Step("driver of many ports", func() {
		each(t, hw, peer, virtio.FeaturesOf(virtioserial.FeatureMultiport), func(r *rig) {
			r.ports()
			r.send(0, virtioserial.DeviceReady, 1)
			r.expect(virtioserial.Message{Event: virtioserial.DeviceAdd, Value: 1})
			r.send(0, virtioserial.PortReady, 1)
			r.expect(virtioserial.Message{Event: virtioserial.ConsolePort, Value: 1})
			r.expect(virtioserial.Message{Event: virtioserial.PortOpen, Value: 1})
			r.send(0, virtioserial.PortOpen, 1)
			r.bothWays(r.console.Port(0))
		})
	})
	t.Step("emergency write", func() {
		each(t, hw, peer, virtio.FeaturesOf(virtioserial.FeatureEmergWrite), func(r *rig) {
			if r.console.Transport().Legacy() && r.console.Order() == binary.BigEndian {
				return // see the next step
			}
			r.emergency()
		})
	})
	t.Step("emergency write in big-endian order", func() { emergencyBigEndian(t, hw, peer) })
}

// emergency writes bytes without any queue.
func (r *rig) emergency() {
	r.Helper()
	const text = "emergency"
	for _, b := range []byte(text) {
		virtioserial.ConfigEmergWrite.WriteT(r, r.console.Config(), uint32(b))
	}
	r.arrives([]byte(text))
}

// emergencyBigEndian writes to a legacy device, whose emerg_wr has the byte order of the
// guest (virtio 1.3, section 2.5.3 "Legacy Interface: A Note on Device Configuration Space
// endian-ness").
func emergencyBigEndian(t *run.T, hw *virtio.Hardware, peer *chardev.Peer) {
	features := virtio.FeaturesOf(virtioserial.FeatureEmergWrite)
	console, err := virtioserial.Open(t.Context(), hw, hw.LegacyT(t), features, 1)
	t.Must(err)
	defer func() { t.Must(console.Close(t.Context())) }()
	if console.Order() != binary.BigEndian {
		t.Skip("the machine is little-endian")
	}
	(&rig{T: t, console: console, peer: peer}).emergency()
}

// ports compares the device's maximum number of ports.
func (r *rig) ports() {
	r.Helper()
	if got := virtioserial.ConfigMaxPorts.ReadT(r, r.console.Config()); got != virtioserial.Ports {
		r.Errorf("%v: max_nr_ports = %d, want %d", r.console.Device, got, virtioserial.Ports)
	}
}

// serialPort sends through a serial port. It finds a device that does not report its
// name to the driver, delivers bytes before it is open, or loses some when one end does
// not read.
func serialPort(t *run.T, hw *virtio.Hardware) {
	peer, err := chardev.Attach(t.Env, farEnd)
	t.Must(err)
	each(t, hw, peer, virtio.FeaturesOf(virtioserial.FeatureMultiport), func(r *rig) {
		r.ports()
		events := r.QEMU().QMP().Subscribe("VSERPORT_CHANGE")
		defer events.Close()
		port := r.console.Port(1)
		r.send(0, virtioserial.DeviceReady, 1)
		r.expect(virtioserial.Message{Port: 1, Event: virtioserial.DeviceAdd, Value: 1})
		r.send(1, virtioserial.PortReady, 1)
		r.expect(virtioserial.Message{Port: 1, Event: virtioserial.PortName, Value: 1, Name: portName})
		r.expect(virtioserial.Message{Port: 1, Event: virtioserial.PortOpen, Value: 1})

		early := pattern(100, 1)
		r.Must(r.peer.Send(r.Context(), early))
		r.Must(port.Post(r.Context(), 1, 200))
		r.idle(port)
		r.send(1, virtioserial.PortOpen, 1)
		r.changed(events, "virtserialport", true)
		got, err := port.Receive(r.Context())
		r.Must(err)
		r.compare("sent before the port was open", early, got)

		r.bothWays(port)
		r.farEndFull(port)
		r.guestFull(port)
		r.send(1, virtioserial.PortOpen, 0)
		r.changed(events, "virtserialport", false)
	})
	t.Step("name of the port", func() { nameOfPort(t, hw) })
}

// nameOfPort checks the name in the control message: it has no terminator (virtio 1.3,
// section 5.3.6.2 "Multiport Device Operation").
func nameOfPort(t *run.T, hw *virtio.Hardware) {
	console, err := virtioserial.Open(t.Context(), hw, hw.TransportsT(t)[0], virtio.FeaturesOf(virtioserial.FeatureMultiport), 2)
	t.Must(err)
	r := &rig{T: t, console: console}
	r.send(0, virtioserial.DeviceReady, 1)
	r.expect(virtioserial.Message{Port: 1, Event: virtioserial.DeviceAdd, Value: 1})
	r.send(1, virtioserial.PortReady, 1)
	got, err := console.Receive(t.Context())
	t.Must(err)
	if got.Event != virtioserial.PortName || got.Name != portName {
		t.Errorf("got control message %v with name %q, want %v with name %q", got, got.Name, virtioserial.PortName, portName)
	}
	t.Must(console.Close(t.Context()))
}

// idle gives QEMU's main loop enough turns to read bytes from the socket, and
// checks that the device has used no receive buffer.
func (r *rig) idle(port *virtioserial.Port) {
	r.Helper()
	for range 20 {
		_, err := qmp.Execute[qmp.Empty](r.Context(), r.QEMU().QMP(), "query-status", qmp.NoArgs{})
		r.Must(err)
		used, found, err := port.RX.Take(r.Context())
		r.Must(err)
		if found {
			r.Fatalf("%v: the device used %+v before the port was open", r.console.Device, used)
		}
	}
}

// changed waits for the event that the guest has opened or closed a port.
func (r *rig) changed(events *qmp.Subscription, id string, open bool) {
	r.Helper()
	type change struct {
		ID   string `json:"id"`
		Open bool   `json:"open"`
	}
	// QEMU's monitor emits at most one such event per second of virtual time.
	r.Must(r.console.Machine().Pass(r.Context(), time.Second))
	_, err := events.WaitEvent(r.Context(), "VSERPORT_CHANGE", func(e qmp.Event) bool {
		c, err := qmp.DecodeEvent[change](e)
		return err == nil && c == change{id, open}
	})
	r.Must(err)
}

// farEndFull sends more than the socket holds, without a reader: the device keeps
// the rest.
func (r *rig) farEndFull(port *virtioserial.Port) {
	r.Helper()
	const n, size = 100, 8192
	var all []byte
	for i := range n {
		p := pattern(size, byte(i))
		r.Must(port.Send(r.Context(), p))
		all = append(all, p...)
	}
	sent, err := port.TrySent(r.Context())
	r.Must(err)
	if sent == n {
		r.Fatalf("%v: the device reports %d sent bytes without a reader, want fewer", r.console.Device, n*size)
	}
	r.arrives(all)
	r.Must(port.Sent(r.Context(), n-sent))
}

// guestFull sends to a port without receive buffers: the data wait.
func (r *rig) guestFull(port *virtioserial.Port) {
	r.Helper()
	all := pattern(20000, 3)
	r.Must(r.peer.Send(r.Context(), all))
	r.Must(port.Send(r.Context(), all[:1])) // nothing is stuck
	r.Must(port.Sent(r.Context(), 1))
	r.arrives(all[:1])
	r.receives(port, all)
}

// hotPlug plugs a port in and unplugs it while the device runs. It finds a device
// that does not notify its driver, or changes the port's number.
func hotPlug(t *run.T, hw *virtio.Hardware) {
	peer, err := chardev.Attach(t.Env, farEnd)
	t.Must(err)
	backend, err := t.Env.Backend(farEnd)
	t.Must(err)
	client := t.QEMU().QMP()
	const id = "plugged"
	each(t, hw, peer, virtio.FeaturesOf(virtioserial.FeatureMultiport), func(r *rig) {
		r.send(0, virtioserial.DeviceReady, 1)
		for range 2 {
			r.Must(hotplug.Add(r.Context(), client, hotplug.Device{Driver: "virtserialport", ID: id, Props: []hotplug.Prop{
				hotplug.String("chardev", backend.ID), hotplug.Int("nr", 1),
			}}))
			r.added(1)
			r.send(1, virtioserial.PortReady, 1)
			r.expect(virtioserial.Message{Port: 1, Event: virtioserial.PortOpen, Value: 1})
			r.send(1, virtioserial.PortOpen, 1)
			r.bothWays(r.console.Port(1))
			r.Must(hotplug.Remove(r.Context(), client, id, nil))
			r.expect(virtioserial.Message{Port: 1, Event: virtioserial.DeviceRemove, Value: 1})
		}
	})
}

// added waits until the device reports a port. It may first report that the port's far
// end is open (virtio 1.3, section 5.3.6.2 "Multiport Device Operation", does not order
// the two).
func (r *rig) added(port uint32) {
	r.Helper()
	got, err := r.console.Receive(r.Context())
	r.Must(err)
	if got.Event == virtioserial.PortOpen && got.Port == port {
		got, err = r.console.Receive(r.Context())
		r.Must(err)
	}
	if want := (virtioserial.Message{Port: port, Event: virtioserial.DeviceAdd, Value: 1}); got != want {
		r.Fatalf("%v: got control message %v, want %v", r.console.Device, got, want)
	}
}
