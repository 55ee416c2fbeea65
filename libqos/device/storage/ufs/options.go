package ufs

import "github.com/qgraph/qgraph/graph"

// Serial is the serial number that a path's device is given.
const Serial = "qgraph"

// Unit returns the QEMU option that gives the path's device a logical unit, on a
// backend.
func Unit(lun uint8, drive graph.BackendKey) graph.Option {
	return graph.Option{
		Flag: "-device",
		Type: "ufs-lu",
		Props: []graph.Prop{
			{Name: "bus", Value: graph.DeviceID("")},
			{Name: "drive", Value: graph.Ref(drive)},
			{Name: "lun", Value: graph.Int(int64(lun))},
		},
	}
}
