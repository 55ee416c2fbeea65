// Package alpha has the Alpha machine (Tsunami/Typhoon 21272 Chipset Hardware Reference Manual, Compaq).
// Windows of RAM are those of QEMU 11.1's "info mtree".
package alpha
