package qtest_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qmp"
)

func execute(ctx context.Context, q *qtest.QEMU, command string) error {
	_, err := qmp.Execute[qmp.Empty](ctx, q.QMP(), command, qmp.NoArgs{})
	return err
}

// recorder is an Observer that remembers, by channel.
type recorder struct {
	mu   sync.Mutex
	seen map[string][]string
	all  []string // of all channels
}

var _ qtest.Observer = (*recorder)(nil)

func (r *recorder) record(at time.Time, channel, format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if at.IsZero() {
		format += " at no time"
	}
	if r.seen == nil {
		r.seen = make(map[string][]string)
	}
	event := fmt.Sprintf(format, args...)
	r.seen[channel] = append(r.seen[channel], event)
	r.all = append(r.all, event)
}

func (r *recorder) ProcessStarted(at time.Time, pid int, argv []string) {
	r.record(at, "process", "%d: %d args", pid, len(argv))
}
func (r *recorder) ProcessExited(at time.Time, pid int, status string) {
	r.record(at, "process", "%d: %s", pid, status)
}
func (r *recorder) QtestSent(_ context.Context, at time.Time, line []byte) {
	r.record(at, "qtest", "> %s", line)
}
func (r *recorder) QtestReceived(at time.Time, line []byte)  { r.record(at, "qtest", "< %s", line) }
func (r *recorder) QtestIRQ(at time.Time, n int, level bool) { r.record(at, "irq", "%d %v", n, level) }
func (r *recorder) QMPSent(at time.Time, message []byte)     { r.record(at, "qmp", "> %s", message) }
func (r *recorder) QMPReceived(at time.Time, message []byte) { r.record(at, "qmp", "< %s", message) }
func (r *recorder) Output(at time.Time, chunk []byte)        { r.record(at, "output", "%s", chunk) }

func TestObserver(t *testing.T) {
	var r recorder
	cfg := fakeConfig(t, "does not know quit")
	cfg.Observer = &r
	q := start(t, cfg)
	pid := q.PID()
	for _, addr := range []uint64{1, 3} {
		if err := q.Write(t.Context(), qtest.Width8, addr, addr+1); err != nil {
			t.Fatal(err)
		}
	}
	if err := q.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := q.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	slices.Sort(r.seen["qtest"][2:]) // requests that are posted and their replies may cross
	want := map[string][]string{
		"process": {fmt.Sprintf("%d: %d args", pid, len(q.CommandLine())), fmt.Sprintf("%d: exited with status 0", pid)},
		"qtest":   {"> endianness", "< OK little", "< OK", "< OK", "> writeb 0x1 0x2", "> writeb 0x3 0x4"},
		"qmp": {
			`< {"QMP": {"version": {"qemu": {"major": 0, "minor": 1, "micro": 2}, "package": "fake"}, "capabilities": []}}`,
			`> {"execute":"qmp_capabilities","arguments":{},"id":1}`,
			`< {"return": {}, "id": 1}`,
			`> {"execute":"quit","arguments":{},"id":2}`,
			`< {"error": {"class": "GenericError", "desc": "no"}, "id": 2}`,
		},
		"output": {"qemu-system-fake: terminating on signal 15 from pid 1\n"},
	}
	if diff := cmp.Diff(want, r.seen); diff != "" {
		t.Errorf("observed events mismatch (-want +got):\n%s", diff)
	}
}

// TestOutputBeforeReply has QEMU print a line before each reply: the observer sees the line before the reply, too.
func TestOutputBeforeReply(t *testing.T) {
	var r recorder
	cfg := fakeConfig(t, "quiet")
	cfg.Observer = &r
	q := start(t, cfg)
	r.mu.Lock()
	r.all = nil
	r.mu.Unlock()
	const rounds = 500
	for range rounds {
		if _, err := q.Read(t.Context(), qtest.Width32, sayAddr); err != nil {
			t.Fatal(err)
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	want := slices.Repeat([]string{fmt.Sprintf("> readl %#x", sayAddr), "a line\n", "< OK 0x0000000000000000"}, rounds)
	if diff := cmp.Diff(want, r.all); diff != "" {
		t.Errorf("order of events mismatch (-want +got):\n%s", diff)
	}
}
