// Package coverage tells which device models and machines of a QEMU are on some
// path, and which on none.
//
//	a running QEMU ─Ask─► Inventory ─Measure, with the graph─► Report ─► table or JSON
//
// Names, types and machines are QMP's ("QEMU QMP Reference Manual",
// qom-list-types, query-machines). Which bus a device is plugged into, and
// whether a user can do that, QMP does not say: that is the human monitor's
// "info qdm".
package coverage
