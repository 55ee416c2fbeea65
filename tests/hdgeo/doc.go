// Package hdgeo tests that a PC's firmware learns the geometry of hard disks: by the memory of the
// clock, and by the file "bios-geometry" for disks whose logical geometry is given (QEMU 11.1,
// -device ide-hd,help: cyls, heads, secs, bios-chs-trans; lcyls, lheads, lsecs). The disks of the
// south bridge's IDE controller have the same geometry in their identity. Names are those of QEMU's
// own tests where there is one. Typical path:
//
//	x86_64/pc → acpi-pc → hd-geo-tests/ide/device/user/chs
package hdgeo
