package coverage_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/qtest/qtestfake"
	"github.com/qgraph/qgraph/tools/qgraph/coverage"
)

// qdm is an output of "info qdm".
const qdm = "Controller/Bridge/Hub devices:\r\n" +
	`name "i440FX-pcihost", bus System, no-user` + "\r\n" +
	`name "fan", bus i2c-bus, desc "a \"fan\", bus ISA, no-user", no-user` + "\r\n" +
	"\r\nNetwork devices:\r\n" +
	`name "virtio-net-pci", bus PCI, alias "virtio-net", desc "Network, with a comma"` + "\r\n" +
	`name "nic", bus PCI` + "\r\n" +
	"\r\nStorage devices:\r\n" +
	`name "scsi-hd", bus SCSI, desc "virtual SCSI disk"` + "\r\n" +
	`name "scsi-cd", bus SCSI, desc "virtual SCSI CD-ROM"` + "\r\n" +
	`name "nvdimm", desc "DIMM memory module"` + "\r\n" +
	"\r\nCPU devices:\r\n" +
	`name "max-cpu"` + "\r\n" +
	`name "old-core"` + "\r\n"

// answers returns a QMP server that has the machines and devices of qdm, but not
// the one named without.
func answers(without string) *qtestfake.QMP {
	q := qtestfake.NewQMP()
	q.On("query-machines", func(json.RawMessage) (string, error) {
		return `[{"name": "pc-i440fx-11.1", "alias": "pc", "cpu-max": 255}, {"name": "pc-i440fx-11.0"}, {"name": "isapc"}, {"name": "none"}]`, nil
	})
	types := map[string][]string{
		"device":   {"virtio-net-pci", "nic", "i440FX-pcihost", "scsi-hd", "scsi-cd", "nvdimm", "fan", "max-cpu", "old-core"},
		"cpu":      {"max-cpu"},
		"cpu-core": {"old-core"},
	}
	q.On("qom-list-types", func(args json.RawMessage) (string, error) {
		var a struct {
			Implements string
			Abstract   *bool
		}
		if err := json.Unmarshal(args, &a); err != nil {
			return "", err
		}
		if a.Abstract == nil || *a.Abstract {
			return "", errors.New("abstract types were asked for")
		}
		var list []string
		for _, name := range types[a.Implements] {
			list = append(list, fmt.Sprintf(`{"name": %q, "parent": "thing"}`, name))
		}
		return "[" + strings.Join(list, ",") + "]", nil
	})
	q.On("query-cpu-definitions", func(json.RawMessage) (string, error) {
		return `[{"name": "max", "typename": "max-cpu", "static": false}]`, nil
	})
	q.On("human-monitor-command", func(args json.RawMessage) (string, error) {
		var a struct {
			CommandLine string `json:"command-line"`
		}
		if err := json.Unmarshal(args, &a); err != nil || a.CommandLine != "info qdm" {
			return "", fmt.Errorf("command line %q, error %v", a.CommandLine, err)
		}
		text := qdm
		if without != "" {
			text = strings.Replace(qdm, `name "`+without+`"`, `name "x"`, 1)
		}
		answer, err := json.Marshal(text)
		return string(answer), err
	})
	return q
}

func TestAsk(t *testing.T) {
	got, err := coverage.Ask(t.Context(), "x86_64", answers("").Start(t))
	if err != nil {
		t.Fatal(err)
	}
	if got.Arch != "x86_64" || got.Version != "0.1.2" { // the fake's
		t.Errorf("architecture %q, version %q", got.Arch, got.Version)
	}
	machines := []coverage.Machine{{Name: "isapc"}, {Name: "pc-i440fx-11.0"}, {Name: "pc-i440fx-11.1", Alias: "pc"}}
	if diff := cmp.Diff(machines, got.Machines); diff != "" {
		t.Errorf("machines mismatch (-want +got):\n%s", diff)
	}
	devices := []coverage.Device{
		{Name: "fan", Bus: "i2c-bus"},
		{Name: "i440FX-pcihost", Bus: "System"},
		{Name: "max-cpu", User: true, CPU: true},
		{Name: "nic", Bus: "PCI", User: true},
		{Name: "nvdimm", User: true},
		{Name: "old-core", User: true, CPU: true},
		{Name: "scsi-cd", Bus: "SCSI", User: true},
		{Name: "scsi-hd", Bus: "SCSI", User: true},
		{Name: "virtio-net-pci", Alias: "virtio-net", Bus: "PCI", User: true},
	}
	if diff := cmp.Diff(devices, got.Devices); diff != "" {
		t.Errorf("devices mismatch (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]string{"max": "max-cpu"}, got.Processors); diff != "" {
		t.Errorf("processors mismatch (-want +got):\n%s", diff)
	}
}

// TestAskRefused has an emulator that does not tell its processors.
func TestAskRefused(t *testing.T) {
	q := answers("")
	q.On("query-cpu-definitions", func(json.RawMessage) (string, error) { return "", errors.New("not supported") })
	got, err := coverage.Ask(t.Context(), "avr", q.Start(t))
	if err != nil || len(got.Processors) != 0 {
		t.Errorf("processors %v, error %v, want none", got, err)
	}
}

func TestAskErrors(t *testing.T) {
	refusing := answers("")
	refusing.On("qom-list-types", func(json.RawMessage) (string, error) { return "", errors.New("not today") })
	for _, tc := range []struct {
		name string
		q    *qtestfake.QMP
		want string
	}{
		{"QMP refuses", refusing, "types of class cpu: "},
		{"the human monitor shows less than QMP", answers("nvdimm"), `"nvdimm" that its "info qdm" does not show`},
		{"QMP knows nothing", qtestfake.NewQMP(), "query-machines"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, err := coverage.Ask(t.Context(), "x86_64", tc.q.Start(t)); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v, want one with %q", err, tc.want)
			}
		})
	}
}

