package ethernet

import "github.com/qgraph/qgraph/graph"

// Netdev is the need of a network device: its property "netdev" names a
// backend, by default a [Socket].
var Netdev = graph.NewNeed("netdev", "netdev", Socket())

// Socket is a backend that passes frames over a socket pair, a datagram each;
// [Attach] makes the test's end a [Peer]. It is -netdev dgram, which came with
// QEMU 7.2.
//
// A stream socket would also work, except with QEMU 11.1. It fails an assertion
// (net_fill_rstate: size == 0) when it wakes up and finds nothing to read.
func Socket() graph.Backend {
	return graph.Backend{
		Kind:    graph.Netdev,
		Type:    "dgram",
		Props:   []graph.Prop{graph.P("local.type", "fd"), {Name: "local.str", Value: graph.FD()}},
		Channel: graph.Datagram,
	}
}

// Hub is a backend that is a port of QEMU's hub number id. A device's frames go
// to the hub's other ports; they wait while there are none.
func Hub(id int64) graph.Backend {
	return graph.Backend{
		Kind:  graph.Netdev,
		Type:  "hubport",
		Props: []graph.Prop{{Name: "hubid", Value: graph.Int(id)}},
	}
}
