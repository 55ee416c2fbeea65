package machine

import (
	"slices"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// configFile has config, for -readconfig (QEMU, docs/config, and qemu(1)).
const configFile = "options.cfg"

// config has options of each kind that a file can have: one without an id, a backend, an
// object, and a device property of every instance.
const config = `[name]
  guest = "from a file"

[chardev "line"]
  backend = "ringbuf"
  size = "64"

[object "entropy"]
  qom-type = "rng-builtin"
`

// commandLine checks that a machine takes its options from a file.
func commandLine(t *run.T, m *guest.Machine) {
	t.Step("name", func() {
		got, err := qmp.Execute[struct {
			Name string `json:"name"`
		}](t.Context(), m.Monitor, "query-name", qmp.Args{})
		t.Must(err)
		if got.Name != "from a file" {
			t.Errorf("name = %q, want that of the file", got.Name)
		}
	})
	t.Step("backend", func() {
		all, err := qmp.Execute[[]backend](t.Context(), m.Monitor, "query-chardev", qmp.Args{})
		t.Must(err)
		if want := (backend{"line", "ringbuf"}); !slices.Contains(all, want) {
			t.Errorf("backends = %v, want %v among them", all, want)
		}
		written, err := m.Monitor.HMP(t.Context(), "ringbuf_write line ab")
		t.Must(err)
		read, err := m.Monitor.HMP(t.Context(), "ringbuf_read line 8")
		t.Must(err)
		if written != "" || len(read) < 2 || read[:2] != "ab" {
			t.Errorf("the ring buffer: written %q, read %q, want ab", written, read)
		}
	})
	t.Step("object", func() {
		typ, err := qom.At(m.Monitor, "/objects/entropy").Text(t.Context(), "type")
		t.Must(err)
		if typ != "rng-builtin" {
			t.Errorf("type of the object = %q, want rng-builtin", typ)
		}
	})
}

// backend is a character device as query-chardev has it.
type backend struct {
	Label    string `json:"label"`
	Filename string `json:"filename"`
}
