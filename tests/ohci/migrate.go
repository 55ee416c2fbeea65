package ohci

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/usb"
	"github.com/qgraph/qgraph/libqos/device/misc/ohci"
)

// coldTablet is the option of a tablet in the first port, which both machines have.
func coldTablet() graph.Option {
	return graph.Option{Flag: "-device", Type: "usb-tablet", Props: []graph.Prop{
		graph.P("bus", ohci.Bus()), graph.P("port", "1"), graph.P("serial", serial(0)),
	}}
}

// frameToggle is bit 31 of HcFmInterval and HcFmRemaining (section 7.3.1).
const frameToggle = 1 << 31

// migrate moves the machine in the middle of a frame, when a device has answered a
// control transfer that is not reported yet, and when the interrupt of frames is pending
// and masked. It finds a controller that loses a register, its place in the frame, the
// done queue or the delay of its report, and a device that loses its address or its
// configuration, on the way.
func migrate(t *run.T, c *ohci.Controller, second run.Instance[*ohci.Controller]) {
	const (
		address = 10
		delay   = ohci.MaxDelay
		pace    = time.Millisecond // of frames
	)
	ctx := t.Context()
	line, err := c.PCI.INTx(ctx)
	t.Must(err)
	step := func(d time.Duration) {
		t.Helper()
		_, err := c.Machine.Clock().ClockStep(ctx, d)
		t.Must(err)
	}
	t.Must(c.Start(ctx))
	t.Must(c.AwaitPort(ctx, 0, ohci.CurrentConnect, ohci.CurrentConnect))
	t.Must(c.ResetPort(ctx, 0))
	whole := enumerate(t, c, 0, address)
	device := usb.Endpoint{Address: address, MaxPacket: 8}
	_, err = c.Control(ctx, device, usb.SetConfiguration(1), nil)
	t.Must(err)
	ohci.HcLSThreshold.WriteT(t, c.Regs, 0x600)
	ohci.HcFmInterval.WriteT(t, c.Regs, ohci.HcFmInterval.ReadT(t, c.Regs)^frameToggle)
	step(pace)
	ohci.HcInterruptDisable.WriteT(t, c.Regs, ohci.MasterEnable)
	ohci.HcInterruptEnable.WriteT(t, c.Regs, ohci.StartOfFrame)
	descriptor, err := c.Begin(ctx, device, usb.GetDescriptor(usb.DescriptorDevice, 0, 0, usb.DeviceSize), nil, delay)
	t.Must(err)
	step(2 * pace)
	step(pace / 4)
	reg.ExpectBitsT(t, c.Regs, "HcInterruptStatus before the migration", ohci.HcInterruptStatus,
		ohci.WritebackDoneHead|ohci.StartOfFrame, ohci.StartOfFrame)
	if ohci.HcDoneHead.ReadT(t, c.Regs) == 0 {
		t.Error("HcDoneHead before the migration = 0, want the transfer that is not reported yet")
	}
	registers := holds(t, c)
	frame := ohci.HcFmNumber.ReadT(t, c.Regs)

	t.Must(t.Env.Migrate(ctx, second.Env, nil))

	for _, held := range registers {
		held(t, "after the migration")
	}
	if line.Raised() {
		t.Error("interrupt line is raised after the migration, without the master enable")
	}
	ohci.HcInterruptEnable.WriteT(t, c.Regs, ohci.MasterEnable)
	if !line.Raised() {
		t.Error("interrupt line is not raised by a frame before the migration")
	}
	ohci.HcInterruptDisable.WriteT(t, c.Regs, ohci.MasterEnable|ohci.StartOfFrame)
	step(pace)
	if got := ohci.HcFmNumber.ReadT(t, c.Regs) - frame; got != 1 {
		t.Errorf("got %d frames in a millisecond after the migration, want 1", got)
	}
	reg.ExpectBitsT(t, c.Regs, "HcInterruptStatus before the delay is over", ohci.HcInterruptStatus, ohci.WritebackDoneHead, 0)
	got, err := descriptor.Finish(ctx)
	t.Must(err)
	if diff := cmp.Diff(whole, got); diff != "" {
		t.Errorf("device descriptor of a transfer that began before the migration (-want +got):\n%s", diff)
	}
	if n := ohci.HcFmNumber.ReadT(t, c.Regs) - frame; n < delay-2 || n > delay+1 {
		t.Errorf("the transfer was reported %d frames after the migration, want about %d", n, delay-1)
	}
	named(t, c, device, 0)
	t.Step("configuration", func() {
		configuration, err := c.Control(ctx, device, usb.GetConfiguration(), nil)
		t.Must(err)
		if diff := cmp.Diff([]byte{1}, configuration); diff != "" {
			t.Errorf("configuration after the migration (-want +got):\n%s", diff)
		}
	})
	t.Must(c.Stop(ctx))
}

// holds returns the checks of all registers that no frame changes.
func holds(t *run.T, c *ohci.Controller) []func(testing.TB, string) {
	t.Helper()
	return []func(testing.TB, string){
		reg.HoldsT(t, c.Regs, "HcControl", ohci.HcControl),
		reg.HoldsT(t, c.Regs, "HcCommandStatus", ohci.HcCommandStatus),
		reg.HoldsT(t, c.Regs, "HcInterruptStatus", ohci.HcInterruptStatus),
		reg.HoldsT(t, c.Regs, "HcInterruptEnable", ohci.HcInterruptEnable),
		reg.HoldsT(t, c.Regs, "HcHCCA", ohci.HcHCCA),
		reg.HoldsT(t, c.Regs, "HcControlHeadED", ohci.HcControlHeadED),
		reg.HoldsT(t, c.Regs, "HcDoneHead", ohci.HcDoneHead),
		reg.HoldsT(t, c.Regs, "HcFmInterval", ohci.HcFmInterval),
		reg.HoldsT(t, c.Regs, "HcFmRemaining", ohci.HcFmRemaining),
		reg.HoldsT(t, c.Regs, "HcFmNumber", ohci.HcFmNumber),
		reg.HoldsT(t, c.Regs, "HcPeriodicStart", ohci.HcPeriodicStart),
		reg.HoldsT(t, c.Regs, "HcLSThreshold", ohci.HcLSThreshold),
		reg.HoldsT(t, c.Regs, "HcRhDescriptorA", ohci.HcRhDescriptorA),
		reg.HoldsT(t, c.Regs, "HcRhDescriptorB", ohci.HcRhDescriptorB),
		reg.HoldsT(t, c.Regs, "HcRhStatus", ohci.HcRhStatus),
		reg.HoldsT(t, c.Regs, "HcRhPortStatus of the tablet", ohci.HcRhPortStatus(0)),
	}
}
