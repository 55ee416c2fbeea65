package swtpm

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/qtest"
)

// Version is the version of the specification that a module is of.
type Version int

// The versions.
const (
	Version1 Version = 1 // 1.2
	Version2 Version = 2 // 2.0
)

// TPM is the module of a path whose driver has one ([Behind]).
var TPM = graph.NewHandle("swtpm")

// Socket is a chardev with a module on its other side, for -tpmdev emulator.
func Socket(v Version) graph.Backend {
	return graph.Backend{
		Kind: graph.Chardev, Type: "socket", Props: []graph.Prop{{Name: "path", Value: graph.Socket()}}, Channel: graph.TestListens,
		Serve: run.Serve(func(_ context.Context, l *net.UnixListener) (*Module, error) {
			m := newModule(v)
			m.running.Go(func() { m.fail(m.serve(l)) })
			return m, nil
		}),
	}
}

// Behind are the options of a driver whose device has a module of version 2.0 behind it.
func Behind() []graph.EdgeOption {
	const id = "tpm0"
	return []graph.EdgeOption{
		graph.Define(TPM, Socket(Version2)),
		graph.Before(graph.Option{Flag: "-tpmdev", Type: "emulator", ID: id, Props: []graph.Prop{{Name: "chardev", Value: graph.Ref(TPM)}}}),
		graph.Props(graph.P("tpmdev", id)),
	}
}

// Attach returns the module behind a path's driver.
func Attach(env *run.Env) (*Module, error) {
	m, err := run.Server[*Module](env, TPM)
	if err != nil {
		return nil, fmt.Errorf("swtpm: attach: %w", err)
	}
	m.sync = env.QEMU.Sync
	return m, nil
}

// Module is a TPM.
type Module struct {
	version  Version
	running  sync.WaitGroup
	commands chan Command // of the guest
	sync     func(context.Context) error

	mu          sync.Mutex
	requests    []Request
	started     bool
	locality    uint8
	established bool
	blobs       map[Blob][]byte
	refused     map[Control]uint32
	control     *net.UnixConn
	data        net.Conn
	err         error
}

// Command is a command of the guest.
type Command struct {
	Locality uint8
	Bytes    []byte
}

// waiting is the number of commands that may wait for the test. QEMU sends one at a time.
const waiting = 16

func newModule(v Version) *Module {
	return &Module{
		version: v, commands: make(chan Command, waiting), sync: func(context.Context) error { return nil },
		blobs: map[Blob][]byte{}, refused: map[Control]uint32{},
	}
}

// Close waits until QEMU has closed its connections.
func (m *Module) Close() error {
	m.running.Wait()
	return m.err
}

// fail keeps an error for Close.
func (m *Module) fail(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.err = errors.Join(m.err, err)
}

// Next waits for the guest's next command.
func (m *Module) Next(ctx context.Context) (Command, error) {
	if err := m.sync(ctx); err != nil {
		return Command{}, fmt.Errorf("swtpm: next command: %w", err)
	}
	limit := time.NewTimer(qtest.DefaultWaitTimeout)
	defer limit.Stop()
	select {
	case c := <-m.commands:
		return c, nil
	case <-ctx.Done():
		return Command{}, fmt.Errorf("swtpm: next command: %w", ctx.Err())
	case <-limit.C:
	}
	return Command{}, &qtest.TimeoutError{Channel: "swtpm", Awaited: "a command of the guest", After: qtest.DefaultWaitTimeout}
}

// Waiting returns how many commands the test has not yet taken.
func (m *Module) Waiting() int { return len(m.commands) }

// Respond sends a response to the guest, whatever it is.
func (m *Module) Respond(response []byte) error {
	m.mu.Lock()
	data := m.data
	m.mu.Unlock()
	if data == nil {
		return errors.New("swtpm: respond: QEMU has no data channel")
	}
	if _, err := data.Write(response); err != nil {
		return fmt.Errorf("swtpm: respond: %w", err)
	}
	return nil
}

// Die closes the connections to QEMU, those that are still open, as the end of the module's process does.
func (m *Module) Die() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range []net.Conn{m.data, m.control} {
		if err := c.Close(); err != nil && !gone(err) {
			return fmt.Errorf("swtpm: die: %w", err)
		}
	}
	return nil
}

// All returns the requests about the module, the oldest first.
func (m *Module) All() []Request {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.requests)
}

// Requests returns those of a kind.
func (m *Module) Requests(c Control) []Request {
	return slices.DeleteFunc(m.All(), func(r Request) bool { return r.Control != c })
}

// Establish sets the flag that tells of a dynamic launch of an operating system.
func (m *Module) Establish(set bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.established = set
}

// Refuse has requests of a kind fail with a result, or succeed again with 0.
func (m *Module) Refuse(c Control, result uint32) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.refused[c] = result
}

// SetBlob sets a part of the module's state.
func (m *Module) SetBlob(b Blob, state []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.blobs[b] = slices.Clone(state)
}

// Blob returns a part of the module's state.
func (m *Module) Blob(b Blob) []byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.blobs[b])
}
