// Package sweep accesses the registers of a machine, or of one device in it, whatever they are for: every byte, every width,
// the holes between registers and what lies at the end of a region. A guest may do all of that, so QEMU must live, and answer.
//
//	m, err := memmap.Read(ctx, q.QMP())
//	result, err := sweep.Read(ctx, q.Conn, m, sweep.Options{})
//	t.Logf("read %v", result)
//	result, err = sweep.Write(ctx, q.Conn, m, sweep.Options{})
//
// [Read] reads each region in blocks, and the beginning of each by single accesses of 1, 2, 4 and 8 bytes, some of them
// unaligned. A large region, as a frame buffer or a window to configuration space, is sampled: [Options] has the rule, the
// [Result] says how much was read. [Write] writes patterns, with the same widths. Accesses are posted, and QEMU is waited for
// once a region.
//
// Where QEMU ended or did not answer, the error is a [*Fault]: it names the access that QEMU was at, and those before it.
//
// Some registers end a machine on purpose. Start it with -action shutdown=pause,panic=none,watchdog=none, and it goes on. What
// these options do not prevent is left out, and the [Result] names it.
package sweep
