// Package nictest has the checks that every controller of package intelnic must
// pass, whatever its descriptors look like: frames compared byte by byte in both
// directions, filters, checksums, segmentation, statistics.
//
// A test sets up a [Port] and hands it to the checks:
//
//	port := nictest.Port{Controller: &nic.Controller, Peer: peer, Address: e1000e.Address(), TX: tx, RX: rx}
//	nictest.SendSizes(t, port)
//
// A check ends the test when going on is pointless, and leaves the port's rings
// empty otherwise.
package nictest
