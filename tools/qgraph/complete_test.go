package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/arch"
)

// output returns the output of the command line, and its error.
func output(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out strings.Builder
	root := newRoot()
	root.SetOut(&out)
	root.SetErr(&strings.Builder{})
	root.SetArgs(args)
	err := root.ExecuteContext(t.Context())
	return out.String(), err
}

func TestComplete(t *testing.T) {
	const bus = "x86_64/pc/i440FX-pcihost/pci-bus-pc/pci-bus/"
	const directive = ":38"    // no space, no files, in this order
	var architectures []string // each has a machine
	for _, a := range arch.All() {
		architectures = append(architectures, a.Name+"/")
	}
	for _, tc := range []struct {
		typed string
		want  []string
	}{
		{"", architectures},
		{"x86", []string{"x86_64/", "x86-cpu", "x86-cpuid-compat-tests/levels", "x86-cpuid-compat-tests/parsing-plus-minus"}},
		{"x86_64", []string{"x86_64/"}},
		{"x86_64/p", []string{"x86_64/pc/"}},
		{"arm/raspi2b", []string{"arm/raspi2b/"}},
		{"arm/raspi2b/", []string{"arm/raspi2b/bcm2835-dma/", "arm/raspi2b/bcm2835-i2c/", "arm/raspi2b/bcm2835-sdhost/", "arm/raspi2b/bcm2835-spi/", "arm/raspi2b/board/", "arm/raspi2b/generic-sdhci/", "arm/raspi2b/machine/", "arm/raspi2b/pl011/"}},
		{bus + "igb/igb-tests", []string{bus + "igb/igb-tests/"}},
		{bus + "igb/igb-tests/t", []string{bus + "igb/igb-tests/tx"}},
		{bus + "nvm", []string{bus + "nvme/"}},
		{bus + "nvme/nvme-tests/oob-cmb-a", []string{bus + "nvme/nvme-tests/oob-cmb-access"}},
		{bus + "no-such", nil},
		{"sdhci-", []string{"sdhci-pci", "sdhci-tests/card", "sdhci-tests/interrupts", "sdhci-tests/migrate", "sdhci-tests/registers", "sdhci-tests/slot"}},
	} {
		for _, command := range []string{"why", "list", "run", "cmdline"} {
			got, err := output(t, "__complete", command, tc.typed)
			if err != nil {
				t.Fatal(err)
			}
			want := strings.Join(append(tc.want, directive), "\n") + "\n"
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s %s<TAB> mismatch (-want +got):\n%s", command, tc.typed, diff)
			}
		}
	}
	for command, want := range map[string]string{"why": ":4\n", "list": "arm-cpu\narm-cpu-features-tests/query\n:38\n"} {
		if got, err := output(t, "__complete", command, "sdhci", "arm-"); err != nil || got != want {
			t.Errorf("%s sdhci arm-<TAB>: %q, %v, want %q", command, got, err, want)
		}
	}
}
