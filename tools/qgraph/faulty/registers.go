package faulty

import (
	"slices"
)

// send returns the commands that QEMU gets in place of the test's: none, one or two.
func (c *channel) send(e *exchange) []string {
	r := c.rule
	switch {
	case e.verb == "clock_step" || e.verb == "clock_set":
		return []string{c.time(e)}
	case r.On != aRegister || !e.write || !c.touches(e.access):
		return []string{e.line}
	case r.Kind == Writable:
		for i, p := range e.at {
			if c.covers(p) {
				c.known[p] = e.data[i]
			}
		}
		return []string{e.line}
	case !r.Kind.OfWrite():
		return []string{e.line}
	}
	if r.Kind.ofBit() {
		return []string{c.sendBit(e)}
	}
	if r.Register.onBus() {
		return []string{c.keepOld(e)}
	}
	c.fire(e.number)
	switch r.Kind {
	case WriteTwice:
		return []string{e.line, e.line}
	case WriteBeside:
		return []string{e.with(e.data, r.Register.Width)}
	}
	return nil
}

// sendBit returns a write with one bit of the register at 0 or 1.
func (c *channel) sendBit(e *exchange) string {
	data := slices.Clone(e.data)
	if !c.setBit(e.access, data, c.rule.Kind == WritesOne) {
		return e.line
	}
	c.fire(e.number)
	return e.with(data, 0)
}

// keepOld returns a write with the bytes of the register that were there before: a byte on
// a bus cannot be left out.
func (c *channel) keepOld(e *exchange) string {
	data := slices.Clone(e.data)
	for i, p := range e.at {
		if old, ok := c.known[p]; ok && c.covers(p) {
			data[i] = old
		}
	}
	if slices.Equal(data, e.data) || c.rule.Kind != WriteLost {
		return e.line
	}
	c.fire(e.number)
	return e.with(data, 0)
}

// receive returns the reply that the test gets to a command.
func (c *channel) receive(e *exchange, reply string) string {
	if e.verb == "clock_step" || e.verb == "clock_set" {
		return c.passed(e, reply)
	}
	if e.write {
		if e.ram {
			c.wrote(e.access)
		} else if c.recorder != nil {
			c.recorder.written(e)
		}
		return reply
	}
	data, ok := e.access.answer(reply)
	if !ok {
		return reply
	}
	if e.ram {
		if changed := c.look(e, data); changed != nil {
			return e.reply(reply, changed)
		}
		return reply
	}
	if c.recorder != nil {
		c.recorder.read(e, data)
	}
	if changed := c.answerOf(e.access, data); changed != nil {
		c.fire(e.number)
		return e.reply(reply, changed)
	}
	return reply
}

// answerOf returns what a read of registers returns instead of data, nil for the same.
func (c *channel) answerOf(a *access, data []byte) []byte {
	r := c.rule
	if r.On != aRegister || !c.touches(a) {
		return nil
	}
	changed := slices.Clone(data)
	switch r.Kind {
	case ReadsZero, ReadsOne:
		c.setBit(a, changed, r.Kind == ReadsOne)
	case ReadsNot:
		if !c.setBit(a, changed, true) {
			c.setBit(a, changed, false)
		}
	case ReadsLate, Writable:
		for i, p := range a.at {
			if old, ok := c.known[p]; ok && c.covers(p) {
				changed[i] = old
			}
		}
	}
	if r.Kind != Writable {
		for i, p := range a.at {
			if c.covers(p) {
				c.known[p] = data[i]
			}
		}
	}
	if slices.Equal(data, changed) {
		return nil
	}
	return changed
}

// covers reports whether a place is in the rule's register.
func (c *channel) covers(p Place) bool {
	r := c.rule.Register
	return p.Space == r.Space && p.Offset >= r.Offset && p.Offset < r.Offset+uint64(r.Width)
}

// touches reports whether an access reaches the rule's register.
func (c *channel) touches(a *access) bool { return slices.ContainsFunc(a.at, c.covers) }

// setBit sets the rule's bit in the data of an access. It reports whether that changed it.
func (c *channel) setBit(a *access, data []byte, one bool) bool {
	place, bit := c.rule.Register.lane(c.rule.Bit, a.big)
	for i, p := range a.at {
		if p != place {
			continue
		}
		old := data[i]
		data[i] &^= 1 << bit
		if one {
			data[i] |= 1 << bit
		}
		return data[i] != old
	}
	return false
}
