package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/bus/usb"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/tools/qgraph/faulty"
	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/runner"
	"github.com/qgraph/qgraph/tools/run/transcript"
)

// A path with a fault has a shorter time: many faults make a test wait in vain.
const (
	faultyTimeout = 20 * time.Second
	faultyWait    = 2 * time.Second // of one wait
)

// mostAlike is the number of faults of memory of a kind at one address: a device uses the
// same ring or buffer again and again.
const mostAlike = 2

// sameRuns is how often a difference has to come again.
const sameRuns = 2

// faultTrial plants faults in one device.
type faultTrial struct {
	faultyFlags
	scratch string
	rules   []faulty.Rule // the user's; none: generated ones
	paths   []candidate
}

// subject is a path that passes without a fault.
type subject struct {
	candidate
	setup     faulty.Setup
	took      time.Duration
	watched   *faulty.Recorder
	clean     uint64 // the digest of its run
	covers    covers // its known deviations
	untouched []string
}

// fault is a fault with the paths in which it can make a difference.
type fault struct {
	rule  faulty.Rule
	paths []planted
}

// planted is a fault's rule for one path.
type planted struct {
	*subject
	rule faulty.Rule
}

func (t *faultTrial) run(ctx context.Context, out, progress io.Writer) (*faulty.Device, error) {
	d := &faulty.Device{Name: deviceOf(t.paths[0])}
	var subjects []*subject
	for _, c := range t.paths {
		d.Tests = append(d.Tests, testOf(c))
		s, err := t.watch(ctx, c)
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case err != nil:
			d.Left = append(d.Left, fmt.Sprintf("%s: %v", testOf(c), err))
			continue
		}
		subjects = append(subjects, s)
	}
	d.Untouched = untouched(subjects)
	slices.SortStableFunc(subjects, func(a, b *subject) int { return cmp.Compare(a.took, b.took) })
	faults := t.gather(subjects)
	d.Possible = len(faults)
	faults = t.choose(faults)
	if t.list {
		for _, f := range faults {
			fmt.Fprintln(out, f.rule)
		}
		return d, nil
	}
	fmt.Fprintf(progress, "%s: %d faults on %d paths\n", d.Name, len(faults), len(subjects))
	d.Outcomes = make([]faulty.Outcome, len(faults))
	errs := make([]error, len(faults))
	work := make(chan int)
	var wg sync.WaitGroup
	for range max(1, t.jobs) {
		wg.Go(func() {
			for i := range work {
				d.Outcomes[i], errs[i] = t.plant(ctx, faults[i])
			}
		})
	}
	for i := range faults {
		select {
		case work <- i:
		case <-ctx.Done():
		}
	}
	close(work)
	wg.Wait()
	return d, cmp.Or(ctx.Err(), errors.Join(errs...))
}

// watch runs a path twice without a fault: to learn about the machine, and then about the
// test.
func (t *faultTrial) watch(ctx context.Context, c candidate) (*subject, error) {
	s := &subject{candidate: c}
	learn := runner.Options{Started: func(ctx context.Context, q *qtest.QEMU) (err error) {
		s.setup.RAM, err = faulty.ReadRAM(ctx, q)
		return err
	}}
	entries, first, err := t.runClean(ctx, c, learn, s)
	if err != nil {
		return nil, err
	}
	if behind(c, i2c.Interface.Name()) {
		s.setup.Masters = faulty.FindMasters(entries)
	}
	recorder := faulty.NewRecorder()
	proxy := faulty.NewWatch(s.setup, recorder)
	entries, second, err := t.runClean(ctx, c, runner.Options{Relay: proxy.Relay}, s)
	if err != nil {
		return nil, err
	}
	s.watched, s.clean, s.covers = recorder, proxy.Digest(), newCovers(c, first, second)
	var nodes []string
	for _, step := range c.path.Steps() {
		nodes = append(nodes, step.Name)
	}
	recorder.Name(entries, nodes)
	s.untouched = recorder.Untouched(s.options(t.pci))
	return s, nil
}

