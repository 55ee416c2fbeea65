package emulator

import (
	"slices"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/emulator"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// objects checks that objects are made and removed, and that a refusal leaves nothing behind
// (QEMU 11.1, QEMU QMP Reference Manual, object-add and object-del).
func objects(t *run.T, e *emulator.Emulator) {
	const id, kind = "memory", "memory-backend-ram"
	whole := qmp.Args{"qom-type": kind, "id": id, "size": 1 << 20}
	with := func(key string, value any) qmp.Args {
		args := qmp.Args{}
		for k, v := range whole {
			args[k] = v
		}
		if args[key] = value; value == nil {
			delete(args, key)
		}
		return args
	}
	for _, wrong := range []struct {
		what string
		args qmp.Args
	}{
		{"no type", with("qom-type", nil)},
		{"an unknown type", with("qom-type", "no-such-type")},
		{"a type of device", with("qom-type", "device")},
		{"no id", with("id", nil)},
		{"an id that begins with a digit", with("id", "1memory")},
		{"no size", with("size", nil)},
		{"a size in words", with("size", "large")},
		{"size 0", with("size", 0)},
		{"an unknown property", with("no-such-property", true)},
	} {
		t.Step(wrong.what, func() {
			if err := command(t, e, "object-add", wrong.args); err == nil {
				t.Errorf("object-add %v succeeds, want an error", wrong.args)
			}
			if slices.Contains(children(t, e), id) {
				t.Errorf("object-add %v leaves an object behind", wrong.args)
			}
		})
	}
	t.Step("made and removed", func() {
		for range 2 {
			must(t, e, "object-add", whole)
			if !slices.Contains(children(t, e), id) {
				t.Errorf("/objects has no %s", id)
			}
			if err := command(t, e, "object-add", whole); err == nil {
				t.Error("a second object with the same id is made")
			}
			must(t, e, "object-del", qmp.Args{"id": id})
			if slices.Contains(children(t, e), id) {
				t.Errorf("/objects still has %s", id)
			}
			if err := command(t, e, "object-del", qmp.Args{"id": id}); err == nil {
				t.Error("an object is removed twice")
			}
		}
	})
}

// command gives a command that QEMU may refuse, and returns the refusal.
func command(t *run.T, e *emulator.Emulator, name string, args qmp.Args) *qmp.Error {
	t.Helper()
	_, err := qmp.Execute[qmp.Empty](t.Context(), e.Monitor, name, args)
	return refused(t, err)
}

// must gives a command that QEMU may not refuse.
func must(t *run.T, e *emulator.Emulator, name string, args qmp.Args) {
	t.Helper()
	if err := command(t, e, name, args); err != nil {
		t.Fatalf("%s %v: %v", name, args, err)
	}
}

// children returns the names of the user's objects.
func children(t *run.T, e *emulator.Emulator) []string {
	t.Helper()
	type property struct{ Name string }
	all, err := qmp.Execute[[]property](t.Context(), e.Monitor, "qom-list", qmp.Args{"path": "/objects"})
	t.Must(err)
	names := make([]string, len(all))
	for i, p := range all {
		names[i] = p.Name
	}
	return names
}
