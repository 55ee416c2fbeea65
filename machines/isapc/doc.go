// Package isapc has QEMU's "isapc" machine, a PC without PCI (QEMU 11.1, qemu(1), "-M
// help"). Typical path:
//
//	x86_64/isapc → isabus-bridge → mc146818rtc → rtc-tests/check-time/bcd
package isapc
