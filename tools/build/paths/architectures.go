package paths

import (
	"encoding/binary"
	"fmt"
	"strings"

	"github.com/qgraph/qgraph/libqos/base/arch"
	"github.com/qgraph/qgraph/tools/run/bundle"
)

// ArchitecturesBzl returns the content of tools/build/qemu/architectures.bzl.
func ArchitecturesBzl() string {
	var all, big []string
	for _, a := range arch.All() {
		all = append(all, a.Name)
		if a.Order == binary.BigEndian {
			big = append(big, a.Name)
		}
	}
	var b strings.Builder
	b.WriteString("\"\"\"The programs with targets in @qemu. Written by gazelle.\"\"\"\n")
	for _, l := range []struct {
		comment, name string
		words         []string
	}{
		{"The architectures, by the names of QEMU's emulators.", "ARCHITECTURES", all},
		{"The big-endian ones of these.", "BIG_ENDIAN", big},
		{"Other programs, besides the emulators, that a test may run.", "TOOLS", bundle.Programs()},
	} {
		fmt.Fprintf(&b, "\n# %s\n%s = [\n", l.comment, l.name)
		for _, word := range l.words {
			fmt.Fprintf(&b, "    %q,\n", word)
		}
		b.WriteString("]\n")
	}
	return b.String()
}
