//go:build qemu

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/qgraph/qgraph/tools/qgraph/identity"
)

// changed makes a qemu-system-x86_64 with another subsystem in e1000e, without MSI-X in
// virtio-net-pci, and with more memory.
func changed(t *testing.T, qemu string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "qemu-system-x86_64")
	script := fmt.Sprintf("#!/bin/sh\nexec %s \"$@\" -global e1000e.subsys=0x1234 -global virtio-net-pci.vectors=0 -m 256\n", qemu)
	if err := os.WriteFile(name, []byte(script), 0o777); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestCompareIdentityOfQEMUs(t *testing.T) {
	qemu := os.Getenv("QGRAPH_TEST_QEMU")
	if qemu == "" {
		t.Fatal("QGRAPH_TEST_QEMU is not set: it must name a qemu-system-x86_64")
	}
	differing := func(other string, args ...string) (fields map[string]bool, compared int) {
		t.Helper()
		stdout, stderr, err := execute(t, append([]string{"compare", "--identity", "--json", "--qemu", qemu, "--qemu", other, "-M", "pc"}, args...)...)
		var c identity.Comparison
		if err := json.Unmarshal([]byte(stdout), &c); err != nil {
			t.Fatalf("%v in %s%s", err, stdout, stderr)
		}
		fields = map[string]bool{}
		for _, d := range c.Differences {
			_, machine := filepath.Split(d.Subject)
			fields[machine+"/"+d.Field] = true
		}
		if (len(fields) > 0) != errors.Is(err, errPathsFailed) {
			t.Errorf("error %v with %d differences", err, len(fields))
		}
		return fields, c.Fields
	}
	if fields, compared := differing(qemu); len(fields) > 0 || compared < 1000 {
		t.Errorf("the same QEMU differs from itself in %v of %d fields", fields, compared)
	}
	got, _ := differing(changed(t, qemu), "--device", "e1000e", "--device", "virtio-net-pci", "--device", "edu")
	for _, field := range []string{"e1000e/pci/subsystem", "virtio-net-pci/pci/capabilities", "virtio-net-pci/pci/bar1"} {
		if !got[field] {
			t.Errorf("no difference in %s", field)
		}
	}
	for field := range got {
		if ok, _ := filepath.Match("edu/*", field); ok {
			t.Errorf("a difference in %s, which nothing changed", field)
		}
	}
	got, _ = differing(changed(t, qemu))
	for _, field := range []string{"machine/cmos/35", "machine/memory/000000100000-00000fffffff"} {
		if !got[field] {
			t.Errorf("no difference in %s, which tells the size of memory", field)
		}
	}
}
