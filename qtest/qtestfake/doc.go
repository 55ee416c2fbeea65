// Package qtestfake has qtest servers that need no QEMU, for tests of code that uses a [qtest.Conn].
//
// [Script] plays a list of exchanges and fails the test when one differs or is left over: use it if every request
// matters. [Memory] models memory, ports, the clock and interrupt lines, with hooks for single addresses: use it if only
// the effect matters.
//
//	m := qtestfake.NewMemory()
//	m.OnRead(0x1000, func(qtest.Width) uint64 { return 0x8086 })
//	conn := m.Start(t)
//	id, err := conn.Read(ctx, qtest.Width16, 0x1000)
package qtestfake
