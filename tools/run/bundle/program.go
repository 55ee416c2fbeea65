package bundle

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Programs lists the programs beside the emulators that the processes of a path may
// run, sorted. The build takes its list from here.
func Programs() []string { return []string{"qemu-img", "qemu-storage-daemon"} }

// Program returns another program of the same QEMU: that of a manifest beside the
// emulator's, or the one in the folder of the emulator, in the same place of a build
// tree, or on PATH.
func (b *Bundle) Program(name string) (*Bundle, error) {
	folder := filepath.Dir(b.Path)
	if strings.HasSuffix(b.Path, ".json") {
		return openManifest(filepath.Join(folder, name+".json"), b.Arch)
	}
	for _, place := range []string{filepath.Join(folder, name), filepath.Join(folder, "storage-daemon", name)} {
		if info, err := os.Stat(place); err == nil && !info.IsDir() && info.Mode()&0o111 != 0 {
			return &Bundle{Arch: b.Arch, Path: place, Command: []string{place}}, nil
		}
	}
	place, err := exec.LookPath(name)
	if err != nil {
		return nil, fmt.Errorf("bundle: %s is neither in %s nor on PATH: %w", name, folder, err)
	}
	return &Bundle{Arch: b.Arch, Path: place, Command: []string{place}}, nil
}

// programs returns the names of those programs that there are.
func (b *Bundle) programs() []string {
	found := []string{}
	for _, name := range Programs() {
		if _, err := b.Program(name); err == nil {
			found = append(found, name)
		}
	}
	return found
}
