package qmp

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Messages of QEMU 11.1 and of the specification, and lines that are not messages.
func TestParseMessage(t *testing.T) {
	tests := []struct {
		name string
		line string
		want message
		err  string
	}{
		{"greeting", `{"QMP": {"version": {"qemu": {"micro": 2, "minor": 1, "major": 11}, "package": "Debian 1:11.1.2+ds-3"}, "capabilities": ["oob"]}}`,
			message{greeting: &Version{11, 1, 2, "Debian 1:11.1.2+ds-3"}}, ""},
		{"return", `{"return": {"status": "running"}, "id": 7}`, message{reply: &reply{id: 7, result: json.RawMessage(`{"status": "running"}`)}}, ""},
		{"return of a string", `{"return": "", "id": 7}`, message{reply: &reply{id: 7, result: json.RawMessage(`""`)}}, ""},
		{"error", `{"error": {"class": "CommandNotFound", "desc": "The command x has not been found"}, "id": 18446744073709551615}`,
			message{reply: &reply{id: 1<<64 - 1, refusal: &Error{Class: "CommandNotFound", Desc: "The command x has not been found"}}}, ""},
		{"event", `{"timestamp": {"seconds": 1729, "microseconds": 25}, "event": "RESET", "data": {"guest": false}}`,
			message{event: &Event{Name: "RESET", Data: json.RawMessage(`{"guest": false}`), Time: time.Unix(1729, 25000)}}, ""},
		{"event without data", `{"timestamp": {"seconds": 0, "microseconds": 0}, "event": "STOP"}`, message{event: &Event{Name: "STOP", Time: time.Unix(0, 0)}}, ""},
		{"return without id", `{"return": {}}`, message{}, "return that answers no command"},
		{"error without id", `{"error": {"class": "GenericError", "desc": "JSON parse error"}}`, message{}, "error that answers no command: JSON parse error"},
		{"empty object", `{}`, message{}, "neither greeting, event, return nor error"},
		{"no JSON", `login: `, message{}, "invalid character 'l' looking for beginning of value"},
		{"no object", `[1]`, message{}, "json: cannot unmarshal array into Go value of type qmp.rawMessage"},
		{"id that is not ours", `{"return": {}, "id": "x"}`, message{}, "json: cannot unmarshal string into Go struct field rawMessage.id of type uint64"},
		{"empty line", ``, message{}, "unexpected end of JSON input"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			got, err := parseMessage([]byte(tc.line))
			if err != nil && err.Error() != tc.err || err == nil && tc.err != "" {
				t.Errorf("parseMessage() = %v, want error %q", err, tc.err)
			}
			if diff := cmp.Diff(tc.want, got, cmp.AllowUnexported(message{}, reply{})); diff != "" {
				t.Errorf("message mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

// A line is a message of exactly one kind, or has a reason why not.
func FuzzParseMessage(f *testing.F) {
	for _, line := range []string{
		`{"QMP": {"version": {"qemu": {"micro": 2, "minor": 1, "major": 11}, "package": ""}, "capabilities": ["oob"]}}`,
		`{"return": {}, "id": 1}`, `{"return": [], "id": 1}`, `{"return": null, "id": 1}`, `{"return": {}}`,
		`{"error": {"class": "GenericError", "desc": "no"}, "id": 1}`, `{"error": {}}`, `{"error": null, "id": 1}`,
		`{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "RESET", "data": {}}`, `{"event": 1}`, `{"event": "X", "return": {}, "id": 1}`,
		`{"id": -1, "return": {}}`, `{"id": 1e3, "return": {}}`, `{}`, `[]`, `"QMP"`, ``, `{`, "\x00", "{\"return\": \"\xff\", \"id\": 1}",
	} {
		f.Add([]byte(line))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		m, err := parseMessage(line)
		kinds := 0
		for _, is := range []bool{m.greeting != nil, m.event != nil, m.reply != nil} {
			if is {
				kinds++
			}
		}
		if want := map[bool]int{true: 1, false: 0}[err == nil]; kinds != want {
			t.Errorf("parseMessage(%q) is of %d kinds, and error %v", line, kinds, err)
		}
		if err == nil && !json.Valid(line) {
			t.Errorf("parseMessage(%q) accepted a line that is not JSON", line)
		}
		if m.reply != nil && (m.reply.result == nil) == (m.reply.refusal == nil) {
			t.Errorf("parseMessage(%q) is a reply with both or neither of result and refusal", line)
		}
	})
}
