// Package mpci2c ties the I²C controller of PowerQUICC III to the graph: its bus, and how
// devices are put on it (see libqos/board/mpci2c for the hardware). Typical path:
//
//	ppc/mpc8544ds → mpc-i2c → i2c-bus → tmp105 → tests
package mpci2c
