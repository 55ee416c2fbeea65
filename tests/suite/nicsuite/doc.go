// Package nicsuite has the checks that every controller of package intelnic must
// pass, whatever its descriptors look like: frames compared byte by byte in both
// directions, filters, checksums, segmentation, statistics.
//
// A test says by a [Setup] how it wants the controller, and hands the [Port] that it
// gets to the checks:
//
//	port := nicsuite.Port{Controller: &nic.Controller, Peer: nicsuite.Attach(t), Address: e1000e.Address()}
//	nicsuite.With(t, device, port, nicsuite.Setup{Transmit: e1000e.ExtendedTX{}}, func(p nicsuite.Port) {
//		nicsuite.SendSizes(t, p)
//	})
//
// A check ends the test when going on is pointless, and leaves the port's rings
// empty otherwise.
package nicsuite
