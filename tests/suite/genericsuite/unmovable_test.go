package genericsuite_test

import (
	"testing"

	"github.com/qgraph/qgraph/tests/suite/genericsuite"
)

// TestUnmovable accepts QEMU's reasons for what the table has, on any bus, and for nothing else.
func TestUnmovable(t *testing.T) {
	for _, tc := range []struct {
		arch, blocker string
		want          bool
	}{
		{"m68k", "non-migratable device: next-kbd", true},
		{"x86_64", "non-migratable device: 0000:00:02.0/1/usb-net", true},
		{"x86_64", "non-migratable device: 0000:00:02.0/1/usb-net2", false},
		{"x86_64", "non-migratable device: usb-net/e1000", false},
		{"xtensa", "non-migratable device: cpu", true},
		{"x86_64", "non-migratable device: cpu", false},
		{"x86_64", "Migration is disabled when using feature 'peer mode' in device 'ivshmem'", true},
		{"x86_64", "Migration is disabled when using feature 'peer mode' in device 'nvme'", false},
		{"x86_64", "", false},
	} {
		why, ok := genericsuite.Unmovable(tc.arch, tc.blocker)
		if ok != tc.want || (why != "") != tc.want {
			t.Errorf("Unmovable(%q, %q) = %q, %v, want %v", tc.arch, tc.blocker, why, ok, tc.want)
		}
	}
}