// runClean runs a path that must pass, and returns its transcript and its result.
func (t *faultTrial) runClean(ctx context.Context, c candidate, o runner.Options, s *subject) ([]transcript.Entry, *results.Result, error) {
	o.Path, o.Bundle, o.Scratch = c.path, c.bundle, t.scratch
	r, entries, err := t.record(ctx, o)
	if err != nil {
		return nil, nil, err
	}
	s.took = r.Duration
	if !r.Class.OK() {
		return nil, nil, fmt.Errorf("%s: %s%.200s", r.Class, r.Reason, firstMessage(r))
	}
	return entries, r, nil
}

// record runs a path and reads its transcript.
func (t *faultTrial) record(ctx context.Context, o runner.Options) (*results.Result, []transcript.Entry, error) {
	dir, err := os.MkdirTemp(t.scratch, "run-")
	if err != nil {
		return nil, nil, err
	}
	defer os.RemoveAll(dir)
	o.Outputs = dir
	r := runner.Run(&standIn{ctx: qtest.WithWaitTimeout(ctx, faultyWait)}, o)
	file, err := os.Open(filepath.Join(dir, transcript.Name))
	if err != nil {
		return nil, nil, err
	}
	defer file.Close()
	entries, err := transcript.Read(file)
	return r, entries, err
}

// untouched returns the names of the registers with which no path has anything to do.
func untouched(subjects []*subject) []string {
	count := map[string]int{}
	for _, s := range subjects {
		for _, name := range s.untouched {
			count[name]++
		}
	}
	var names []string
	for _, name := range slices.Sorted(maps.Keys(count)) {
		if count[name] == len(subjects) {
			names = append(names, name)
		}
	}
	return names
}

// options returns which faults are made for the path.
func (s *subject) options(inPCI bool) faulty.Options {
	return faulty.Options{
		PCI: inPCI, Stepped: s.path.StepsClock(), PC: slices.Contains([]string{"i386", "x86_64"}, s.path.Arch()), Hosted: behind(s.candidate, usb.Interface.Name()),
	}
}

// gather returns the faults with the paths that can notice them, in order.
func (t *faultTrial) gather(subjects []*subject) []fault {
	if len(subjects) == 0 {
		return nil
	}
	var faults []fault
	common := t.rules
	if common == nil {
		var tests []*faulty.Recorder
		for _, s := range subjects {
			tests = append(tests, s.watched)
		}
		common = faulty.Generate(tests, subjects[0].options(t.pci))
	}
	for _, r := range common {
		f := fault{rule: r}
		for _, s := range subjects {
			if t.rules != nil || s.watched.Reaches(r) {
				f.paths = append(f.paths, planted{s, r})
			}
		}
		faults = append(faults, f)
	}
	index := map[string]int{} // of faults at moments of a test
	alike := map[string]int{} // of memory: faults of a kind at one address
	for _, s := range subjects {
		if t.rules != nil {
			break
		}
		for _, r := range s.watched.Own(s.options(t.pci)) {
			key := r.String()
			if r.OfMemory() {
				r.Name = testOf(s.candidate)
			} else {
				key = fmt.Sprint(r.Kind, r.Line) // each path has its own moment
			}
			if _, ok := index[key]; !ok {
				place := fmt.Sprint(r.Kind, r.Address)
				if alike[place]++; r.OfMemory() && alike[place] > mostAlike {
					continue
				}
				index[key] = len(faults)
				faults = append(faults, fault{rule: r})
			}
			f := &faults[index[key]]
			f.paths = append(f.paths, planted{s, r})
		}
	}
	slices.SortStableFunc(faults, func(a, b fault) int { return a.rule.Compare(b.rule) })
	return faults
}

