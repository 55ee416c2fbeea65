package loss_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/protocol/vmstate"
	"github.com/qgraph/qgraph/libqos/protocol/vmstate/vmstatetest"
	"github.com/qgraph/qgraph/tools/qgraph/loss"
)

const fields = `"vmsd_name": "dev", "version": 1, "fields": [{"name": "n", "type": "uint16", "size": 2}, ` +
	`{"name": "a", "array_len": 3, "type": "uint8", "size": 1}, {"name": "b", "type": "buffer", "size": 6}]`

// state returns the stream of a device, with a subsection unless it is empty.
func state(data string, more ...byte) []byte {
	s := vmstatetest.Section{Device: "0000:00:04.0/dev", Version: 1, Describe: fields, Data: []byte(data)}
	if len(more) > 0 {
		s.Describe += fmt.Sprintf(`, "subsections": [{"vmsd_name": "dev/more", "version": 2, "fields": [{"name": "m", "array_len": %d, "type": "uint8", "size": 1}]}]`, len(more))
		s.Data = append(s.Data, vmstatetest.Subsection("dev/more", 2, more...)...)
	}
	return vmstatetest.Stream("m", s)
}

func parse(t *testing.T, data []byte) *vmstate.Stream {
	t.Helper()
	s, err := vmstate.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// between returns the losses from one state to another.
func between(t *testing.T, before, now []byte) []loss.Loss {
	t.Helper()
	return loss.Between(parse(t, before), parse(t, now))
}

// TestAlter loses each value of a stream.
func TestAlter(t *testing.T) {
	const before, now = "\x01\x02abc\x80uffer", "\x01\x03aBC\x80UfFEr"
	for _, tc := range []struct {
		name        string
		before, now []byte
		want        map[string][]byte // the stream after the loss of a field
	}{
		{"nothing", state(before), state(before), map[string][]byte{}},
		{"number, elements and bytes", state(before), state(now), map[string][]byte{
			"n": state("\x01\x02aBC\x80UfFEr"), "a[0x1]": state("\x01\x03abC\x80UfFEr"), "a[0x2]": state("\x01\x03aBc\x80UfFEr"),
			"b[0x1]": state("\x01\x03aBC\x80ufFEr"), "b[0x3]": state("\x01\x03aBC\x80Uffer"),
		}},
		{"subsection", state(before), state(before, 7, 0, 8), map[string][]byte{
			"m[0x0]": state(before, 0, 0, 8), "m[0x2]": state(before, 7, 0, 0),
		}},
		{"subsection that is gone", state(before, 1), state(before), map[string][]byte{}},
		{"element that was not there", state(before, 1), state(before, 1, 2), map[string][]byte{"m[0x1]": state(before, 1, 0)}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := map[string][]byte{}
			for _, l := range between(t, tc.before, tc.now) {
				altered, err := l.Alter(bytes.Clone(tc.now))
				if err != nil {
					t.Fatal(err)
				}
				name := l.Field
				if l.Index != vmstate.NoIndex {
					name += fmt.Sprintf("[%#x]", l.Index)
				}
				got[name] = altered
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("streams mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

// TestAlterErrors alters streams that are another machine's.
func TestAlterErrors(t *testing.T) {
	l := between(t, state("\x01\x02abc\x80uffer"), state("\x01\x03abc\x80uffer"))[0]
	for _, tc := range []struct {
		name string
		data []byte
		want string
	}{
		{"no stream", []byte("QEV"), `got "QEV", want "QEVM"`},
		{"without the device", vmstatetest.Stream("m"), "the stream has 0 bytes of it, want 2"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, err := l.Alter(tc.data); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v, want one with %q", err, tc.want)
			}
		})
	}
}

func TestTable(t *testing.T) {
	report := loss.Report{
		Path: "arm/board/dev-tests/migrate", Test: "dev-tests/migrate",
		Losses:   between(t, state("\x01\x02abc\x80uffer"), state("\x01\x03aBC\x81uffer", 5)),
		Outcomes: []loss.Outcome{loss.Seen, loss.Unseen, loss.Unseen, loss.Refused, loss.Seen},
	}
	var b strings.Builder
	if err := (loss.Table{report}).Write(&b); err != nil {
		t.Fatal(err)
	}
	const want = `| Test | Values | Seen | Refused | Unseen |
| --- | ---: | ---: | ---: | ---: |
| ` + "`dev-tests/migrate`" + ` | 5 | 2 | 1 | 2 |
| all | 5 | 2 | 1 | 2 |

### dev-tests/migrate

` + "`arm/board/dev-tests/migrate`" + `

| State | | Values |
| --- | --- | --- |
| ` + "`0000:00:04.0/dev` `dev/more`" + ` | seen | ` + "`m`" + ` |
| ` + "`0000:00:04.0/dev`" + ` | unseen | ` + "`n`, `a`" + ` |
| ` + "`0000:00:04.0/dev`" + ` | refused | ` + "`a`" + ` |
| ` + "`0000:00:04.0/dev`" + ` | seen | ` + "`b`" + ` |
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("table mismatch (-want +got):\n%s", diff)
	}
}
