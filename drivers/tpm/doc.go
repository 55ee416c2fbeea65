// Package tpm ties trusted platform modules with two interfaces to the graph, each with a module
// outside of QEMU that the test plays (see libqos/device/misc/tpm for the specification, and
// libqos/backend/swtpm for the module). Typical paths:
//
//	x86_64/q35 → q35-pcihost → ICH9-LPC → isa-bus → tpm-tis → tpm → tpm-tests/commands
//	aarch64/virt → tpm-tis-device → tpm → tpm-tests/commands
package tpm
