package vmxnet3

import (
	"slices"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/net/vmxnet3"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// interrupts checks the pin with each cause, the mask of its vector, the bit for all of them,
// and that a read of the status lowers it.
func interrupts(t *run.T, nic *vmxnet3.Device) {
	line, err := nic.PCI.INTx(t.Context())
	t.Must(err)
	s := suite(t, nic, vmxnet3.Setup{})
	up := true
	for _, row := range []struct {
		name   string
		vector int
		do     func(p *vmxnet3.Port)
	}{
		{"sent", vmxnet3.VectorSend, func(p *vmxnet3.Port) { s.Sends(t, p, "a frame", s.Out(64, 1)) }},
		{"received", vmxnet3.VectorReceive, func(p *vmxnet3.Port) { s.Delivers(t, p, "a frame", s.In(64, 2)) }},
		{"link", vmxnet3.VectorEvents, func(*vmxnet3.Port) {
			up = !up
			_, err := qmp.Execute[qmp.Empty](t.Context(), t.QEMU().QMP(), "set_link", qmp.Args{"name": vmxnet3.Driver.Name(), "up": up})
			t.Must(err)
		}},
	} {
		t.Step(row.name, func() {
			pin(t, nic, line, row.do)
			t.Step("automask", func() { automask(t, nic, line, row.do) })
			if nic.PCI.Bus().HasMessages() {
				t.Step("MSI-X", func() {
					x, err := nic.PCI.MSIX(t.Context())
					t.Must(err)
					messages(t, nic, x, row.vector, row.do)
				})
			}
		})
	}
}

// level checks the level of the interrupt pin.
func level(t *run.T, line guest.Line, what string, want bool) {
	t.Helper()
	if got, err := line.Level(t.Context()); err != nil || got != want {
		t.Errorf("%s: interrupt pin raised: %t (%v), want %t", what, got, err, want)
	}
}

// mask masks or opens the vectors of all causes.
func mask(t *run.T, nic *vmxnet3.Device, on bool) {
	t.Helper()
	for v := range vmxnet3.VectorEvents + 1 {
		t.Must(nic.MaskVector(t.Context(), v, on))
	}
}

// status reads the interrupt status, which lowers the pin.
func status(t *run.T, nic *vmxnet3.Device, line guest.Line, what string, want bool) {
	t.Helper()
	if got := vmxnet3.InterruptPin.ReadT(t, nic.Regs) != 0; got != want {
		t.Errorf("%s: interrupt status = %t, want %t", what, got, want)
	}
	level(t, line, what+", status read", false)
}

// pin checks the pin of an open vector, of one that is masked, and with all disabled.
func pin(t *run.T, nic *vmxnet3.Device, line guest.Line, do func(p *vmxnet3.Port)) {
	for _, row := range []struct {
		name                  string
		disable, masked, want bool
	}{
		{"open", false, false, true},
		{"masked", false, true, false},
		{"all disabled", true, false, false},
	} {
		t.Step(row.name, func() {
			with(t, nic, vmxnet3.Setup{}, func(p *vmxnet3.Port) {
				mask(t, nic, true)
				vmxnet3.InterruptPin.ReadT(t, nic.Regs)
				t.Must(p.DisableInterrupts(t.Context(), row.disable))
				mask(t, nic, row.masked)
				level(t, line, "before", false)
				for range 2 {
					do(p)
					level(t, line, row.name, row.want)
					status(t, nic, line, row.name, row.want)
				}
			})
		})
	}
}

// automask checks that with automask a vector that has fired is masked, until it is opened
// again.
func automask(t *run.T, nic *vmxnet3.Device, line guest.Line, do func(p *vmxnet3.Port)) {
	with(t, nic, vmxnet3.Setup{Masked: true}, func(p *vmxnet3.Port) {
		t.Must(p.DisableInterrupts(t.Context(), false))
		mask(t, nic, false)
		do(p)
		level(t, line, "first", true)
		status(t, nic, line, "first", true)
		t.Step("second", func() {
			do(p)
			level(t, line, "second", false)
		})
		t.Must(nic.MaskVector(t.Context(), 0, false))
		level(t, line, "opened with a cause", true)
		status(t, nic, line, "opened with a cause", true)
	})
}

// messages checks that each cause sends the message of its vector, and none while that is
// masked.
func messages(t *run.T, nic *vmxnet3.Device, x *pci.MSIX, n int, do func(p *vmxnet3.Port)) {
	ctx := t.Context()
	for v := range vmxnet3.VectorEvents + 1 {
		t.Must(x.Configure(ctx, v))
	}
	t.Must(x.Enable(ctx))
	with(t, nic, vmxnet3.Setup{Vectors: true}, func(p *vmxnet3.Port) {
		t.Must(p.DisableInterrupts(ctx, false))
		for _, masked := range []bool{false, true} {
			mask(t, nic, false)
			t.Must(nic.MaskVector(ctx, n, masked))
			do(p)
			var want []int
			if !masked {
				want = []int{n}
			}
			got, err := x.Arrived(ctx)
			t.Must(err)
			if !slices.Equal(got, want) {
				t.Errorf("with vector %d masked %t: messages of the vectors %v, want %v", n, masked, got, want)
			}
		}
	})
	t.Must(x.Disable(ctx))
}
