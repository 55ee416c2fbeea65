// Package intelnic has what Intel's gigabit Ethernet controllers from the 82574
// on have in common: the general registers, PHY and EEPROM access, address and
// VLAN filters, receive-side scaling, statistics, and descriptor rings in guest
// memory with the queues that stand on them.
//
// It is written from
//
//   - Intel 82574 GbE Controller Family Datasheet, document 317694, revision
//     3.4, June 2014, "the 82574 datasheet", and
//   - Intel 82576EB Gigabit Ethernet Controller Datasheet, revision 2.7, June
//     2014, "the 82576 datasheet",
//
// and registers bear the names that those give them. Where the two differ the
// packages [github.com/qgraph/qgraph/libqos/device/net/e1000e] and
// [github.com/qgraph/qgraph/libqos/device/net/igb] have the register or the descriptor.
//
// Typical use, with a format of descriptors that one of those packages has:
//
//	queue, err := intelnic.OpenTX(ctx, controller, block, 64, intelnic.LegacyTX{}, nil)
//	err = queue.Send(ctx, intelnic.Offload{}, frame)
//
// Descriptors and registers are little-endian on every machine.
package intelnic
