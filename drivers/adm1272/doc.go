// Package adm1272 ties the hot swap controller ADM1272 to the graph
// (see libqos/device/power/adm1272 for the hardware). Typical path:
//
//	arm/imx25-pdk → imx.i2c → i2c-bus → adm1272 → tests
package adm1272
