// Package tpm tests trusted platform modules: the FIFO interface on an ISA bus, in memory and on I²C, and the CRB
// interface (TCG PC Client Platform TPM Profile Specification for TPM 2.0, PTP, version 1.04). The test plays
// the module behind them, which is outside of QEMU. Typical path:
//
//	x86_64/q35 → q35-pcihost → ICH9-LPC → isa-bus → tpm-tis → tpm-fifo → tpm-tis-tests/localities
package tpm