type object struct{}

func plug(context.Context, object) (object, error) { return object{}, nil }

func same(o object) object { return o }

// pc returns a graph in which a PC has a bus and on it two network cards, one of
// which this QEMU lacks. Another machine is of another architecture, a third one
// unknown. One of the tests is generic.
func pc() *graph.Graph {
	g := graph.New()
	host, bus := graph.NewDriver[object]("i440FX-pcihost"), graph.NewInterface[object]("pci-bus")
	cards := []graph.Driver[object]{graph.NewDriver[object]("virtio-net-pci"), graph.NewDriver[object]("future-nic")}
	net := graph.NewInterface[object]("net")
	for _, name := range []string{"x86_64/pc", "arm/virt", "x86_64/future"} {
		m := graph.NewMachine[object](name)
		graph.AddMachine(g, m, func(context.Context, *run.Env) (object, error) { return object{}, nil })
		graph.Contains(g, m, host, plug)
	}
	graph.Produces(g, host, bus, same)
	for _, card := range cards {
		graph.Consumes(g, card, bus, plug)
		graph.Produces(g, card, net, same)
	}
	run := func(*run.T, object) {}
	graph.Test(g, "net-tests/one", net, run)
	graph.Test(g, "net-tests/two", net, run,
		graph.After(graph.Option{Flag: "-device", Type: "scsi-hd"}, graph.Option{Flag: "-device", Type: "scsi-hd"},
			graph.Option{Flag: "-device", Type: "virtio-net-pci"}, graph.Option{Flag: "-object", Type: "scsi-cd"},
			graph.Option{Flag: "-cpu", Type: "max"}))
	graph.Test(g, "net-tests/state", net, run, graph.Generic(), graph.After(graph.Option{Flag: "-device", Type: "nvdimm"}))
	return g
}

func measured(t *testing.T) *coverage.Report {
	t.Helper()
	q, err := coverage.Ask(t.Context(), "x86_64", answers("").Start(t))
	if err != nil {
		t.Fatal(err)
	}
	q.Version = "11.1.2"
	r, err := coverage.Measure(pc(), q)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range q.Devices {
		if d.Paths != 0 {
			t.Errorf("the inventory was changed: %v", d)
		}
	}
	r.QEMU = "/opt/qemu"
	return r
}

func TestMeasure(t *testing.T) {
	r := measured(t)
	got := map[string]coverage.On{"": r.On}
	for _, m := range r.Machines {
		got["machine "+m.Name] = m.On
	}
	for _, d := range r.Devices {
		got[d.Name] = d.On
	}
	want := map[string]coverage.On{
		"":              {Paths: 3, Generic: 1},
		"machine isapc": {}, "machine pc-i440fx-11.0": {}, "machine pc-i440fx-11.1": {Paths: 3, Generic: 1},
		"fan": {}, "i440FX-pcihost": {Paths: 3, Generic: 1}, "max-cpu": {Paths: 1}, "nic": {}, "nvdimm": {Paths: 1, Generic: 1},
		"old-core": {}, "scsi-cd": {}, "scsi-hd": {Paths: 1}, "virtio-net-pci": {Paths: 3, Generic: 1},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("counts mismatch (-want +got):\n%s", diff)
	}
}

