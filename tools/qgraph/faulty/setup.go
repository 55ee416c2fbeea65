package faulty

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qmp"
	"github.com/qgraph/qgraph/tools/run/transcript"
)

// ReadRAM asks QEMU for the addresses of the guest's memory.
func ReadRAM(ctx context.Context, q *qtest.QEMU) ([]Range, error) {
	text, err := qmp.Execute[string](ctx, q.QMP(), "human-monitor-command", qmp.Args{"command-line": "info mtree -f"})
	if err != nil {
		return nil, fmt.Errorf("faulty: ask for the memory map: %w", err)
	}
	ram := parseRAM(text)
	if len(ram) == 0 {
		return nil, errors.New("faulty: QEMU's monitor tells of no memory")
	}
	return ram, nil
}

// ramLine matches memory in a flat view: "  0000000000000000-00000000000bffff (prio 0, ram): pc.ram".
var ramLine = regexp.MustCompile(`^\s*([0-9a-f]{16})-([0-9a-f]{16}) \(prio [^,]*, ram\): `)

// parseRAM reads "info mtree -f" (QEMU 11.1, docs/system/monitor.rst).
func parseRAM(text string) []Range {
	var ram []Range
	ours := false // the view is that of the processors
	for line := range strings.Lines(text) {
		switch {
		case strings.HasPrefix(line, "FlatView"):
			ours = false
		case strings.HasPrefix(line, ` AS "memory"`), strings.HasPrefix(line, ` AS "cpu-memory-0"`):
			ours = true // a microcontroller may have its memory in that of its processor alone
		}
		m := ramLine.FindStringSubmatch(line)
		if m == nil || !ours {
			continue
		}
		first, err1 := strconv.ParseUint(m[1], 16, 64)
		last, err2 := strconv.ParseUint(m[2], 16, 64)
		if err1 == nil && err2 == nil {
			ram = append(ram, Range{first, last})
		}
	}
	return join(ram)
}

// join makes one range of neighbours.
func join(ranges []Range) []Range {
	slices.SortFunc(ranges, func(a, b Range) int { return cmp.Compare(a.First, b.First) })
	var joined []Range
	for _, r := range slices.Compact(ranges) {
		if n := len(joined); n > 0 && joined[n-1].Last+1 == r.First {
			joined[n-1].Last = r.Last
			continue
		}
		joined = append(joined, r)
	}
	return joined
}

// masterNotes are the names of a register of each controller, with its offset.
var masterNotes = map[string]struct {
	typ    string
	offset uint64
}{
	"omapi2c Con": {"omapi2c", omapCon},
	"imxi2c I2CR": {"imxi2c", imxControl},
}

// FindMasters finds the I²C controllers that a test has used.
func FindMasters(entries []transcript.Entry) []Master {
	var masters []Master
	for _, e := range entries {
		known, ok := masterNotes[noteName(e)]
		if !ok {
			continue
		}
		a := parseAccess(e.Text, false)
		if m := (Master{known.typ, a.addr - known.offset}); !slices.Contains(masters, m) {
			masters = append(masters, m)
		}
	}
	return masters
}

// noteName returns the name of the register of a command, with its package: "edu Status".
func noteName(e transcript.Entry) string {
	if e.Mark != transcript.Request {
		return ""
	}
	name, _, _ := strings.Cut(e.Note, " = ")
	return name
}
