package spapr_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/fdt"
	"github.com/qgraph/qgraph/libqos/base/fdt/fdttest"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/board/spapr"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

func TestConfig(t *testing.T) {
	ctx := t.Context()
	m, h := newPartition().newHost(t, fdttest.Cells("ibm,pci-config-space-type", 1))
	if h.ConfigSize() != 4096 {
		t.Errorf("ConfigSize() = %d, want 4096", h.ConfigSize())
	}
	if v, err := h.ReadConfig(ctx, slot(), qtest.Width16, uint16(pci.DeviceID)); v != 5 || err != nil {
		t.Errorf("device ID is %#x, %v, want 5", v, err)
	}
	if err := h.WriteConfig(ctx, slot(), qtest.Width16, uint16(pci.Command), 6); err != nil {
		t.Error(err)
	}
	if v, err := h.ReadConfig(ctx, slot(), qtest.Width32, uint16(pci.Command)); v != 6 || err != nil {
		t.Errorf("Command is %#x, %v, want 6", v, err)
	}
	empty := pci.Address{Device: 2}
	if v, err := h.ReadConfig(ctx, empty, qtest.Width16, 0); v != 0xffff || err != nil {
		t.Errorf("absent function: %#x, %v, want 0xffff", v, err)
	}
	if err := h.WriteConfig(ctx, empty, qtest.Width16, 0, 1); err != nil {
		t.Errorf("write to an absent function: %v", err)
	}
	if err := m.Alloc.Check(); err != nil {
		t.Error(err)
	}
}

func TestExtendedConfig(t *testing.T) {
	p := newPartition()
	_, h := p.newHost(t)
	if h.ConfigSize() != 256 {
		t.Errorf("ConfigSize() without the property = %d, want 256", h.ConfigSize())
	}
	at := slot()
	if err := p.host.WriteConfig(t.Context(), at, qtest.Width8, uint16(pci.InterruptLine), 0x5a); err != nil {
		t.Fatal(err)
	}
	if v, err := h.ReadConfig(t.Context(), at, qtest.Width8, 0x100|uint16(pci.InterruptLine)); v != 0 || err != nil {
		t.Errorf("offset 0x13c = %#x, %v, want 0, unlike offset 0x3c", v, err)
	}
}

func TestOtherUnit(t *testing.T) {
	m, _ := newPartition().newHost(t)
	second, err := spapr.NewHost(m, m.HostBridges()[1], "phb2")
	if err != nil {
		t.Fatal(err)
	}
	var status spapr.Status
	if _, err := second.ReadConfig(t.Context(), slot(), qtest.Width16, 0); !errors.As(err, &status) || status != -3 {
		t.Errorf("error %v, want status -3", err)
	}
}

func TestTry(t *testing.T) {
	p := newPartition()
	m, _ := p.newHost(t)
	p.status["x"] = []spapr.Status{4, 4, spapr.HardwareError}
	if status, _, err := m.RTAS.Try(t.Context(), "x", 2, 1, 2); status != 4 || err != nil {
		t.Errorf("Try() = %v, %v, want status 4", status, err)
	}
	if _, err := m.RTAS.Call(t.Context(), "x", 0); err == nil || !strings.Contains(err.Error(), "RTAS x: status 4") {
		t.Errorf("Call(): error %v, want status 4", err)
	}
	if _, err := m.RTAS.Call(t.Context(), "x", 0); !errors.Is(err, spapr.HardwareError) {
		t.Errorf("Call(): error %v, want %v", err, spapr.HardwareError)
	}
}

func TestInterrupts(t *testing.T) {
	ctx := t.Context()
	p := newPartition()
	m, h := p.newHost(t)
	level := func(high bool) {
		p.sources = "  1200 LSI ff 00\n  1201 LSI ff 00\n"
		if high {
			p.sources = "  1200 LSI ff 00\n  1201 LSI ff 01\n"
		}
	}
	level(false)
	wire, err := h.IntLine(ctx, slot(), pci.INTA)
	if err != nil || !strings.Contains(wire.String(), fmt.Sprintf("input %d of", source)) {
		t.Fatalf("IntLine() = %v, %v, want input %d", wire, err, source)
	}
	line, err := m.Watch(ctx, wire)
	if err != nil {
		t.Fatal(err)
	}
	if line.Raised() || line.Count() != 0 {
		t.Errorf("raised: %v, %d times, before the first access", line.Raised(), line.Count())
	}
	for i, step := range []struct {
		name   string
		access func() error
	}{
		{"a register was written", func() error { return m.Write(ctx, qtest.Width32, 0x200080000000, 1) }},
		{"a register was read", func() error { _, err := m.Read(ctx, qtest.Width32, 0x200080000000); return err }},
		{"a block was written", func() error { return m.WriteMemory(ctx, 0x200080000000, []byte{1}) }},
		{"a block was read", func() error { return m.ReadMemory(ctx, 0x200080000000, make([]byte, 1)) }},
		{"a block was filled", func() error { return m.Memset(ctx, 0x200080000000, 1, 0) }},
		{"configuration space was written", func() error { return h.WriteConfig(ctx, slot(), qtest.Width16, uint16(pci.Command), 0) }},
		{"time has passed", func() error { _, err := m.Clock().ClockStep(ctx, 1); return err }},
	} {
		for _, high := range []bool{true, false} {
			level(high)
			if err := step.access(); err != nil {
				t.Fatalf("%s: %v", step.name, err)
			}
			if line.Raised() != high {
				t.Errorf("%s: raised is %v, want %v", step.name, line.Raised(), high)
			}
		}
		if got := line.Count(); got != uint64(i+1) {
			t.Errorf("%s: raised %d times, want %d", step.name, got, i+1)
		}
	}
	before := p.queries
	if err := m.Write(ctx, qtest.Width32, ram().Base, 1); err != nil || p.queries != before {
		t.Errorf("a write of RAM reads the interrupt sources (%v)", err)
	}
}

