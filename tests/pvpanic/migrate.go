package pvpanic

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/misc/pvpanic"
)

// migrate moves the machine between two reports of the guest. It finds a device that
// forgets which events it recognizes, or reports to the QEMU that the machine has left.
func migrate(t *run.T, d *pvpanic.Device, second run.Instance[*pvpanic.Device]) {
	before := watch(t, d)
	defer before.Close()
	pvpanic.Events.WriteT(t, d.Regs, pvpanic.CrashLoaded)
	before.next(t, "GUEST_CRASHLOADED", "run")

	t.Must(t.Env.Migrate(t.Context(), second.Env, nil))

	recognizes(t, d)
	after := watch(t, d)
	defer after.Close()
	pvpanic.Events.WriteT(t, d.Regs, pvpanic.Panicked)
	after.next(t, "GUEST_PANICKED", "pause")
	after.status(t, "guest-panicked")
}
