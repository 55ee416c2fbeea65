package qom_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/qtest/qmp"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

// tree is a composition tree by path: of each property the name, the type, and the value in JSON; "" for one that cannot
// be read.
type tree map[string][][3]string

func small() tree {
	return tree{
		"/":                  {{"type", "string", `"container"`}, {"machine", "child<pc>", `"/machine"`}},
		"/machine":           {{"rtc", "child<rtc>", `"/machine/rtc"`}, {"ram", "link<ram>", `"/objects/ram"`}, {"usb", "bool", "false"}},
		"/machine/rtc":       {{"date", "struct tm", ""}, {"irq", "child<irq>", `"/machine/rtc/irq"`}},
		"/machine/rtc/irq":   {},
		"/objects/elsewhere": {{"secret", "string", `""`}},
	}
}

// serve answers qom-list and qom-get, and qom-list-get where the QEMU has it.
func (tr tree) serve(t *testing.T, fake *qtestfake.QMP, has bool) {
	t.Helper()
	element := func(p [3]string, value bool) string {
		s := fmt.Sprintf(`{"name": %q, "type": %q`, p[0], p[1])
		if value && p[2] != "" {
			s += `, "value": ` + p[2]
		}
		return s + "}"
	}
	list := func(path string, value bool) (string, error) {
		properties, ok := tr[path]
		if !ok {
			return "", &qmp.Error{Class: "DeviceNotFound", Desc: "Device '" + path + "' not found"}
		}
		var parts []string
		for _, p := range properties {
			parts = append(parts, element(p, value))
		}
		return "[" + strings.Join(parts, ", ") + "]", nil
	}
	fake.On("qom-list", func(args json.RawMessage) (string, error) {
		var a struct{ Path string }
		if err := json.Unmarshal(args, &a); err != nil {
			return "", err
		}
		return list(a.Path, false)
	})
	fake.On("qom-get", func(args json.RawMessage) (string, error) {
		var a struct{ Path, Property string }
		if err := json.Unmarshal(args, &a); err != nil {
			return "", err
		}
		for _, p := range tr[a.Path] {
			if p[0] == a.Property && p[2] != "" {
				return p[2], nil
			}
		}
		return "", errors.New("cannot read '" + a.Property + "'")
	})
	if !has {
		return
	}
	fake.On("qom-list-get", func(args json.RawMessage) (string, error) {
		var a struct{ Paths []string }
		if err := json.Unmarshal(args, &a); err != nil {
			return "", err
		}
		properties, err := list(a.Paths[0], true)
		return `[{"properties": ` + properties + `}]`, err
	})
}

// Every object is visited once, with the value of each property, on QEMUs with and without qom-list-get.
func TestWalk(t *testing.T) {
	for name, has := range map[string]bool{"with qom-list-get": true, "without": false} {
		t.Run(name, func(t *testing.T) {
			fake := qtestfake.NewQMP()
			small().serve(t, fake, has)
			var got []string
			err := qom.At(fake.Start(t), "/").Walk(t.Context(), func(o qom.Object, properties []qom.Property) error {
				for _, p := range properties {
					got = append(got, fmt.Sprintf("%s %s = %s %v", o.Path(), p.Name, p.Value, p.Err))
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			want := []string{
				`/ type = "container" <nil>`,
				`/ machine = "/machine" <nil>`,
				`/machine rtc = "/machine/rtc" <nil>`,
				`/machine ram = "/objects/ram" <nil>`,
				`/machine usb = false <nil>`,
				`/machine/rtc date =  qmp: qom-get: cannot read 'date'`,
				`/machine/rtc irq = "/machine/rtc/irq" <nil>`,
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("properties mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWalkErrors(t *testing.T) {
	fake := qtestfake.NewQMP()
	small().serve(t, fake, true)
	c := fake.Start(t)
	var refusal *qmp.Error
	err := qom.At(c, "/nothing").Walk(t.Context(), func(qom.Object, []qom.Property) error { return nil })
	if !errors.As(err, &refusal) || refusal.Class != "DeviceNotFound" {
		t.Errorf("Walk of no object: %v, want QEMU's refusal", err)
	}
	stop := errors.New("stop")
	visits := 0
	err = qom.At(c, "/").Walk(t.Context(), func(qom.Object, []qom.Property) error {
		visits++
		if visits == 2 {
			return stop
		}
		return nil
	})
	if !errors.Is(err, stop) || visits != 2 {
		t.Errorf("Walk = %v after %d visits, want the visitor's error after 2", err, visits)
	}
}
