package qmp_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/qtest/qmp"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

const greeting = `{"QMP": {"version": {"qemu": {"micro": 2, "minor": 1, "major": 11}, "package": "x"}, "capabilities": ["oob"]}}` + "\r\n"

// server is the other end of a Client, played by the test.
type server struct {
	conn net.Conn
	r    *bufio.Reader
}

// command reads one command, and returns its name and id.
func (s *server) command() (name string, id uint64) {
	var c struct {
		Execute string `json:"execute"`
		ID      uint64 `json:"id"`
	}
	line, err := s.r.ReadBytes('\n')
	if err != nil || json.Unmarshal(line, &c) != nil {
		return "", 0
	}
	return c.Execute, c.ID
}

func (s *server) send(format string, args ...any) { fmt.Fprintf(s.conn, format+"\r\n", args...) }

// negotiated returns a Client. After the negotiation, play acts as its server until t ends.
func negotiated(t *testing.T, opts qmp.Options, play func(s *server)) *qmp.Client {
	t.Helper()
	ours, theirs := net.Pipe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		s := &server{theirs, bufio.NewReader(theirs)}
		io.WriteString(theirs, greeting)
		_, id := s.command()
		s.send(`{"return": {}, "id": %d}`, id)
		play(s)
	}()
	c, err := qmp.NewClient(t.Context(), ours, opts)
	if err != nil {
		t.Fatalf("NewClient() = %v", err)
	}
	t.Cleanup(func() {
		c.Close()
		theirs.Close()
		<-done
	})
	return c
}

func TestVersion(t *testing.T) {
	c := negotiated(t, qmp.Options{}, func(*server) {})
	if diff := cmp.Diff(qmp.Version{Major: 11, Minor: 1, Micro: 2, Package: "x"}, c.Version()); diff != "" {
		t.Errorf("version mismatch (-want +got):\n%s", diff)
	}
	if got := c.Version().String(); got != "11.1.2 (x)" {
		t.Errorf("String() = %q, want 11.1.2 (x)", got)
	}
}

func TestExecute(t *testing.T) {
	q := qtestfake.NewQMP()
	q.On("echo", func(args json.RawMessage) (string, error) { return string(args), nil })
	q.On("fail", func(json.RawMessage) (string, error) {
		return "", &qmp.Error{Class: "DeviceNotFound", Desc: "Device 'x' not found"}
	})
	q.On("fail generic", func(json.RawMessage) (string, error) { return "", errors.New("no \"way\"") })
	q.On("human-monitor-command", func(args json.RawMessage) (string, error) { return `"ran\r\n"`, nil })
	q.On("list", func(json.RawMessage) (string, error) { return `[1, 2]`, nil })
	c := q.Start(t)
	ctx := t.Context()

	type props struct {
		Driver string `json:"driver"`
		Bus    string `json:"bus,omitempty"`
	}
	got, err := qmp.Execute[props](ctx, c, "echo", props{Driver: "<e1000&>"})
	if err != nil || got != (props{Driver: "<e1000&>"}) {
		t.Errorf("struct came back as %+v, %v", got, err)
	}
	m, err := qmp.Execute[map[string]int](ctx, c, "echo", qmp.Args{"a": 1})
	if diff := cmp.Diff(map[string]int{"a": 1}, m); err != nil || diff != "" {
		t.Errorf("map: %v, mismatch (-want +got):\n%s", err, diff)
	}
	raw, err := qmp.Execute[json.RawMessage](ctx, c, "echo", qmp.NoArgs{})
	if err != nil || string(raw) != "{}" {
		t.Errorf("NoArgs came back as %s, %v", raw, err)
	}
	if _, err := qmp.Execute[qmp.Empty](ctx, c, "list", qmp.NoArgs{}); err != nil {
		t.Errorf("Empty does not take a list: %v", err)
	}
	if text, err := c.HMP(ctx, "info"); err != nil || text != "ran\r\n" {
		t.Errorf("HMP() = %q, %v", text, err)
	}

	tests := []struct {
		name string
		call func() error
		want string
	}{
		{"class", func() error { return run(ctx, c, "fail") }, "qmp: fail: DeviceNotFound: Device 'x' not found"},
		{"generic", func() error { return run(ctx, c, "fail generic") }, `qmp: fail generic: no "way"`},
		{"unknown", func() error { return run(ctx, c, "nonsense") }, "qmp: nonsense: CommandNotFound: The command nonsense has not been found"},
		{"wrong result", func() error { _, err := qmp.Execute[string](ctx, c, "list", qmp.NoArgs{}); return err },
			"qmp: list: result: json: cannot unmarshal array into Go value of type string"},
		{"arguments that are no object", func() error { _, err := qmp.Execute[qmp.Empty](ctx, c, "echo", 1); return err },
			"qmp: echo: arguments are not a JSON object: 1"},
		{"no arguments at all", func() error { _, err := qmp.Execute[qmp.Empty](ctx, c, "echo", qmp.Args(nil)); return err },
			"qmp: echo: arguments are not a JSON object: null"},
		{"arguments that cannot be marshalled", func() error { _, err := qmp.Execute[qmp.Empty](ctx, c, "echo", make(chan int)); return err },
			"qmp: echo: arguments: json: unsupported type: chan int"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			if err := tc.call(); err == nil || err.Error() != tc.want {
				t.Errorf("got %v, want %s", err, tc.want)
			}
		})
	}
	var refused *qmp.Error
	if err := run(ctx, c, "fail"); !errors.As(err, &refused) || refused.Class != "DeviceNotFound" || refused.Command != "fail" {
		t.Errorf("got %#v, want a qmp.Error with class and command", err)
	}
}

