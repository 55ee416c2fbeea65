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

// OnBoard returns the options by which a controller on a board, behind so many others of its model, leads to a socket. QEMU gives its
// options -net to the controllers of a model in the order of the board. The controller's own option has further properties.
func OnBoard(model string, far graph.Handle, before int, further ...graph.Prop) []graph.EdgeOption {
	opts := []graph.EdgeOption{graph.Define(far, Socket())}
	nic := func(props ...graph.Prop) graph.EdgeOption {
		return graph.After(graph.Option{Flag: "-net", Type: "nic", Props: append([]graph.Prop{graph.P("model", model)}, props...)})
	}
	for range before {
		opts = append(opts, nic())
	}
	return append(opts, nic(append([]graph.Prop{{Name: "netdev", Value: graph.Ref(far)}}, further...)...))
}
