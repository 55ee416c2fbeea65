package transcript_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/tools/run/transcript"
)

const recorded = `0.000100 * arm/virt/some/path
0.000500 * QEMU's folder: /tmp/qgraph-1/path-2
0.001000 * started 12: qemu-system-arm -M virt
0.040000 << {"QMP": {"version": {}, "capabilities": []}}
0.041000 >> {"execute":"qmp_capabilities","id":1}
0.042000 << {"return": {}, "id": 1}
0.050000 > readl 0x10	; sdhci PresentState
0.050100 < OK 0x0000000000000001	; CARD_INSERTED
0.055000 * step: card / ADMA2
0.060000 > writel 0x10 0x1
0.060001 > writel 0x14 0x2
0.060050 ! line 4 raised
0.060100 < OK
0.060200 ! line 5 raised
0.060300 < FAIL no
0.065000 * the test failed: no\nyes
0.070000 >> {"execute":"system_reset","id":2}
0.070100 << {"return": {}, "id": 2}
0.070200 << {"timestamp": {"seconds": 1, "microseconds": 2}, "event": "RESET", "data": {"guest": false}}
0.080000 >> {"execute":"device_del","id":3}
0.080100 << {"error": {"class": "DeviceNotFound", "desc": "no"}, "id": 3}
0.080200 | qemu: a warning
0.081000 >> {"execute":"blockdev-add","arguments":{"filename":"/tmp/qgraph-1/path-2/disk.img"},"id":5}
0.081100 << {"return": {}, "id": 5}
0.090000 > clock_step 100
0.091000 >> {"execute":"quit","id":4}
0.091100 << {"return": {}, "id": 4}
0.092000 << {"timestamp": {"seconds": 1, "microseconds": 3}, "event": "SHUTDOWN"}
0.093000 * ended 12: exited with status 0
0.094000 | cut o`

func TestRead(t *testing.T) {
	entries, err := transcript.Read(strings.NewReader(recorded))
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(recorded, "\n"); len(entries) != n {
		t.Errorf("got %d entries, want the %d complete lines", len(entries), n)
	}
	want := transcript.Entry{At: 50100 * time.Microsecond, Mark: transcript.Reply, Text: "OK 0x0000000000000001", Note: "CARD_INSERTED"}
	if diff := cmp.Diff(want, entries[7]); diff != "" {
		t.Errorf("entry mismatch (-want +got):\n%s", diff)
	}
	for text, want := range map[string]string{
		"":                     "empty",
		"no time\n":            "line 1",
		"0.1 # a mark\n":       `unknown mark "#"`,
		"0.1 > ok\n0.2\n":      "line 2",
		"#!/bin/sh\necho no\n": "line 1",
	} {
		if _, err := transcript.Read(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Read(%q): error %v, want one with %q", text, err, want)
		}
	}
}

func TestExchange(t *testing.T) {
	entries, err := transcript.Read(strings.NewReader(recorded))
	if err != nil {
		t.Fatal(err)
	}
	got, err := transcript.Exchange(entries)
	if err != nil {
		t.Fatal(err)
	}
	want := []transcript.Step{
		{Kind: transcript.Qtest, Request: "readl 0x10", Reply: "OK 0x0000000000000001", Answered: true},
		{Kind: transcript.Heading, Request: "card / ADMA2", Answered: true},
		{Kind: transcript.Qtest, Request: "writel 0x10 0x1", Reply: "OK", Answered: true},
		{Kind: transcript.Line, Request: "raise 4", Answered: true},
		{Kind: transcript.Qtest, Request: "writel 0x14 0x2", Reply: "FAIL no", Answered: true},
		{Kind: transcript.Line, Request: "raise 5", Answered: true},
		{Kind: transcript.Failure, Request: `no\nyes`, Answered: true},
		{Kind: transcript.QMP, Request: `{"execute":"system_reset","id":2}`, Reply: "return", Answered: true},
		{Kind: transcript.Event, Request: "RESET", Answered: true},
		{Kind: transcript.QMP, Request: `{"execute":"device_del","id":3}`, Reply: "error DeviceNotFound", Answered: true},
		{Kind: transcript.QMP, Request: `{"execute":"blockdev-add","arguments":{"filename":"disk.img"},"id":5}`, Reply: "return", Answered: true},
		{Kind: transcript.Qtest, Request: "clock_step 100"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("exchange mismatch (-want +got):\n%s", diff)
	}
	if _, err := transcript.Exchange([]transcript.Entry{{Mark: transcript.Reply, Text: "OK"}}); err == nil {
		t.Error("a reply to no command is no error")
	}
}

// TestPolls checks which replies may come sooner: those that a test awaited, but not
// those of two reads in a row or after another action.
func TestPolls(t *testing.T) {
	var entries []transcript.Entry
	say := func(request, reply string) {
		entries = append(entries, transcript.Entry{Mark: transcript.Request, Text: request}, transcript.Entry{Mark: transcript.Reply, Text: reply})
	}
	for _, reply := range []string{"OK 0x0", "OK 0x0", "OK 0x1"} { // polled
		say("readl 0x10", reply)
		say("clock_step 100", "OK 1")
	}
	say("readl 0x20", "OK 0x0") // a FIFO
	say("readl 0x20", "OK 0x1")
	say("inb 0x30", "OK 0x0") // written in between
	say("clock_step 100", "OK 2")
	say("outb 0x30 0x1", "OK")
	say("inb 0x30", "OK 0x1")
	steps, err := transcript.Exchange(entries)
	if err != nil {
		t.Fatal(err)
	}
	var got, again []string
	for _, s := range steps {
		if s.Polled {
			again = append(again, s.Request+": "+s.Reply)
		}
		if s.Later != "" {
			got = append(got, s.Request+": "+s.Reply+", then "+s.Later)
		}
	}
	want := []string{"readl 0x10: OK 0x0, then OK 0x1", "readl 0x10: OK 0x0, then OK 0x1"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("polls mismatch (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"readl 0x10: OK 0x0", "readl 0x10: OK 0x0", "readl 0x10: OK 0x1"}, again); diff != "" {
		t.Errorf("repeatable commands mismatch (-want +got):\n%s", diff)
	}
}
