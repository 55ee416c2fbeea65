// Package complaint finds the complaints in what a process writes: the messages by which
// QEMU, or a library or a sanitizer in it, says that something is wrong.
//
// A [Log] has the complaints of one path. It takes the exchanges between test and QEMU,
// so that it knows where a complaint came, and the declarations of the path's nodes, which
// say which complaints are right. A [Reader] takes the output of one process as it comes:
//
//	log := complaint.NewLog(path, false)
//	qemu := log.QEMU("")                      // qemu.Output(chunk), as an observer is told
//	helper := log.Reader("qemu-storage-daemon")
//
// Messages are told apart by their form alone. These are the forms of QEMU (program name,
// colon, and a level unless it is an error), of GLib, of the C library, and of the
// sanitizers of GCC and LLVM. Other lines are no complaint, unless QEMU was asked for a
// log of guest errors: such lines have no form of their own.
package complaint
