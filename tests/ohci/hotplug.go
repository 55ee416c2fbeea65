package ohci

import (
	"fmt"
	"strconv"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/usb"
	"github.com/qgraph/qgraph/libqos/device/misc/ohci"
)

// tablet is the device plugged into a port, counted from 0. The serial number
// identifies it.
func tablet(port int) hotplug.Device {
	return hotplug.Device{
		Driver: "usb-tablet",
		ID:     fmt.Sprintf("tablet%d", port),
		Props: []hotplug.Prop{
			hotplug.String("bus", ohci.Bus()),
			hotplug.String("port", strconv.Itoa(port+1)),
			hotplug.String("serial", serial(port)),
		},
	}
}

func serial(port int) string { return fmt.Sprintf("port %d", port) }

// status checks the whole status of a port, and that the other ports are empty.
func status(t *run.T, c *ohci.Controller, when string, port int, want ohci.PortStatus) {
	t.Helper()
	for p := range ports {
		want := want | ohci.PortPowered
		if p != port {
			want = ohci.PortPowered
		}
		if got := ohci.HcRhPortStatus(p).ReadT(t, c.Regs); got != want {
			t.Errorf("%s %d: status of port %d = %v, want %v", when, port, p, got, want)
		}
	}
}

// changed checks that a change of the root hub interrupts, and acknowledges it.
func changed(t *run.T, c *ohci.Controller, line guest.Line, when string, port int, changes ohci.PortStatus) {
	t.Helper()
	reg.ExpectBitsT(t, c.Regs, "HcInterruptStatus "+when, ohci.HcInterruptStatus, ohci.RootHubStatusChange, ohci.RootHubStatusChange)
	if !line.Raised() {
		t.Errorf("%s %d: interrupt line is not raised", when, port)
	}
	ohci.HcRhPortStatus(port).WriteT(t, c.Regs, changes)
	ohci.HcInterruptStatus.WriteT(t, c.Regs, ohci.RootHubStatusChange)
	reg.ExpectBitsT(t, c.Regs, "HcInterruptStatus after a write of ones", ohci.HcInterruptStatus, ohci.RootHubStatusChange, 0)
	if line.Raised() {
		t.Errorf("%s %d: interrupt line is still raised", when, port)
	}
}

// comeAndGo plugs a device into a port, enables the port, gives the device an address
// and unplugs it (sections 7.4.4 "HcRhPortStatus Register" and 5.3 "Root Hub"). It
// finds a controller that loses a change, sets it at another port, or still talks to
// an unplugged device.
func comeAndGo(t *run.T, c *ohci.Controller, port int) {
	ctx := t.Context()
	line, err := c.PCI.INTx(ctx)
	t.Must(err)
	ohci.HcInterruptEnable.WriteT(t, c.Regs, ohci.RootHubStatusChange|ohci.MasterEnable)
	status(t, c, "before anything is in port", port, 0)

	device := tablet(port)
	t.Must(hotplug.Add(ctx, t.QEMU().QMP(), device))
	status(t, c, "with a device in port", port, ohci.CurrentConnect|ohci.ConnectChange)
	ohci.HcRhPortStatus(port).WriteT(t, c.Regs, ohci.SetPortPower)
	status(t, c, "with power set again, in port", port, ohci.CurrentConnect|ohci.ConnectChange)
	changed(t, c, line, "with a device in port", port, ohci.ConnectChange)
	status(t, c, "with the change cleared, in port", port, ohci.CurrentConnect)

	t.Must(c.ResetPort(ctx, port))
	status(t, c, "after reset of port", port, ohci.CurrentConnect|ohci.PortEnabled)
	ohci.HcInterruptStatus.WriteT(t, c.Regs, ohci.RootHubStatusChange)
	enumerate(t, c, port, uint8(10+port))
	enable(t, c, port)

	t.Must(hotplug.Remove(ctx, t.QEMU().QMP(), device.ID, nil))
	status(t, c, "with the device gone from port", port, ohci.ConnectChange|ohci.EnableChange)
	changed(t, c, line, "with the device gone from port", port, ohci.ConnectChange|ohci.EnableChange)
	status(t, c, "with all changes cleared, port", port, 0)
	answers(t, c, "after unplug", uint8(10+port), false)
	ohci.HcInterruptDisable.WriteT(t, c.Regs, ohci.RootHubStatusChange|ohci.MasterEnable)
}

