package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tools/build/nodes"
	"github.com/qgraph/qgraph/tools/run/bundle"
	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/scratch"
	"github.com/spf13/cobra"
)

// confirmations is how often a path that seems slower is run again on each QEMU.
const confirmations = 3

// sideBySide runs the same paths on several QEMUs, each path on one after the
// other.
type sideBySide struct {
	flags    runFlags
	names    []string // of the paths
	sides    []*side
	scratch  *scratch.Folder
	progress *progress
}

// side is one QEMU, or a folder of QEMUs.
type side struct {
	name       string
	candidates []candidate // in the order of the paths
	byArch     map[string]*bundle.Bundle
	answers    map[string]*graph.Inventory
	outputs    *outputs
	results    []results.Result
}

// newSideBySide finds the paths, and those that each QEMU can run. The caller
// closes it.
func newSideBySide(cmd *cobra.Command, f compareFlags, qemus, patterns []string) (s *sideBySide, err error) {
	g := nodes.New()
	if err := g.Validate(); err != nil {
		return nil, err
	}
	candidates, err := selected(g, patterns)
	if err != nil {
		return nil, err
	}
	candidates = slices.DeleteFunc(candidates, func(c candidate) bool { return c.path.Slow() && !f.slow })
	if len(candidates) == 0 {
		return nil, errors.New("only slow tests match: add --slow")
	}
	s = &sideBySide{flags: runFlags{jobs: f.jobs, timeout: f.timeout}}
	for _, qemu := range qemus {
		found, err := bundle.Find(qemu)
		if err != nil {
			return nil, err
		}
		side := &side{name: qemu, byArch: map[string]*bundle.Bundle{}, answers: map[string]*graph.Inventory{}, outputs: &outputs{}}
		for _, b := range found {
			side.byArch[b.Arch] = b
		}
		s.sides = append(s.sides, side)
	}
	if candidates, err = s.common(cmd, candidates); err != nil {
		return nil, err
	}
	for _, c := range candidates {
		s.names = append(s.names, c.name)
	}
	for _, side := range s.sides {
		if err := side.ask(cmd.Context(), slices.Clone(candidates)); err != nil {
			return nil, err
		}
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	if s.scratch, err = scratch.New(); err != nil {
		return nil, err
	}
	for i, side := range s.sides {
		if f.outputs != "" {
			side.outputs = &outputs{dir: filepath.Join(f.outputs, fmt.Sprint(i+1)), keep: true}
		}
		if err := side.outputs.open(); err != nil {
			return nil, errors.Join(err, s.close())
		}
	}
	s.progress = newProgress(cmd, runFlags{json: true}, len(s.names)) // standard output is for the table
	return s, nil
}

// common returns the paths of the architectures that all sides have a QEMU of.
// A comparison of a folder with a single new binary is meant for that binary's
// architecture.
func (s *sideBySide) common(cmd *cobra.Command, candidates []candidate) ([]candidate, error) {
	lacking := map[string]bool{} // architectures
	for _, c := range candidates {
		for _, side := range s.sides {
			if arch := c.path.Arch(); side.byArch[arch] == nil {
				lacking[arch] = true
			}
		}
	}
	all := len(candidates)
	candidates = slices.DeleteFunc(candidates, func(c candidate) bool { return lacking[c.path.Arch()] })
	archs := strings.Join(slices.Sorted(maps.Keys(lacking)), ", ")
	switch left := all - len(candidates); {
	case len(candidates) == 0:
		return nil, fmt.Errorf("nothing to compare: not all sides have a QEMU of %s for the paths", archs)
	case left > 0:
		fmt.Fprintf(cmd.ErrOrStderr(), "left out: %d paths of %s, since not all sides have a QEMU for them\n", left, archs)
	}
	return candidates, nil
}

// ask asks the QEMUs of a side which candidates they can run.
func (s *side) ask(ctx context.Context, candidates []candidate) error {
	var wg sync.WaitGroup
	for i := range candidates {
		arch := candidates[i].path.Arch()
		candidates[i].bundle = s.byArch[arch]
		if s.answers[arch] != nil {
			continue
		}
		answer := &graph.Inventory{}
		s.answers[arch] = answer
		wg.Go(func() { *answer = *s.byArch[arch].Probe(ctx, pathsOf(candidates)...) })
	}
	wg.Wait()
	for i, c := range candidates {
		candidates[i].unavailable = c.path.Available(s.answers[c.path.Arch()])
	}
	s.candidates = candidates
	return ctx.Err()
}

// check returns an error for each QEMU that does not start, if another of its
// architecture does or none does: its paths are not merely gone.
func (s *sideBySide) check() error {
	var faults []error
	usable := map[string]bool{}
	for _, side := range s.sides {
		for arch, q := range side.answers {
			usable[arch] = usable[arch] || q.Fault == ""
		}
	}
	for _, side := range s.sides {
		for _, arch := range slices.Sorted(maps.Keys(side.answers)) {
			if q := side.answers[arch]; q.Fault != "" && (usable[arch] || !slices.Contains(slices.Collect(maps.Values(usable)), true)) {
				faults = append(faults, errors.New(q.Fault))
			}
		}
	}
	return errors.Join(faults...)
}

// run runs all paths, some at a time, each on all sides.
func (s *sideBySide) run(ctx context.Context) error {
	paths := make(chan int)
	var wg sync.WaitGroup
	var mu sync.Mutex
	var errs []error
	for range max(1, s.flags.jobs) {
		wg.Go(func() {
			for i := range paths {
				ended := make([]*results.Result, len(s.sides))
				for n := range s.sides {
					ended[n] = s.one(ctx, n, i)
				}
				mu.Lock()
				for n, r := range ended {
					errs = append(errs, s.sides[n].outputs.sort(r))
					s.sides[n].results = append(s.sides[n].results, *r)
				}
				s.progress.done++
				s.progress.status(s.names[i])
				mu.Unlock()
			}
		})
	}
	for i := range s.names {
		if ctx.Err() != nil {
			break
		}
		paths <- i
	}
	close(paths)
	wg.Wait()
	return errors.Join(errs...)
}

// one runs a path on one side, if that side can.
func (s *sideBySide) one(ctx context.Context, side, path int) *results.Result {
	c := s.sides[side].candidates[path]
	if c.unavailable != nil {
		return &results.Result{Path: c.name, Class: results.Unavailable, Reason: c.unavailable.Error()}
	}
	return runOne(ctx, s.flags, s.scratch.Dir, s.sides[side].outputs, c).result
}

// again runs the paths again, one at a time and each on all sides in turn, and
// returns how long they took.
func (s *sideBySide) again(ctx context.Context, which map[string]bool) results.Times {
	times := results.Times{}
	for i, name := range s.names {
		if !which[name] {
			continue
		}
		s.progress.status("again " + name)
		times[name] = make([][]time.Duration, len(s.sides))
		for range confirmations {
			for n, side := range s.sides {
				if side.candidates[i].unavailable != nil {
					continue
				}
				var took time.Duration // 0, which confirms nothing, unless the path passed again
				r := s.one(ctx, n, i)
				if r.Class.OK() {
					took = r.Duration
				}
				times[name][n] = append(times[name][n], took)
				if err := side.outputs.sort(r); err != nil {
					s.progress.clear()
					fmt.Fprintln(s.progress.out, err)
				}
			}
		}
	}
	return times
}

// compared returns the results to compare.
func (s *sideBySide) compared() []results.Side {
	var sides []results.Side
	for _, side := range s.sides {
		sides = append(sides, results.Side{Name: side.name, Results: side.results})
	}
	return sides
}

// close removes the unwanted files, and prints the folders of the rest.
func (s *sideBySide) close() error {
	errs := []error{s.scratch.Remove()}
	for _, side := range s.sides {
		if side.outputs.dir == "" {
			continue
		}
		errs = append(errs, side.outputs.close())
		if _, err := os.Stat(side.outputs.dir); err == nil && s.progress != nil {
			fmt.Fprintf(s.progress.out, "outputs of %s: %s\n", side.name, side.outputs.dir)
		}
	}
	return errors.Join(errs...)
}
