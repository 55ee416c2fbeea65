package why_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tools/qgraph/why"
)

var update = flag.Bool("update", false, "rewrite testdata")

// TestExplain holds the answers as people read them, all in one file.
func TestExplain(t *testing.T) {
	change := func(f func(q map[string]*graph.Inventory)) map[string]*graph.Inventory {
		q := qemus()
		f(q)
		return q
	}
	lacks := func(list *[]string, name string) {
		var kept []string
		for _, n := range *list {
			if n != name {
				kept = append(kept, n)
			}
		}
		*list = kept
	}
	const pc = "x86_64/pc/pc-pcihost/pci-bus/"
	tests := []struct {
		name  string
		asked string
		qemus map[string]*graph.Inventory
	}{
		{"it runs", pc + "sdhci-pci/sdhci/sdhci-tests/registers", nil},
		{"it runs, asked for by its label", "//tests/sdhci:" + pc + "sdhci-pci/sdhci/sdhci-tests/registers", nil},
		{"a known deviation", pc + "e1000e/e1000e-tests/tx", nil},
		{"a version without the deviation", pc + "e1000e/e1000e-tests/tx", change(func(q map[string]*graph.Inventory) { q["x86_64"].Version = "10.0.13" })},
		{"a deviation of its device, and of parts that are elsewhere", pc + "e1000/pci-device/pci-device-tests/nop", nil},
		{"slow", pc + "sdhci-pci/sdhci/sdhci-tests/capacity", nil},
		{"device compiled out", "mips/malta/ta-pcihost/pci-bus/e1000e/e1000e-tests/tx", nil},
		{"abstract type", pc + "virtio-pci/pci-device/pci-device-tests/nop", nil},
		{"not to be plugged in", pc + "mch/pci-device/pci-device-tests/nop", nil},
		{"another name of a device", pc + "e1000-82540em/pci-device/pci-device-tests/nop", nil},
		{"in a module that is not installed", pc + "virtio-gpu-pci/pci-device/pci-device-tests/nop", nil},
		{"a device beside the path's", pc + "sdhci-pci/sdhci/sdhci-tests/registers", change(func(q map[string]*graph.Inventory) { lacks(&q["x86_64"].Devices, "sd-card") })},
		{"no QEMU of the architecture", "riscv32/virt/rt-pcihost/pci-bus/e1000e/e1000e-tests/tx", nil},
		{"no QEMU at all", pc + "e1000e/e1000e-tests/tx", map[string]*graph.Inventory{}},
		{"no qtest accelerator", pc + "e1000e/e1000e-tests/tx", change(func(q map[string]*graph.Inventory) {
			q["x86_64"].Clock, q["x86_64"].Modules = graph.RealTime, nil
		})},
		{"the accelerator in a module that is not installed", pc + "e1000e/e1000e-tests/tx", change(func(q map[string]*graph.Inventory) {
			q["x86_64"].Clock = graph.RealTime
		})},
		{"no QEMU behind the name", pc + "e1000e/e1000e-tests/tx", change(func(q map[string]*graph.Inventory) {
			q["x86_64"] = &graph.Inventory{Arch: "x86_64", Fault: "/tmp/qemu-system-x86_64 cannot be used: it ended before it answered"}
		})},
		{"machine compiled out", pc + "e1000e/e1000e-tests/tx", change(func(q map[string]*graph.Inventory) { lacks(&q["x86_64"].Machines, "pc") })},
		{"the test's backend compiled out", pc + "e1000e/e1000e-tests/user", nil},
		{"the driver's backend compiled out", pc + "e1000e/e1000e-tests/tx", change(func(q map[string]*graph.Inventory) {
			q["x86_64"].Backends[graph.Netdev] = []string{"dgram", "stream"}
		})},
		{"an ability that no node provides", "mips/malta/ta-pcihost/pci-bus/e1000e/e1000e-tests/hotplug", change(func(q map[string]*graph.Inventory) {
			q["mips"].Devices = []string{"e1000", "e1000e"}
		})},
		{"an interface", "sdhci", nil},
		{"a driver with many reasons", "e1000e", nil},
		{"a group of tests", "pci-device-tests", nil},
		{"a machine without its architecture", "malta", nil},
		{"the beginning of a path", pc + "sdhci-pci", nil},
		{"a pattern", "^x86_64/.*/e1000e-tests/", nil},
		{"no producer", "ipack", nil},
		{"no producer of a dependency", "ipoctal-tests/nop", nil},
		{"no machine contains it", "tmp105", nil},
		{"no test follows", "tpci200", nil},
		{"a name with a typing error", "sdhic", nil},
		{"a device that nothing tests", "edu", nil},

		{"a machine that nothing tests", "q35", nil},
		{"an alias that no driver is named after", "ahci", nil},
		{"a wrong element", pc + "sdhci-pic/sdhci/sdhci-tests/registers", nil},
		{"a way without a test", pc + "tpci200", nil},
		{"an element left out", "x86_64/pc/pci-bus/e1000e/e1000e-tests/tx", nil},
		{"a test with a typing error", pc + "e1000e/e1000e-tests/rx", nil},
		{"a machine of another architecture", "x86_64/raspi2b/generic-sdhci/sdhci/sdhci-tests/registers", nil},
		{"a version of a machine", "x86_64/pc-i440fx-9.0/pc-pcihost/pci-bus/e1000e/e1000e-tests/tx", nil},
		{"a version of another machine", "x86_64/pc-q35-9.0/q35-pcihost", nil},
		{"a machine that QEMU has and the graph has not", "x86_64/q35/q35-pcihost/pci-bus/e1000e/e1000e-tests/tx", nil},
		{"an unknown architecture", "vax/pc/pc-pcihost/pci-bus/e1000e/e1000e-tests/tx", nil},
	}
	g := small()
	var b strings.Builder
	for _, tc := range tests {
		answers := tc.qemus
		if answers == nil {
			answers = qemus()
		}
		a := why.Explain(g, tc.asked, func(arch string) *graph.Inventory { return answers[arch] })
		fmt.Fprintf(&b, "== %s\n$ qgraph why %s\n%s\n", tc.name, tc.asked, a.Text())
	}
	golden(t, "answers.txt", b.String())
}

// golden compares got with a file of testdata, or rewrites that.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if root := os.Getenv("BUILD_WORKSPACE_DIRECTORY"); root != "" {
			path = filepath.Join(root, "tools", "qgraph", "why", path)
		}
		if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (-update writes it)", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s mismatch (-want +got):\n%s", path, diff)
	}
}

// TestJSON fixes the format for scripts.
func TestJSON(t *testing.T) {
	answers := qemus()
	got, err := json.Marshal(why.Explain(small(), "mips/malta/ta-pcihost/pci-bus/e1000e/e1000e-tests/tx", func(arch string) *graph.Inventory { return answers[arch] }))
	if err != nil {
		t.Fatal(err)
	}
	const path = "mips/malta/ta-pcihost/pci-bus/e1000e/e1000e-tests/tx"
	want := `{"asked":"` + path + `","kind":"path","runs":0,"slow":0,"not":1,` +
		`"reasons":[{"node":"e1000e","cause":"device","reason":"qemu-system-mips 11.1.2 has no device \"e1000e\"","archs":["mips"],` +
		`"advice":"Name a QEMU that was built with it, with --qemu. This one has e1000.","paths":1,"example":"` + path + `"}],` +
		`"nearest":"x86_64/pc/pc-pcihost/pci-bus/e1000e/e1000e-tests/tx"}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("JSON mismatch (-want +got):\n%s", diff)
	}
}
