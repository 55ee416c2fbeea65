package qtest

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// acceptsConnections is the flag of a listening socket in /proc/net/unix (Linux, proc_pid_net(5) and
// include/linux/net.h: __SO_ACCEPTCON).
const acceptsConnections = 1 << 16

// listens reports whether a process listens on the UNIX socket of that name. It does not connect: a server for one
// client would count that as its client.
func listens(pid int, socket string) (bool, error) {
	own, err := socketsOf(pid)
	if err != nil || len(own) == 0 {
		return false, err
	}
	f, err := os.Open("/proc/net/unix")
	if err != nil {
		return false, fmt.Errorf("qtest: %w", err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		fields := strings.Fields(lines.Text()) // address, references, protocol, flags, type, state, inode, name
		if len(fields) != 8 || fields[7] != socket || !own[fields[6]] {
			continue
		}
		flags, err := strconv.ParseUint(fields[3], 16, 64)
		if err != nil {
			return false, fmt.Errorf("qtest: %s: %w", f.Name(), err)
		}
		if flags&acceptsConnections != 0 {
			return true, nil
		}
	}
	return false, lines.Err()
}

// socketsOf returns the inodes of a process's sockets, none of a process that has ended.
func socketsOf(pid int) (map[string]bool, error) {
	folder := fmt.Sprintf("/proc/%d/fd", pid)
	entries, err := os.ReadDir(folder)
	for _, ended := range []error{fs.ErrNotExist, fs.ErrPermission, unix.ESRCH} {
		if errors.Is(err, ended) {
			return nil, nil
		}
	}
	if err != nil {
		return nil, fmt.Errorf("qtest: %w", err)
	}
	found := map[string]bool{}
	for _, e := range entries {
		target, err := os.Readlink(folder + "/" + e.Name())
		if err != nil {
			continue // it is closed by now
		}
		if inode, ok := strings.CutPrefix(target, "socket:["); ok {
			found[strings.TrimSuffix(inode, "]")] = true
		}
	}
	return found, nil
}
