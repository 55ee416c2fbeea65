package qtest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseMessage(t *testing.T) {
	tests := []struct {
		line string
		want message
		err  string
	}{
		{line: "OK", want: message{kind: messageOK}},
		{line: "OK ", want: message{kind: messageOK}},
		{line: "OK 0x12", want: message{kind: messageOK, text: "0x12"}},
		{line: "FAIL", want: message{kind: messageRefused, text: "FAIL"}},
		{line: "FAIL Unknown command 'x'", want: message{kind: messageRefused, text: "FAIL Unknown command 'x'"}},
		{line: "ERR invalid argument size", want: message{kind: messageRefused, text: "ERR invalid argument size"}},
		{line: "IRQ raise 0", want: message{kind: messageIRQ, high: true}},
		{line: "IRQ lower 23", want: message{kind: messageIRQ, n: 23}},
		{line: "", err: "neither OK, FAIL, ERR nor IRQ"},
		{line: " OK", err: "neither OK, FAIL, ERR nor IRQ"},
		{line: "FAILURE", err: "neither OK, FAIL, ERR nor IRQ"},
		{line: "IRQ", err: "IRQ line without a number"},
		{line: "IRQ raise", err: "IRQ line without a number"},
		{line: "IRQ raise -1", err: "IRQ line without a number"},
		{line: "IRQ raise 4 4", err: "IRQ line without a number"},
		{line: "IRQ raise 2147483648", err: "IRQ line without a number"},
		{line: "IRQ toggle 4", err: "IRQ line that is neither raise nor lower"},
	}
	for _, tc := range tests {
		t.Run(tc.line, func(t *testing.T) {
			got, err := parseMessage([]byte(tc.line))
			if err != nil && err.Error() != tc.err || err == nil && tc.err != "" {
				t.Errorf("parseMessage(%q) = %v, want error %q", tc.line, err, tc.err)
			}
			if diff := cmp.Diff(tc.want, got, cmp.AllowUnexported(message{})); diff != "" {
				t.Errorf("parseMessage(%q) mismatch (-want +got):\n%s", tc.line, diff)
			}
		})
	}
}

// A parsed message has the content of its line. A line that does not parse has a reason.
func FuzzParseMessage(f *testing.F) {
	for _, line := range []string{
		"OK", "OK 0x0000000000000001", "OK little", "OK AQIDBA==", "OK 18446744073709551612", "OK  ",
		"FAIL Unknown command 'foo'", "FAIL", "ERR invalid argument size",
		"IRQ raise 4", "IRQ lower 0", "IRQ raise", "IRQ raise 99999999999999999999", "IRQ raise 007", "IRQ  raise 1",
		"", " ", "ok", "OKAY", "\x00", "{\"QMP\": {}}",
	} {
		f.Add([]byte(line))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		m, err := parseMessage(line)
		if err != nil {
			if m != (message{}) || err.Error() == "" {
				t.Errorf("parseMessage(%q) = %+v, %v", line, m, err)
			}
			return
		}
		word, rest, _ := strings.Cut(string(line), " ")
		switch m.kind {
		case messageOK:
			if word != "OK" || m.text != strings.TrimSpace(rest) {
				t.Errorf("parseMessage(%q) = %+v", line, m)
			}
		case messageRefused:
			if word != "FAIL" && word != "ERR" || m.text != string(line) {
				t.Errorf("parseMessage(%q) = %+v", line, m)
			}
		case messageIRQ:
			verb := map[bool]string{true: "raise", false: "lower"}[m.high]
			again, err := parseMessage([]byte(fmt.Sprintf("IRQ %s %d", verb, m.n)))
			if word != "IRQ" || err != nil || again != m {
				t.Errorf("parseMessage(%q) = %+v, written out %+v, %v", line, m, again, err)
			}
		default:
			t.Errorf("parseMessage(%q) = %+v", line, m)
		}
	})
}
