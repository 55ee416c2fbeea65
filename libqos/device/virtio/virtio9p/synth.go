package virtio9p

import "fmt"

// Files that QEMU provides under qtest in the root of its [Synth] backend (QEMU
// 11.1, hw/9pfs/9p-synth.h, QTEST_V9FS_SYNTH_*; a guest can list it).
const (
	SynthOpen  = "LOPEN" // a file that can be opened
	SynthWrite = "WRITE" // a file that accepts writes and stores nothing
	SynthFlush = "FLUSH" // see SynthBlock

	SynthDir      = "ReadDirDir" // a directory with SynthDirFiles files
	SynthDirFiles = 100

	SynthStat  = "stat"        // a directory
	SynthCount = "xattr_count" // in it: see SynthCountSize
)

// The first byte written to [SynthFlush] selects whether the write ends: one
// that begins with SynthBlock blocks until it is flushed.
const (
	SynthPass  byte = 0
	SynthBlock byte = 1
)

// SynthCountSize is the size in bytes of the number that [SynthCount] holds
// repeatedly: the count of open extended attributes, in the host's byte order.
const SynthCountSize = 8

// SynthWalk returns the names of nested directories, from the root down.
func SynthWalk() []string {
	names := make([]string, 16)
	for i := range names {
		names[i] = fmt.Sprintf("WALK%d", i)
	}
	return names
}

// SynthFile returns the name of file i, from 0, in [SynthDir].
func SynthFile(i int) string { return fmt.Sprintf("ReadDirFile%d", i) }
