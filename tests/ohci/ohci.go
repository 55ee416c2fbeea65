package ohci

import (
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/ohci"
)

// Register adds the tests of the controller.
func Register(g *graph.Graph) {
	graph.Test(g, "pci-ohci-tests/ohci_pci-test-hotplug", ohci.Driver, plugging, graph.Known(deviations()...))
	graph.Test(g, "pci-ohci-tests/registers", ohci.Driver, registers, graph.Known(deviations()...))
	graph.Test(g, "pci-ohci-tests/frames", ohci.Driver, started(frames), graph.Requires(graph.SteppedClock))
	graph.Pair(g, "pci-ohci-tests/migrate", ohci.Driver, migrate, graph.Requires(graph.SteppedClock), graph.After(coldTablet()),
		graph.Known(deviations()...))
	graph.Test(g, "pci-ohci-tests/control-transfers", ohci.Driver, started(transfers), graph.Known(deviations()...),
		graph.Allows(graph.Complaint{
			Kind: graph.GuestError, Text: "usb_desc_get_descriptor: [0-9]+ unknown type", Why: "The test asks for a descriptor of a type that does not exist.",
		}))
}

// ports is the controller's default number of ports (QEMU 11.1, -device
// pci-ohci,help).
const ports = 3

// started returns a test that runs on a started controller.
func started(test func(*run.T, *ohci.Controller)) func(*run.T, *ohci.Controller) {
	return func(t *run.T, c *ohci.Controller) {
		t.Must(c.Start(t.Context()))
		test(t, c)
		t.Must(c.Stop(t.Context()))
	}
}

// plugging plugs a device into each port and unplugs it.
func plugging(t *run.T, c *ohci.Controller) {
	started(func(t *run.T, c *ohci.Controller) {
		for port := range ports {
			t.Step(fmt.Sprintf("port %d", port), func() { comeAndGo(t, c, port) })
		}
		t.Step("suspend", func() { suspend(t, c) })
	})(t, c)
}

// registers uses the registers of a controller that does not run.
func registers(t *run.T, c *ohci.Controller) {
	t.Step("values after a reset", func() { resetValues(t, c) })
	t.Step("master enable after a reset", func() {
		t.Must(c.Reset(t.Context()))
		reg.ExpectBitsT(t, c.Regs, "HcInterruptEnable", ohci.HcInterruptEnable, ohci.MasterEnable, 0)
	})
	t.Step("interrupt enable", func() { interruptEnable(t, c) })
	t.Step("written", func() { written(t, c) })
}

// transfers has devices in one port, and in all, and talks to them.
func transfers(t *run.T, c *ohci.Controller) {
	for port := range ports {
		t.Step(fmt.Sprintf("port %d", port), func() {
			device := tablet(port)
			t.Must(hotplug.Add(t.Context(), t.QEMU().QMP(), device))
			t.Must(c.ResetPort(t.Context(), port))
			talk(t, c, port, uint8(10+port))
			stall(t, c, uint8(10+port))
			t.Step("data toggle", func() { dataToggle(t, c, uint8(10+port)) })
			t.Must(hotplug.Remove(t.Context(), t.QEMU().QMP(), device.ID, nil))
		})
	}
	t.Step("all ports", func() { together(t, c) })
	t.Step("absent device", func() { absent(t, c) })
}

// resetValues checks that a reset restores the registers' values of section 7, and
// leaves the bus suspended and no interrupt pending. A controller with a wrong value
// sends frames of the wrong length, or interrupts before a driver is there.
func resetValues(t *run.T, c *ohci.Controller) {
	ohci.HcFmInterval.WriteT(t, c.Regs, 0x1234)
	ohci.HcLSThreshold.WriteT(t, c.Regs, 0x123)
	ohci.HcControlHeadED.WriteT(t, c.Regs, 0x1230)
	ohci.HcInterruptEnable.WriteT(t, c.Regs, ohci.RootHubStatusChange|ohci.MasterEnable)
	t.Must(c.Reset(t.Context()))
	reg.ExpectBitsT(t, c.Regs, "HcRevision", ohci.HcRevision, 0xff, ohci.Revision)
	reg.ExpectBitsT(t, c.Regs, "HcControl", ohci.HcControl, ohci.FunctionalState|ohci.ControlListEnable, ohci.StateSuspend)
	reg.ExpectBitsT(t, c.Regs, "HcFmInterval", ohci.HcFmInterval, 0x3fff, ohci.FrameInterval)
	reg.ExpectBitsT(t, c.Regs, "HcLSThreshold", ohci.HcLSThreshold, 0xfff, ohci.LSThreshold)
	reg.ExpectT(t, c.Regs, "HcHCCA", ohci.HcHCCA, 0)
	reg.ExpectT(t, c.Regs, "HcControlHeadED", ohci.HcControlHeadED, 0)
	reg.ExpectT(t, c.Regs, "HcControlCurrentED", ohci.HcControlCurrentED, 0)
	reg.ExpectT(t, c.Regs, "HcBulkHeadED", ohci.HcBulkHeadED, 0)
	reg.ExpectT(t, c.Regs, "HcBulkCurrentED", ohci.HcBulkCurrentED, 0)
	reg.ExpectT(t, c.Regs, "HcDoneHead", ohci.HcDoneHead, 0)
	reg.ExpectT(t, c.Regs, "HcCommandStatus", ohci.HcCommandStatus, 0)
	reg.ExpectT(t, c.Regs, "HcPeriodicStart", ohci.HcPeriodicStart, 0)
	reg.ExpectT(t, c.Regs, "HcInterruptStatus", ohci.HcInterruptStatus, 0)
	reg.ExpectBitsT(t, c.Regs, "HcInterruptEnable", ohci.HcInterruptEnable, ^ohci.MasterEnable, 0)
	n, err := c.Ports(t.Context())
	t.Must(err)
	if n != ports {
		t.Fatalf("got %d ports of the root hub, want %d", n, ports)
	}
}

// interruptEnable checks that ones set bits through one register and clear them
// through the other, and that both read the same (sections 7.1.5 and 7.1.6).
func interruptEnable(t *run.T, c *ohci.Controller) {
	both := func(when string, want ohci.Interrupt) {
		t.Helper()
		reg.ExpectT(t, c.Regs, "HcInterruptEnable "+when, ohci.HcInterruptEnable, want)
		reg.ExpectT(t, c.Regs, "HcInterruptDisable "+when, ohci.HcInterruptDisable, want)
	}
	ohci.HcInterruptDisable.WriteT(t, c.Regs, ohci.MasterEnable)
	ohci.HcInterruptEnable.WriteT(t, c.Regs, ohci.StartOfFrame|ohci.MasterEnable)
	both("with two bits", ohci.StartOfFrame|ohci.MasterEnable)
	ohci.HcInterruptEnable.WriteT(t, c.Regs, ohci.WritebackDoneHead)
	both("with a third", ohci.StartOfFrame|ohci.WritebackDoneHead|ohci.MasterEnable)
	ohci.HcInterruptDisable.WriteT(t, c.Regs, ohci.StartOfFrame)
	both("without the first", ohci.WritebackDoneHead|ohci.MasterEnable)
	ohci.HcInterruptDisable.WriteT(t, c.Regs, ohci.WritebackDoneHead|ohci.MasterEnable)
	both("without any", 0)
}
