package virtiomem

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtiomem"
)

// restart resets the machine while blocks are plugged: none is afterwards (section 5.15.6.2
// "Device Requirements: Device Operation"), and the device works.
func restart(t *run.T, f *virtiopci.Function) {
	hw := f.Virtio()
	transports := hw.TransportsT(t)
	d, err := virtiomem.Open(t.Context(), hw, transports[len(transports)-1])
	t.Must(err)
	r := &rig{T: t, Device: d, hw: hw}
	r.addr = virtiomem.ConfigAddr.ReadT(r, r.Config())
	r.want(3 * virtiomem.BlockSize)
	r.plug(0, 1)
	r.plug(2, 1)
	r.plugged(2)

	t.Must(d.Transport().Disable(t.Context())) // gives the memory of its interrupts back
	t.Must(t.QEMU().SystemReset(t.Context()))
	t.Must(d.Abandon())
	bus := f.Device().Bus()
	t.Must(bus.Setup(t.Context()))
	again, err := virtiopci.New(t.Context(), f.Device(), virtiomem.PCIModel())
	t.Must(err)
	hw = again.Virtio()
	transports = hw.TransportsT(t)
	with(t, hw, transports[len(transports)-1], func(r *rig) {
		r.plugged(0)
		for i := range 3 {
			response, state, err := r.Do(t.Context(), virtiomem.Request{Type: virtiomem.GetState, Addr: r.block(i), Blocks: 1})
			t.Must(err)
			if response != virtiomem.Acknowledged || state != virtiomem.Unplugged {
				t.Errorf("%v: state of block %d after a reset of the machine = %v, %d, want ACK, %d", r.Device, i, response, state, virtiomem.Unplugged)
			}
		}
		one(r)
	})
}
