package qom_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

func TestObject(t *testing.T) {
	var got []string
	fake := qtestfake.NewQMP()
	answer := func(command, value string) {
		fake.On(command, func(args json.RawMessage) (string, error) {
			got = append(got, command+" "+string(args))
			return value, nil
		})
	}
	answer("qom-set", `{}`)
	o := qom.Plugged(fake.Start(t), "tmp105")
	ctx := t.Context()

	if err := o.SetInt(ctx, "temperature", -25000); err != nil {
		t.Error(err)
	}
	if err := o.SetText(ctx, "led0", "on"); err != nil {
		t.Error(err)
	}
	answer("qom-get", `21500`)
	if v, err := o.Int(ctx, "temperature"); v != 21500 || err != nil {
		t.Errorf("Int = %d, %v; want 21500", v, err)
	}
	answer("qom-get", `true`)
	if v, err := o.Bool(ctx, "realized"); !v || err != nil {
		t.Errorf("Bool = %v, %v; want true", v, err)
	}
	answer("qom-get", `"off"`)
	if v, err := o.Text(ctx, "led0"); v != "off" || err != nil {
		t.Errorf("Text = %q, %v; want %q", v, err, "off")
	}
	want := []string{
		`qom-set {"path":"/machine/peripheral/tmp105","property":"temperature","value":-25000}`,
		`qom-set {"path":"/machine/peripheral/tmp105","property":"led0","value":"on"}`,
		`qom-get {"path":"/machine/peripheral/tmp105","property":"temperature"}`,
		`qom-get {"path":"/machine/peripheral/tmp105","property":"realized"}`,
		`qom-get {"path":"/machine/peripheral/tmp105","property":"led0"}`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("commands mismatch (-want +got):\n%s", diff)
	}
	if _, err := o.Text(ctx, "led0"); err != nil {
		t.Error(err)
	}
	if _, err := o.Int(ctx, "led0"); err == nil {
		t.Error("Int of a text property returned no error")
	}
}
