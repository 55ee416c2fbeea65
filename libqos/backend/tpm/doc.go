// Package tpm has the far end of a TPM: a module that answers each command with an error, but for
// the version that it is of. It speaks the protocol between QEMU and swtpm (swtpm_ioctls(3), swtpm 0.8;
// QEMU 11.1, docs/specs/tpm.rst, "The QEMU TPM emulator device").
//
//	graph.Define(handle, tpm.Socket(tpm.Version2))
package tpm
