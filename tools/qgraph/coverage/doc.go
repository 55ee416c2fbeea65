// Package coverage lists the device models and machines of a QEMU that are on
// some path, and those on none.
//
//	a running QEMU ─Ask─► Inventory ─Measure, with the graph─► Report ─► table or JSON
//
// Names, types and machines are QMP's ("QEMU QMP Reference Manual",
// qom-list-types, query-machines). QMP does not tell the bus of a device, nor
// whether a user can plug it in. The human monitor's "info qdm" does.
package coverage
