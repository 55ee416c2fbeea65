// Package availability lists the paths that a set of QEMU binaries cannot run,
// with the reasons, and compares them with a snapshot.
//
// The build's own QEMU is asked by tools/build/qemu; its answers are a [Probe]:
//
//	probe, err := availability.ParseProbe(text)
//	report, err := probe.Report(g)
//
// A [Snapshot] lists the paths that could run once. Its comparison with the
// present paths names, for each path that disappeared, the node at fault.
package availability
