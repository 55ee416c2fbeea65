// Package chardev has the far end of a serial device: the -chardev backend that
// QEMU is given, and the [Peer] on the other side of it that sends and receives bytes
// (QEMU 11.1, qapi/char.json, "ChardevSocket").
//
//	var line = chardev.Chardev("chardev0")
//
//	graph.Consumes(g, driver, bus, newUART, graph.Needs(line))
//
//	peer, err := chardev.Attach(t.Env, line)
//	err = peer.Send(ctx, []byte("hello"))
//	answer, err := peer.Receive(ctx, 5)
package chardev
