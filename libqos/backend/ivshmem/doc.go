// Package ivshmem has the host's side of the devices of shared memory: the memory, and the server that
// tells the clients of a memory of each other, so that they can interrupt each other.
//
// It is written from QEMU 11.1, docs/specs/ivshmem-spec.rst, sections "The ivshmem server" and "The ivshmem
// Client-Server Protocol". Each message of the server is a number of 8 bytes, some with a descriptor. A
// client has an eventfd for each of its vectors; who interrupts it writes to that.
//
// A device declares the need, and a test gets the server, and is a client itself:
//
//	graph.Consumes(g, ivshmem.Doorbell, pci.BusInterface, ivshmem.NewDoorbell, graph.Needs(ivshmem.Chardev))
//
//	server, err := ivshmem.Attach(t.Env, ivshmem.Chardev)
//	peer, err := server.Join(2)
//	err = server.Ring(ctx, 0, 1)   // vector 1 of the client 0
//	n, err := peer.Rung(ctx, 0)    // how often vector 0 was rung
package ivshmem
