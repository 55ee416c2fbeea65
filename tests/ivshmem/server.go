package ivshmem

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	backend "github.com/qgraph/qgraph/libqos/backend/ivshmem"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/misc/ivshmem"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// chardev is the id of the connection of a device that is plugged in.
const chardev = "further-server"

// plug plugs in a device with so many vectors, with a connection of its own to a server's socket.
func plug(t *run.T, bus *pci.Bus, path string, vectors int64) (*pci.Device, error) {
	t.Helper()
	_, err := qmp.Execute[qmp.Empty](t.Context(), bus.Machine().Monitor, "chardev-add", qmp.Args{
		"id": chardev, "backend": qmp.Args{"type": "socket", "data": qmp.Args{
			"addr": qmp.Args{"type": "unix", "data": qmp.Args{"path": path}}, "server": false,
		}},
	})
	t.Must(err)
	return bus.Plug(t.Context(), hotplug.Device{Driver: ivshmem.Doorbell.Name(), ID: "plugged", Props: []hotplug.Prop{
		hotplug.String("chardev", chardev), hotplug.Int("vectors", vectors),
	}})
}

// unplugged removes the connection of a device that is gone.
func unplugged(t *run.T, bus *pci.Bus) {
	t.Helper()
	_, err := qmp.Execute[qmp.Empty](t.Context(), bus.Machine().Monitor, "chardev-remove", qmp.Args{"id": chardev})
	t.Must(err)
}

// servers plugs in devices whose server is right or wrong.
func servers(t *run.T, d *ivshmem.Device) {
	server, err := backend.Attach(t.Env)
	t.Must(err)
	r := bells{t, d, server}
	t.Must(server.Settle(t.Context(), self))
	path, err := backend.Path(t.Env, t.Env)
	t.Must(err)
	for _, n := range []int{backend.Vectors - 2, backend.Vectors} {
		t.Step(fmt.Sprintf("device of %d vectors", n), func() { r.further(path, n) })
	}
	t.Step("wrong server", func() { r.wrong(path) })
	t.Step("afterwards", func() { r.interrupted(r.messages()) })
}

// further plugs in a device with fewer vectors than the server has for it, or all. It and the path's device ring each other:
// a device knows no more vectors of its peers than it has itself.
func (r bells) further(path string, vectors int) {
	t, bus := r.t, r.d.PCI.Bus()
	dev, err := plug(t, bus, path, int64(vectors))
	t.Must(err)
	other, err := ivshmem.On(t.Context(), dev)
	t.Must(err)
	id := int(ivshmem.IVPosition.ReadT(t, other.Regs))
	if id == self || id > backend.MaxID {
		t.Fatalf("the ID of the further device is %d, want one of its own", id)
	}
	t.Must(r.server.Settle(t.Context(), self))
	t.Must(r.server.Settle(t.Context(), id))
	t.Step("to the further device", func() { ringEach(t, r.d, other, id, vectors) })
	t.Step("to the path's device", func() { ringEach(t, other, r.d, self, vectors) })
	t.Must(bus.Unplug(t.Context(), dev))
	unplugged(t, bus)
	t.Must(r.server.Wait(t.Context(), 1))
}

// ringEach has a device ring each vector of another one, and waits for the message. Reads of a register see that the two,
// which may be of two QEMUs, have done what they were asked for.
func ringEach(t *run.T, from, to *ivshmem.Device, id, vectors int) {
	t.Helper()
	ctx := t.Context()
	x, err := to.PCI.MSIX(ctx)
	t.Must(err)
	for v := range vectors {
		t.Must(x.Configure(ctx, v))
	}
	t.Must(x.Enable(ctx))
	const done = "the device that rings"
	for v := range vectors {
		reg.ExpectT(t, to.Regs, done, ivshmem.InterruptMask, 0)
		t.Must(from.Ring(ctx, id, v))
		reg.ExpectT(t, from.Regs, done, ivshmem.InterruptMask, 0)
		t.Must(awaitOnly(ctx, to, x, v))
	}
	t.Must(x.Disable(ctx))
}

// awaitOnly waits for the message of a vector. Another one is an error.
func awaitOnly(ctx context.Context, d *ivshmem.Device, x *pci.MSIX, vector int) error {
	return d.PCI.Bus().Machine().Await(ctx, fmt.Sprintf("the message of vector %d", vector), func(ctx context.Context) (bool, error) {
		got, err := x.Arrived(ctx)
		if err != nil || len(got) == 0 {
			return false, err
		}
		if len(got) > 1 || got[0] != vector {
			return false, fmt.Errorf("the messages of the vectors %v have arrived, want %d", got, vector)
		}
		return true, nil
	})
}

