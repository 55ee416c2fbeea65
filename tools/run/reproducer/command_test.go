package reproducer_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/tools/run/reproducer"
)

// TestAccess checks the accesses of commands.
func TestAccess(t *testing.T) {
	for line, want := range map[string]reproducer.Access{
		"readw 0x10":                 {Addr: 0x10, Width: 2, Size: 2},
		"writeq 0x10 0x1122334455":   {Write: true, Addr: 0x10, Width: 8, Size: 8, Value: 0x1122334455},
		"inb 96":                     {Port: true, Addr: 96, Width: 1, Size: 1},
		"outl 0xcf8 0x80000000":      {Port: true, Write: true, Addr: 0xcf8, Width: 4, Size: 4, Value: 0x80000000},
		"read 0x1000 0x20":           {Addr: 0x1000, Size: 0x20},
		"write 0x1000 0x4 0x0102":    {Write: true, Addr: 0x1000, Size: 4, Data: []byte{1, 2}},
		"b64write 0x1000 0x3 AQID":   {Write: true, Addr: 0x1000, Size: 3, Data: []byte{1, 2, 3}},
		"memset 0x1000 0x100 0x1a55": {Write: true, Fill: true, Addr: 0x1000, Size: 0x100, Value: 0x55},
	} {
		t.Run(line, func(t *testing.T) {
			all, err := reproducer.Parse(line)
			if err != nil {
				t.Fatal(err)
			}
			got, ok := all[0].Steps[0].Command.Access()
			if !ok {
				t.Fatal("no access")
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("access mismatch (-want +got):\n%s", diff)
			}
		})
	}
	for _, line := range []string{"clock_step", "endianness", "irq_intercept_in ioapic", "set_irq_in /machine a 3 1"} {
		all, err := reproducer.Parse(line)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := all[0].Steps[0].Command.Access(); ok {
			t.Errorf("%s: access %+v, want none", line, got)
		}
	}
}

func TestWriteBlock(t *testing.T) {
	const want = "write 0x1000 0x3 0x0aff00"
	if got := reproducer.WriteBlock(0x1000, []byte{10, 255, 0}).String(); got != want {
		t.Errorf("WriteBlock() = %q, want %q", got, want)
	}
}

// TestBare checks which options of a report a replay takes.
func TestBare(t *testing.T) {
	args := []string{
		"-display", "none", ",", "-M", "q35,accel=qtest,usb=on", "-machine", "accel=qtest", "-m", "512M", "-nographic", "--device", "e1000,netdev=n",
		"-serial", "stdio", "-qtest", "stdio", "-S", "-snapshot", "disk.img",
	}
	var got []string
	for _, o := range reproducer.Bare(reproducer.Options(args)) {
		got = append(got, o.Args()...)
	}
	want := []string{"-M", "q35,usb=on", "-m", "512M", "-device", "e1000,netdev=n", "-serial", "null", "-snapshot", "disk.img"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("options mismatch (-want +got):\n%s", diff)
	}
}

func TestProp(t *testing.T) {
	o := reproducer.Option{Flag: "device", Value: "e1000,netdev=n,addr=4", HasValue: true}
	for name, want := range map[string]string{"driver": "e1000", "netdev": "n", "addr": "4", "id": ""} {
		if got := o.Prop(name, "driver"); got != want {
			t.Errorf("Prop(%q) = %q, want %q", name, got, want)
		}
	}
}
