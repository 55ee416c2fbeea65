package memmap_test

import (
	"encoding/json"
	"testing"

	"github.com/qgraph/qgraph/libqos/base/memmap"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

func TestRead(t *testing.T) {
	fake := qtestfake.NewQMP()
	fake.On("human-monitor-command", func(args json.RawMessage) (string, error) {
		if string(args) != `{"command-line":"info mtree -f -o"}` {
			t.Errorf("human-monitor-command %s", args)
		}
		text, err := json.Marshal("FlatView #0\n AS \"memory\", root: system\n Root memory region: system\n" +
			"  0000000000001000-0000000000001fff (prio 0, i/o): uart owner:{dev path=/machine/uart}\n")
		return string(text), err
	})
	m, err := memmap.Read(t.Context(), fake.Start(t))
	if err != nil {
		t.Fatal(err)
	}
	r, ok := m.Memory().At(0x1000)
	if want := "0x1000-0x1fff uart"; !ok || r.String() != want || r.Size() != 0x1000 || r.Owner.String() != "/machine/uart" {
		t.Errorf("got %v of %v, want %s of /machine/uart", r, r.Owner, want)
	}
}

// The processor's own space comes before the machine's: on some machines they differ.
func TestMemory(t *testing.T) {
	m := &memmap.Map{Views: []memmap.View{{Spaces: []string{memmap.MemorySpace}, Root: "system"}}}
	if got := m.Memory().Root; got != "system" {
		t.Errorf("without a processor Memory() has the root %q", got)
	}
	m.Views = append(m.Views, memmap.View{Spaces: []string{"cpu-memory-1", memmap.CPUSpace}, Root: "container"})
	if got := m.Memory().Root; got != "container" {
		t.Errorf("with a processor Memory() has the root %q", got)
	}
	if got := m.Ports(); len(got.Spaces) != 0 {
		t.Errorf("Ports() = %v, want nothing", got)
	}
}
