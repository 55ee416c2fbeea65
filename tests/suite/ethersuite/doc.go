// Package ethersuite has the checks that every Ethernet controller must pass, whatever its
// registers and rings are: each byte of a frame in both directions, lengths at the limits,
// frames in pieces, rings that wrap, filters, and frames for which there is no room
// (IEEE 802.3-2022, section 3 "Media Access Control (MAC) frame and packet
// specifications").
//
// A test offers the controller as a [Device]. The checks set it up with the filter that
// they need, and see the [Port]:
//
//	s := ethersuite.Suite{Device: rig{nic}, Machine: nic.Machine, Peer: peer, Address: pcnet.Address()}
//	t.Step("sizes", func() { s.SendSizes(t) })
//
// What a controller does in a way of its own is a field of [Suite]. The checks of Intel's
// gigabit controllers, which share registers, are in package
// [github.com/qgraph/qgraph/tests/suite/nicsuite].
package ethersuite
