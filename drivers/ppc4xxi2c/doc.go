// Package ppc4xxi2c ties the IIC bus interface of PowerPC 4xx processors to the graph (see libqos/board/ppc4xxi2c for the
// hardware). Typical path:
//
//	ppc/sam460ex → ppc4xx-i2c → i2c-bus → ds1338 → tests
package ppc4xxi2c
