// Package availability tells which paths a set of QEMU binaries cannot run, and
// why, and how that differs from a snapshot.
//
// The build's own QEMU is asked by tools/build/qemu; its answers are a [Probe]:
//
//	probe, err := availability.ParseProbe(text)
//	report, err := probe.Report(g)
//
// A [Snapshot] is what could run once. Compared with what can run now it names, of
// each path that disappeared, the node that did it.
package availability
