package emulator

import (
	"strings"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/emulator"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// notFound is the class of errors about what does not exist (QEMU 11.1, QEMU QMP Reference
// Manual, QapiErrorClass).
const notFound = "DeviceNotFound"

// types checks what QEMU says of each type of device (QEMU 11.1, QEMU QMP Reference Manual,
// qom-list-types and device-list-properties).
func types(t *run.T, e *emulator.Emulator) {
	concrete := list(t, e.Monitor, "device", false)
	all := list(t, e.Monitor, "device", true)
	t.Step("list", func() { listed(t, concrete, all) })
	t.Step("concrete", func() {
		for _, typ := range concrete {
			if _, err := properties(t, e, typ.Name); err != nil {
				t.Errorf("device-list-properties %s: %v", typ.Name, err)
			}
		}
	})
	t.Step("abstract", func() {
		for _, typ := range all {
			if !typ.Abstract {
				continue
			}
			if _, err := properties(t, e, typ.Name); refused(t, err) == nil {
				t.Errorf("device-list-properties %s, which is abstract, is answered, want an error", typ.Name)
			}
		}
	})
	t.Step("unknown", func() {
		const name = "no-such-type"
		_, err := properties(t, e, name)
		if refusal := refused(t, err); refusal == nil || refusal.Class != notFound {
			t.Errorf("device-list-properties %s: %v, want an error of class %s", name, err, notFound)
		}
	})
	t.Step("not a device", func() {
		const name = "memory-backend-ram"
		if _, err := properties(t, e, name); refused(t, err) == nil {
			t.Errorf("device-list-properties %s is answered, want an error", name)
		}
	})
	t.Step("help", func() {
		for _, typ := range all {
			text, err := e.Monitor.HMP(t.Context(), "device_add "+typ.Name+",help")
			t.Must(err)
			if strings.TrimSpace(text) == "" {
				t.Errorf("device_add %s,help says nothing", typ.Name)
			}
		}
	})
}

// listed checks the lists of types against each other: concrete ones are those that are not
// abstract, and each parent is a device, too, up to the type "device".
func listed(t *run.T, concrete, all []typ) {
	known := map[string]typ{}
	wanted := 0
	for _, typ := range all {
		known[typ.Name] = typ
		if !typ.Abstract {
			wanted++
		}
	}
	if len(concrete) != wanted || wanted == 0 {
		t.Errorf("%d types of devices that are not abstract, and %d in the list of all", len(concrete), wanted)
	}
	for _, typ := range concrete {
		if other, ok := known[typ.Name]; !ok || other.Abstract {
			t.Errorf("type %s is not abstract, but the list of all types does not say so", typ.Name)
		}
	}
	for _, typ := range all {
		if typ.Name == "device" {
			continue
		}
		if _, ok := known[typ.Parent]; !ok {
			t.Errorf("type %s: its parent %q is no device", typ.Name, typ.Parent)
		}
	}
}

// properties returns the names of the properties of a type of device.
func properties(t *run.T, e *emulator.Emulator, name string) ([]string, error) {
	t.Helper()
	type property struct{ Name string }
	all, err := qmp.Execute[[]property](t.Context(), e.Monitor, "device-list-properties", qmp.Args{"typename": name})
	names := make([]string, len(all))
	for i, p := range all {
		names[i] = p.Name
	}
	return names, err
}
