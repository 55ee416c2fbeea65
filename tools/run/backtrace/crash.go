package backtrace

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var frame = regexp.MustCompile(`(?m)^#\d+ +(0x[0-9a-f]+)? *(?:in )?(\S+) \(`)

// enders are functions that end a process, where gdb gives them no address.
var enders = regexp.MustCompile(`^(__pthread_kill\w*|__GI_\w+|raise|abort|__assert_fail\w*|g_assertion_message\w*|g_abort)$`)

// libraries have the functions that end a process on behalf of their callers.
var libraries = regexp.MustCompile(`^(libc|libc-.*|libpthread.*|ld-linux.*|ld-.*|libglib-.*|libasan|libubsan|libtsan)\b`)

// Crash returns the functions that the thread was in that died, the innermost first, without
// those that end a process. A function without a name is the program's name with the address
// in it: "qemu-system-ppc64+0x4a1b2c". So it is the same whenever the same program dies in
// the same place. The error is [ErrNoDebugger] without gdb.
func Crash(ctx context.Context, core string) ([]string, error) {
	s := Core(core)
	mapped, err := s.mapped()
	if err != nil {
		return nil, err
	}
	out, err := gdb(ctx, s, "backtrace 40")
	if err != nil {
		return nil, err
	}
	return frames(string(out), mapped), nil
}

// frames returns the frames in gdb's output.
func frames(out string, mapped []mapping) []string {
	mapped = slices.SortedFunc(slices.Values(mapped), func(a, b mapping) int { return cmp.Compare(a.address, b.address) })
	out = out[strings.LastIndex(out, "\n#0 ")+1:] // gdb shows the first frame also when it opens the core
	var all []string
	for _, m := range frame.FindAllStringSubmatch(out, -1) {
		if enders.MatchString(m[2]) {
			continue
		}
		address, err := strconv.ParseUint(m[1], 0, 64)
		if err != nil {
			all = append(all, m[2])
			continue
		}
		i, found := slices.BinarySearchFunc(mapped, address, func(m mapping, a uint64) int { return cmp.Compare(m.address, a) })
		if !found {
			i--
		}
		if i < 0 {
			continue
		}
		name := filepath.Base(mapped[i].file)
		if libraries.MatchString(name) {
			continue
		}
		if m[2] == "??" {
			all = append(all, fmt.Sprintf("%s+%#x", name, address-mapped[i].address))
			continue
		}
		all = append(all, m[2])
	}
	return all
}
