//go:build qemu

package main

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/qgraph/qgraph/tools/qgraph/faulty"
)

func TestFaultsOfRealDevice(t *testing.T) {
	qemu := os.Getenv("QGRAPH_TEST_QEMU")
	if qemu == "" {
		t.Fatal("QGRAPH_TEST_QEMU is not set: it must name a qemu-system-x86_64")
	}
	const device = "x86_64/pc/i440FX-pcihost/pci-bus-pc/pci-bus/edu"
	rules := writeFile(t, "rules", `
register bar0/00:04.0+0x4:4 reads-1 bit 0	# the inverted word
register bar0/00:04.0+0xf0:4 reads-1 bit 0	# no register
memory 0x100000 lost size 4			# the message of an interrupt
`)
	stdout, stderr, err := execute(t, "faulty", "--qemu", qemu, "--rules", rules, "--json", "--least", "100", device+"/edu-tests/registers", device+"/edu-tests/msi")
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr)
	}
	var d faulty.Device
	if err := json.Unmarshal([]byte(stdout), &d); err != nil {
		t.Fatalf("%v in %s", err, stdout)
	}
	if d.Name != device || len(d.Outcomes) != 3 || len(d.Left) != 0 {
		t.Fatalf("got %+v", d)
	}
	for _, o := range d.Outcomes {
		want := faulty.Caught
		if strings.Contains(o.Rule, "0xf0") {
			want = faulty.Equivalent
		}
		if o.Verdict != want {
			t.Errorf("%s is %s, want %s", o.Rule, o.Verdict, want)
		}
	}
	stdout, stderr, err = execute(t, "faulty", "--qemu", qemu, "--list", device+"/edu-tests/msi")
	if err != nil || !strings.Contains(stdout, "register bar0/00:04.0+0x60:4 write-lost\n") {
		t.Errorf("%v, %s%s; want a rule for the register that raises an interrupt", err, stdout, stderr)
	}
	// QEMU clears a byte that a reset must not clear, so that nobody sees a bit in it.
	const rtc = "x86_64/pc/i440FX-pcihost/PIIX3/mc146818rtc/rtc-tests/reset"
	stdout, stderr, err = execute(t, "faulty", "--qemu", qemu, "--rules", writeFile(t, "rules", "register cmos+0xf:1 reads-1 bit 7"), "--least", "1", rtc)
	if !errors.Is(err, errPathsFailed) || !strings.Contains(stdout, "hidden: register cmos+0xf:1 reads-1 bit 7, behind rtc-reset-clears-ram in rtc-tests/reset [byte 0x0f of RAM]: ") {
		t.Errorf("%v, %s%s; want a hidden fault", err, stdout, stderr)
	}
	// The test steps the clock and does not measure time.
	const tulip = "x86_64/pc/i440FX-pcihost/pci-bus-pc/pci-bus/tulip/tulip-tests/tulip_large_tx"
	stdout, stderr, err = execute(t, "faulty", "--qemu", qemu, "--rules", writeFile(t, "rules", "clock slow"), "--least", "1", tulip)
	if !errors.Is(err, errPathsFailed) || !strings.Contains(stdout, "unseen: clock slow\n") {
		t.Errorf("%v, %s%s; want an unseen fault", err, stdout, stderr)
	}
}
