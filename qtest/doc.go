// Package qtest runs one QEMU and drives its machine from outside, with no guest software in it.
//
// The qtest accelerator (QEMU's documentation, "QTest Device Emulation Testing Framework", docs/devel/testing/qtest.rst)
// executes no guest code: the client reads and writes memory and ports, moves the virtual clock and watches interrupt
// lines. A [Conn] speaks that protocol over any connection. A [QEMU] is a process with such a connection, a QMP session
// beside it (package qmp), and QEMU's output. A typical use of the package:
//
//	Start ─► handshake on both channels ─► Read, Write, ClockStep, Poll, QMP … ─► Stop
//
// [Start] passes both channels as inherited descriptors of socket pairs, so nothing is left in the file system, and QEMU
// dies with the process that started it. Every call that waits has a deadline and every error names its cause: a command
// that fails because QEMU is gone says how QEMU ended, not "EOF".
//
//	q, err := qtest.Start(ctx, qtest.Config{
//		Command: []string{"qemu-system-x86_64"},
//		Args:    []string{"-machine", "pc"},
//	})
//	if err != nil {
//		return err
//	}
//	defer q.Stop(ctx)
//	id, err := q.Read(ctx, qtest.Width32, 0xfec00000)
//
// The package needs Linux: parent-death signals and process groups keep QEMU from outliving its test.
package qtest
