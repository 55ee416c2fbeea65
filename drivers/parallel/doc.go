// Package parallel ties the parallel port of a PC to the graph, with a printer (see
// libqos/device/misc/parallel for the hardware). Typical path:
//
//	x86_64/isapc → isabus-bridge → isa-bus → isa-parallel → isa-parallel-tests/printer
package parallel
