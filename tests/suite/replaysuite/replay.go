package replaysuite

import (
	"regexp"
	"strings"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// right is the reply that a comment after a command asks for.
var right = regexp.MustCompile(`must be (OK(?: 0x[0-9a-f]+)?)\b`)

// Replay gives QEMU commands of the qtest protocol, one a line. QEMU must do each, and live.
// A comment may say what is to be the reply, as QEMU writes it:
//
//	readl 0x1000 # OK 0x0000000000000001, must be OK 0x0000000000000000
func Replay(t *run.T, lines string) {
	t.Helper()
	for line := range strings.Lines(lines) {
		command, comment, _ := strings.Cut(line, "#")
		if command = strings.TrimSpace(command); command == "" {
			continue
		}
		reply, err := t.QEMU().Command(t.Context(), command)
		t.Must(err)
		want := right.FindStringSubmatch(comment)
		switch {
		case want != nil && reply != want[1]:
			t.Errorf("the reply to %s is %s, want %s", command, reply, want[1])
		case !strings.HasPrefix(reply, "OK"):
			t.Fatalf("the reply to %s is %s, want OK", command, reply)
		}
	}
	settle(t)
}

// settle lets QEMU's main loop go round: it does there what a command has put off.
func settle(t *run.T) {
	t.Helper()
	for range 3 {
		_, err := qmp.Execute[qmp.Empty](t.Context(), t.QEMU().QMP(), "query-status", qmp.NoArgs{})
		t.Must(err)
	}
	t.Must(t.QEMU().Sync(t.Context()))
}
