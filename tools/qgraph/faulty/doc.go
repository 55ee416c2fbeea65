// Package faulty plants faults in the devices of a running QEMU, without QEMU's
// source: between a test and QEMU it changes answers, writes, the guest's memory,
// interrupts and time, as rules say. A path that passes all the same does not see
// the fault.
//
// One path through the package: a [Recorder] watches a path that runs without a
// fault, [Generate] makes the rules that can make a difference to it, and a
// [Proxy] for each rule relays another run of the path. A [Table] says which paths
// saw which faults.
package faulty
