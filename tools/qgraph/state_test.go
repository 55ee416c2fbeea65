package main

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/qgraph/qgraph/libqos/protocol/vmstate"
	"github.com/qgraph/qgraph/libqos/protocol/vmstate/vmstatetest"
)

// stateOf returns a state of a device with a number of the time and one of its own, and of another device.
func stateOf(clock, value byte) string {
	return string(vmstatetest.Stream("board",
		vmstatetest.Section{
			Device: "timer", Version: 2, Data: []byte{clock},
			Describe: `"vmsd_name": "timer", "version": 2, "fields": [{"name": "cpu_clock_offset", "type": "uint8", "size": 1}]`,
		},
		vmstatetest.Section{
			Device: "0000:00:02.0/nic", Version: 1, Data: []byte{value, 2, 3},
			Describe: `"vmsd_name": "nic", "version": 1, "fields": [{"name": "mac", "array_len": 3, "type": "uint8", "size": 1}]`,
		}))
}

func TestState(t *testing.T) {
	file := writeFile(t, "vm.state", stateOf(1, 1))
	stdout, _, err := execute(t, "state", file)
	if err != nil || !strings.Contains(stdout, "machine board") || !strings.Contains(stdout, "timer: version 2") ||
		!strings.Contains(stdout, "0000:00:02.0/nic: nic, version 1, 3 bytes at ") {
		t.Errorf("error %v, output\n%s", err, stdout)
	}
	stdout, _, err = execute(t, "state", file, "--device", "nic$")
	if fields := strings.Fields(stdout); err != nil || !strings.HasPrefix(stdout, "0000:00:02.0/nic") || fields[len(fields)-1] != "0x3" {
		t.Errorf("with --device: error %v, output\n%s", err, stdout)
	}
	stdout, _, err = execute(t, "state", file, "--json")
	var s jsonState
	if jsonErr := json.Unmarshal([]byte(stdout), &s); err != nil || jsonErr != nil {
		t.Fatalf("as JSON: error %v, %v in\n%s", err, jsonErr, stdout)
	}
	nic := s.Sections[len(s.Sections)-1]
	if s.Machine != "board" || nic.Section != "nic" || len(nic.Fields) != 1 || nic.Fields[0].Raw != "010203" || *nic.Fields[0].Index != 0 {
		t.Errorf("as JSON: machine %q, section %+v", s.Machine, nic)
	}
}

func TestStateDifferences(t *testing.T) {
	a, later, b := writeFile(t, "a", stateOf(1, 1)), writeFile(t, "later", stateOf(2, 1)), writeFile(t, "b", stateOf(2, 7))
	stdout, _, err := execute(t, "state", a, later)
	if err != nil || stdout != "differences: 0; left out: 1\n" {
		t.Errorf("at another time: error %v, output\n%s", err, stdout)
	}
	stdout, _, err = execute(t, "state", a, later, "--all")
	if !errors.Is(err, errPathsFailed) || !strings.HasPrefix(stdout, "timer cpu_clock_offset: 0x1 → 0x2 (counts the host's time") {
		t.Errorf("with --all: error %v, output\n%s", err, stdout)
	}
	stdout, _, err = execute(t, "state", a, b)
	if want := "0000:00:02.0/nic nic mac[0x0]: 0x1 → 0x7\ndifferences: 1; left out: 1\n"; !errors.Is(err, errPathsFailed) || stdout != want {
		t.Errorf("of another device: error %v, output\n%swant\n%s", err, stdout, want)
	}
	stdout, _, err = execute(t, "state", a, b, "--device", "timer")
	if err != nil {
		t.Errorf("with --device: error %v, output\n%s", err, stdout)
	}
	stdout, _, err = execute(t, "state", a, b, "--json")
	var d []vmstate.Difference
	if jsonErr := json.Unmarshal([]byte(stdout), &d); !errors.Is(err, errPathsFailed) || jsonErr != nil || len(d) != 1 || d[0].B != "0x7" {
		t.Errorf("as JSON: error %v, %v, output\n%s", err, jsonErr, stdout)
	}
}

func TestStateUsage(t *testing.T) {
	file := writeFile(t, "vm.state", stateOf(1, 1))
	broken := writeFile(t, "broken.state", strings.Replace(stateOf(1, 1), "\x01\x02\x03~", "\x01\x02\x03\x04~", 1))
	for _, tc := range []struct {
		name string
		args []string
		want string
	}{
		{"nothing", nil, "got 0 files"},
		{"three files", []string{file, file, file}, "got 3 files"},
		{"no such file", []string{"/nonexistent"}, "no such file"},
		{"no state", []string{writeFile(t, "x", "text")}, `got "text", want "QEVM"`},
		{"a file and a machine", []string{"-M", "pc", file}, "both -M and a file"},
		{"options without a machine", []string{file, "--", "-nodefaults"}, "go with -M"},
		{"--to without a machine", []string{"--to", "x", file}, "go with -M"},
		{"pattern", []string{"--device", "(", file}, "--device: "},
		{"no QEMU", []string{"-M", "pc", "--qemu", notQEMU(t)}, "is not QEMU"},
		{"a wrong section", []string{broken}, "section 0000:00:02.0/nic, at "},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, _, err := execute(t, append([]string{"state"}, tc.args...)...)
			if err == nil || errors.Is(err, errPathsFailed) || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v, want one with %q", err, tc.want)
			}
		})
	}
}
