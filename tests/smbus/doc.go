// Package smbus tests the SMBus hosts of south bridges: their registers, each transaction, the interrupt,
// and the EEPROMs of the memory modules behind them (see libqos/board/smbus for the specifications, and
// chapters.md beside this file for the tested ones). Typical path:
//
//	x86_64/q35 → q35-pcihost → ICH9-SMB → smbus-host → smbus-host-tests/transactions
package smbus
