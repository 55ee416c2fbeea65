package backtrace

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// AllowCore lets a process leave a core of any size in its working directory. It is no error
// if the process has ended.
func AllowCore(pid int) error {
	var limit unix.Rlimit
	err := unix.Prlimit(pid, unix.RLIMIT_CORE, nil, &limit)
	if err == nil {
		limit.Cur = limit.Max
		err = unix.Prlimit(pid, unix.RLIMIT_CORE, &limit, nil)
	}
	if err != nil && !errors.Is(err, unix.ESRCH) {
		return fmt.Errorf("backtrace: limit of cores: %w", err)
	}
	return nil
}
