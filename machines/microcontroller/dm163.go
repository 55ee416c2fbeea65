package microcontroller

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/misc/dm163"
	"github.com/qgraph/qgraph/libqos/device/misc/stm32"
)

// wire is a pin of the microcontroller.
type wire struct {
	port stm32.Port
	pin  int
}

// shield are the pins that lead to the DM163 of the extension board with LEDs, in the order of the constants of package dm163
// (QEMU 11.1, "info qom-tree" and the links of the ports' outputs).
func shield() [dm163.Pins]wire {
	return [dm163.Pins]wire{
		{stm32.PortB, 2}, {stm32.PortA, 15}, {stm32.PortA, 2}, {stm32.PortA, 7}, {stm32.PortA, 6}, {stm32.PortA, 5}, {stm32.PortB, 0}, {stm32.PortA, 3},
		{stm32.PortA, 4}, {stm32.PortB, 1}, {stm32.PortC, 3}, {stm32.PortC, 4}, {stm32.PortC, 5},
	}
}

// registerShield adds the extension board of the B-L475E-IOT01A.
func registerShield(g *graph.Graph) {
	graph.Contains(g, graph.NewMachine[*guest.Machine]("arm/b-l475e-iot01a"), dm163.Driver, newShield, graph.Requires(graph.SteppedClock))
}

// newShield returns the chip, with the pins that lead to it as outputs that are low.
func newShield(ctx context.Context, m *guest.Machine) (*dm163.Chip, error) {
	ports := map[stm32.Port]*stm32.GPIO{}
	for _, p := range []stm32.Port{stm32.PortA, stm32.PortB, stm32.PortC} {
		g, err := stm32.NewGPIO(ctx, m, guest.Peripheral{Base: portBase + portSize*uint64(p)}, p)
		if err != nil {
			return nil, fmt.Errorf("microcontroller: DM163: %w", err)
		}
		ports[p] = g
	}
	wires := shield()
	for _, w := range wires {
		if err := output(ctx, ports[w.port], w.pin); err != nil {
			return nil, fmt.Errorf("microcontroller: DM163: %w", err)
		}
	}
	return dm163.New(m, "/machine/dm163", func(ctx context.Context, p dm163.Pin, high bool) error {
		w := wires[p]
		r := stm32.BitReset
		if high {
			r = stm32.SetReset
		}
		return r.Write(ctx, ports[w.port].Regs, 1<<w.pin)
	}), nil
}

// output makes a pin an output.
func output(ctx context.Context, g *stm32.GPIO, pin int) error {
	mode, err := stm32.Mode.Read(ctx, g.Regs)
	if err != nil {
		return err
	}
	shift := 2 * pin
	return stm32.Mode.Write(ctx, g.Regs, mode&^(3<<shift)|stm32.Output<<shift)
}
