// Package es1370 has the tests of the Ensoniq AudioPCI, QEMU's ES1370: its registers, both
// playback channels into a file of the host, and recording, with counts, interrupts, loop
// and stop mode, pause and every format. They follow Ensoniq's AudioPCI 97 ES1371
// Specification, revision 1.1 (October 1997), where both chips agree, and FreeBSD's
// es137x.h; chapters.md beside this file lists the parts. Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → ES1370 → ES1370-tests/playback
package es1370
