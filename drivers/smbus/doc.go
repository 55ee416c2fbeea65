// Package smbus ties the SMBus hosts of south bridges to the graph, and their buses (see
// libqos/board/smbus for the hardware). Typical paths:
//
//	x86_64/pc → i440FX-pcihost → pm-smbus → i2c-bus → tmp105 → tests
//	x86_64/q35 → q35-pcihost → ICH9-SMB → smbus-host → smbus-host-tests/transactions
package smbus
