package faulty

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// patch is a byte of memory that reads as another one until it is written.
type patch struct{ real, shown byte }

// wrote takes a write of the test to memory.
func (c *channel) wrote(a *access) {
	if a.form == oneByte {
		c.mem.fill(a.addr, a.size, a.data[0])
	} else {
		c.mem.write(a.addr, a.data)
	}
	for addr := range c.patches {
		if addr >= a.addr && addr < a.addr+uint64(a.size) {
			delete(c.patches, addr)
		}
	}
}

// look takes the answer of a read of memory and returns the test's, nil for the same.
func (c *channel) look(e *exchange, data []byte) []byte {
	before := c.mem.read(e.addr, e.size)
	if runs := changes(before, data); len(runs) > 0 {
		c.events++
		event := Event{Number: c.events, Addr: e.addr, Size: e.size, Runs: runs}
		if c.recorder != nil {
			c.recorder.found(event, before, data)
		}
		c.plant(event, before, data)
	}
	c.mem.write(e.addr, data)
	if len(c.patches) == 0 {
		return nil
	}
	shown := slices.Clone(data)
	for addr, p := range c.patches {
		if addr < e.addr || addr >= e.addr+uint64(e.size) {
			continue
		}
		if i := addr - e.addr; data[i] == p.real {
			shown[i] = p.shown
		} else {
			delete(c.patches, addr)
		}
	}
	if slices.Equal(shown, data) {
		return nil
	}
	c.fire(e.number)
	return shown
}

// plant plants a fault of memory in what a read has found.
func (c *channel) plant(event Event, before, data []byte) {
	r := c.rule
	if r.On != aMemory || r.Event != 0 && r.Event != event.Number {
		return
	}
	at := int64(r.Address - event.Addr)
	if at < 0 || at >= int64(event.Size) {
		if r.Kind == Spilled && r.Event == event.Number {
			// Beside what was read: a later read shows it, unless the test writes there first.
			c.patches[r.Address] = patch{c.mem.read(r.Address, 1)[0], ^c.mem.read(r.Address, 1)[0]}
		}
		return
	}
	show := func(i int64, v byte) {
		if i < int64(len(data)) && v != data[i] {
			c.patches[event.Addr+uint64(i)] = patch{data[i], v}
		}
	}
	switch r.Kind {
	case Changed:
		bits := before[at] ^ data[at]
		if bits == 0 {
			bits = 1
		}
		show(at, data[at]^(bits&-bits))
	case NotSet:
		show(at, before[at])
	case Spilled:
		show(at, ^data[at])
	case Lost:
		for i := range int64(max(r.Size, 1)) {
			if at+i < int64(len(data)) {
				show(at+i, before[at+i])
			}
		}
	case Number:
		if at+int64(r.Size) > int64(len(data)) {
			return
		}
		n := make([]byte, 8)
		copy(n, data[at:at+int64(r.Size)])
		binary.LittleEndian.PutUint64(n, binary.LittleEndian.Uint64(n)+1)
		for i := range int64(r.Size) {
			show(at+i, n[i])
		}
	}
}

// irq takes QEMU's report of an interrupt line and returns the test's.
func (c *channel) irq(line string) []string {
	words := strings.Fields(line)
	if len(words) != 3 {
		return []string{line}
	}
	n, err := strconv.Atoi(words[2])
	if err != nil {
		return []string{line}
	}
	high := words[1] == "raise"
	if c.recorder != nil {
		c.recorder.line(n, high, c.requests, c.replies)
	}
	if c.rule.On != aLine || c.rule.Line != n {
		return []string{line}
	}
	switch {
	case c.rule.Kind == Dropped && high, c.rule.Kind == Stuck && !high:
		c.fire(c.underWay())
		return nil
	case c.rule.Kind == Doubled && high:
		c.fire(c.underWay())
		return []string{line, fmt.Sprintf("IRQ lower %d", n), line}
	case c.rule.Kind == OnNext:
		c.fire(c.underWay())
		return []string{fmt.Sprintf("IRQ %s %d", words[1], n+1)}
	}
	return []string{line}
}

// spurious returns the report of an interrupt that no device has, after the reply that the
// rule's event names.
func (c *channel) spurious() []string {
	if c.rule.Kind != Spurious || c.replies != max(c.rule.Event, 1) {
		return nil
	}
	c.fire(c.replies - 1)
	return []string{fmt.Sprintf("IRQ raise %d", c.rule.Line)}
}

// rateOf is the part of time by which the clock is wrong.
const rateOf = 100

// time returns the command with which the clock moves as the rule says.
func (c *channel) time(e *exchange) string {
	a := e.access
	e.skew = c.skew
	if len(a.words) != 1 {
		return a.line
	}
	n, err := strconv.ParseInt(a.words[0], 0, 64)
	if err != nil {
		return a.line
	}
	if c.recorder != nil {
		c.recorder.stepped(n)
	}
	if c.rule.On != aClock {
		return a.line
	}
	if a.verb == "clock_set" {
		return fmt.Sprintf("%s %d", a.verb, n-c.skew)
	}
	wrong := n / rateOf
	if wrong == 0 {
		return a.line
	}
	if c.rule.Kind == Fast {
		wrong = -wrong
	}
	c.skew += wrong
	e.skew = c.skew
	c.fire(e.number)
	return fmt.Sprintf("%s %d", a.verb, n-wrong)
}

// passed returns the reply to a step of the clock with the test's time.
func (c *channel) passed(e *exchange, reply string) string {
	text, ok := strings.CutPrefix(reply, "OK ")
	if !ok || e.skew == 0 {
		return reply
	}
	n, err := strconv.ParseInt(text, 0, 64)
	if err != nil {
		return reply
	}
	return fmt.Sprintf("OK %d", n+e.skew)
}
