// Package ipmi tests a baseboard management controller and its interfaces (see
// libqos/device/misc/ipmi for the specification). Typical path:
//
//	x86_64/pc → i440FX-pcihost → PIIX3 → isa-bus → isa-ipmi-kcs → ipmi → ipmi-tests/device-id
package ipmi
