// Package isabus ties the ISA bus of machines without a south bridge to the graph (see
// libqos/bus/isa for the hardware). Typical path:
//
//	x86_64/isapc → isabus-bridge → isa-bus → pvpanic → pvpanic-tests/panic
package isabus
