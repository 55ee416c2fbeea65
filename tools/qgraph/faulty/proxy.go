package faulty

import (
	"bufio"
	"net"
	"strings"
	"sync"
	"sync/atomic"
)

// Setup says what a proxy has to know of a path's machine.
type Setup struct {
	RAM     []Range
	Masters []Master
}

// Proxy is between a test and its QEMU and plants a fault.
type Proxy struct {
	setup    Setup
	rule     Rule
	recorder *Recorder // nil for none
	fired    atomic.Int64
	relays   sync.WaitGroup
	digest   *digest // the channel's lock protects it
	moments  []int   // likewise: the numbers of the commands at which the fault changed something
}

// NewProxy returns a proxy that plants a fault.
func NewProxy(s Setup, r Rule) *Proxy {
	return &Proxy{setup: s, rule: r, digest: newDigest()}
}

// NewWatch returns a proxy that plants nothing and shows all to a recorder.
func NewWatch(s Setup, r *Recorder) *Proxy {
	p := NewProxy(s, Rule{})
	p.recorder = r
	return p
}

// Fired returns how often the fault has changed something.
func (p *Proxy) Fired() int { return int(p.fired.Load()) }

// Moments waits until the channel has ended, and returns the numbers of the test's commands, from
// 0, at which the fault has changed something.
func (p *Proxy) Moments() []int {
	p.relays.Wait()
	return p.moments
}

// Digest waits until the channel has ended, and returns a number that is the same for two
// proxies if QEMU said the same to both.
func (p *Proxy) Digest() uint64 {
	p.relays.Wait()
	return p.digest.sum()
}

// Relay carries the lines of a qtest channel. It returns when either side has ended, and
// closes both.
func (p *Proxy) Relay(client, qemu net.Conn) {
	p.relays.Add(1)
	defer p.relays.Done()
	c := &channel{
		Proxy: p, client: client, qemu: qemu, mem: memory{},
		tracker: newTracker(p.setup.RAM, p.setup.Masters),
		known:   map[Place]byte{}, patches: map[uint64]patch{},
	}
	var wg sync.WaitGroup
	wg.Go(func() { c.carry(client, c.fromClient, qemu) })
	wg.Go(func() { c.carry(qemu, c.fromQEMU, client) })
	wg.Wait()
}

// channel is one qtest channel.
type channel struct {
	*Proxy
	client, qemu net.Conn

	mu       sync.Mutex // of all below, and of writes to the client
	tracker  *tracker
	waiting  []*exchange // without a reply, oldest first
	requests int
	replies  int
	mem      memory
	events   int // reads of memory that found something new
	known    map[Place]byte
	patches  map[uint64]patch // of memory
	skew     int64            // by which the test's clock is ahead of QEMU's, in nanoseconds
}

// exchange is a command on its way.
type exchange struct {
	*access
	number  int    // of the test's commands, from 0
	answer  string // of a command that QEMU does not get
	swallow bool   // the test does not get the reply
	skew    int64  // of a step of the clock: as of the channel, after it
}

// carry reads lines and writes what take makes of them, until there are no more.
func (c *channel) carry(from net.Conn, take func(line string) []string, to net.Conn) {
	defer c.qemu.Close()
	defer c.client.Close()
	lines := bufio.NewReaderSize(from, 64<<10)
	var out strings.Builder
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		c.mu.Lock()
		for _, text := range take(strings.TrimSuffix(line, "\n")) {
			out.WriteString(text)
			out.WriteByte('\n')
		}
		if from == c.client {
			c.mu.Unlock() // QEMU may be slow to read, and its replies want the lock
		}
		// More whole lines may be there already: one write serves all.
		if buffered, _ := lines.Peek(lines.Buffered()); out.Len() > 0 && !strings.Contains(string(buffered), "\n") {
			_, err = to.Write([]byte(out.String()))
			out.Reset()
		}
		if from == c.qemu {
			c.mu.Unlock()
		}
		if err != nil {
			return
		}
	}
}

// fromClient takes a command and returns those for QEMU.
func (c *channel) fromClient(line string) []string {
	e := &exchange{access: c.tracker.request(line), number: c.requests}
	c.requests++
	commands := c.send(e)
	c.waiting = append(c.waiting, e)
	switch {
	case len(commands) == 0:
		e.answer = "OK"
	case len(commands) == 2:
		c.waiting = append(c.waiting, &exchange{access: e.access, swallow: true})
	}
	if len(commands) == 0 && len(c.waiting) == 1 {
		for _, reply := range c.answered() {
			_, _ = c.client.Write([]byte(reply + "\n")) // a client that is gone ends the other direction
		}
	}
	return commands
}

// fromQEMU takes a line of QEMU's and returns those for the client.
func (c *channel) fromQEMU(line string) []string {
	if strings.HasPrefix(line, "IRQ ") {
		c.digest.line(line)
		return c.irq(line)
	}
	if len(c.waiting) == 0 {
		return []string{line}
	}
	e := c.waiting[0]
	c.waiting = c.waiting[1:]
	if e.swallow {
		return c.answered()
	}
	if !e.write {
		c.digest.add(e.line, line)
	}
	c.replies++
	c.tracker.reply(e.access, line)
	reply := c.receive(e, line)
	return append(append([]string{reply}, c.spurious()...), c.answered()...)
}

// fire notes that the fault has changed something at a command.
func (c *channel) fire(number int) {
	c.fired.Add(1)
	c.moments = append(c.moments, number)
}

// underWay returns the number of the oldest command without a reply or, if there is none, of the
// last one.
func (c *channel) underWay() int { return min(c.replies, c.requests-1) }

// answered returns the replies to the oldest commands, as far as QEMU did not get them.
func (c *channel) answered() []string {
	var replies []string
	for len(c.waiting) > 0 && c.waiting[0].answer != "" {
		replies = append(replies, c.waiting[0].answer)
		c.waiting = c.waiting[1:]
		c.replies++
	}
	return replies
}
