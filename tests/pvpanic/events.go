package pvpanic

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/misc/pvpanic"
)

// unknown are events that the device does not recognize.
const unknown = ^pvpanic.All

// events checks that the device reports the events it recognizes, after any
// write, and ignores others, of which QEMU logs the first.
func events(t *run.T, d *pvpanic.Device) {
	const file = "guest-errors.log"
	for _, command := range []string{"logfile " + file, "log guest_errors"} {
		said, err := d.Machine.Monitor.HMP(t.Context(), command)
		t.Must(err)
		if said != "" {
			t.Fatalf("%s: %s", command, said)
		}
	}
	logs := func(when string, times int) {
		t.Helper()
		log, err := os.ReadFile(filepath.Join(t.Env.Dir, file))
		t.Must(err)
		if got := strings.Count(string(log), "unknown event"); got != times {
			t.Errorf("QEMU has logged %d unknown events %s, want %d:\n%s", got, when, times, log)
		}
	}
	recognizes(t, d)
	w := watch(t, d)
	defer w.Close()
	pvpanic.Events.WriteT(t, d.Regs, 0)
	pvpanic.Events.WriteT(t, d.Regs, pvpanic.CrashLoaded)
	w.next(t, "GUEST_CRASHLOADED", "run")
	logs("behind those that it recognizes", 0)
	pvpanic.Events.WriteT(t, d.Regs, unknown)
	pvpanic.Events.WriteT(t, d.Regs, unknown|pvpanic.CrashLoaded)
	w.next(t, "GUEST_CRASHLOADED", "run")
	w.status(t, "running")
	logs("behind others", 1)
	recognizes(t, d)
}

func recognizes(t *run.T, d *pvpanic.Device) {
	t.Helper()
	want := pvpanic.Recognized(t.Env.Version())
	if got := pvpanic.Events.ReadT(t, d.Regs); got != want {
		t.Errorf("recognized events = %v, want %v", got, want)
	}
}

// panicPause has the guest panic on a machine that then pauses.
func panicPause(t *run.T, d *pvpanic.Device) {
	w := watch(t, d)
	defer w.Close()
	pvpanic.Events.WriteT(t, d.Regs, pvpanic.Panicked)
	w.next(t, "GUEST_PANICKED", "pause")
	w.status(t, "guest-panicked")
}

// panicNone has the guest panic on a machine that then continues, up to the next event.
func panicNone(t *run.T, d *pvpanic.Device) {
	w := watch(t, d)
	defer w.Close()
	pvpanic.Events.WriteT(t, d.Regs, pvpanic.Panicked)
	w.next(t, "GUEST_PANICKED", "run")
	w.status(t, "running")
	pvpanic.Events.WriteT(t, d.Regs, pvpanic.CrashLoaded)
	w.next(t, "GUEST_CRASHLOADED", "run") // and no second panic
}

// shutdown has the guest shut down on a machine that then pauses.
func shutdown(t *run.T, d *pvpanic.Device) {
	w := watch(t, d)
	defer w.Close()
	pvpanic.Events.WriteT(t, d.Regs, pvpanic.Shutdown)
	w.next(t, "GUEST_PVSHUTDOWN", "")
	_, err := w.WaitEvent(t.Context(), "SHUTDOWN", nil)
	t.Must(err)
	w.status(t, "shutdown")
}
