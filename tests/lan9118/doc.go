// Package lan9118 tests SMSC's LAN9118 (see libqos/device/net/lan9118 for the hardware). Typical path:
//
//	arm/realview-pbx-a9 → lan9118 → lan9118-tests/frames
package lan9118
