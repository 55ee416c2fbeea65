// Package swtpm has the far end of a TPM: a module outside of QEMU that the test itself plays, in
// place of the process swtpm. It speaks the protocol between the two (swtpm 0.8, swtpm_ioctls(3);
// QEMU 11.1, docs/specs/tpm.rst, "The QEMU TPM emulator device"): commands about the module on
// one socket, and the guest's own commands on another, whose descriptor QEMU sends over the first.
//
//	graph.Consumes(g, tpm.TISDriver, isa.Interface, tpm.NewISA, swtpm.Behind()...)    // a driver
//
//	m, err := swtpm.Attach(t.Env)                // its test
//	command, err := m.Next(ctx)                  // the guest's next command, and its locality
//	err = m.Respond(response)
//
// A module that has no test at its side answers no command of the guest. Those by which QEMU finds out
// its version, before it starts the module, it answers by itself.
package swtpm
