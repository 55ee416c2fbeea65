package virtiommio

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"github.com/qgraph/qgraph/libqos/base/guest"
)

// FromMemoryTree returns the register windows in QEMU's memory tree ("info mtree"), for
// a machine without a device tree. The wire of the window with index i, in the order of
// the addresses, is line(i).
func FromMemoryTree(ctx context.Context, m *guest.Machine, line func(i int) guest.Wire) (*Bus, error) {
	text, err := m.Monitor.HMP(ctx, "info mtree")
	if err != nil {
		return nil, fmt.Errorf("virtiommio: windows: %w", err)
	}
	bases, err := parseMemoryTree(text)
	if err != nil {
		return nil, fmt.Errorf("virtiommio: windows: %w", err)
	}
	b := &Bus{Machine: m}
	for i, base := range bases {
		b.Windows = append(b.Windows, Window{base, line(i)})
	}
	return b, nil
}

// region is a line of the memory tree about a window. QEMU lists it once for each address
// space:
//
//	00000000feb00000-00000000feb001ff (prio 0, i/o): virtio-mmio
var region = regexp.MustCompile(`(?m)^ *([0-9a-f]{16})-[0-9a-f]{16} \([^)]*\): virtio-mmio\r?$`)

// parseMemoryTree returns the base addresses of all windows, sorted.
func parseMemoryTree(text string) ([]uint64, error) {
	var bases []uint64
	for _, match := range region.FindAllStringSubmatch(text, -1) {
		base, err := strconv.ParseUint(match[1], 16, 64)
		if err != nil {
			return nil, err
		}
		bases = append(bases, base)
	}
	if len(bases) == 0 {
		return nil, errors.New("the memory tree has none")
	}
	slices.Sort(bases)
	return slices.Compact(bases), nil
}
