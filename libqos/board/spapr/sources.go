package spapr

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/qgraph/qgraph/qtest/qmp"
)

// sources are the watched level-sensitive interrupt sources. A guest accesses the
// interrupt controller by calls of the hypervisor, which a test cannot make, and
// QEMU cannot intercept its inputs. But QEMU's monitor reports the state of the
// sources.
type sources struct {
	monitor *qmp.Client
	watched []int
	level   map[int]bool
	rises   map[int]uint64
}

func newSources(monitor *qmp.Client) *sources {
	return &sources{monitor: monitor, level: map[int]bool{}, rises: map[int]uint64{}}
}

// watch starts to track a source's level.
func (s *sources) watch(ctx context.Context, source int) error {
	if slices.Contains(s.watched, source) {
		return nil
	}
	s.watched = append(s.watched, source)
	return s.refresh(ctx)
}

// refresh reads the levels.
func (s *sources) refresh(ctx context.Context) error {
	if len(s.watched) == 0 {
		return nil
	}
	report, err := qmp.Execute[report](ctx, s.monitor, "x-query-interrupt-controllers", qmp.NoArgs{})
	if err != nil {
		return fmt.Errorf("spapr: interrupt sources: %w", err)
	}
	levels, err := report.levels()
	if err != nil {
		return err
	}
	for _, source := range s.watched {
		high, known := levels[source]
		if !known {
			return fmt.Errorf("spapr: interrupt source %#x is missing or not level-sensitive", source)
		}
		if high && !s.level[source] {
			s.rises[source]++
		}
		s.level[source] = high
	}
	return nil
}

// report is QEMU's text about the interrupt controllers. Each source has a line
//
//	1200 LSI ff 01
//
// with its number, kind, priority and status. The lowest bit of the status is the
// level of a level-sensitive source.
type report struct {
	Text string `json:"human-readable-text"`
}

const asserted = 1 << 0

// levels returns the levels of the level-sensitive sources.
func (r report) levels() (map[int]bool, error) {
	levels := map[int]bool{}
	for line := range strings.Lines(r.Text) {
		words := strings.Fields(line)
		if len(words) != 4 || words[1] != "LSI" {
			continue
		}
		source, err := strconv.ParseUint(words[0], 16, 31)
		if err != nil {
			return nil, fmt.Errorf("spapr: interrupt source in %q: %w", line, err)
		}
		status, err := strconv.ParseUint(words[3], 16, 8)
		if err != nil {
			return nil, fmt.Errorf("spapr: status of interrupt source in %q: %w", line, err)
		}
		levels[int(source)] = status&asserted != 0
	}
	return levels, nil
}
