package vhost

import (
	"context"
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/protocol/vhostuser"
	"github.com/qgraph/qgraph/qtest"
)

// chardev is the socket of a network's back end.
var chardev = graph.NewHandle("vhost-user")

// Network is the back end of a network device: it takes the frames that the device
// transmits, and gives it those of the test.
type Network struct {
	*vhostuser.Server
	Session *vhostuser.Session // the connection that Send uses

	transmitted []chan []byte // by pair of queues
}

// Features of a network device that a back end acts on (virtio 1.3, section 5.1.3
// "Feature bits").
const (
	NetMrgRxBuf vhostuser.Features = 1 << 15 // VIRTIO_NET_F_MRG_RXBUF
	NetMQ       vhostuser.Features = 1 << 22 // VIRTIO_NET_F_MQ
)

// NetworkFeatures are the features that a network offers.
func NetworkFeatures() vhostuser.Features {
	return vhostuser.FeatureVersion1 | vhostuser.FeatureEventIdx | vhostuser.FeatureIndirectDesc |
		vhostuser.FeatureLogAll | vhostuser.FeatureAnyLayout | NetMrgRxBuf
}

// Setup is how a network is set up.
type Setup struct {
	Pairs int            // of queues; 0: one
	RAM   graph.RAMType  // that the back end maps; "": [graph.RAMMemfd]
	Deny  int            // connections that are closed at once before one is served
	Hook  vhostuser.Hook // may break the protocol
	Props []graph.Prop   // more properties of QEMU's side of the socket
}

// Netdev puts a network behind a path's network device, and RAM that the network can
// map.
func Netdev(s Setup) []graph.TestOption {
	s.Pairs = max(s.Pairs, 1)
	if s.RAM == "" {
		s.RAM = graph.RAMMemfd
	}
	netdev := graph.Backend{Kind: graph.Netdev, Type: "vhost-user", Props: []graph.Prop{{Name: "chardev", Value: graph.Ref(chardev)}}}
	if s.Pairs > 1 {
		netdev.Props = append(netdev.Props, graph.Prop{Name: "queues", Value: graph.Int(int64(s.Pairs))})
	}
	return []graph.TestOption{
		graph.Provide(ethernet.Netdev, netdev),
		graph.Define(chardev, socket(s.Props, func() (*Network, *vhostuser.Server, error) { return newNetwork(s) })),
		graph.SharedRAM(s.RAM),
	}
}

// Reconnects are the properties of a socket that QEMU connects again, soon after the
// connection was lost.
func Reconnects() []graph.Prop {
	return []graph.Prop{{Name: "reconnect-ms", Value: graph.Int(10)}}
}

// room is the number of transmitted frames that a network keeps for the test.
const room = 1024

func newNetwork(setup Setup) (*Network, *vhostuser.Server, error) {
	n := &Network{}
	d := vhostuser.Device{
		Features: NetworkFeatures(),
		Protocol: vhostuser.MQ | vhostuser.LogShmFD | vhostuser.RARP | vhostuser.ReplyAck | vhostuser.NetMTU |
			vhostuser.CrossEndian, // for legacy devices of a big-endian machine
		QueueNum: uint64(setup.Pairs), // QEMU counts pairs
		Hook:     setup.Hook,
	}
	if setup.Pairs > 1 {
		d.Features |= NetMQ
	}
	for pair := range setup.Pairs {
		n.transmitted = append(n.transmitted, make(chan []byte, room))
		d.Queues = append(d.Queues, nil, func(c *vhostuser.Chain) error { return n.take(pair, c) })
	}
	var err error
	if n.Server, err = vhostuser.New(d); err != nil {
		return nil, nil, err
	}
	n.Deny(setup.Deny)
	return n, n.Server, nil
}

// AttachNetwork returns the path's network, once QEMU is connected to it.
func AttachNetwork(ctx context.Context, env *run.Env) (*Network, error) {
	n, err := run.Server[*Network](env, chardev)
	if err != nil {
		return nil, fmt.Errorf("vhost: attach: %w", err)
	}
	n.SyncWith(env.QEMU.Sync)
	return n, n.Reconnected(ctx)
}

