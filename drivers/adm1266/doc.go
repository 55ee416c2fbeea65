// Package adm1266 ties the sequencer and monitor ADM1266 to the graph
// (see libqos/device/power/adm1266 for the hardware). Typical path:
//
//	arm/imx25-pdk → imx.i2c → i2c-bus → adm1266 → tests
package adm1266
