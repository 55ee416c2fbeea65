// Package ppc4xxi2c tests the registers and the interrupt of the IIC bus interface of PowerPC 4xx processors (see
// libqos/board/ppc4xxi2c for the hardware). Typical path:
//
//	ppc/sam460ex → ppc4xx-i2c → ppc4xx-i2c-tests/registers
package ppc4xxi2c
