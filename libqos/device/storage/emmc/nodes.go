package emmc

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/sd"
)

// Driver is the node of the device, with the host of its bus: a test identifies the device. Its drive is the need
// [github.com/qgraph/qgraph/libqos/backend/block.Drive], with the boot partitions ahead of the user area.
var Driver = graph.NewDriver[sd.Port]("emmc")

// BootSize is the size in bytes of each of the two boot partitions of [Driver].
const BootSize = 1 << 20