// Reconnected waits for QEMU's next connection, which Send uses from then on.
func (n *Network) Reconnected(ctx context.Context) (err error) {
	n.Session, err = n.Server.Session(ctx)
	return err
}

// headerSize returns the size of the header before each frame, in bytes (virtio 1.3,
// section 5.1.6 "Device Operation").
func headerSize(f vhostuser.Features) int {
	if f&(vhostuser.FeatureVersion1|NetMrgRxBuf) != 0 {
		return 12
	}
	return 10
}

// take passes a transmitted frame to the test.
func (n *Network) take(pair int, c *vhostuser.Chain) error {
	b, err := c.Bytes()
	if err != nil {
		return err
	}
	header := headerSize(c.Queue().Features())
	if len(b) < header {
		return fmt.Errorf("vhost: transmitted %d bytes, want a header of %d and a frame", len(b), header)
	}
	for i, v := range b[:header] {
		if v != 0 {
			return fmt.Errorf("vhost: byte %d of a header is %#x, want 0: no offload is offered", i, v)
		}
	}
	select {
	case n.transmitted[pair] <- b[header:]:
	default:
		return fmt.Errorf("vhost: more than %d frames that the test does not receive", room)
	}
	return c.Use()
}

// Receive waits for the next frame that the device transmits, on its first pair of
// queues.
func (n *Network) Receive(ctx context.Context) ([]byte, error) { return n.ReceiveOn(ctx, 0) }

// ReceiveOn is Receive on a pair of queues.
func (n *Network) ReceiveOn(ctx context.Context, pair int) ([]byte, error) {
	if err := n.Server.Sync(ctx); err != nil {
		return nil, err
	}
	limit := time.NewTimer(qtest.DefaultWaitTimeout)
	defer limit.Stop()
	select {
	case frame := <-n.transmitted[pair]:
		return frame, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("vhost: receive: %w", ctx.Err())
	case <-limit.C:
	}
	return nil, &qtest.TimeoutError{Channel: "vhost-user", Awaited: fmt.Sprintf("a frame on pair %d", pair), After: qtest.DefaultWaitTimeout}
}

// Waiting returns how many transmitted frames of a pair of queues the test has not yet
// received.
func (n *Network) Waiting(pair int) int { return len(n.transmitted[pair]) }

// Send gives a frame to the device, on its first pair of queues. It waits until the
// device has buffers for it.
func (n *Network) Send(ctx context.Context, frame []byte) error { return n.SendOn(ctx, 0, frame) }

// SendOn is Send on a pair of queues.
func (n *Network) SendOn(ctx context.Context, pair int, frame []byte) error {
	q := n.Session.Queue(2 * pair)
	first, err := q.Next(ctx)
	if err != nil {
		return fmt.Errorf("vhost: send: %w", err)
	}
	features := q.Features()
	packet := append(make([]byte, headerSize(features)), frame...)
	chains := []*vhostuser.Chain{first}
	for have := first.Room(); have < len(packet) && features&NetMrgRxBuf != 0; {
		c, err := q.Next(ctx)
		if err != nil {
			return fmt.Errorf("vhost: send: %w", err)
		}
		chains = append(chains, c)
		have += c.Room()
	}
	if headerSize(features) == 12 {
		q.Order().PutUint16(packet[10:], uint16(len(chains)))
	}
	for i, c := range chains {
		part := packet
		if i+1 < len(chains) {
			part = packet[:min(c.Room(), len(packet))]
		}
		if err := c.Write(part); err != nil {
			return fmt.Errorf("vhost: send: %w", err)
		}
		packet = packet[len(part):]
	}
	// Together: the driver must not see a part of them.
	if err := q.Use(chains...); err != nil {
		return fmt.Errorf("vhost: send: %w", err)
	}
	return nil
}
