package qtest

import (
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOutput(t *testing.T) {
	tests := []struct {
		name   string
		chunks []int // sizes written, as letters a, b, c, ...
		want   string
	}{
		{"nothing", nil, ""},
		{"little", []int{3, 2}, "aaabb"},
		{"head full", []int{keptOutput}, strings.Repeat("a", keptOutput)},
		{"both full", []int{keptOutput, keptOutput}, strings.Repeat("a", keptOutput) + strings.Repeat("b", keptOutput)},
		{"across the seam", []int{keptOutput - 1, 2}, strings.Repeat("a", keptOutput-1) + "bb"},
		{"one byte too many", []int{keptOutput, 1, keptOutput},
			strings.Repeat("a", keptOutput) + "\n[... 1 bytes not kept ...]\n" + strings.Repeat("c", keptOutput)},
		{"far too many", []int{keptOutput, 5 * keptOutput, 7, 2*keptOutput - 7},
			strings.Repeat("a", keptOutput) + "\n[... 393216 bytes not kept ...]\n" + strings.Repeat("d", keptOutput)},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			var o output
			for i, n := range tc.chunks {
				o.write([]byte(strings.Repeat(string(rune('a'+i)), n)))
			}
			if got := o.String(); got != tc.want {
				t.Errorf("got %d bytes, want %d: %s", len(got), len(tc.want), cmp.Diff(tc.want, got))
			}
			if max := 3 * keptOutput; len(o.head)+len(o.tail) > max {
				t.Errorf("%d bytes are held, want at most %d", len(o.head)+len(o.tail), max)
			}
		})
	}
}

// Outputs of real crashes and refusals; They are of QEMU 11.1 unless another source is named.
func TestExitErrorNamesTheCause(t *testing.T) {
	tests := []struct {
		name string
		err  ExitError
		want string // first line
	}{
		{"refusal", ExitError{Status: 1, Output: "qemu-system-x86_64: -device foo: 'foo' is not a valid device model name\n"},
			"qtest: QEMU exited with status 1: -device foo: 'foo' is not a valid device model name"},
		{"first of two", ExitError{Status: 1, Output: "qemu-system-x86_64: unsupported machine type: \"nope\"\nUse -machine help to list supported machines\n"},
			`qtest: QEMU exited with status 1: unsupported machine type: "nope"`},
		{"behind a warning", ExitError{Status: 1, Output: "qemu-system-x86_64: -mon chardev=qm: warning: '-mon' is deprecated\n" +
			"qemu-system-x86_64: warning: harmless\nqemu-system-x86_64: info: harmless\nqemu-system-x86_64: -bogus: invalid option\n"},
			"qtest: QEMU exited with status 1: -bogus: invalid option"},
		{"behind chatter", ExitError{Status: 1, Output: "VNC server running on ::1:5900\n/opt/qemu-11/bin/qemu-system-arm: No machine specified, and there is no default\n"},
			"qtest: QEMU exited with status 1: No machine specified, and there is no default"},
		{"chatter alone", ExitError{Status: 2, Output: "\nsomething odd\nmore\n"}, "qtest: QEMU exited with status 2: something odd"},
		{"silence", ExitError{Status: 0}, "qtest: QEMU exited with status 0"},
		{"assertion of GLib", ExitError{Signal: syscall.SIGABRT, While: `waiting for the reply to "read 0x0 0x0"`,
			Output: "**\nERROR:system/qtest.c:586:qtest_process_command: assertion failed: (len)\nBail out! ERROR:system/qtest.c:586:qtest_process_command: assertion failed: (len)\n"},
			`qtest: QEMU was killed by signal SIGABRT while waiting for the reply to "read 0x0 0x0": ERROR:system/qtest.c:586:qtest_process_command: assertion failed: (len)`},
		{"assertion of the C library after an earlier complaint", ExitError{Signal: syscall.SIGABRT,
			Output: "qemu-system-x86_64: something was refused earlier\nqemu-system-x86_64: hw/core/gpio.c:108: qdev_get_gpio_in_named: Assertion `n >= 0 && n < gpio_list->num_in' failed.\n"},
			"qtest: QEMU was killed by signal SIGABRT: hw/core/gpio.c:108: qdev_get_gpio_in_named: Assertion `n >= 0 && n < gpio_list->num_in' failed."},
		{"sanitizer", ExitError{Status: 1, Output: "=================================================================\n==12==ERROR: AddressSanitizer: heap-use-after-free on address 0x60\n    #0 0x1\n"},
			"qtest: QEMU exited with status 1: ==12==ERROR: AddressSanitizer: heap-use-after-free on address 0x60"},
		{"crash without a word", ExitError{Signal: syscall.SIGSEGV, Output: "nothing of interest\n"}, "qtest: QEMU was killed by signal SIGSEGV"},
		{"signal without a name", ExitError{Signal: 63}, "qtest: QEMU was killed by signal 63"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			got, _, _ := strings.Cut(tc.err.Error(), "\n")
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("first line mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestExitErrorShowsTheLastLines(t *testing.T) {
	err := &ExitError{Status: 1, Output: "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n"}
	const want = "qtest: QEMU exited with status 1: 1\n\t3\n\t4\n\t5\n\t6\n\t7\n\t8\n\t9\n\t10\n\t11\n\t12"
	if diff := cmp.Diff(want, err.Error()); diff != "" {
		t.Errorf("text mismatch (-want +got):\n%s", diff)
	}
}
