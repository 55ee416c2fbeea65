package pnvspi

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPlanned(t *testing.T) {
	for _, tc := range []struct {
		name        string
		write, read int
		want        Steps // as hostboot has it where it has one
		times       int
	}{
		{"command", 1, 0, 0x1131100000000000, 0},
		{"status", 1, 2, 0x1131421000000000, 0},
		{"a word read", 4, 8, 0x1134481000000000, 0},
		{"two words read", 4, 16, 0x1134484810000000, 0},
		{"a page read", 4, 256, 0x11344848e3100000, 31},
		{"a page written", 4 + 256, 0, 0x113438e210000000, 32},
		{"words written, words read", 16, 24, 0x1138384848e41000, 2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p, err := planned(tc.write, tc.read)
			if err != nil {
				t.Fatal(err)
			}
			if got := Operations(p.operations...); got != tc.want || p.times != tc.times {
				t.Errorf("sequence %#x, %d times, want %#x, %d times", uint64(got), p.times, uint64(tc.want), tc.times)
			}
		})
	}
	for _, tc := range []struct{ write, read int }{{17, 17}, {4, most + 9}} {
		if p, err := planned(tc.write, tc.read); err == nil {
			t.Errorf("%d bytes written and %d read: %v, want an error", tc.write, tc.read, p)
		}
	}
	if _, err := planned(17, 17); !errors.Is(err, ErrTwoLoops) {
		t.Errorf("error %v, want %v", err, ErrTwoLoops)
	}
}

func TestWords(t *testing.T) {
	var sizes []int
	for _, w := range words(make([]byte, 20)) {
		sizes = append(sizes, len(w))
	}
	if diff := cmp.Diff([]int{4, 8, 8}, sizes); diff != "" {
		t.Errorf("bytes of each word (-want +got):\n%s", diff)
	}
}
