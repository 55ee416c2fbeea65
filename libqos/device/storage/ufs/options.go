package ufs

import "github.com/qgraph/qgraph/graph"

// Serial is the serial number of a path's device.
const Serial = "qgraph"

// Unit returns the QEMU option that adds a logical unit with a backend to the
// path's device.
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
