// Package smc91c111 tests SMSC's LAN91C111 (see libqos/device/net/smc91c111 for the hardware). Typical path:
//
//	arm/versatilepb → smc91c111 → smc91c111-tests/frames
package smc91c111
