package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qgraph/qgraph/tools/qgraph/why"
)

const pcPath = "x86_64/pc/i440FX-pcihost/pci-bus-pc/pci-bus/sdhci-pci/sdhci/sdhci-tests/registers"

// pretender returns a program called qemu-system-x86_64 that is a shell script.
func pretender(t *testing.T, script string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "qemu-system-x86_64")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script+"\n"), 0o777); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestWhyUnusable asks with unusable programs; TestWhyQEMU asks a QEMU with the
// devices.
func TestWhyUnusable(t *testing.T) {
	accelerator := `echo "qemu-system-x86_64: -accel qtest: invalid accelerator qtest" >&2; exit 1`
	for _, tc := range []struct {
		name string
		qemu string
		want []string
	}{
		{"no qtest accelerator", pretender(t, accelerator),
			[]string{"does not run because of x86_64/pc", "has no qtest accelerator", "Distributions may leave the qtest accelerator out"}},
		{"the accelerator is in a module", pretender(t, accelerator+"\nexec "+elf(t, "accel-qtest")+"/qemu-system-x86_64"),
			[]string{"has no qtest accelerator", "The accelerator is in the module accel-qtest"}},
		{"no QEMU", pretender(t, "exit 0"),
			[]string{"is not QEMU", "Name another qemu-system-x86_64"}},
		{"does not start", pretender(t, "echo 'error while loading shared libraries: libfdt.so.1' >&2; exit 127"),
			[]string{"error while loading shared libraries: libfdt.so.1", "Name another qemu-system-x86_64"}},
		{"dies", pretender(t, "kill -SEGV $$"),
			[]string{"does not run because of x86_64/pc", "Name another qemu-system-x86_64"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := output(t, "why", "--qemu", tc.qemu, pcPath)
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range tc.want {
				if !strings.Contains(got, want) {
					t.Errorf("the answer does not say %q:\n%s", want, got)
				}
			}
			if n := strings.Count(got, tc.qemu); n > 2 {
				t.Errorf("the answer names the binary %d times:\n%s", n, got)
			}
		})
	}
}

// elf returns a folder with a file that is called like a QEMU, is a program at
// first sight, and names a module.
func elf(t *testing.T, module string) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "qemu-system-x86_64"), []byte("\x7fELF\x00"+module+"\x00"), 0o666); err != nil {
		t.Fatal(err)
	}
	return folder
}

func TestWhyErrors(t *testing.T) {
	good := pretender(t, "exit 0")
	for _, tc := range []struct {
		name string
		args []string
		want string
	}{
		{"a name that nothing has", []string{"why", "--qemu", good, "sdhic"}, `no node, test or path named "sdhic"`},
		{"with a proposal", []string{"why", "--qemu", good, "sdhic"}, "Did you mean: sdhci"},
		{"a binary of no architecture", []string{"why", "--qemu", "/bin/true", pcPath}, "its architecture is unknown"},
		{"a folder without QEMU", []string{"why", "--qemu", t.TempDir(), pcPath}, "no qemu-system-ARCH in this folder"},
		{"a file that is not there", []string{"why", "--qemu", "/nonexistent/qemu-system-arm", pcPath}, "no such file"},
		{"list, with a proposal", []string{"list", "sdhic"}, "Did you mean: sdhci"},
		{"list, of a wrong element", []string{"list", "arm/raspi2b/generic-sdhc/sdhci"}, "Did you mean: arm/raspi2b/generic-sdhci"},
		{"cmdline, with a proposal", []string{"cmdline", "arm/raspi2/generic-sdhci/sdhci/sdhci-tests/registers"}, "no path matches"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			out, err := output(t, tc.args...)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v, want one with %q", err, tc.want)
			}
			if out != "" {
				t.Errorf("something was written besides the error:\n%s", out)
			}
		})
	}
}

func TestWhyJSON(t *testing.T) {
	got, err := output(t, "why", "--json", "--qemu", pretender(t, "exit 0"), pcPath)
	if err != nil {
		t.Fatal(err)
	}
	var a why.Answer
	if err := json.Unmarshal([]byte(got), &a); err != nil {
		t.Fatal(err)
	}
	if a.Asked != pcPath || a.Not != 1 || len(a.Reasons) != 1 || a.Reasons[0].Cause != "faulty-qemu" || a.Reasons[0].Advice == "" {
		t.Errorf("answer %+v, want one path that does not run because of a faulty QEMU", a)
	}
}

// TestWhyQEMU asks a real QEMU of x86_64.
func TestWhyQEMU(t *testing.T) {
	qemu := realQEMU(t)
	for _, tc := range []struct {
		name  string
		asked string
		want  []string
	}{
		{"it runs", pcPath, []string{"runs: qemu-system-x86_64 ", "qgraph run " + pcPath}},
		{"another architecture", "riscv32/virt/generic-pcihost/pci-bus-generic/pci-bus/sdhci-pci/sdhci/sdhci-tests/registers",
			[]string{"there is no qemu-system-riscv32", "Nearest that runs:\n    " + pcPath}},
		{"compiled out", strings.Replace(pcPath, "sdhci-pci/sdhci/sdhci-tests/registers", "riscv-iommu-pci/pci-device/pci-device-tests/nop", 1),
			[]string{`does not run because of riscv-iommu-pci: qemu-system-x86_64 `, `has no device "riscv-iommu-pci"`, "Nearest that runs:\n    x86_64/pc/"}},
		{"another name", strings.Replace(pcPath, "sdhci-pci/sdhci/sdhci-tests/registers", "e1000-82540em/pci-device/pci-device-tests/nop", 1),
			[]string{`"e1000-82540em" is only another name of "e1000"`, "pci-bus/e1000/pci-device/pci-device-tests/nop"}},
		{"an ability", "x86_64/q35/q35-pcihost/pci-bus-q35/pcie-root-bus/pcie-root-port/pci-bus/virtio-iommu-pci/virtio/virtio-tests/nop",
			[]string{"which no node on the path provides", "No QEMU changes that"}},
		{"a name", "sdhci-tests/registers", []string{"is a test; of its ", "there is no qemu-system-arm", "One that runs:\n    x86_64/"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := output(t, "why", "--qemu", qemu, tc.asked)
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range tc.want {
				if !strings.Contains(got, want) {
					t.Errorf("the answer does not say %q:\n%s", want, got)
				}
			}
		})
	}
	for asked, want := range map[string]string{
		"edu":           "has a device of that name, which nothing tests yet",
		"virtio-pci":    "is an abstract type",
		"kvm-pit":       "only as a part of machines",
		"x86_64/isapc/": "though qemu-system-x86_64",
		"x86_64/pc/i440FX-pcihost/pci-bus-pc/pci-bus/tmp105/tmp105-tests/tx-rx": "the driver of that name comes after i2c-bus",
	} {
		if _, err := output(t, "why", "--qemu", qemu, asked); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("why %s: error %v, want one with %q", asked, err, want)
		}
	}
}
