package spapr

import (
	"context"
	"testing"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/spapr"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/misc/ohci"
)

// usb is the option of a USB controller behind the second host bridge: pci-testdev is not
// migrated.
func usb() graph.Option {
	return graph.Option{Flag: "-device", Type: ohci.Driver.Name(), ID: device, Props: []graph.Prop{
		graph.P("bus", bridge+".0"), graph.P("addr", slot().Slot()),
	}}
}

// migrate moves the partition when a USB controller behind the second host bridge is
// configured and an interrupt of it is pending and masked. It finds a bridge that loses its
// windows, its interrupts or the device's configuration, and a firmware that loses the
// state of the connectors by which devices are plugged in, on the way.
func migrate(t *run.T, m *spapr.Partition, second run.Instance[*spapr.Partition]) {
	ctx := t.Context()
	host, err := spapr.NewHost(m, m.HostBridges()[1], bridge+".0")
	t.Must(err)
	bus := pci.NewBus(m.Machine, host, slot(), pci.WithHotplug(host))
	c, err := ohci.New(ctx, bus)
	t.Must(err)
	line, err := c.PCI.INTx(ctx)
	t.Must(err)
	t.Must(c.Start(ctx))
	ohci.HcInterruptDisable.WriteT(t, c.Regs, ohci.MasterEnable)
	ohci.HcInterruptEnable.WriteT(t, c.Regs, ohci.StartOfFrame)
	t.Must(m.Wait(ctx, "a frame", func(ctx context.Context) (bool, error) {
		s, err := ohci.HcInterruptStatus.Read(ctx, c.Regs)
		return s&ohci.StartOfFrame != 0, err
	}))
	pci.InterruptLine.WriteT(t, c.PCI.Config(), 0x5a)
	registers := []func(testing.TB, string){
		reg.HoldsT(t, c.PCI.Config(), "Command", pci.Command),
		reg.HoldsT(t, c.PCI.Config(), "Interrupt Line", pci.InterruptLine),
		reg.HoldsT(t, c.Regs, "HcHCCA", ohci.HcHCCA),
		reg.HoldsT(t, c.Regs, "HcInterruptStatus", ohci.HcInterruptStatus),
	}

	t.Must(t.Env.Migrate(ctx, second.Env, nil))

	for _, held := range registers {
		held(t, "after the migration")
	}
	if line.Raised() {
		t.Error("interrupt line is raised after the migration, without the master enable")
	}
	ohci.HcInterruptEnable.WriteT(t, c.Regs, ohci.MasterEnable)
	if !line.Raised() {
		t.Error("interrupt line is not raised by an interrupt that was pending")
	}
	t.Must(c.Stop(ctx))

	other := pci.Address{Device: 3}
	_, err = bus.PlugAt(ctx, other, hotplug.Device{Driver: "pci-testdev", ID: "plugged"})
	t.Must(err)
	plugged := pci.NewBus(m.Machine, host, other, pci.WithHotplug(host))
	holds(t, plugged, "the second host bridge after plugging", slot(), other)
	accesses(t, plugged)
	dev, err := plugged.Device(ctx)
	t.Must(err)
	t.Must(plugged.Unplug(ctx, dev))
	holds(t, plugged, "the second host bridge after unplugging", slot())
}
