// Package throttlesuite checks QEMU's limits of a drive's requests and bytes per second
// from the side of the device that has the drive, by the virtual clock and to the
// nanosecond (QEMU, docs/throttle.txt and block_set_io_throttle of qapi/block-core.json).
//
//	graph.Test(g, "x-tests/throttling", x.Driver, throttling, throttlesuite.Drives(),
//		graph.Requires(graph.SteppedClock), graph.Known(throttlesuite.Deviations()...))
//
//	func throttling(t *run.T, d *x.Device) { throttlesuite.Limits(t, block.Drive, counted{d}, d.Machine().Clock()) }
package throttlesuite
