package identity_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/tools/qgraph/identity"
)

const record = `# What a guest sees, by qgraph identity; QEMU 11.1.2
# x86_64/pc-q35-9.0/ufs is not recorded: qemu-system-x86_64 has no device "ufs"
x86_64/pc-q35-9.0/e1000e/pci/bar0 = 32-bit memory, 0x20000 bytes
x86_64/pc-q35-9.0/machine/fw_cfg/etc/e820 = 40 bytes, selector 0x0025
x86_64/pc-q35-9.0/machine/memory/0000fec00000-0000fec00fff = i/o  # ioapic
`

// parse returns the record that the text holds.
func parse(t *testing.T, text string) *identity.Record {
	t.Helper()
	r, err := identity.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRecord(t *testing.T) {
	r := parse(t, record)
	want := &identity.Record{
		QEMU: "11.1.2",
		Fields: map[string]string{
			"x86_64/pc-q35-9.0/e1000e/pci/bar0":                          "32-bit memory, 0x20000 bytes",
			"x86_64/pc-q35-9.0/machine/fw_cfg/etc/e820":                  "40 bytes, selector 0x0025",
			"x86_64/pc-q35-9.0/machine/memory/0000fec00000-0000fec00fff": "i/o",
		},
		Notes:  map[string]string{"x86_64/pc-q35-9.0/machine/memory/0000fec00000-0000fec00fff": "ioapic"},
		Absent: map[string]string{"x86_64/pc-q35-9.0/ufs": `qemu-system-x86_64 has no device "ufs"`},
	}
	if diff := cmp.Diff(want, r); diff != "" {
		t.Errorf("Parse mismatch (-want +got):\n%s", diff)
	}
	var b bytes.Buffer
	if err := r.Write(&b); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(record, b.String()); diff != "" {
		t.Errorf("Write mismatch (-want +got):\n%s", diff)
	}
}

func TestParseErrors(t *testing.T) {
	head := strings.SplitAfter(record, "\n")[0]
	for name, text := range map[string]string{
		"empty": "", "another file": "{}\n", "no value": head + "x86_64/pc/machine/port\n", "no field": head + "x86_64/pc/machine = 1\n",
	} {
		if _, err := identity.Parse(strings.NewReader(text)); !errors.Is(err, identity.ErrFormat) {
			t.Errorf("%s: error %v, want %v", name, err, identity.ErrFormat)
		}
	}
}

type full struct{ err error }

func (f full) Write([]byte) (int, error) { return 0, f.err }

func TestWriteToFullDisk(t *testing.T) {
	disk := full{errors.New("no space left on device")}
	r := parse(t, record)
	if err := r.Write(disk); !errors.Is(err, disk.err) {
		t.Errorf("record: error %v, want %v", err, disk.err)
	}
	c := identity.Compare([]identity.Side{{Name: "a", Record: r}, {Name: "b", Record: r}}, nil)
	if err := c.WriteTable(disk); !errors.Is(err, disk.err) {
		t.Errorf("table: error %v, want %v", err, disk.err)
	}
	if err := c.WriteMarkdown(disk); !errors.Is(err, disk.err) {
		t.Errorf("Markdown: error %v, want %v", err, disk.err)
	}
}
