// Package ethernet has the far end of a network device: QEMU's -netdev backend,
// and the [Peer] on its other side that sends and receives whole Ethernet
// frames (IEEE 802.3-2022, section 3 "Media Access Control (MAC) frame and
// packet specifications"; without preamble and frame check sequence).
//
// A driver of a network device declares the need:
//
//	graph.Consumes(g, e1000e.Driver, pci.BusInterface, e1000e.New, graph.Needs(ethernet.Netdev))
//
// A test uses the peer:
//
//	peer, err := ethernet.Attach(t.Env)
//	err = peer.Send(ctx, ethernet.Frame{Dst: nic, Src: host, Type: ethernet.Experimental, Payload: p}.Bytes())
//	frame, err := peer.Receive(ctx)
package ethernet