func run(ctx context.Context, c *qmp.Client, command string) error {
	_, err := qmp.Execute[qmp.Empty](ctx, c, command, qmp.NoArgs{})
	return err
}

// Replies find their commands by id, in whatever order they come.
func TestRepliesOutOfOrder(t *testing.T) {
	const n = 5
	c := negotiated(t, qmp.Options{}, func(s *server) {
		names, ids := make([]string, n), make([]uint64, n)
		for i := range n {
			names[i], ids[i] = s.command()
		}
		for i := n - 1; i >= 0; i-- {
			s.send(`{"return": %q, "id": %d}`, names[i], ids[i])
		}
	})
	failures := make(chan error, n)
	for i := range n {
		go func() {
			want := fmt.Sprintf("command-%d", i)
			got, err := qmp.Execute[string](t.Context(), c, want, qmp.NoArgs{})
			if err == nil && got != want {
				err = fmt.Errorf("%s got the reply to %s", want, got)
			}
			failures <- err
		}()
	}
	for range n {
		if err := <-failures; err != nil {
			t.Error(err)
		}
	}
}

func TestLongMessages(t *testing.T) {
	q := qtestfake.NewQMP()
	q.On("echo", func(args json.RawMessage) (string, error) { return string(args), nil })
	c := q.Start(t)
	want := qmp.Args{"text": strings.Repeat("x", 3<<20)}
	got, err := qmp.Execute[qmp.Args](t.Context(), c, "echo", want)
	if err != nil || got["text"] != want["text"] {
		t.Errorf("3 MiB did not come back: %v", err)
	}
}

// The mistakes that the peer can make while a command is under way.
func TestFaults(t *testing.T) {
	tests := []struct {
		name  string
		send  string // %d is the command's id
		close bool
		want  string
	}{
		{"garbage", "login:\n", false, `qmp: protocol error: not a QMP message: got "login:": invalid character 'l' looking for beginning of value while waiting for the reply to stop`},
		{"reply to no command", `{"return": {}, "id": 99}` + "\n", false,
			`qmp: protocol error: reply to no command: got "{\"return\": {}, \"id\": 99}" while waiting for the reply to stop`},
		{"second greeting", greeting, false,
			`qmp: protocol error: second greeting: got "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 2, \"minor\": 1, \"major\": 11}, \"package\": \"x\"}, \"capabiliti... (110 bytes)" while waiting for the reply to stop`},
		{"absurdly long", strings.Repeat(" ", 65536), false, // a line is looked at when the buffer is full
			`qmp: protocol error: line longer than 4096 bytes: got "` + strings.Repeat(" ", 96) + `... (65536 bytes)" while waiting for the reply to stop`},
		{"half a line", `{"return": {`, true,
			`qmp: protocol error: connection closed by QEMU in the middle of a line: got "{\"return\": {" while waiting for the reply to stop`},
		{"end", "", true, "qmp: protocol error: connection closed by QEMU while waiting for the reply to stop"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			c := negotiated(t, qmp.Options{MaxMessage: 4096}, func(s *server) {
				s.command()
				io.WriteString(s.conn, tc.send)
				if tc.close {
					s.conn.Close()
				}
			})
			err := run(t.Context(), c, "stop")
			if err == nil {
				t.Fatal("the command succeeded")
			}
			if diff := cmp.Diff(tc.want, err.Error()); diff != "" {
				t.Errorf("error mismatch (-want +got):\n%s", diff)
			}
			var protocol *qmp.ProtocolError
			if !errors.As(err, &protocol) || protocol.Closed != tc.close {
				t.Errorf("error is %#v, want a ProtocolError with Closed = %v", protocol, tc.close)
			}
			if again := run(t.Context(), c, "cont"); !errors.As(again, &protocol) {
				t.Errorf("next command: %v, want a ProtocolError", again)
			}
		})
	}
}

