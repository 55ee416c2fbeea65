package faulty

import (
	"strings"
	"testing"
)

func TestDigest(t *testing.T) {
	digestOf := func(text string) uint64 {
		d := newDigest()
		for _, item := range strings.Split(text, ", ") {
			command, reply, found := strings.Cut(item, "=")
			if found {
				d.add(command, reply)
			} else {
				d.line(item)
			}
		}
		return d.sum()
	}
	const clean = "a=0, b=1, raise 3, a=1"
	for _, tc := range []struct {
		name, said string
		same       bool
	}{
		{"nothing else", clean, true},
		{"a poll", "a=0, a=0, b=0, clock_step 5=5, b=0, b=1, raise 3, a=1", true},
		{"a line that is late", "a=0, b=1, a=1, raise 3", true},
		{"another reply", "a=0, b=2, raise 3, a=1", false},
		{"another last reply", "a=0, b=1, raise 3, a=0", false},
		{"another line", "a=0, b=1, raise 4, a=1", false},
		{"a line less", "a=0, b=1, a=1", false},
		{"another order", "b=1, a=0, raise 3, a=1", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := digestOf(tc.said) == digestOf(clean); got != tc.same {
				t.Errorf("the digests of %q and %q are the same: %t, want %t", tc.said, clean, got, tc.same)
			}
		})
	}
}
