package runner

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/tools/run/bundle"
)

// halt returns what keeps the processors of the path's machine from executing anything;
// nothing is needed on a QEMU with the qtest accelerator.
func halt(b *bundle.Bundle, p graph.Path) graph.Halt {
	if b.Clock() == graph.Stepped {
		return graph.Halt{}
	}
	h, _ := p.Halt() // without one the path is not available
	return h
}

// haltFile writes the file that the path's command line needs for that into dir.
func haltFile(b *bundle.Bundle, p graph.Path, dir string) error {
	h := halt(b, p)
	if h.File == "" {
		return nil
	}
	if err := os.WriteFile(filepath.Join(dir, h.File), h.Content, 0o666); err != nil {
		return fmt.Errorf("runner: firmware that halts: %w", err)
	}
	return nil
}

// lacksQtest reports whether QEMU did not start because it has no qtest accelerator.
func lacksQtest(err error) bool {
	notStarted := (*qtest.StartError)(nil)
	return errors.As(err, &notStarted) && notStarted.Kind == qtest.NoQtestAccelerator
}

// startRealTime starts a QEMU that nobody has probed once more, after it has turned out
// to lack the qtest accelerator: cfg is how it was started. The transcript begins anew.
func (r *session) startRealTime(ctx context.Context, cfg qtest.Config) error {
	if err := r.Path.NeedsQtest(); err != nil {
		return err
	}
	b := *r.Bundle // other paths may run on it
	b.Accelerator = bundle.WithoutQtest
	r.Bundle, r.bundle = &b, &b
	if err := haltFile(r.Bundle, r.Path, r.dir); err != nil {
		return err
	}
	other := r.config(r)
	cfg.Accelerator, cfg.Args = other.Accelerator, other.Args
	r.complaints.Forget("")
	if r.transcript != nil {
		if err := errors.Join(r.transcript.Close(), r.openTranscript()); err != nil {
			return err
		}
	}
	cfg.Observer = r.observer(r)
	var err error
	r.qemu, err = qtest.Start(ctx, cfg)
	return err
}

// stepRefusal returns the error of a step of the clock on a path that does not require
// a clock that can be stepped, nil if it does.
func stepRefusal(p graph.Path) error {
	if p.StepsClock() {
		return nil
	}
	steps := p.Steps()
	test := steps[len(steps)-1]
	return fmt.Errorf("runner: %s steps the virtual clock and does not say so: add graph.Requires(graph.SteppedClock) to its "+
		"graph.Test in %s, or let time pass with guest.Machine.Pass if more of it may pass", test.Name, test.Package)
}
