// Package chardev has the far end of a serial device: QEMU's -chardev backend, and
// the [Peer] on its other side that sends and receives bytes (QEMU 11.1,
// qapi/char.json, "ChardevSocket").
//
//	var line = chardev.Chardev("chardev0")
//
//	graph.Consumes(g, driver, bus, newUART, graph.Needs(line))
//
//	peer, err := chardev.Attach(t.Env, line)
//	err = peer.Send(ctx, []byte("hello"))
//	answer, err := peer.Receive(ctx, 5)
package chardev
