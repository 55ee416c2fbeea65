// Package rs5c372 is the guest's side of Ricoh's RS5C372A, a real-time clock with
// two alarms.
//
// It is written from the datasheet RS5C372A/B I²C bus Serial Interface Real-Time
// Clock IC, Ricoh EA-044-100928; its sections have titles, but no numbers.
// Typical path:
//
//	arm/imx25-pdk → imx.i2c → i2c-bus → rs5c372 → tests
package rs5c372
