package rootport

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/pcibridge"
)

// RootInterface is the interface of every bus for root ports.
var RootInterface = graph.NewInterface[*pci.Bus]("pcie-root-bus")

// LinkInterface is the interface of the link behind a port, for what must be on a link: the
// upstream port of a switch, and a bridge to a conventional bus.
var LinkInterface = graph.NewInterface[*pci.Bus]("pcie-link")

// Driver is QEMU's root port.
var Driver = graph.NewDriver[*Port]("pcie-root-port")

// plugBus is the number of the bus behind a [Complex]'s port for hot plug, behind those
// of the path.
const plugBus = pcibridge.Last + 1

// Port is a root port. For the device behind it, it is a [pci.Host] and a
// [pci.Hotplugger].
type Port struct{ *pcibridge.Bridge }

var (
	_ pci.Host       = (*Port)(nil)
	_ pci.Hotplugger = (*Port)(nil)
)

// New returns the root port at the root bus's slot and sets it up: the port
// forwards the host bridge's windows to its own bus. Without a monitor everything
// except hot plug works.
func New(ctx context.Context, root *pci.Bus) (*Port, error) {
	return newPort(ctx, root, pcibridge.First, pcibridge.Last, root.Host().Windows())
}

func newPort(ctx context.Context, root *pci.Bus, number, last uint8, windows []pci.Window) (*Port, error) {
	b, err := pcibridge.Set(ctx, root, number, last, windows)
	if err != nil {
		return nil, fmt.Errorf("rootport: %w", err)
	}
	p := &Port{b}
	b.Lead(pci.NewBus(root.Machine(), p, pci.Address{Bus: number},
		pci.WithKind(pci.Link), pci.WithHotplug(p), pci.WithSetup(b.Setup)))
	return p, nil
}

// AsBridge returns the port as what every bridge is.
func (p *Port) AsBridge() *pcibridge.Bridge { return p.Bridge }