func TestInterruptFaults(t *testing.T) {
	for name, tc := range map[string]struct{ sources, want string }{
		"missing":         {"  1200 LSI ff 00\n", "0x1201"},
		"not level":       {"  1201 MSI ff 00\n", "not level-sensitive"},
		"no status":       {"  1201 LSI ff xx\n", "status"},
		"no number":       {"  120x LSI ff 00\n", "source in"},
		"another printer": {"1201 LSI asserted\n", "missing or not level-sensitive"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPartition()
			_, h := p.newHost(t)
			p.sources = tc.sources
			if _, err := h.IntLine(t.Context(), slot(), pci.INTA); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("IntLine(): error %v, want %q in it", err, tc.want)
			}
		})
	}
	m, h := newPartition().newHost(t)
	if _, err := m.Watch(t.Context(), guest.Controller{Path: "/machine/pic"}.Line(0)); err == nil {
		t.Error("InterceptIn of another interrupt controller succeeded")
	}
	if _, err := h.IntLine(t.Context(), slot(), pci.INTB); !errors.Is(err, fdt.ErrUnmapped) {
		t.Errorf("a pin missing in the tree: error %v, want %v", err, fdt.ErrUnmapped)
	}
}

func TestHostBridges(t *testing.T) {
	m, h := newPartition().newHost(t)
	var names []string
	for _, n := range m.HostBridges() {
		names = append(names, n.Name)
	}
	if diff := cmp.Diff([]string{"pci@800000020000000", "pci@80000002000001e"}, names); diff != "" {
		t.Errorf("host bridges (-want +got):\n%s", diff)
	}
	want := []pci.Window{{Base: 0x80000000, Size: 0x80000000, CPU: 0x200080000000, Zero: true}}
	if diff := cmp.Diff(want, h.Windows()); diff != "" {
		t.Errorf("windows (-want +got):\n%s", diff)
	}
}

func TestPlug(t *testing.T) {
	p := newPartition()
	m, h := p.newHost(t, connectors()...)
	var added string
	p.monitor.On("device_add", func(args json.RawMessage) (string, error) {
		added = string(args)
		return "{}", nil
	})
	p.status["ibm,configure-connector"] = []spapr.Status{2, 3, 0}
	if err := h.Plug(t.Context(), slot(), hotplug.Device{Driver: "e1000e", ID: "second"}); err != nil {
		t.Fatal(err)
	}
	if want := `{"addr":"01.0","bus":"phb","driver":"e1000e","id":"second","romfile":""}`; added != want {
		t.Errorf("device_add %s, want %s", added, want)
	}
	if len(p.calls) != 4 || p.calls[0] != "set-indicator [0x2329 0x40000008 0x1]" {
		t.Errorf("calls %v, want the connector unisolated and then configured in three", p.calls)
	}
	if diff := cmp.Diff([]uint32{0x40000008, 0x40000008, 0x40000008}, p.workAreas); diff != "" {
		t.Errorf("configured connectors (-want +got):\n%s", diff)
	}
	if err := m.Alloc.Check(); err != nil {
		t.Error(err)
	}
	p.status["ibm,configure-connector"] = []spapr.Status{1, -9003}
	if err := h.Plug(t.Context(), slot(), hotplug.Device{Driver: "e1000e", ID: "second"}); err == nil || !strings.Contains(err.Error(), "-9003") {
		t.Errorf("a connector that cannot be configured: error %v", err)
	}
}

func TestUnplug(t *testing.T) {
	p := newPartition()
	_, h := p.newHost(t, connectors()...)
	p.monitor.On("query-pci", func(json.RawMessage) (string, error) {
		return `[{"devices": [{"bus": 0, "slot": 1, "function": 0, "qdev_id": "nic"}]}]`, nil
	})
	p.monitor.On("device_del", func(json.RawMessage) (string, error) {
		return "{}", p.monitor.Emit("DEVICE_DELETED", `{"device": "nic", "path": "/machine/peripheral/nic"}`)
	})
	if err := h.Unplug(t.Context(), slot()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"set-indicator [0x2329 0x40000008 0x0]"}, p.calls); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	p.status["set-indicator"] = []spapr.Status{-9001}
	if err := h.Unplug(t.Context(), slot()); err == nil || !strings.Contains(err.Error(), "-9001") {
		t.Errorf("a connector that cannot be isolated: error %v", err)
	}
}

func TestConnectorFaults(t *testing.T) {
	good := connectors()
	for name, props := range map[string][]fdttest.Prop{
		"no connectors": nil,
		"no names":      good[:1],
		"fewer names":   {good[0], {Name: "ibm,drc-names", Value: []byte("\x00\x00\x00\x01C8\x00")}},
		"not this one":  {good[0], {Name: "ibm,drc-names", Value: []byte("\x00\x00\x00\x02C16\x00C24\x00")}},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPartition()
			_, h := p.newHost(t, props...)
			p.monitor.On("device_add", func(json.RawMessage) (string, error) { return "{}", nil })
			if err := h.Plug(t.Context(), slot(), hotplug.Device{Driver: "e1000e", ID: "second"}); err == nil {
				t.Errorf("Plug without a connector succeeded: %v", p.calls)
			}
		})
	}
}
