package virtioserial

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// Interface is the interface of virtio consoles.
var Interface = graph.NewInterface[*virtio.Hardware]("virtio-serial")

// Device-specific configuration space (virtio 1.3, section 5.3.4 "Device configuration
// layout").
const (
	ConfigColumns    reg.Reg[uint16] = 0 // cols, with FeatureSize
	ConfigRows       reg.Reg[uint16] = 2 // rows, with FeatureSize
	ConfigMaxPorts   reg.Reg[uint32] = 4 // max_nr_ports, with FeatureMultiport
	ConfigEmergWrite reg.Reg[uint32] = 8 // emerg_wr: write a byte here to output it, with FeatureEmergWrite
)

// Control queues of a device with FeatureMultiport (virtio 1.3, section 5.3.2
// "Virtqueues").
const (
	controlReceiveQueue  = 2
	controlTransmitQueue = 3
)

// queuesOf returns the numbers of a port's queues. The queues of port 0 precede the
// control queues.
func queuesOf(port uint32) (receive, transmit uint16) {
	if port == 0 {
		return 0, 1
	}
	return uint16(2 + 2*port), uint16(3 + 2*port)
}
