package runner

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/tools/run/backtrace"
)

// monitorTimeout is how long QEMU's monitor may take to answer.
const monitorTimeout = 3 * time.Second

// examine asks a running QEMU for its state after an awaited reply or state did
// not come.
func (r *session) examine() {
	ctx := r.rec.whole.tb.Context() // the path's own has ended; this one ends if the run is interrupted
	if ctx.Err() != nil {
		return
	}
	alive := slices.DeleteFunc(r.running(), func(i *instance) bool { return i.qemu.Err() != nil })
	if _, said := r.rec.said(); !errors.Is(said, context.DeadlineExceeded) || len(alive) == 0 {
		return
	}
	if r.transcript != nil {
		r.transcript.Note("an awaited reply or state did not come; asking the monitor")
	}
	for _, i := range alive {
		i.examine(ctx)
	}
}

// examine asks QEMU's monitor.
func (i *instance) examine(ctx context.Context) {
	var b strings.Builder
	for _, question := range []string{"info status", "info cpus", "info network", "info chardev", "info block", "info irq", "info qtree"} {
		limited, cancel := context.WithTimeout(ctx, monitorTimeout)
		answer, err := i.qemu.QMP().HMP(limited, question)
		cancel()
		if errors.Is(err, context.DeadlineExceeded) {
			fmt.Fprintf(&b, "(qemu) %s\nno answer in %v: QEMU's main loop hangs\n", question, monitorTimeout)
			i.backtrace = backtrace.Of(ctx, backtrace.Process(i.qemu.PID()))
			break
		}
		if err != nil {
			fmt.Fprintf(&b, "(qemu) %s\n%v\n", question, err)
			continue
		}
		if answer = strings.TrimSpace(strings.ReplaceAll(answer, "\r", "")); answer != "" {
			fmt.Fprintf(&b, "(qemu) %s\n%s\n", question, answer)
		}
	}
	i.monitor = b.String()
}

// postMortem gets a backtrace from the core of a QEMU that a signal has killed.
// The core itself, which may be large, is removed with the path's folder:
// reproduce.sh makes another.
func (r *session) postMortem() {
	var exit *qtest.ExitError
	if !errors.As(r.cause, &exit) || exit.Signal == 0 || exit.Killed {
		return
	}
	for _, i := range r.instances() {
		r.postMortemOf(i)
	}
}

func (r *session) postMortemOf(i *instance) {
	cores, err := filepath.Glob(filepath.Join(i.dir, "core*"))
	if err != nil || len(cores) == 0 {
		return
	}
	i.backtrace = backtrace.Of(r.rec.whole.tb.Context(), backtrace.Core(cores[0]))
	for _, name := range cores {
		if err := os.Remove(name); err != nil {
			r.rec.whole.tb.Logf("QEMU's core is not removed: %v", err)
		}
	}
}

// dumper lets QEMU leave a core of any size in its working directory.
type dumper struct {
	qtest.Observer
	logf func(format string, args ...any)
}

// ProcessStarted raises the core limit of the new process.
func (d *dumper) ProcessStarted(at time.Time, pid int, argv []string) {
	d.Observer.ProcessStarted(at, pid, argv)
	if err := backtrace.AllowCore(pid); err != nil {
		d.logf("QEMU cannot leave a core: %v", err)
	}
}
