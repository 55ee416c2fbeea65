// Package halt keeps a machine's processors from executing anything on a QEMU without
// the qtest accelerator: there the machine runs under TCG, in real time, and only the
// test is to touch its memory and devices.
//
//	graph.AddMachine(g, Machine, newMachine, halt.PoweredOff())
package halt
