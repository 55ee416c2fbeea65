package vhostuser_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/protocol/vhostuser"
)

// TestObserve has a chain used in an observed connection, and compares what the server tells, but for the setting up
// of the queue.
func TestObserve(t *testing.T) {
	server, _, f := start(t, device())
	var mu sync.Mutex
	var lines []string
	server.Observe(func(text string) {
		mu.Lock()
		defer mu.Unlock()
		lines = append(lines, text)
	})
	session := f.connect(server)
	f.begin(plain, extensions())
	q := f.queue(1, 8)
	q.enable(1)
	q.put(0, buffer{room: 2})
	q.publish(0)
	q.notify()
	c, err := session.Queue(1).Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Write([]byte("hi")); err != nil {
		t.Fatal(err)
	}
	if err := c.Use(); err != nil {
		t.Fatal(err)
	}
	session.Break(vhostuser.Drop(vhostuser.GetStatus))
	f.raw(payload(uint32(vhostuser.GetStatus), uint32(1), uint32(0)))
	if err := session.WaitDone(t.Context()); err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	defer mu.Unlock()
	var told, kinds []string
	for _, line := range lines {
		words := strings.Fields(line)
		switch {
		case words[1] == "memory":
			kinds = append(kinds, "memory "+words[3])
		case words[1] == ">" || words[1] == "<":
			told = append(told, strings.Join(words[:3], " "))
		default:
			kinds = append(kinds, strings.Join(words[1:], " "))
		}
	}
	// The buffer, the used element, its index.
	want := []string{"connects", "memory 6869", "memory 0000000002000000", "memory 0100", "calls 1", "drops GET_STATUS"}
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Errorf("what the server does, mismatch (-want +got):\n%s", diff)
	}
	all := strings.Join(told, "\n")
	for _, message := range []string{"1 > SET_OWNER", "1 > SET_MEM_TABLE", "1 > GET_FEATURES\n1 < GET_FEATURES", "1 > SET_VRING_KICK"} {
		if !strings.Contains(all, message) {
			t.Errorf("the server does not tell %q in\n%s", message, all)
		}
	}
}
