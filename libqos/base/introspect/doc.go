// Package introspect asks QEMU everything that it tells of a machine or of a device: each property of each object in the
// composition tree, each query of QMP, each "info" command of the human monitor (QEMU 11.1, QEMU QMP Reference Manual, and
// docs/system/monitor.rst). QEMU must answer all of them, whatever the machine, and live.
//
//	report, err := introspect.Machine(ctx, q.QMP())
//	report, err = introspect.Device(ctx, q.QMP(), "e1000e", "/machine/peripheral/net0")
//
// The list of commands is QEMU's own, so that new ones are asked, too. A refusal is part of the [Report]: a machine without
// USB has nothing to say of it. Those that are right are in a table, see [Refusal.Why].
package introspect