func TestNoGreeting(t *testing.T) {
	ours, theirs := net.Pipe()
	defer theirs.Close()
	_, err := qmp.NewClient(t.Context(), ours, qmp.Options{CommandTimeout: 20 * time.Millisecond})
	var timeout *qmp.TimeoutError
	if !errors.As(err, &timeout) || timeout.Awaited != "QEMU's greeting" {
		t.Errorf("NewClient() = %v, want a TimeoutError about the greeting", err)
	}
}

func TestCapabilitiesRefused(t *testing.T) {
	ours, theirs := net.Pipe()
	defer theirs.Close()
	go func() {
		s := &server{theirs, bufio.NewReader(theirs)}
		io.WriteString(theirs, greeting)
		_, id := s.command()
		s.send(`{"error": {"class": "CommandNotFound", "desc": "already negotiated"}, "id": %d}`, id)
	}()
	_, err := qmp.NewClient(t.Context(), ours, qmp.Options{})
	var refused *qmp.Error
	if !errors.As(err, &refused) || refused.Command != "qmp_capabilities" {
		t.Errorf("NewClient() = %v, want the refusal of qmp_capabilities", err)
	}
}

// The reply to a command that was given up is taken in, and the client goes on.
func TestLateReply(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	c := negotiated(t, qmp.Options{}, func(s *server) {
		_, first := s.command()
		cancel()
		_, second := s.command()
		s.send(`{"return": "first", "id": %d}`, first)
		s.send(`{"return": "second", "id": %d}`, second)
	})
	if err := run(ctx, c, "slow"); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled command: %v, want context.Canceled", err)
	}
	got, err := qmp.Execute[string](t.Context(), c, "quick", qmp.NoArgs{})
	if err != nil || got != "second" {
		t.Errorf("next command: %q, %v, want second", got, err)
	}
}

func TestCommandTimeout(t *testing.T) {
	c := negotiated(t, qmp.Options{CommandTimeout: 500 * time.Millisecond}, func(s *server) { s.command() })
	err := run(t.Context(), c, "stop")
	var timeout *qmp.TimeoutError
	if !errors.As(err, &timeout) || timeout.Awaited != "the reply to stop" || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want a TimeoutError about the reply to stop", err)
	}
}

func TestExplain(t *testing.T) {
	why := errors.New("it was the butler")
	explain := func(_ context.Context, while string, err error) error {
		return fmt.Errorf("%w, %s: %w", why, while, err)
	}
	c := negotiated(t, qmp.Options{Explain: explain}, func(s *server) {
		s.command()
		s.conn.Close()
	})
	err := run(t.Context(), c, "stop")
	const want = "it was the butler, waiting for the reply to stop: qmp: protocol error: connection closed by QEMU"
	if !errors.Is(err, why) || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestClose(t *testing.T) {
	c := negotiated(t, qmp.Options{}, func(s *server) { s.command() })
	events := c.Subscribe()
	failures := make(chan error, 2)
	go func() { failures <- run(t.Context(), c, "stop") }()
	go func() {
		_, err := events.WaitEvent(t.Context(), "STOP", nil)
		failures <- err
	}()
	c.Close()
	for range 2 {
		if err := <-failures; !errors.Is(err, net.ErrClosed) {
			t.Errorf("got %v, want net.ErrClosed", err)
		}
	}
	<-c.Done()
}