// choose returns at most --max faults, the same ones for the same seed.
func (t *faultTrial) choose(faults []fault) []fault {
	if len(faults) <= t.most {
		return faults
	}
	rank := func(f fault) uint64 {
		h := fnv.New64a()
		fmt.Fprint(h, t.seed, f.rule)
		return h.Sum64()
	}
	chosen := slices.Clone(faults)
	slices.SortStableFunc(chosen, func(a, b fault) int { return cmp.Compare(rank(a), rank(b)) })
	chosen = chosen[:t.most]
	slices.SortStableFunc(chosen, func(a, b fault) int { return a.rule.Compare(b.rule) })
	return chosen
}

// plant runs paths with a fault until one catches it, all of them with --all.
func (t *faultTrial) plant(ctx context.Context, f fault) (faulty.Outcome, error) {
	o := faulty.Outcome{Rule: f.rule.String(), Name: f.rule.Name, Verdict: faulty.Equivalent}
	plain, said := false, false // whether nothing hides it in a path, and whether a known failure says something else in one
	var behind []faulty.Cover
	for _, p := range f.paths {
		if o.Verdict == faulty.Caught && !t.all || ctx.Err() != nil {
			break
		}
		run, err := t.runWith(ctx, p)
		if err != nil {
			return o, err
		}
		o.Ran++
		switch r := run.result; {
		case run.proxy.Fired() == 0:
		case r.Failed():
			o.Verdict = faulty.Caught
			c := faulty.Catch{Test: testOf(p.candidate), Class: string(r.Class), Message: firstMessage(r)}
			if steps := r.FailedIn(); len(steps) > 0 {
				c.Step = steps[0]
			}
			o.By = append(o.By, c)
		default:
			same, err := t.same(ctx, p, run.proxy)
			if err != nil {
				return o, err
			}
			if same {
				continue
			}
			c, ok := p.covers.of(run)
			plain, said = plain || !ok, said || c.Message != ""
			if ok {
				behind = append(behind, c)
			}
		}
	}
	switch {
	case o.Verdict == faulty.Caught:
	case said || len(behind) > 0 && !plain:
		o.Verdict, o.Behind = faulty.Hidden, behind
	case plain:
		o.Verdict = faulty.Unseen
	}
	return o, nil
}

// faultyRun is how a path ended with a fault.
type faultyRun struct {
	result  *results.Result
	proxy   *faulty.Proxy
	entries []transcript.Entry // of a path with known deviations
}

// runWith runs a path with a fault.
func (t *faultTrial) runWith(ctx context.Context, p planted) (faultyRun, error) {
	run := faultyRun{proxy: faulty.NewProxy(p.setup, p.rule)}
	o := runner.Options{
		Path: p.path, Bundle: p.bundle, Scratch: t.scratch, Relay: run.proxy.Relay, Timeout: max(faultyTimeout, 4*p.took),
	}
	if len(p.covers.names) == 0 {
		run.result = runner.Run(&standIn{ctx: qtest.WithWaitTimeout(ctx, faultyWait)}, o)
		return run, nil
	}
	var err error
	run.result, run.entries, err = t.record(ctx, o)
	return run, err
}

// same reports whether a fault of writes has made no difference to what QEMU said, where a
// difference would have shown. What QEMU says may vary by itself: a difference by a second
// write is one that comes again.
func (t *faultTrial) same(ctx context.Context, p planted, proxy *faulty.Proxy) (bool, error) {
	switch {
	case p.rule.Kind == faulty.WriteTwice:
		for range sameRuns {
			if proxy.Digest() == p.clean {
				return true, nil
			}
			again, err := t.runWith(ctx, p)
			if err != nil || again.proxy.Digest() != proxy.Digest() {
				return true, err
			}
		}
	case p.rule.Kind.OfWrite() && p.watched.ReadBack(p.rule.Register):
		return proxy.Digest() == p.clean, nil
	}
	return false, nil
}

func firstMessage(r *results.Result) string {
	if len(r.Messages) == 0 {
		return ""
	}
	return r.Messages[0]
}
