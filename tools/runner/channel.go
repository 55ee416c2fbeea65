package runner

import (
	"fmt"
	"os"

	"github.com/qgraph/qgraph/graph"
	"golang.org/x/sys/unix"
)

// openChannels makes a socket pair for each backend that has a channel. It
// returns the test's ends by the backend's name, QEMU's ends in the order of their
// descriptor numbers, and what closes the latter in this process.
func openChannels(cmd *graph.CommandLine) (ours map[string]*os.File, theirs []*os.File, closeTheirs func(), err error) {
	ours = map[string]*os.File{}
	closeTheirs = func() {
		for _, f := range theirs {
			f.Close()
		}
	}
	for _, b := range cmd.Backends {
		if b.Backend.Channel == graph.NoChannel {
			continue
		}
		typ := unix.SOCK_STREAM
		if b.Backend.Channel == graph.Datagram {
			typ = unix.SOCK_DGRAM
		}
		fds, err := unix.Socketpair(unix.AF_UNIX, typ|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			closeTheirs()
			for _, f := range ours {
				f.Close()
			}
			return nil, nil, nil, fmt.Errorf("runner: channel of backend %q: %w", b.Name, err)
		}
		// Only a descriptor that does not block honours deadlines; ours is to, QEMU sets its own.
		if err := unix.SetNonblock(fds[0], true); err != nil {
			return nil, nil, nil, fmt.Errorf("runner: channel of backend %q: %w", b.Name, err)
		}
		ours[b.Name] = os.NewFile(uintptr(fds[0]), b.Name)
		theirs = append(theirs, os.NewFile(uintptr(fds[1]), b.Name+" (QEMU's end)"))
	}
	return ours, theirs, closeTheirs, nil
}
