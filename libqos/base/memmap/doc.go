// Package memmap reads which of QEMU's memory regions answers at which address: the flat view of each address space, that is
// the result of all containers, aliases and priorities (QEMU 11.1, docs/devel/memory.rst, "Visibility"; the command
// "info mtree" of the monitor).
//
//	m, err := memmap.Read(ctx, q.QMP())
//	for _, r := range m.Memory().Ranges {
//		fmt.Println(r.First, r.Last, r.Kind, r.Region, r.Owner)
//	}
//
// It reads the texts of QEMU 7.2 to 11.1.
package memmap
