package qtestfake

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"testing"

	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// QMP is a QMP server that knows qmp_capabilities and the commands that On adds. Its methods may be called at any time.
type QMP struct {
	mu       sync.Mutex
	commands map[string]func(args json.RawMessage) (string, error)

	sending sync.Mutex
	client  io.Writer // nil without a client
}

// NewQMP returns a server that knows only qmp_capabilities.
func NewQMP() *QMP {
	q := &QMP{commands: make(map[string]func(json.RawMessage) (string, error))}
	q.On("qmp_capabilities", func(json.RawMessage) (string, error) { return "{}", nil })
	return q
}

// On makes f answer a command: with a result in JSON, or an error; a *qmp.Error sets the class, other errors are a
// GenericError.
func (q *QMP) On(command string, f func(args json.RawMessage) (string, error)) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.commands[command] = f
}

// Emit sends an event with a JSON object as data. It does nothing without a client.
func (q *QMP) Emit(name, data string) error {
	return q.send(fmt.Sprintf(`{"timestamp": {"seconds": 1, "microseconds": 2}, "event": %q, "data": %s}`, name, data))
}

// Start serves q to the client that it returns, until t ends.
func (q *QMP) Start(t testing.TB) *qmp.Client {
	t.Helper()
	return q.start(t, qmp.Options{})
}

// StartBeside is Start for the session of a QEMU that conn also speaks to: as with a real one, the posted requests of conn
// come before each command and each wait for an event.
func (q *QMP) StartBeside(t testing.TB, conn *qtest.Conn) *qmp.Client {
	t.Helper()
	return q.start(t, qmp.Options{Before: conn.Sync})
}

func (q *QMP) start(t testing.TB, opts qmp.Options) *qmp.Client {
	t.Helper()
	client, server := net.Pipe()
	result := make(chan error, 1)
	go func() {
		defer server.Close()
		result <- q.Serve(server)
	}()
	c, err := qmp.NewClient(t.Context(), client, opts)
	if err != nil {
		t.Fatalf("qtestfake: %v", err)
	}
	t.Cleanup(func() {
		c.Close()
		if err := <-result; err != nil {
			t.Errorf("qtestfake: %v", err)
		}
	})
	return c
}

// Serve greets and answers commands on conn until the other end closes it.
func (q *QMP) Serve(conn net.Conn) error {
	q.connect(conn)
	defer q.connect(nil)
	if err := q.send(`{"QMP": {"version": {"qemu": {"major": 0, "minor": 1, "micro": 2}, "package": "fake"}, "capabilities": []}}`); err != nil {
		return nil
	}
	r := bufio.NewReader(conn)
	for {
		line, err := r.ReadBytes('\n')
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrClosedPipe) {
			return nil
		}
		if err != nil {
			return err
		}
		reply, err := q.answer(line)
		if err != nil {
			return fmt.Errorf("command %q: %w", line, err)
		}
		if err := q.send(reply); err != nil {
			return nil // the client may close at any time
		}
	}
}

func (q *QMP) connect(w io.Writer) {
	q.sending.Lock()
	defer q.sending.Unlock()
	q.client = w
}

func (q *QMP) send(message string) error {
	q.sending.Lock()
	defer q.sending.Unlock()
	if q.client == nil {
		return nil
	}
	_, err := io.WriteString(q.client, message+"\r\n")
	return err
}

// answer returns the reply to one command.
func (q *QMP) answer(line []byte) (string, error) {
	var request struct {
		Execute   string          `json:"execute"`
		Arguments json.RawMessage `json:"arguments"`
		ID        json.RawMessage `json:"id"`
	}
	if err := json.Unmarshal(line, &request); err != nil {
		return "", err
	}
	q.mu.Lock()
	f := q.commands[request.Execute]
	q.mu.Unlock()
	if f == nil {
		desc := fmt.Sprintf("The command %s has not been found", request.Execute)
		return refusal("CommandNotFound", desc, request.ID), nil
	}
	result, err := f(request.Arguments)
	var refused *qmp.Error
	switch {
	case errors.As(err, &refused):
		return refusal(refused.Class, refused.Desc, request.ID), nil
	case err != nil:
		return refusal("GenericError", err.Error(), request.ID), nil
	}
	return fmt.Sprintf(`{"return": %s, "id": %s}`, result, request.ID), nil
}

func refusal(class, desc string, id json.RawMessage) string {
	return fmt.Sprintf(`{"error": {"class": %q, "desc": %q}, "id": %s}`, class, desc, id)
}
