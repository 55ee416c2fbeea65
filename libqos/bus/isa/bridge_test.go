package isa_test

import (
	"encoding/binary"
	"encoding/json"
	"strings"
	"testing"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

// TestPICs checks that QEMU's property distinguishes the two 8259s of a
// machine.
func TestPICs(t *testing.T) {
	for _, tc := range []struct {
		name, list    string
		first, second string
	}{
		{"both", `[{"name": "device[4]", "type": "child<isa-i8259>"}, {"name": "device[2]", "type": "child<isa-i8259>"}]`, "/machine/unattached/device[2]", "/machine/unattached/device[4]"},
		{"only one", `[{"name": "device[2]", "type": "child<isa-i8259>"}]`, "", ""},
		{"none", `[]`, "", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			q := qtestfake.NewQMP()
			q.On("qom-list", func(json.RawMessage) (string, error) { return tc.list, nil })
			q.On("qom-get", func(args json.RawMessage) (string, error) {
				if strings.Contains(string(args), "device[2]") {
					return "true", nil
				}
				return "false", nil
			})
			m := guest.NewMachine(qtestfake.NewMemory().Start(t), binary.LittleEndian, guest.RAM{})
			m.Monitor = q.Start(t)
			first, second, err := isa.PICs(t.Context(), m)
			if (err != nil) != (tc.first == "") {
				t.Fatalf("PICs: error %v", err)
			}
			if err == nil && (first.Path != tc.first || second.Path != tc.second) {
				t.Errorf("PICs are %q and %q, want %q and %q", first.Path, second.Path, tc.first, tc.second)
			}
		})
	}
}
