// Package shaktiuart ties the UART of the SHAKTI processors to the tests of serial
// ports (see libqos/device/serial/shaktiuart for the hardware). Typical path:
//
//	riscv64/shakti_c → shakti-uart → uart → uart-tests/characters
package shaktiuart
