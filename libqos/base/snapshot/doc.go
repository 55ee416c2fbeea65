// Package snapshot holds the values of registers at one moment, and compares two moments: after power-on, and after a reset.
//
//	m, err := memmap.Read(ctx, q.QMP())
//	first, err := snapshot.Take(ctx, q.Conn, m, snapshot.Options{})
//	again, err := snapshot.Take(ctx, q.Conn, m, snapshot.Options{}) // what differs here changes by itself, or by being read
//	… writes, and a reset of the machine
//	after, err := snapshot.Take(ctx, q.Conn, m, snapshot.Options{})
//	for _, d := range snapshot.Compare(first, after, snapshot.Unsteady(first, again)) {
//		if d.Why() == "" {
//			t.Errorf("a reset leaves %v", d)
//		}
//	}
//
// Memory and ports are read where the map has registers. [Snapshot.Add] adds others, as a PCI function's configuration space.
package snapshot
