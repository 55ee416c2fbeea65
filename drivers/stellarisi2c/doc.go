// Package stellarisi2c ties the I²C controller of Stellaris chips to the graph: its bus, and how
// devices are put on it (see libqos/board/stellarisi2c for the hardware). Typical path:
//
//	arm/lm3s811evb → stellaris-i2c → i2c-bus → tmp105 → tests
package stellarisi2c
