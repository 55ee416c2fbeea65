package runner

import (
	"errors"
	"fmt"
	"os"

	"github.com/qgraph/qgraph/graph"
	"golang.org/x/sys/unix"
)

// openChannels makes a socket pair for each backend whose channel is one. It returns
// the test's ends by the backend's name, QEMU's ends in the order of their
// descriptor numbers, and a function that closes the latter in this process.
func openChannels(cmd *graph.CommandLine) (ours map[string]*os.File, theirs []*os.File, closeTheirs func(), err error) {
	ours = map[string]*os.File{}
	closeTheirs = func() {
		for _, f := range theirs {
			f.Close()
		}
	}
	for _, b := range cmd.Backends {
		if !b.Backend.Channel.Pair() {
			continue
		}
		our, their, err := socketPair(b)
		if err != nil {
			closeTheirs()
			for _, f := range ours {
				f.Close()
			}
			return nil, nil, nil, fmt.Errorf("runner: channel of backend %q: %w", b.Name, err)
		}
		ours[b.Name] = our
		theirs = append(theirs, their)
	}
	return ours, theirs, closeTheirs, nil
}

// socketPair returns the two ends of a backend's channel. Only a non-blocking
// descriptor honours deadlines. Our end is non-blocking; QEMU sets the mode of its
// own.
func socketPair(b graph.BackendUse) (ours, theirs *os.File, err error) {
	typ := unix.SOCK_STREAM
	if b.Backend.Channel == graph.Datagram {
		typ = unix.SOCK_DGRAM
	}
	fds, err := unix.Socketpair(unix.AF_UNIX, typ|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, nil, err
	}
	if err := unix.SetNonblock(fds[0], true); err != nil {
		return nil, nil, errors.Join(err, unix.Close(fds[0]), unix.Close(fds[1]))
	}
	return os.NewFile(uintptr(fds[0]), b.Name), os.NewFile(uintptr(fds[1]), b.Name+" (QEMU's end)"), nil
}
