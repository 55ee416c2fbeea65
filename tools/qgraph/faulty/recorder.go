package faulty

import (
	"encoding/binary"
	"sync"
)

// Recorder notes which registers, memory, interrupt lines and times a test has to do with.
type Recorder struct {
	mu            sync.Mutex
	registers     map[Register]*use
	blocks        []block        // once the registers have their names
	configuration map[Place]bool // pages of configuration space in memory
	lines         map[int]*lineUse
	events        []found
	steps         int   // of the clock
	longest       int64 // of the steps, in nanoseconds
}

// use is how a test used a register. The masks have a bit for each bit of the value.
type use struct {
	name            string
	reads, writes   int
	zero, one       uint64 // bits that were read as 0, and as 1
	wasZero, wasOne uint64 // bits that were written as 0, and as 1
	readBack        bool   // a read came after a write
	unkept          bool   // a read returned other than what was written last
	written         bool
	last            uint64 // the last value written
	numbers         []int  // of some commands
}

// lineUse is how an interrupt line changed.
type lineUse struct {
	rises, falls int
	pulses       int // rises that ended with no new command behind them, or with the same command under way
	high         bool
	since        int // the number of replies at its last change
	sent         int // likewise, of commands
	quiet        int // the number of replies at the beginning of the longest time when it was low
	longest      int // that time, in replies
}

// found is an event with the bytes before and after it.
type found struct {
	Event
	before, data []byte
}

// NewRecorder returns a recorder for one run.
func NewRecorder() *Recorder {
	return &Recorder{registers: map[Register]*use{}, lines: map[int]*lineUse{}}
}

// someNumbers is how many commands the recorder keeps of a register, to find its name.
const someNumbers = 8

// each calls f for the registers of an access, with their values.
func (r *Recorder) each(e *exchange, data []byte, f func(u *use, v uint64)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if consecutive(e.at) && !e.at[0].onBus() {
		switch e.size {
		case 1, 2, 4, 8:
			f(r.use(e, Register{e.at[0], e.size}), valueOf(data, e.big))
		}
		return
	}
	for i, p := range e.at {
		if p != (Place{}) {
			f(r.use(e, Register{p, 1}), uint64(data[i]))
		}
	}
}

// consecutive reports whether places follow on each other.
func consecutive(places []Place) bool {
	for i, p := range places {
		if p == (Place{}) || p != places[0].plus(i) {
			return false
		}
	}
	return len(places) > 0
}

func valueOf(data []byte, big bool) uint64 {
	b := make([]byte, 8)
	if big {
		copy(b[8-len(data):], data)
		return binary.BigEndian.Uint64(b)
	}
	copy(b, data)
	return binary.LittleEndian.Uint64(b)
}

func (r *Recorder) use(e *exchange, at Register) *use {
	u := r.registers[at]
	if u == nil {
		u = &use{}
		r.registers[at] = u
	}
	if len(u.numbers) < someNumbers {
		u.numbers = append(u.numbers, e.number)
	}
	return u
}

// read notes the answer of a read.
func (r *Recorder) read(e *exchange, data []byte) {
	r.each(e, data, func(u *use, v uint64) {
		u.reads++
		u.one |= v
		u.zero |= ^v
		u.readBack = u.readBack || u.written
		if u.written && v != u.last {
			u.unkept = true
		}
	})
}

// written notes a write.
func (r *Recorder) written(e *exchange) {
	r.each(e, e.data, func(u *use, v uint64) {
		u.writes++
		u.wasOne |= v
		u.wasZero |= ^v
		u.written, u.last = true, v
	})
}

// found notes what a device has written to memory.
func (r *Recorder) found(e Event, before, data []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, found{e, before, data})
}

// line notes a change of an interrupt line after so many commands and replies.
func (r *Recorder) line(n int, high bool, sent, replies int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	l := r.lines[n]
	if l == nil {
		l = &lineUse{}
		r.lines[n] = l
	}
	switch {
	case high && !l.high:
		l.rises++
		if replies-l.since > l.longest {
			l.quiet, l.longest = l.since+1, replies-l.since
		}
	case !high && l.high:
		l.falls++
		if replies == l.since && (sent == l.sent || l.sent > l.since) { // else a command ended a level
			l.pulses++
		}
	}
	l.high, l.since, l.sent = high, replies, sent
}

// stepped notes a step of the clock, in nanoseconds.
func (r *Recorder) stepped(n int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.steps++
	r.longest = max(r.longest, n)
}

// ReadBack reports whether the test read a register after it had written it. If a fault of
// these writes then changes nothing that QEMU says, the register ignores what was written.
func (r *Recorder) ReadBack(at Register) bool {
	u := r.registers[at]
	return u != nil && u.readBack
}
