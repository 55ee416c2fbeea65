// Package nicsuite has the checks that every controller of package intelnic must
// pass, with any format of descriptors: frames compared byte by byte in both
// directions, filters, checksums, segmentation, statistics.
//
// A test describes the controller's setup by a [Setup], and passes the resulting
// [Port] to the checks:
//
//	port := nicsuite.Port{Controller: &nic.Controller, Peer: nicsuite.Attach(t), Address: e1000e.Address()}
//	nicsuite.With(t, device, port, nicsuite.Setup{Transmit: intelnic.ExtendedTX{}}, func(p nicsuite.Port) {
//		nicsuite.SendSizes(t, p)
//	})
//
// A check ends the test when its other results would mean nothing. Otherwise it
// leaves the port's rings empty.
package nicsuite
