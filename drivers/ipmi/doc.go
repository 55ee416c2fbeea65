// Package ipmi ties two interfaces of a baseboard management controller to the graph, with the
// controller that QEMU simulates (see libqos/device/misc/ipmi for the specification). Typical
// path:
//
//	x86_64/pc → i440FX-pcihost → PIIX3 → isa-bus → isa-ipmi-kcs → ipmi → ipmi-tests/device-id
package ipmi