// enable disables a port and enables it; an empty port is not enabled, but has a change of its
// connection (section 7.4.4 "HcRhPortStatus[1:NDP] Register", CCS and PES).
func enable(t *run.T, c *ohci.Controller, port int) {
	status := ohci.HcRhPortStatus(port)
	const connected = ohci.CurrentConnect | ohci.PortPowered
	status.WriteT(t, c.Regs, ohci.ClearPortEnable)
	reg.ExpectT(t, c.Regs, "status of a disabled port", status, connected)
	status.WriteT(t, c.Regs, ohci.SetPortEnable)
	reg.ExpectT(t, c.Regs, "status of an enabled port", status, connected|ohci.PortEnabled)
	empty := ohci.HcRhPortStatus((port + 1) % ports)
	empty.WriteT(t, c.Regs, ohci.SetPortEnable)
	reg.ExpectT(t, c.Regs, "status of an empty port that is to be enabled", empty, ohci.PortPowered|ohci.ConnectChange)
	empty.WriteT(t, c.Regs, ohci.ConnectChange)
}

// suspend suspends a port twice, and ends that by a resume and by a reset (section 7.4.4
// "HcRhPortStatus[1:NDP] Register", PSS, POCI and PRS).
func suspend(t *run.T, c *ohci.Controller) {
	const (
		port    = 0
		enabled = ohci.CurrentConnect | ohci.PortEnabled | ohci.PortPowered
		resume  = 30 * time.Millisecond // 20 ms, the end of the signal, 3 ms for the device
	)
	device := tablet(port)
	t.Must(hotplug.Add(t.Context(), t.QEMU().QMP(), device))
	ohci.HcRhPortStatus(port).WriteT(t, c.Regs, ohci.ConnectChange)
	t.Must(c.ResetPort(t.Context(), port))
	status := ohci.HcRhPortStatus(port)
	status.WriteT(t, c.Regs, ohci.SetPortSuspend)
	reg.ExpectT(t, c.Regs, "status of a suspended port", status, enabled|ohci.PortSuspended)
	t.Step("resume", func() {
		status.WriteT(t, c.Regs, ohci.ClearPortSuspend)
		t.Must(c.Machine.Pass(t.Context(), resume))
		reg.ExpectT(t, c.Regs, "status after a resume", status, enabled|ohci.SuspendChange)
		status.WriteT(t, c.Regs, ohci.SuspendChange)
	})
	t.Step("reset", func() {
		status.WriteT(t, c.Regs, ohci.SetPortSuspend)
		t.Must(c.ResetPort(t.Context(), port))
		reg.ExpectT(t, c.Regs, "status after a reset", status, enabled)
	})
	t.Must(hotplug.Remove(t.Context(), t.QEMU().QMP(), device.ID, nil))
}

// together has devices in all ports at once, each with its own address. It finds
// a controller that serves one port only, or a disabled one.
func together(t *run.T, c *ohci.Controller) {
	ctx := t.Context()
	for port := range ports {
		t.Must(hotplug.Add(ctx, t.QEMU().QMP(), tablet(port)))
	}
	for port := range ports { // one after the other: all come up with address 0
		t.Must(c.ResetPort(ctx, port))
		talk(t, c, port, uint8(20+port))
	}
	for port := range ports {
		named(t, c, usb.Endpoint{Address: uint8(20 + port), MaxPacket: 8}, port)
	}
	ohci.HcRhPortStatus(1).WriteT(t, c.Regs, ohci.ClearPortEnable)
	t.Must(c.AwaitPort(ctx, 1, ohci.PortEnabled, 0))
	answers(t, c, "behind a disabled port", 21, false)
	for _, port := range []int{0, 2} {
		named(t, c, usb.Endpoint{Address: uint8(20 + port), MaxPacket: 8}, port)
	}
	for port := range ports {
		t.Must(hotplug.Remove(ctx, t.QEMU().QMP(), tablet(port).ID, nil))
	}
}
