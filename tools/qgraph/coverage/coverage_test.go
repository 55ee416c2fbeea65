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
	machines := []coverage.Machine{{Name: "isapc"}, {Name: "none"}, {Name: "pc-i440fx-11.0"}, {Name: "pc-i440fx-11.1", Alias: "pc"}}
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
// unknown.
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
			graph.Option{Flag: "-device", Type: "virtio-net-pci"}, graph.Option{Flag: "-object", Type: "scsi-cd"}))
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
	got := map[string]int{}
	for _, m := range r.Machines {
		got["machine "+m.Name] = m.Paths
	}
	for _, d := range r.Devices {
		got[d.Name] = d.Paths
	}
	want := map[string]int{
		"machine isapc": 0, "machine none": 0, "machine pc-i440fx-11.0": 0, "machine pc-i440fx-11.1": 2,
		"fan": 0, "i440FX-pcihost": 2, "max-cpu": 0, "nic": 0, "nvdimm": 0, "old-core": 0,
		"scsi-cd": 0, "scsi-hd": 1, "virtio-net-pci": 2,
	}
	if diff := cmp.Diff(want, got); diff != "" || r.Paths != 2 {
		t.Errorf("%d paths, want 2; counts mismatch (-want +got):\n%s", r.Paths, diff)
	}
}

func TestPrint(t *testing.T) {
	const table = `qemu-system-x86_64 11.1.2 (/opt/qemu): 2 paths

                     -- user-creatable --   ------- all --------
bus                  on paths    of share   on paths    of share
PCI                         1     2   50%          1     2   50%
SCSI                        1     2   50%          1     2   50%
(no bus)                    0     1    0%          0     1    0%
System                      0     0     -          1     1  100%
i2c-bus                     0     0     -          0     1    0%
all devices                 2     5   40%          3     7   42%
machines                                           1     3   33%
The versions of a machine count as one. Not counted: 2 models of processors, which execute
nothing under qtest.
`
	for _, tc := range []struct {
		name string
		all  bool
		want string
	}{
		{"missing ones", false, table + `
Machines on no path (2):
    isapc, none

PCI, on no path (1):
    nic

SCSI, on no path (1):
    scsi-cd

(no bus), on no path (1):
    nvdimm
`},
		{"all", true, table + `
Machines, on how many paths (1):
    pc-i440fx (pc, 2 versions): 2

Machines on no path (2):
    isapc, none

PCI, on how many paths (1):
    virtio-net-pci: 2

PCI, on no path (1):
    nic

SCSI, on how many paths (1):
    scsi-hd: 1

SCSI, on no path (1):
    scsi-cd

(no bus), on no path (1):
    nvdimm

System, on how many paths (1):
    i440FX-pcihost: 2

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
		`{"qemu":"/opt/qemu","arch":"x86_64","version":"11.1.2","paths":2,"machines":[{"name":"isapc","paths":0}`,
		`{"name":"virtio-net-pci","alias":"virtio-net","bus":"PCI","user_creatable":true,"paths":2}`,
		`{"name":"i440FX-pcihost","bus":"System","user_creatable":false,"paths":2}`,
		`{"name":"max-cpu","user_creatable":true,"cpu":true,"paths":0}`,
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %s in %s", want, text)
		}
	}
}
