package cpuplug

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/libqos/device/firmware/cpuhotplug"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// slot is where a processor is, or can be plugged in.
type slot struct {
	Type  string `json:"type"`
	Path  string `json:"qom-path"` // "" for an empty one
	Props struct {
		Socket int `json:"socket-id"`
		Core   int `json:"core-id"`
		Thread int `json:"thread-id"`
	} `json:"props"`
}

// index returns the processor's number: cores come before sockets.
func (s slot) index() uint32 { return uint32(s.Props.Socket*cores + s.Props.Core) }

// plug plugs a processor in and out.
func plug(t *run.T, d *cpuhotplug.Device) {
	t.Must(d.Detect(t.Context()))
	t.Step("at the start", func() { start(t, d) })
	t.Step("selector", func() { selector(t, d) })
	for _, s := range slots(t, d.Machine) {
		if s.Path != "" || s.index() == 1 {
			continue // one stays empty
		}
		t.Step(fmt.Sprintf("processor %d", s.index()), func() { inAndOut(t, d, s) })
	}
}

// slots returns all slots.
func slots(t *run.T, m *guest.Machine) []slot {
	t.Helper()
	all, err := qmp.Execute[[]slot](t.Context(), m.Monitor, "query-hotpluggable-cpus", qmp.NoArgs{})
	t.Must(err)
	return all
}

// expect checks a processor's state.
func expect(t *run.T, d *cpuhotplug.Device, when string, n uint32, want cpuhotplug.Status) {
	t.Helper()
	t.Must(d.Choose(t.Context(), n))
	if got := cpuhotplug.StatusRegister.ReadT(t, d.Regs); got != want {
		t.Errorf("%s: status of processor %d = %v, want %v", when, n, got, want)
	}
}

// start checks slots and registers of a machine with one processor.
func start(t *run.T, d *cpuhotplug.Device) {
	all := slots(t, d.Machine)
	seen := map[uint32]bool{}
	for _, s := range all {
		seen[s.index()] = true
		if present := s.Path != ""; present != (s.index() < atStart) {
			t.Errorf("processor %d is there: %t, want %t", s.index(), present, !present)
		}
	}
	if len(all) != most || len(seen) != most {
		t.Errorf("slots = %+v, want %d different ones", all, most)
	}
	for n := range uint32(most) {
		var want cpuhotplug.Status
		if n < atStart {
			want = cpuhotplug.Enabled
		}
		expect(t, d, "at the start", n, want)
	}
}

// selector checks that a processor that cannot be has no registers, and that the one chosen
// before is not changed by writes meant for it.
func selector(t *run.T, d *cpuhotplug.Device) {
	expect(t, d, "beyond the last", most, 0)
	cpuhotplug.ControlBits.WriteT(t, d.Regs, cpuhotplug.Eject)
	expect(t, d, "after an eject of no processor", 0, cpuhotplug.Enabled)
	t.Must(d.Do(t.Context(), cpuhotplug.Next))
	if got := cpuhotplug.CommandData.ReadT(t, d.Regs); got != 0 {
		t.Errorf("processor with an event = %d, want 0, which is selected: there is none", got)
	}
}

// inAndOut plugs a processor in and takes it out again.
func inAndOut(t *run.T, d *cpuhotplug.Device, s slot) {
	ctx, m := t.Context(), d.Machine
	id, n := fmt.Sprintf("cpu%d", s.index()), s.index()
	t.Must(hotplug.Add(ctx, m.Monitor, hotplug.Device{Driver: s.Type, ID: id, Props: []hotplug.Prop{
		hotplug.Int("socket-id", int64(s.Props.Socket)), hotplug.Int("core-id", int64(s.Props.Core)), hotplug.Int("thread-id", int64(s.Props.Thread)),
	}}))
	event(t, d, n)
	expect(t, d, "plugged in", n, cpuhotplug.Enabled|cpuhotplug.Insert)
	identity(t, d, id)
	cpuhotplug.ControlBits.WriteT(t, d.Regs, cpuhotplug.Insert)
	expect(t, d, "seen", n, cpuhotplug.Enabled)
	count(t, m, atStart+1)
	status(t, d, n)
	t.Must(hotplug.Remove(ctx, m.Monitor, id, func(ctx context.Context) error {
		event(t, d, n)
		expect(t, d, "to be taken out", n, cpuhotplug.Enabled|cpuhotplug.Remove)
		cpuhotplug.ControlBits.WriteT(t, d.Regs, cpuhotplug.Remove)
		expect(t, d, "seen again", n, cpuhotplug.Enabled)
		return cpuhotplug.ControlBits.Write(ctx, d.Regs, cpuhotplug.Eject)
	}))
	expect(t, d, "taken out", n, 0)
	count(t, m, atStart)
}

// event checks that the next processor with an event is n.
func event(t *run.T, d *cpuhotplug.Device, n uint32) {
	t.Helper()
	t.Must(d.Choose(t.Context(), 0))
	t.Must(d.Do(t.Context(), cpuhotplug.Next))
	if got := cpuhotplug.CommandData.ReadT(t, d.Regs); got != n {
		t.Errorf("processor with an event = %d, want %d", got, n)
	}
}

// identity checks the ID of the selected processor.
func identity(t *run.T, d *cpuhotplug.Device, id string) {
	t.Helper()
	want, err := qom.Plugged(d.Machine.Monitor, id).Int(t.Context(), "apic-id")
	t.Must(err)
	t.Must(d.Do(t.Context(), cpuhotplug.ID))
	low, high := cpuhotplug.CommandData.ReadT(t, d.Regs), cpuhotplug.CommandData2.ReadT(t, d.Regs)
	if got := int64(high)<<32 | int64(low); got != want {
		t.Errorf("ID = %#x, want the APIC ID %#x", got, want)
	}
	t.Must(d.Do(t.Context(), cpuhotplug.Next))
}

// count checks the number of processors.
func count(t *run.T, m *guest.Machine, want int) {
	t.Helper()
	all, err := qmp.Execute[[]struct{}](t.Context(), m.Monitor, "query-cpus-fast", qmp.NoArgs{})
	t.Must(err)
	if len(all) != want {
		t.Errorf("%d processors, want %d", len(all), want)
	}
}

// status checks that the report of OSPM on an event reaches the monitor.
func status(t *run.T, d *cpuhotplug.Device, n uint32) {
	t.Helper()
	const source, code = 0x103, 0x80 // ejection in progress, ACPI 6.5, section 6.3.5 "_OST"
	want := hotplug.Report{Device: fmt.Sprintf("cpu%d", n), Type: "CPU", Slot: fmt.Sprint(n), Source: source, Status: code}
	got, err := hotplug.Reported(t.Context(), d.Machine.Monitor, func() {
		t.Must(d.Choose(t.Context(), n))
		t.Must(d.Do(t.Context(), cpuhotplug.OSTEvent))
		cpuhotplug.CommandData.WriteT(t, d.Regs, source)
		t.Must(d.Do(t.Context(), cpuhotplug.OSTStatus))
		cpuhotplug.CommandData.WriteT(t, d.Regs, code)
	})
	t.Must(err)
	if got != want {
		t.Errorf("report = %+v, want %+v", got, want)
	}
	t.Must(d.Do(t.Context(), cpuhotplug.Next))
}
