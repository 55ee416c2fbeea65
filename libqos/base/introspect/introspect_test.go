package introspect_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/introspect"
	"github.com/qgraph/qgraph/qtest/qmp"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

const schema = `[
	{"name": "query-status", "meta-type": "command", "arg-type": "0", "ret-type": "1"},
	{"name": "query-balloon", "meta-type": "command", "arg-type": "0", "ret-type": "1"},
	{"name": "query-rocker", "meta-type": "command", "arg-type": "2", "ret-type": "1"},
	{"name": "query-block", "meta-type": "command", "arg-type": "3", "ret-type": "1"},
	{"name": "x-query-irq", "meta-type": "command", "arg-type": "0", "ret-type": "1"},
	{"name": "system_reset", "meta-type": "command", "arg-type": "0", "ret-type": "1"},
	{"name": "query-event", "meta-type": "event", "arg-type": "0"},
	{"name": "0", "meta-type": "object", "members": []},
	{"name": "1", "meta-type": "object", "members": []},
	{"name": "2", "meta-type": "object", "members": [{"name": "name", "type": "str"}]},
	{"name": "3", "meta-type": "object", "members": [{"name": "flat", "default": null, "type": "bool"}]}
]`

const help = "info balloon  -- show balloon information\r\n" +
	"info registers [-a|vcpu] -- show the cpu registers (-a: show register info for all cpus; vcpu: specific vCPU to query)\r\n" +
	"info rocker-of-dpa-flows name [tbl_id] -- Show rocker OF-DPA flow tables\r\n"

// machine is a QEMU whose commands are noted in asked.
func machine(t *testing.T, asked *[]string) (*qtestfake.QMP, *qmp.Client) {
	t.Helper()
	fake := qtestfake.NewQMP()
	on := func(command, value string, err error) {
		fake.On(command, func(args json.RawMessage) (string, error) {
			*asked = append(*asked, command+" "+string(args))
			return value, err
		})
	}
	on("query-qmp-schema", strings.ReplaceAll(schema, "\n", ""), nil)
	on("query-status", "{}", nil)
	on("query-block", "[]", nil)
	on("x-query-irq", "{}", nil)
	on("query-balloon", "", errors.New("no such thing"))
	on("qom-get", "", errors.New("not now"))
	on("device-list-properties", `[{"name": "addr", "type": "int32"}, {"name": "mac", "type": "str"}]`, nil)
	fake.On("qom-list-get", func(args json.RawMessage) (string, error) {
		*asked = append(*asked, "qom-list-get "+string(args))
		if strings.Contains(string(args), "/part") {
			return `[{"properties": [{"name": "date", "type": "struct tm"}]}]`, nil
		}
		return `[{"properties": [{"name": "part", "type": "child<rtc>", "value": "/part"}, {"name": "usb", "type": "bool", "value": true}]}]`, nil
	})
	fake.On("human-monitor-command", func(args json.RawMessage) (string, error) {
		var a struct {
			Line string `json:"command-line"`
		}
		if err := json.Unmarshal(args, &a); err != nil {
			return "", err
		}
		*asked = append(*asked, a.Line)
		answer := map[string]string{"help info": help, "info balloon": "Error: no balloon here\r\n"}[a.Line]
		text, err := json.Marshal(answer)
		return string(text), err
	})
	return fake, fake.Start(t)
}

// Each object, each query and each info command without mandatory arguments is asked, and no other command.
func TestMachine(t *testing.T) {
	var asked []string
	_, c := machine(t, &asked)
	r, err := introspect.Machine(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`qom-list-get {"paths":["/"]}`,
		`qom-list-get {"paths":["/part"]}`,
		`qom-get {"path":"/part","property":"date"}`,
		"query-qmp-schema {}",
		"query-balloon {}", "query-block {}", "query-status {}", "x-query-irq {}",
		"help info", "info balloon", "info registers", "info registers -a",
	}
	if diff := cmp.Diff(want, asked); diff != "" {
		t.Errorf("commands mismatch (-want +got):\n%s", diff)
	}
	if r.Objects != 2 || r.Properties != 3 || r.Commands != 7 {
		t.Errorf("the report is %v, want 2 objects, 3 properties, 7 commands", r)
	}
	refusals := []introspect.Refusal{
		{Question: "qom-get /part date", Text: "not now"},
		{Question: "query-balloon", Text: "no such thing"},
		{Question: "info balloon", Text: "no balloon here"},
	}
	if diff := cmp.Diff(refusals, r.Refusals); diff != "" {
		t.Errorf("refusals mismatch (-want +got):\n%s", diff)
	}
	leftOut := []introspect.LeftOut{
		{Command: "query-rocker", Why: "it needs the arguments name"},
		{Command: "info rocker-of-dpa-flows", Why: "it needs the arguments name"},
	}
	if diff := cmp.Diff(leftOut, r.LeftOut); diff != "" {
		t.Errorf("left out mismatch (-want +got):\n%s", diff)
	}
}

// A device is asked for its model's properties, and for its own and its parts', and for nothing else.
func TestDevice(t *testing.T) {
	var asked []string
	_, c := machine(t, &asked)
	r, err := introspect.Device(t.Context(), c, "e1000e", "/machine/peripheral/net0")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`device-list-properties {"typename":"e1000e"}`,
		`qom-list-get {"paths":["/machine/peripheral/net0"]}`,
		`qom-list-get {"paths":["/machine/peripheral/net0/part"]}`,
		`qom-get {"path":"/machine/peripheral/net0/part","property":"date"}`,
	}
	if diff := cmp.Diff(want, asked); diff != "" {
		t.Errorf("commands mismatch (-want +got):\n%s", diff)
	}
	if r.Options != 2 || r.Objects != 2 {
		t.Errorf("the report is %v, want 2 options, 2 objects", r)
	}
}

// An answer that is no refusal ends the introspection, and the error names the question.
func TestLost(t *testing.T) {
	var asked []string
	fake, c := machine(t, &asked)
	fake.On("query-status", func(json.RawMessage) (string, error) {
		c.Close() // as if QEMU had ended
		return "{}", nil
	})
	_, err := introspect.Machine(t.Context(), c)
	if err == nil || !strings.HasPrefix(err.Error(), "introspect: query-status: ") {
		t.Errorf("Machine() = %v, want an error that names query-status", err)
	}
	if slices.Contains(asked, "help info") {
		t.Error("it went on without QEMU")
	}
}
