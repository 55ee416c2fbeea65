// Package isadebug ties the debug console, the port that ends QEMU and the test device of PCs to
// the graph (see libqos/device/misc/isadebug for the hardware). Typical path:
//
//	x86_64/isapc → isabus-bridge → isa-bus → isa-debugcon → isa-debugcon-tests/console
package isadebug
