package qtest

import (
	"bytes"
	"maps"
)

// Counts are figures of a Conn that depend on the test, not on the machine it runs on.
type Counts struct {
	Commands int            // requests sent to QEMU
	Waited   int            // number of waits for replies, to one request or to several
	Idle     Idle           // the part of both that depends on how busy the machine is
	Verbs    map[string]int // Commands by their first word: "readl", "clock_step"
}

// Idle counts the vain work of Poll and Await: attempts, and the steps of the clock after them, that only led to another failed
// attempt.
type Idle struct {
	Commands int
	Waited   int
}

// add counts a request.
func (n *Counts) add(line []byte) {
	verb, _, _ := bytes.Cut(line, []byte(" "))
	n.Commands++
	n.Verbs[string(verb)]++
}

// Counts returns the figures so far.
func (c *Conn) Counts() Counts {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := c.counts
	n.Verbs = maps.Clone(n.Verbs)
	return n
}

// Answered returns the number of requests that QEMU has answered. QEMU answers them in the order in which they were made, one
// after the other: where it crashed or hung, this is the place of the request that it was at.
func (c *Conn) Answered() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.replies
}

// made counts the requests made so far, sent or not, and the waits.
func (c *Conn) made() Idle {
	c.mu.Lock()
	defer c.mu.Unlock()
	return Idle{Commands: c.counts.Commands + len(c.posted.calls), Waited: c.counts.Waited}
}

// wasIdle notes that the requests between two moments were in vain.
func (c *Conn) wasIdle(from, to Idle) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.counts.Idle.Commands += to.Commands - from.Commands
	c.counts.Idle.Waited += to.Waited - from.Waited
}
