// Package qmp is a client of the QEMU Machine Protocol (QEMU's documentation, "QEMU Machine Protocol Specification",
// docs/interop/qmp-spec.rst; commands and events are those of the "QEMU QMP Reference Manual").
//
// A [Client] speaks over any connection. [Execute] runs one command with typed arguments and a typed result; several
// may be under way, answers are told apart by their ids. Events are collected from the moment of [Client.Subscribe], so
// that one which a command causes is never missed:
//
//	events := c.Subscribe("RESET")
//	defer events.Close()
//	if _, err := qmp.Execute[qmp.Empty](ctx, c, "system_reset", qmp.NoArgs{}); err != nil {
//		return err
//	}
//	_, err := events.WaitEvent(ctx, "RESET", nil)
package qmp
