package ivshmem

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	backend "github.com/qgraph/qgraph/libqos/backend/ivshmem"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/ivshmem"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// memory shares the memory with the test.
func memory(t *run.T, d *ivshmem.Device) {
	shared, err := backend.Map(t.Env)
	t.Must(err)
	t.Step("registers", func() { atRest(t, d, 0) })
	t.Step("memory", func() { shares(t, d, shared) })
	t.Step("doorbell without a server", func() {
		for _, v := range []uint32{0, 1, 1 << 16, ^uint32(0)} {
			ivshmem.DoorbellRing.WriteT(t, d.Regs, v)
		}
		atRest(t, d, 0)
	})
	t.Step("reset of the machine", func() {
		const at, kept = 0x5000, 0x600d_cafe
		binary.LittleEndian.PutUint32(shared[at:], kept)
		t.Must(t.QEMU().SystemReset(t.Context()))
		t.Must(d.PCI.Bus().Setup(t.Context()))
		again, err := ivshmem.On(t.Context(), d.PCI)
		t.Must(err)
		atRest(t, again, 0)
		reg.ExpectT(t, again.Memory, "the memory after a reset", reg.Reg[uint32](at), kept)
	})
}

// atRest checks the registers that can be read.
func atRest(t *run.T, d *ivshmem.Device, id uint32) {
	t.Helper()
	reg.ExpectT(t, d.Regs, "Interrupt Mask", ivshmem.InterruptMask, 0)
	reg.ExpectT(t, d.Regs, "Interrupt Status", ivshmem.InterruptStatus, 0)
	reg.ExpectT(t, d.Regs, "IVPosition", ivshmem.IVPosition, id)
}

// shares checks that guest and test see what the other writes, with accesses of each width.
func shares(t *run.T, d *ivshmem.Device, shared []byte) {
	t.Helper()
	ctx := t.Context()
	for _, width := range []qtest.Width{qtest.Width8, qtest.Width16, qtest.Width32, qtest.Width64} {
		n := uint64(width)
		for _, at := range []uint64{0, 0x1238, backend.Size/2 - n, backend.Size - n} {
			value := 0x8f1e_2d3c_4b5a_6978 ^ at<<32 ^ at ^ n
			t.Must(d.Memory.Store(ctx, width, at, value&(1<<(8*n-1)<<1-1)))
			t.Must(t.QEMU().Sync(ctx))
			want := binary.LittleEndian.AppendUint64(nil, value)[:n]
			if got := shared[at : at+n]; !bytes.Equal(got, want) {
				t.Errorf("the guest writes % x at %#x, the test reads % x", want, at, got)
			}
			for k := range want {
				want[k] ^= 0xa5
			}
			copy(shared[at:], want)
			got, err := d.Memory.Load(ctx, width, at)
			t.Must(err)
			if got := binary.LittleEndian.AppendUint64(nil, got)[:n]; !bytes.Equal(got, want) {
				t.Errorf("the test writes % x at %#x, the guest reads % x", want, at, got)
			}
		}
	}
}

// plugPlain plugs in a further device, whose memory is of its own.
func plugPlain(t *run.T, d *ivshmem.Device) {
	ctx, monitor := t.Context(), t.QEMU().QMP()
	const id = "further"
	_, err := qmp.Execute[qmp.Empty](ctx, monitor, "object-add", qmp.Args{"qom-type": "memory-backend-ram", "id": id, "size": backend.Size, "share": true})
	t.Must(err)
	dev, err := d.PCI.Bus().Plug(ctx, hotplug.Device{Driver: ivshmem.Plain.Name(), ID: "plugged", Props: []hotplug.Prop{hotplug.String("memdev", id)}})
	t.Must(err)
	again, err := ivshmem.On(ctx, dev)
	t.Must(err)
	atRest(t, again, 0)
	const at = reg.Reg[uint32](0x2468)
	at.WriteT(t, d.Memory, 1)
	at.WriteT(t, again.Memory, 2)
	reg.ExpectT(t, d.Memory, "the memory of the path's device", at, 1)
	reg.ExpectT(t, again.Memory, "the memory of the further device", at, 2)
	_, err = qmp.Execute[qmp.Empty](ctx, monitor, "object-del", qmp.Args{"id": id})
	if err == nil {
		t.Error("the memory of a device was deleted, want it to be in use")
	}
	t.Must(d.PCI.Bus().Unplug(ctx, dev))
	_, err = qmp.Execute[qmp.Empty](ctx, monitor, "object-del", qmp.Args{"id": id})
	t.Must(err)
	reg.ExpectT(t, d.Memory, "the memory of the path's device, afterwards", at, 1)
}

// pairPlain shares the memory between two QEMUs.
func pairPlain(t *run.T, d *ivshmem.Device, second run.Instance[*ivshmem.Device]) {
	other, err := second.Build(t.Context())
	t.Must(err)
	between(t, d, other)
}

// between checks that each of two devices sees what the other writes.
func between(t *run.T, a, b *ivshmem.Device) {
	t.Helper()
	const step = 0x3fffc // the ends of the memory, and between them
	for at := uint64(0); at < backend.Size; at += step {
		for n, way := range []struct{ from, to *ivshmem.Device }{{a, b}, {b, a}} {
			word, value := reg.Reg[uint32](at), uint32(at)^0x1357_9bdf<<n
			word.WriteT(t, way.from.Memory, value)
			word.ReadT(t, way.from.Memory) // both QEMUs have done what they were asked for
			reg.ExpectT(t, way.to.Memory, fmt.Sprintf("the word of QEMU %d in the other one", n), word, value)
		}
	}
}
