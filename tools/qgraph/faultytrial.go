package main

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"time"

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
	rules     []faulty.Rule
	watched   *faulty.Recorder
	clean     uint64 // the digest of its run
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
	faults := gather(subjects)
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
	work := make(chan int)
	var wg sync.WaitGroup
	for range max(1, t.jobs) {
		wg.Go(func() {
			for i := range work {
				d.Outcomes[i] = t.plant(ctx, faults[i])
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
	return d, ctx.Err()
}

// watch runs a path twice without a fault: to learn about the machine, and then about the
// test.
func (t *faultTrial) watch(ctx context.Context, c candidate) (*subject, error) {
	s := &subject{candidate: c}
	learn := runner.Options{Started: func(ctx context.Context, q *qtest.QEMU) (err error) {
		s.setup.RAM, err = faulty.ReadRAM(ctx, q)
		return err
	}}
	entries, err := t.runClean(ctx, c, learn, s)
	if err != nil {
		return nil, err
	}
	s.setup.Masters = faulty.FindMasters(entries)
	recorder := faulty.NewRecorder()
	proxy := faulty.NewWatch(s.setup, recorder)
	if entries, err = t.runClean(ctx, c, runner.Options{Relay: proxy.Relay}, s); err != nil {
		return nil, err
	}
	s.watched, s.clean = recorder, proxy.Digest()
	var nodes []string
	for _, step := range c.path.Steps() {
		nodes = append(nodes, step.Name)
	}
	recorder.Name(entries, nodes)
	o := faulty.Options{PCI: t.pci, Stepped: c.path.StepsClock(), PC: slices.Contains([]string{"i386", "x86_64"}, c.path.Arch())}
	s.untouched = recorder.Untouched(o)
	if s.rules = t.rules; s.rules == nil {
		s.rules = recorder.Generate(o)
	}
	return s, nil
}

// runClean runs a path that must pass, and returns its transcript.
func (t *faultTrial) runClean(ctx context.Context, c candidate, o runner.Options, s *subject) ([]transcript.Entry, error) {
	dir, err := os.MkdirTemp(t.scratch, "clean-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	o.Path, o.Bundle, o.Scratch, o.Outputs = c.path, c.bundle, t.scratch, dir
	r := runner.Run(&standIn{ctx: ctx}, o)
	s.took = r.Duration
	if !r.Class.OK() {
		return nil, fmt.Errorf("%s: %s%.200s", r.Class, r.Reason, firstMessage(r))
	}
	file, err := os.Open(filepath.Join(dir, transcript.Name))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return transcript.Read(file)
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

// gather makes one fault of the equal rules of several paths. Faults that count a path's
// events are the path's own.
func gather(subjects []*subject) []fault {
	var faults []fault
	index := map[string]int{}
	for _, s := range subjects {
		for _, r := range s.rules {
			key := r.String()
			if r.Event != 0 {
				key = s.name + " " + key
			}
			if r.Kind == faulty.Spurious {
				key = "spurious " + strconv.Itoa(r.Line)
			}
			i, ok := index[key]
			if !ok {
				i = len(faults)
				index[key] = i
				faults = append(faults, fault{rule: r})
			}
			if faults[i].rule.Name == "" {
				faults[i].rule.Name = r.Name
			}
			faults[i].paths = append(faults[i].paths, planted{s, r})
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
func (t *faultTrial) plant(ctx context.Context, f fault) faulty.Outcome {
	o := faulty.Outcome{Rule: f.rule.String(), Name: f.rule.Name, Verdict: faulty.Equivalent}
	for _, p := range f.paths {
		if o.Verdict == faulty.Caught && !t.all || ctx.Err() != nil {
			break
		}
		r, proxy := t.runWith(ctx, p)
		o.Ran++
		switch {
		case proxy.Fired() == 0 || !r.Failed() && t.same(ctx, p, proxy):
		case r.Failed():
			o.Verdict = faulty.Caught
			c := faulty.Catch{Test: testOf(p.candidate), Class: string(r.Class), Message: firstMessage(r)}
			if steps := r.FailedIn(); len(steps) > 0 {
				c.Step = steps[0]
			}
			o.By = append(o.By, c)
		case o.Verdict == faulty.Equivalent:
			o.Verdict = faulty.Unseen
		}
	}
	return o
}

// runWith runs a path with a fault.
func (t *faultTrial) runWith(ctx context.Context, p planted) (*results.Result, *faulty.Proxy) {
	proxy := faulty.NewProxy(p.setup, p.rule)
	r := runner.Run(&standIn{ctx: qtest.WithWaitTimeout(ctx, faultyWait)}, runner.Options{
		Path: p.path, Bundle: p.bundle, Scratch: t.scratch, Relay: proxy.Relay, Timeout: max(faultyTimeout, 4*p.took),
	})
	return r, proxy
}

// same reports whether a fault of writes has made no difference to what QEMU said, where a
// difference would have shown. What QEMU says may vary by itself: a difference by a second
// write is one that comes again.
func (t *faultTrial) same(ctx context.Context, p planted, proxy *faulty.Proxy) bool {
	switch {
	case p.rule.Kind == faulty.WriteTwice:
		if proxy.Digest() == p.clean {
			return true
		}
		_, again := t.runWith(ctx, p)
		return again.Digest() != proxy.Digest()
	case p.rule.Kind.OfWrite() && p.watched.ReadBack(p.rule.Register):
		return proxy.Digest() == p.clean
	}
	return false
}

func firstMessage(r *results.Result) string {
	if len(r.Messages) == 0 {
		return ""
	}
	return r.Messages[0]
}
