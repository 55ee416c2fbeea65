// Package reproducer reads how people post that a device of QEMU misbehaves: a command
// line, and lines of the qtest protocol that a here-document, a file or a person gives it.
//
//	text ─► Parse ─► Report ─► trial.Run      on a QEMU: answers, and the end
//	                    │─► minimize.Minimize  fewer commands, same end
//	                    └─► Report.Write       a here-document that needs QEMU and a shell alone
//
// It takes here-documents with the command line before or after them, the output of
// echo and printf, bare lines, QEMU's own log of qtest, the traces and the C code that
// QEMU's fuzzing scripts write, and transcripts of ours; each also quoted, wrapped or
// encoded by mail, in HTML, with prompts, and among other output.
//
// The protocol is that of QEMU's documentation, "QTest Device Emulation Testing
// Framework", section "QTest Protocol".
package reproducer
