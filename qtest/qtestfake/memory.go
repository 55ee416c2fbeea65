package qtestfake

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/qgraph/qgraph/qtest"
)

// Memory is a machine of only memory and hooks. Unwritten memory reads as zero; a port without a hook reads as all ones.
// Its methods may be called at any time; hooks are called by the goroutine that serves, one at a time, before the reply is
// sent, and may call every method.
type Memory struct {
	mu        sync.Mutex
	bigEndian bool
	pages     map[uint64]*[pageSize]byte
	reads     map[uint64]func(qtest.Width) uint64
	writes    map[uint64]func(qtest.Width, uint64)
	ins       map[uint16]func(qtest.Width) uint32
	outs      map[uint16]func(qtest.Width, uint32)
	clock     func(now time.Duration)
	now       time.Duration
	requests  []string
	conn      *qtest.Conn // of the last Start

	sending sync.Mutex
	client  io.Writer // destination of interrupt lines; nil without a client
}

const pageSize = 4096

// NewMemory returns a little-endian machine with all memory and the clock at zero.
func NewMemory() *Memory {
	return &Memory{
		pages:  make(map[uint64]*[pageSize]byte),
		reads:  make(map[uint64]func(qtest.Width) uint64),
		writes: make(map[uint64]func(qtest.Width, uint64)),
		ins:    make(map[uint16]func(qtest.Width) uint32),
		outs:   make(map[uint16]func(qtest.Width, uint32)),
	}
}

// Sync returns when m has carried out the posted requests of the Conn of the last Start or Connect. A fake device that no hook of m
// reaches calls it before it looks at memory. Hooks must not call it.
func (m *Memory) Sync(ctx context.Context) error {
	m.mu.Lock()
	conn := m.conn
	m.mu.Unlock()
	if conn == nil {
		return nil
	}
	return conn.Sync(ctx)
}

// Start serves m to the Conn that it returns, until t ends. t fails if a request is not qtest.
func (m *Memory) Start(t testing.TB) *qtest.Conn {
	t.Helper()
	conn, end := m.Connect()
	t.Cleanup(func() {
		if err := end(); err != nil {
			t.Errorf("qtestfake: %v", err)
		}
	})
	return conn
}

// Connect is Start without a testing.TB, as the example of a package needs it: end closes the Conn and returns an error if a
// request was not qtest.
func (m *Memory) Connect() (conn *qtest.Conn, end func() error) {
	client, server := net.Pipe()
	m.connect(server) // so that a SetIRQ right after Connect is not lost
	result := make(chan error, 1)
	go func() {
		defer server.Close()
		result <- m.Serve(server)
	}()
	conn = qtest.NewConn(client, qtest.ConnConfig{})
	m.mu.Lock()
	m.conn = conn
	m.mu.Unlock()
	return conn, func() error {
		conn.Close()
		return <-result
	}
}

// Serve answers requests on conn until the other end closes it.
func (m *Memory) Serve(conn net.Conn) error {
	m.connect(conn)
	defer m.connect(nil)
	r := bufio.NewReader(conn)
	for {
		line, err := r.ReadString('\n')
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrClosedPipe) {
			return nil
		}
		if err != nil {
			return err
		}
		request := strings.TrimSuffix(line, "\n")
		m.note(request)
		reply, err := m.answer(strings.Split(request, " "))
		if err != nil {
			return fmt.Errorf("request %q: %w", request, err)
		}
		if err := m.send(reply); err != nil {
			return nil // the client may close at any time
		}
	}
}

func (m *Memory) connect(w io.Writer) {
	m.sending.Lock()
	defer m.sending.Unlock()
	m.client = w
}

// send sends one line.
func (m *Memory) send(line string) error {
	m.sending.Lock()
	defer m.sending.Unlock()
	if m.client == nil {
		return nil
	}
	_, err := io.WriteString(m.client, line+"\n")
	return err
}

func (m *Memory) note(request string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.requests = append(m.requests, request)
}

// Requests are the lines received so far.
func (m *Memory) Requests() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.requests)
}

// SetBigEndian makes the machine's words big-endian, or little-endian again.
func (m *Memory) SetBigEndian(big bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.bigEndian = big
}

// OnRead makes f answer every Read of addr. Blocks are still read from memory.
func (m *Memory) OnRead(addr uint64, f func(w qtest.Width) uint64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reads[addr] = f
}

// OnWrite makes f take every Write to addr, which then does not reach memory. Blocks still go to memory.
func (m *Memory) OnWrite(addr uint64, f func(w qtest.Width, v uint64)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.writes[addr] = f
}

// OnIn makes f answer every In from port.
func (m *Memory) OnIn(port uint16, f func(w qtest.Width) uint32) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ins[port] = f
}

// OnOut makes f take every Out to port.
func (m *Memory) OnOut(port uint16, f func(w qtest.Width, v uint32)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.outs[port] = f
}

// OnClock makes f see the new time whenever the clock has moved.
func (m *Memory) OnClock(f func(now time.Duration)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.clock = f
}

// Now is the virtual time.
func (m *Memory) Now() time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

// SetIRQ tells the client that interrupt line n has changed to level. It does nothing without a client.
func (m *Memory) SetIRQ(n int, level bool) error {
	verb := "lower"
	if level {
		verb = "raise"
	}
	return m.send(fmt.Sprintf("IRQ %s %d", verb, n))
}

// Bytes returns a copy of n bytes of memory at addr.
func (m *Memory) Bytes(addr uint64, n int) []byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	b := make([]byte, n)
	for i := range b {
		if page := m.pages[(addr+uint64(i))/pageSize]; page != nil {
			b[i] = page[(addr+uint64(i))%pageSize]
		}
	}
	return b
}

// SetBytes copies b to memory at addr.
func (m *Memory) SetBytes(addr uint64, b []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i, v := range b {
		at := addr + uint64(i)
		page := m.pages[at/pageSize]
		if page == nil {
			page = new([pageSize]byte)
			m.pages[at/pageSize] = page
		}
		page[at%pageSize] = v
	}
}
