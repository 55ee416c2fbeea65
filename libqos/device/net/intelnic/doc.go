// Package intelnic is the common part of Intel's gigabit Ethernet controllers since the
// 82544: the general registers, PHY and EEPROM access, address and VLAN filters,
// receive-side scaling, statistics, and descriptor rings in guest memory and the queues
// on them.
//
// It is written from
//
//   - Intel PCI/PCI-X Family of Gigabit Ethernet Controllers Software Developer's
//     Manual, document 317453, revision 006, "the 8254x manual",
//   - Intel 82574 GbE Controller Family Datasheet, document 317694, revision
//     3.4, June 2014, "the 82574 datasheet", and
//   - Intel 82576EB Gigabit Ethernet Controller Datasheet, revision 2.7, June
//     2014, "the 82576 datasheet",
//
// and registers have the names from there. Sections of the last two are cited here. Where the controllers differ,
// the packages [github.com/qgraph/qgraph/libqos/device/net/e1000],
// [github.com/qgraph/qgraph/libqos/device/net/e1000e] and
// [github.com/qgraph/qgraph/libqos/device/net/igb] have the register or the descriptor.
//
// Typical use, with a descriptor format of this package or of those:
//
//	queue, err := intelnic.OpenTX(ctx, controller, block, 64, intelnic.LegacyTX{}, nil)
//	err = queue.Send(ctx, intelnic.Offload{}, frame)
//
// Descriptors and registers are little-endian on every machine.
package intelnic
