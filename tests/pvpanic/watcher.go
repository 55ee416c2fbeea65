package pvpanic

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/misc/pvpanic"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// watcher receives QEMU's monitor events when the guest panics or shuts down.
type watcher struct {
	*qmp.Subscription
	monitor *qmp.Client
}

// watch begins to collect the events of a running machine.
func watch(t *run.T, d *pvpanic.Device) watcher {
	t.Helper()
	m := d.Machine.Monitor
	w := watcher{m.Subscribe("GUEST_PANICKED", "GUEST_CRASHLOADED", "GUEST_PVSHUTDOWN", "SHUTDOWN"), m}
	w.status(t, "running")
	return w
}

// next checks the first unread event: its name, and its action, "" for an event
// without one.
func (w watcher) next(t *run.T, name, action string) {
	t.Helper()
	e, err := w.WaitEvent(t.Context(), "", nil)
	t.Must(err)
	if e.Name != name {
		t.Fatalf("got event %s, want %s", e.Name, name)
	}
	if action == "" {
		return
	}
	data, err := qmp.DecodeEvent[struct {
		Action string `json:"action"`
	}](e)
	t.Must(err)
	if data.Action != action {
		t.Errorf("%s: QEMU's action = %q, want %q", name, data.Action, action)
	}
}

// status checks the run state of the machine.
func (w watcher) status(t *run.T, want string) {
	t.Helper()
	got, err := qmp.Execute[struct {
		Status string `json:"status"`
	}](t.Context(), w.monitor, "query-status", qmp.NoArgs{})
	t.Must(err)
	if got.Status != want {
		t.Errorf("run state = %q, want %q", got.Status, want)
	}
}
