package sweep

import "github.com/qgraph/qgraph/libqos/base/memmap"

// rule names a region that is not written.
type rule struct {
	region string
	why    string
}

// rules returns the regions that are not written: those by which a guest ends QEMU on purpose, and no option of QEMU can prevent
// that. Those that shut down, reset or stop the machine are written: see the package comment.
func rules() []rule {
	return []rule{
		{"isa-debug-exit", "a write ends QEMU, with its value in the exit status"},
		{"riscv.htif.uart", "a write chooses QEMU's exit status"},
		{"tricore_testdevice", "a write ends QEMU, with its value as the exit status"},
	}
}

// spared returns why a range is left out, "" if it is not.
func spared(r memmap.Range, write bool) string {
	for _, x := range rules() {
		if write && x.region == r.Region {
			return x.why
		}
	}
	return ""
}
