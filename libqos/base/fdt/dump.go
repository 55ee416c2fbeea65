package fdt

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/qgraph/qgraph/qtest/qmp"
)

// Dump returns the device tree of a running machine: QMP's dumpdtb writes it to
// a file in dir, which is QEMU's working directory (QEMU 11.1, QEMU QMP
// Reference Manual, "dumpdtb").
func Dump(ctx context.Context, c *qmp.Client, dir string) (*Node, error) {
	const file = "machine.dtb"
	if _, err := qmp.Execute[qmp.Empty](ctx, c, "dumpdtb", qmp.Args{"filename": file}); err != nil {
		return nil, fmt.Errorf("fdt: dump: %w", err)
	}
	blob, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		return nil, fmt.Errorf("fdt: dump: %w", err)
	}
	return Parse(blob)
}
