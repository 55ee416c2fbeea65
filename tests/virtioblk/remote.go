package virtioblk

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// remote sends requests to a drive that another process serves. It finds a device that
// answers a request before the drive has, or mixes up requests under way.
func remote(t *run.T, hw *virtio.Hardware) {
	file := openFile(t, block.Drive)
	t.Step("transfers", func() { each(t, hw, file, virtio.Features{}, transfers) })
	t.Step("many requests", func() { each(t, hw, file, virtio.Features{}, many) })
}
