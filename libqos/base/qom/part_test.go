package qom_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

func TestParts(t *testing.T) {
	fake := qtestfake.NewQMP()
	fake.On("qom-list", func(args json.RawMessage) (string, error) {
		if string(args) != `{"path":"/machine/unattached"}` {
			t.Errorf("qom-list %s", args)
		}
		return `[{"name": "type", "type": "string"}, ` +
			`{"name": "device[3]", "type": "child<riscv.aplic>"}, ` +
			`{"name": "device[1]", "type": "child<arm_gic>"}, ` +
			`{"name": "device[4]", "type": "child<riscv.aplic>"}, ` +
			`{"name": "gic", "type": "link<arm_gic>"}]`, nil
	})
	c := fake.Start(t)
	parts, err := qom.Parts(t.Context(), c, "riscv.aplic")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range parts {
		got = append(got, p.Path())
	}
	want := []string{"/machine/unattached/device[3]", "/machine/unattached/device[4]"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("parts mismatch (-want +got):\n%s", diff)
	}
	if p, err := qom.Part(t.Context(), c, "arm_gic"); p.Path() != "/machine/unattached/device[1]" || err != nil {
		t.Errorf("Part(arm_gic) = %q, %v; want device[1]", p.Path(), err)
	}
	for typ, want := range map[string]string{"riscv.aplic": "2 parts", "ioapic": "0 parts"} {
		if _, err := qom.Part(t.Context(), c, typ); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Part(%s): error %v, want %q in it", typ, err, want)
		}
	}
}
