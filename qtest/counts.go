package qtest

import (
	"bytes"
	"maps"
)

// Counts are figures of a Conn that depend on the test and not on the machine it runs on.
type Counts struct {
	Commands int            // requests sent to QEMU
	Waited   int            // how often a reply was waited for, be it to one request or to several
	Idle     int            // steps of the clock after which a Poll was no further
	Verbs    map[string]int // Commands by their first word: "readl", "clock_step"
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
