package replaysuite_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/tests/suite/replaysuite"
)

// every has each kind of line.
const every = `# The first line.
#
# The last line.
device megasas max_sge=64
option -m 4G
map bar1
readb config+0x3c
writew config+0x4 0x6
readl bar1+0x0 # OK 0x0000000000000001
writeq bar1+0x1000 0xffffffffffffffff # OK
inb bar0+0x4 # OK 0x0010
outl bar0+0x4 0x80000000
read bar1+0x10 0x4
memset bar1+0x10 0x8 0xff
write 0x1000 0x3 0x0102ff
writel 0x2000 0x1
writel ram+0x2000 0x1
writeq bar0+0x80 ram+0x1000
clock_step 1000000
clock_step
readl "a region"#2+0x10
readl "config"+0x10
readl "ram"+0x10
readl xive.tima+0x80
`

// TestRoundTrip reads a text and writes it again.
func TestRoundTrip(t *testing.T) {
	for _, text := range []string{every, "machine arm/virt arm/raspi2b\nreadl uart#1+0x0\n", "model rtl8139\nreadb config+0x0\n"} {
		r, err := replaysuite.ParseRegression(text)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(text, r.String()); diff != "" {
			t.Errorf("String() mismatch (-want +got):\n%s", diff)
		}
	}
}

// TestWrong has a text for each error.
func TestWrong(t *testing.T) {
	for text, want := range map[string]string{
		"":                                         "one line with a device",
		"readl 0x0":                                "one line with a device",
		"device a\nmachine arm/virt\nreadl 0x0":    "one line with a device",
		"device a":                                 "no access",
		"device a\ndevice b\nreadl 0x0":            "line 2: a regression names one device",
		"device\nreadl 0x0":                        "line 1: a regression names one device",
		"device a b\nreadl 0x0":                    `line 1: "b" is no property`,
		"machine\nreadl 0x0":                       "line 1: machine without a name",
		"machine virt\nreadl 0x0":                  `line 1: "virt" is no machine`,
		"machine arm/virt\nreadl bar0+0x0":         "line 2: bar0+0x0 is of a PCI device",
		"device a\noption -m\nreadl 0x0":           "line 2: an option has one value",
		"device a\nfrob 0x0":                       `line 2: "frob" is no command`,
		"device a\nreadl":                          "line 2: no place",
		"device a\nreadl bar0":                     "line 2: no place",
		"device a\nreadl bar0+16":                  "line 2: no place",
		"device a\nreadl 0x0 0x1":                  "line 2: readl takes 0 arguments",
		"device a\nwritel 0x0":                     "line 2: writel takes 1 arguments",
		"device a\nwriteb 0x0 0x100":               "line 2: \"0x100\" is no value of 1 bytes",
		"device a\nwritew bar0+0x0 ram+0x1000":     "line 2: \"ram+0x1000\" is an address",
		"device a\nreadl config+0x2":               "line 2: an access to configuration space",
		"device a\nreadq config+0x8":               "line 2: an access to configuration space",
		"device a\nread config+0x8 0x4":            "line 2: configuration space has no accesses to blocks",
		"device a\nread 0x8 0x0":                   `line 2: "0x0" is no size`,
		"device a\nread 0xffffffffffffffff 0x2":    `line 2: "0x2" is no size`,
		"device a\nreadl 0xfffffffffffffffd":       "line 2: the access goes beyond the last address",
		"device a\nwrite 0x8 0x2 0x01":             "line 2: the data are not 2 bytes",
		"device a\nmemset 0x8 0x2 0x100":           `line 2: "0x100" is no byte`,
		"device a\nmap bar6":                       `line 2: "bar6" is no BAR`,
		"device a\nclock_step 0":                   `line 2: "0" is no time`,
		"device a\nreadl 0x0 # 1":                  `line 2: "1" is no reply`,
		"device a\nreadl \"\"+0x0":                 "line 2: \"\" is no name",
		"device a\nreadl 0x10000000000000000":      "line 2: no place",
		"device a\nreadl bar0+0x10000000000000000": "line 2: no place",
	} {
		_, err := replaysuite.ParseRegression(text)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ParseRegression(%q): error %v, want %q in it", text, err, want)
		}
	}
}

// FuzzParse holds that what is read is written as it was read.
func FuzzParse(f *testing.F) {
	f.Add(every)
	f.Add("machine arm/virt\nreadl \"a\\\" # b\"+0x1 # OK 0x01\n")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := replaysuite.ParseRegression(text)
		if err != nil {
			return
		}
		written := r.String()
		again, err := replaysuite.ParseRegression(written)
		if err != nil {
			t.Fatalf("%q is read, and what it is written as is not: %q: %v", text, written, err)
		}
		if diff := cmp.Diff(written, again.String()); diff != "" {
			t.Errorf("another text after it was read again (-want +got):\n%s", diff)
		}
	})
}
