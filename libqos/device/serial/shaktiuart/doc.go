// Package shaktiuart is the guest's side of the UART of the SHAKTI processors.
//
// It is written from SHAKTI C-class SoC documentation, "UART".
//
// Typical path:
//
//	riscv64/shakti_c → shakti-uart → uart → uart-tests/characters
package shaktiuart
