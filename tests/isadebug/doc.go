// Package isadebug tests a PC's devices for debugging: the console of one port, the port that
// ends QEMU, and by the test device the order of the bytes of wide ports (see
// libqos/device/misc/isadebug for their documents). Typical path:
//
//	x86_64/isapc → isabus-bridge → isa-bus → isa-debugcon → isa-debugcon-tests/console
package isadebug
