package virtionet

import (
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"net"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// The hubs at both ends of a link between two backends: on the first is the device, on the other the test.
const (
	hubOfDevice = 0
	hubOfTest   = 1
)

// farSocket is the test's end, and farPort its port of the other hub.
var (
	farSocket = graph.NewHandle("far-socket")
	farPort   = graph.NewHandle("far-port")
)

// hubs puts the device and the test on two hubs that nothing joins yet.
func hubs() []graph.TestOption {
	port := ethernet.Hub(hubOfTest)
	port.Props = append(port.Props, graph.Prop{Name: "netdev", Value: graph.Ref(farSocket)})
	return []graph.TestOption{
		graph.Provide(ethernet.Netdev, ethernet.Hub(hubOfDevice)), graph.Define(farSocket, ethernet.Socket()), graph.Define(farPort, port),
		ethernet.Secluded(), graph.Since("9.2", "reconnect-ms"), graph.On("x86_64/pc"),
		graph.Allows(graph.Complaint{Kind: graph.WarningMessage, Text: "warning: hub [0-9]+ with no nics", Why: "On one of the hubs is the test alone."}),
	}
}

// The ids of the two backends of a link, the device's and the test's.
const (
	near = "near"
	far  = "far"
)

// junction is a kind of link between two backends (QEMU 11.1, QEMU QMP Reference Manual, "NetdevStreamOptions",
// "NetdevDgramOptions", "NetdevSocketOptions"). The steps have the names of QEMU's own cases, with blanks.
type junction struct {
	name   string
	inet   bool     // it goes by a loopback address
	paired bool     // the backends are passed the ends of a pair of sockets, near-fd and far-fd
	near   qmp.Args // its arguments of netdev_add
	far    qmp.Args
	stream bool // it reports when it is connected; one that is so from the beginning does not
}

// netdevs joins the device and the test by each kind of link.
func netdevs(t *run.T, hw *virtio.Hardware) {
	peer, err := ethernet.AttachTo(t.Env, farSocket)
	t.Must(err)
	for _, l := range links(host(t, 1), host(t, 2)) {
		t.Step(l.name, func() {
			if l.inet && !loopback(t) {
				t.Skip("the host has no loopback address that can be reached")
			}
			n := joined{t, l, t.QEMU().QMP().Subscribe(connected, disconnected)}
			defer n.events.Close()
			if l.paired {
				pass(t)
			}
			n.add(near, hubOfDevice, l.near)
			n.add(far, hubOfTest, l.far)
			if l.stream {
				n.reports(connected, near, far)
			}
			with(t, hw, hw.Transports[0], peer, virtio.Features{}, frames)
			n.remove(far)
			if l.stream {
				n.reports(disconnected, near)
			}
			n.remove(near)
		})
	}
	t.Step("stream unix reconnect", func() { reconnects(t, hw, peer) })
}

// The events of a stream.
const (
	connected    = "NETDEV_STREAM_CONNECTED"
	disconnected = "NETDEV_STREAM_DISCONNECTED"
)

// inetPort is a port of TCP and UDP, on a loopback address that no other path has.
const inetPort = "4711"

// host returns one of two such addresses, 1 or 2: they come from the name of the path's folder, which is its own.
func host(t *run.T, n uint32) string {
	const name = 22 // bits
	h := fnv.New32a()
	h.Write([]byte(t.Env.Dir))
	v := h.Sum32()>>(32-name)<<2 | n
	return fmt.Sprintf("127.%d.%d.%d", v>>16, v>>8&0xff, v&0xff)
}

// loopback reports whether the loopback addresses can be reached: a sandbox may have none.
func loopback(t *run.T) bool {
	t.Helper()
	c, err := new(net.Dialer).DialContext(t.Context(), "udp", net.JoinHostPort(host(t, 1), inetPort))
	if errors.Is(err, unix.ENETUNREACH) {
		return false
	}
	t.Must(err)
	t.Must(c.Close())
	return true
}

func path(name string) qmp.Args { return qmp.Args{"type": "unix", "path": name} }

func inet(host string) qmp.Args { return qmp.Args{"type": "inet", "host": host, "port": inetPort} }

func passed(name string) qmp.Args { return qmp.Args{"type": "fd", "str": name} }

func stream(a qmp.Args, server bool) qmp.Args {
	return qmp.Args{"type": "stream", "addr": a, "server": server}
}

// links are the kinds of link.
func links(one, two string) []junction {
	dgram := func(local, remote qmp.Args) qmp.Args {
		return qmp.Args{"type": "dgram", "local": local, "remote": remote}
	}
	endpoint := one + ":" + inetPort
	return []junction{
		{name: "stream unix", near: stream(path("stream.sock"), true), far: stream(path("stream.sock"), false), stream: true},
		{name: "stream inet ipv4", inet: true, near: stream(inet(one), true), far: stream(inet(one), false), stream: true},
		{name: "dgram unix", near: dgram(path("near.sock"), path("far.sock")), far: dgram(path("far.sock"), path("near.sock"))},
		{name: "dgram inet", inet: true, near: dgram(inet(one), inet(two)), far: dgram(inet(two), inet(one))},
		{name: "dgram fd", paired: true, near: qmp.Args{"type": "dgram", "local": passed("near-fd")}, far: qmp.Args{"type": "dgram", "local": passed("far-fd")}},
		{name: "socket listen", inet: true, near: qmp.Args{"type": "socket", "listen": endpoint}, far: qmp.Args{"type": "socket", "connect": endpoint}},
	}
}

// pass gives QEMU both ends of a pair of datagram sockets.
func pass(t *run.T) {
	t.Helper()
	ends, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	t.Must(err)
	for n, name := range []string{"near-fd", "far-fd"} {
		f := os.NewFile(uintptr(ends[n]), name)
		_, err := qmp.ExecuteWithFiles[qmp.Empty](t.Context(), t.QEMU().QMP(), "getfd", qmp.Args{"fdname": name}, f)
		t.Must(errors.Join(err, f.Close()))
	}
}

// joined is a link under test.
type joined struct {
	t *run.T
	junction
	events *qmp.Subscription
}

// add adds a backend and a port of a hub for it.
func (n joined) add(id string, hub int, args qmp.Args) {
	n.t.Helper()
	args["id"] = id
	n.run("netdev_add", args)
	n.run("netdev_add", qmp.Args{"type": "hubport", "id": id + "-port", "hubid": hub, "netdev": id})
}

// remove removes both.
func (n joined) remove(id string) {
	n.t.Helper()
	n.run("netdev_del", qmp.Args{"id": id + "-port"})
	n.run("netdev_del", qmp.Args{"id": id})
}

func (n joined) run(command string, args qmp.Args) {
	n.t.Helper()
	_, err := qmp.Execute[qmp.Empty](n.t.Context(), n.t.QEMU().QMP(), command, args)
	n.t.Must(err)
}

// reports waits for an event of each of these backends.
func (n joined) reports(event string, ids ...string) {
	n.t.Helper()
	for _, id := range ids {
		_, err := n.events.WaitEvent(n.t.Context(), event, func(e qmp.Event) bool {
			of, err := qmp.DecodeEvent[struct {
				ID string `json:"netdev-id"`
			}](e)
			return err == nil && of.ID == id
		})
		n.t.Must(err)
	}
}

// reconnects removes the server of a link, and has its client find another one.
func reconnects(t *run.T, hw *virtio.Hardware, peer peer) {
	server, client := stream(path("again.sock"), true), stream(path("again.sock"), false)
	client["reconnect-ms"] = 1
	n := joined{t, junction{}, t.QEMU().QMP().Subscribe(connected, disconnected)}
	defer n.events.Close()
	n.add(near, hubOfDevice, server)
	n.add(far, hubOfTest, client)
	n.reports(connected, near, far)
	n.remove(near)
	n.reports(disconnected, far)
	if err := os.Remove(filepath.Join(t.Env.Dir, "again.sock")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	n.add(near, hubOfDevice, stream(path("again.sock"), true))
	n.reports(connected, near, far)
	with(t, hw, hw.Transports[0], peer, virtio.Features{}, frames)
	n.remove(far)
	n.remove(near)
}
