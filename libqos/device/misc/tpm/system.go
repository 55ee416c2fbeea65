package tpm

import (
	"context"
	"errors"
	"slices"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/fdt"
	"github.com/qgraph/qgraph/libqos/base/guest"
)

// NewSystem returns the FIFO interface that the device tree of the machine describes (Linux,
// Documentation/devicetree/bindings/tpm/tcg,tpm-tis-mmio.yaml). The tree does not tell of an
// interrupt: the line is watched where it leaves the device.
func NewSystem(ctx context.Context, m *guest.Machine, env *run.Env) (*FIFO, error) {
	tree, err := fdt.Dump(ctx, m.Monitor, env.Dir)
	if err != nil {
		return nil, err
	}
	node, err := tree.Find("tcg,tpm-tis-mmio")
	if err != nil {
		return nil, err
	}
	registers, err := node.Reg()
	if err != nil {
		return nil, err
	}
	return NewFIFO(m, registers[0].Base, func(ctx context.Context) (guest.Line, error) {
		options := env.CommandLine().Options
		i := slices.IndexFunc(options, func(o graph.Option) bool { return o.Type == SystemDriver.Name() })
		if i < 0 {
			return guest.Line{}, errors.New("tpm: the path plugs in no device")
		}
		return m.Watch(ctx, guest.Outputs{Path: "/machine/peripheral/" + options[i].ID, Name: board.Output}.Line(0))
	}), nil
}
