package virtiommio

import (
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/fdt"
	"github.com/qgraph/qgraph/libqos/base/guest"
)

// FromTree returns the register windows that a machine's device tree describes
// (virtio 1.3, section 4.2.1 "MMIO Device Discovery"). Route is the machine's
// wiring of the tree's interrupts.
func FromTree(m *guest.Machine, tree *fdt.Node, route fdt.Route) (*Bus, error) {
	b := &Bus{Machine: m}
	for _, node := range tree.All("virtio,mmio") {
		if err := b.add(node, route); err != nil {
			return nil, fmt.Errorf("virtiommio: window of %v: %w", node, err)
		}
	}
	if len(b.Windows) == 0 {
		return nil, fmt.Errorf("virtiommio: windows: %w", fdt.ErrNoNode)
	}
	return b, nil
}

// add adds the window of a node.
func (b *Bus) add(node *fdt.Node, route fdt.Route) error {
	regs, err := node.Reg()
	if err != nil {
		return err
	}
	interrupts, err := node.Interrupts()
	if err != nil {
		return err
	}
	if len(regs) != 1 || len(interrupts) != 1 {
		return fmt.Errorf("got %d ranges of registers and %d interrupts, want one of each", len(regs), len(interrupts))
	}
	wire, err := route(interrupts[0])
	if err != nil {
		return err
	}
	b.Windows = append(b.Windows, Window{regs[0].Base, wire})
	return nil
}
