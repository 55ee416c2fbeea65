package run

import (
	"errors"
	"fmt"
	"os"
)

// InFolder calls f with a short name of a folder: the name of a socket has 107 bytes at
// most (Linux, unix(7)), and a folder's may be longer. The name is valid until f returns.
func InFolder(name string, f func(folder string) error) error {
	folder, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(f(fmt.Sprintf("/proc/self/fd/%d", folder.Fd())), folder.Close())
}
