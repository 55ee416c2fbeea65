// Package trial runs the commands of a reproducer on a QEMU, and tells how QEMU ended.
//
//	outcome, err := trial.Run(ctx, trial.Config{Bundle: qemu, Report: report, Scratch: dir})
//
// Each command waits for the reply to the one before, so that the answers and the command
// by which QEMU ended are known. QEMU has a folder of its own, standard input from nowhere,
// and no channel but those of qtest and QMP.
package trial
