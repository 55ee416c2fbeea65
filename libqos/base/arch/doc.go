// Package arch lists the architectures that QEMU emulates, with the byte order of
// their processors.
//
//	order, err := arch.ByteOrder("ppc64")
package arch
