package faulty

import "slices"

// Kind is what a fault does.
type Kind string

// Faults of a register.
const (
	ReadsZero   Kind = "reads-0"     // a bit of each answer is 0
	ReadsOne    Kind = "reads-1"     // a bit of each answer is 1
	ReadsNot    Kind = "inverted"    // a bit of each answer is inverted
	ReadsLate   Kind = "late-answer" // each read answers what the read before should have
	WriteLost   Kind = "write-lost"  // writes do not reach the register
	WritesZero  Kind = "writes-0"    // a bit of each written value arrives as 0: it is not set, or not cleared by a 1
	WritesOne   Kind = "writes-1"    // a bit of each written value arrives as 1
	WriteTwice  Kind = "write-twice" // each write is applied twice
	WriteBeside Kind = "write-next"  // writes reach the neighbour above
	Writable    Kind = "writable"    // reads return the last value written
)

// Faults of the guest's memory, where a device has written.
const (
	Changed Kind = "changed" // the lowest bit of a byte that the device has changed is as before; of a byte as before, bit 0 is not
	NotSet  Kind = "unset"   // a byte keeps the value from before
	Number  Kind = "plus-1"  // a little-endian number of two or four bytes, as an index or a length, is one more
	Spilled Kind = "spilled" // the byte, to which the device writes nothing, changes along with the one before it
	Lost    Kind = "lost"    // nothing that the device wrote there arrives: data, a message of an interrupt
)

// Faults of an interrupt line.
const (
	Dropped  Kind = "dropped"  // it never rises
	Doubled  Kind = "doubled"  // each rise comes twice
	Stuck    Kind = "stuck"    // it never falls
	Spurious Kind = "spurious" // it rises once although nothing is to be told
	OnNext   Kind = "on-next"  // the line with the next number has its changes
)

// Faults of time.
const (
	Slow Kind = "slow" // timers are late by a hundredth
	Fast Kind = "fast" // timers are early by a hundredth
)

// subject is what a kind of fault is about.
type subject string

const (
	aRegister subject = "register"
	aMemory   subject = "memory"
	aLine     subject = "irq"
	aClock    subject = "clock"
)

// kinds are the kinds of fault of each subject.
func (s subject) kinds() []Kind {
	switch s {
	case aRegister:
		return []Kind{ReadsZero, ReadsOne, ReadsNot, ReadsLate, WriteLost, WritesZero, WritesOne, WriteTwice, WriteBeside, Writable}
	case aMemory:
		return []Kind{Changed, NotSet, Number, Spilled, Lost}
	case aLine:
		return []Kind{Dropped, Doubled, Stuck, Spurious, OnNext}
	case aClock:
		return []Kind{Slow, Fast}
	}
	return nil
}

// ofBit reports whether the fault is in one bit of a register.
func (k Kind) ofBit() bool {
	return slices.Contains([]Kind{ReadsZero, ReadsOne, ReadsNot, WritesZero, WritesOne}, k)
}

// OfWrite reports whether the fault is in writes to a register.
func (k Kind) OfWrite() bool {
	return slices.Contains([]Kind{WriteLost, WritesZero, WritesOne, WriteTwice, WriteBeside}, k)
}
