// Package tpm is the guest's side of a trusted platform module (TPM): the registers of its two
// interfaces. [FIFO] passes commands byte by byte, on an ISA bus, in memory and on I²C; [CRB] has a
// buffer for a whole command (TCG PC Client Platform TPM Profile Specification for TPM 2.0, PTP,
// version 1.04, sections "FIFO Interface", "Command Response Buffer Interface" and "I2C Interface
// Definition"; of the FIFO also TCG PC Client Specific TPM Interface Specification, TIS, version 1.3).
// Names are from there.
//
//	fifo := tpm.NewFIFO(machine, base, line)
//	err := fifo.Open(ctx)                      // locality 0, ready for a command
//	err = fifo.Send(ctx, command)
//	response, err := fifo.Receive(ctx)
//
// The module behind the interface is outside of QEMU: see libqos/backend/swtpm. Typical path:
//
//	x86_64/q35 → q35-pcihost → ICH9-LPC → isa-bus → tpm-tis → tpm → tpm-tests/commands
package tpm