func TestPrint(t *testing.T) {
	const table = `qemu-system-x86_64 11.1.2 (/opt/qemu): 3 paths, 2 by the manual and 1 generic

                     --------- user-creatable ----------  --------------- all ---------------
bus                   manual generic  either    of share   manual generic  either    of share
PCI                        1       1       1     2   50%        1       1       1     2   50%
SCSI                       1       0       1     2   50%        1       0       1     2   50%
(no bus)                   0       1       1     1  100%        0       1       1     1  100%
System                     0       0       0     0     -        1       1       1     1  100%
i2c-bus                    0       0       0     0     -        0       0       0     1    0%
all devices                2       2       3     5   60%        3       3       4     7   57%
machines                                                        1       1       1     2   50%
processors                                                      1       0       1     2   50%
On paths by the manual, on generic ones, on either. The versions of a machine count as one.
A processor is on a path that names it: under qtest it executes nothing.
`
	for _, tc := range []struct {
		name string
		all  bool
		want string
	}{
		{"missing ones", false, table + `
Machines on no path (1):
    isapc

PCI, on no path (1):
    nic

SCSI, on no path (1):
    scsi-cd
`},
		{"all", true, table + `
Machines, on how many paths (1):
    pc-i440fx (pc, 2 versions): 3

Machines on no path (1):
    isapc

PCI, on how many paths (1):
    virtio-net-pci: 3

PCI, on no path (1):
    nic

SCSI, on how many paths (1):
    scsi-hd: 1

SCSI, on no path (1):
    scsi-cd

(no bus), on how many paths (1):
    nvdimm: 1

System, on how many paths (1):
    i440FX-pcihost: 3

i2c-bus, on no path and not user-creatable (1):
    fan
`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var got strings.Builder
			if err := measured(t).Print(&got, tc.all); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, got.String()); diff != "" {
				t.Errorf("report mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

// TestPrintTogether has three QEMUs that share devices, two of which share machines.
func TestPrintTogether(t *testing.T) {
	first := measured(t)
	second := *first
	second.Arch, second.On = "arm", coverage.On{}
	second.Machines = []coverage.Machine{{Name: "virt"}}
	second.Devices = []coverage.Device{{Name: "fan", Bus: "i2c-bus", On: coverage.On{Paths: 2}}, {Name: "wing", Bus: "i2c-bus", User: true}}
	third := coverage.Report{Arch: "i386", Machines: []coverage.Machine{{Name: "isapc"}, {Name: "pc-i440fx-10.0"}, {Name: "virt"}}}
	var got strings.Builder
	if err := coverage.PrintTogether(&got, []*coverage.Report{&second, &third, first}, false); err != nil {
		t.Fatal(err)
	}
	const want = `             --- paths ----  ---- machines -----  -- user-creatable -  ---- all devices ---  - processors
architecture manual generic  manual generic   of  manual generic   of  manual generic    of   named    of
arm               0       0       0       0    1       0       0    1       1       0     2       0     0
i386              0       0       0       0    3       0       0    0       0       0     0       0     0
x86_64            2       1       1       1    2       2       2    5       3       3     7       1     2
all, once         2       1       1       1    5       2       2    6       4       3     8       1     2

                     --------- user-creatable ----------  --------------- all ---------------
bus                   manual generic  either    of share   manual generic  either    of share
PCI                        1       1       1     2   50%        1       1       1     2   50%
SCSI                       1       0       1     2   50%        1       0       1     2   50%
i2c-bus                    0       0       0     1    0%        1       0       1     2   50%
(no bus)                   0       1       1     1  100%        0       1       1     1  100%
System                     0       0       0     0     -        1       1       1     1  100%
all devices                2       2       3     6   50%        4       3       5     8   62%
machines                                                        1       1       1     5   20%
processors                                                      1       0       1     2   50%
On paths by the manual, on generic ones, on either. The versions of a machine count as one.
A processor is on a path that names it: under qtest it executes nothing.

Machines on no path (4):
    arm/virt, i386/isapc, i386/virt, x86_64/isapc

PCI, on no path (1):
    nic

SCSI, on no path (1):
    scsi-cd

i2c-bus, on no path (1):
    wing
`
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("report mismatch (-want +got):\n%s", diff)
	}
}

func TestPrintWrapsLists(t *testing.T) {
	r := &coverage.Report{}
	for i := range 60 {
		r.Devices = append(r.Devices, coverage.Device{Name: fmt.Sprintf("device-%02d", i), Bus: "PCI", User: true})
	}
	var out strings.Builder
	if err := r.Print(&out, false); err != nil {
		t.Fatal(err)
	}
	names := 0
	for line := range strings.Lines(out.String()) {
		if len(line) > 97 || strings.TrimRight(line, " \n") != strings.TrimSuffix(line, "\n") {
			t.Errorf("too long, or ends in a blank: %q", line)
		}
		names += strings.Count(line, "device-")
	}
	if names != 60 {
		t.Errorf("%d of 60 names", names)
	}
}

func TestJSON(t *testing.T) {
	text, err := json.Marshal(measured(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`{"qemu":"/opt/qemu","arch":"x86_64","version":"11.1.2","paths":3,"generic":1,"machines":[{"name":"isapc","paths":0,"generic":0}`,
		`{"name":"virtio-net-pci","alias":"virtio-net","bus":"PCI","user_creatable":true,"paths":3,"generic":1}`,
		`{"name":"i440FX-pcihost","bus":"System","user_creatable":false,"paths":3,"generic":1}`,
		`{"name":"max-cpu","user_creatable":true,"cpu":true,"paths":1,"generic":0}`,
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %s in %s", want, text)
		}
	}
}