// wrong plugs in devices whose server breaks the protocol at the beginning: they are refused.
func (r bells) wrong(path string) {
	t, bus := r.t, r.d.PCI.Bus()
	right := r.server.Greeting(7)
	number := func(n int, v int64) []backend.Message {
		all := append([]backend.Message{}, right...)
		all[n].Number = v
		return all
	}
	without := append([]backend.Message{}, right...)
	without[2].Descriptor = 0
	for _, row := range []struct {
		name  string
		sends []backend.Message
	}{
		{"version 1", number(0, 1)},
		{"negative version", number(0, -1)},
		{"negative ID", number(1, -2)},
		{"ID too great", number(1, backend.MaxID+1)},
		{"memory without descriptor", without},
	} {
		t.Step(row.name, func() {
			r.server.Open(row.sends...)
			if dev, err := plug(t, bus, path, backend.Vectors); err == nil {
				t.Errorf("the device is there at %v, want it to be refused", dev)
				t.Must(bus.Unplug(t.Context(), dev))
			}
			unplugged(t, bus)
		})
	}
}

// lost plugs in a device whose server closes the connection before it has sent the memory.
func lost(t *run.T, d *ivshmem.Device) {
	server, err := backend.Attach(t.Env)
	t.Must(err)
	path, err := backend.Path(t.Env, t.Env)
	t.Must(err)
	server.OpenAndClose(server.Greeting(self + 1)[:2]...)
	if dev, err := plug(t, d.PCI.Bus(), path, backend.Vectors); err == nil {
		t.Errorf("the device is there at %v, want it to be refused", dev)
	}
	unplugged(t, d.PCI.Bus())
}

// deviations are those of a device with a server.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("ivshmem-server-closes", graph.Deviation{
			In: []graph.Place{{Test: "ivshmem-doorbell-tests/lost"}}, Ends: graph.Hangs,
			Does: "The device reads again and again from a connection that the server has closed before it sent the memory.",
			Says: "Both client and server close the connection on error.",
			Reproducer: `
				# QEMU hangs
				python3 -c 'import socket; s = socket.socket(socket.AF_UNIX); s.bind("server"); s.listen(); s.accept()[0].close()' &
				until test -S server; do :; done
				qemu-system-x86_64 -M pc -accel qtest -display none -chardev socket,id=c,path=server -device ivshmem-doorbell,chardev=c`,
			Clause: graph.NewClause("QEMU 11.1, docs/specs/ivshmem-spec.rst, \"The ivshmem Client-Server Protocol\""),
		}),
		graph.Deviates("ivshmem-after-removal", graph.Deviation{
			In:   []graph.Place{{Test: "ivshmem-doorbell-tests/server", Step: "device of 4 vectors / to the path's device"}},
			QEMU: []graph.VersionRange{{Until: "11.1"}}, Ends: graph.Crashes,
			Does:   "A device is interrupted after another one was removed, and QEMU uses a part of that one.",
			Says:   "A device is independent of those that were removed.",
			Clause: graph.NewClause("QEMU 11.1, docs/specs/ivshmem-spec.rst, \"The ivshmem server\""),
		}),
	}
}

// pairDoorbell has two QEMUs with one memory, whose devices interrupt each other: the path's, and one that is plugged into
// the second QEMU and connects to the same server.
func pairDoorbell(t *run.T, d *ivshmem.Device, second run.Instance[*ivshmem.Device]) {
	server, err := backend.Attach(t.Env)
	t.Must(err)
	there, err := second.Build(t.Context())
	t.Must(err)
	path, err := backend.Path(t.Env, second.Env)
	t.Must(err)
	dev, err := plug(t, there.PCI.Bus(), path, backend.Vectors)
	t.Must(err)
	other, err := ivshmem.On(t.Context(), dev)
	t.Must(err)
	id := int(ivshmem.IVPosition.ReadT(t, other.Regs))
	t.Must(server.Settle(t.Context(), self))
	t.Must(server.Settle(t.Context(), id))
	t.Step("memory", func() { between(t, d, other) })
	t.Step("to the second QEMU", func() { ringEach(t, d, other, id, backend.Vectors) })
	t.Step("to the first QEMU", func() { ringEach(t, other, d, self, backend.Vectors) })
}
