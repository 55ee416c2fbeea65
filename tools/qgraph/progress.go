package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/qgraph/qgraph/tools/results"
	"github.com/spf13/cobra"
	"golang.org/x/sys/unix"
)

// progress tells a person how a run goes: a line a path or, on a terminal, one
// line that changes, and all that there is to say of failures.
type progress struct {
	out     io.Writer
	width   int // of the terminal, in columns; 0: no terminal
	colour  bool
	verbose bool
	started time.Time
	total   int
	done    int
	failed  int
}

func newProgress(cmd *cobra.Command, f runFlags, total int) *progress {
	p := &progress{out: cmd.OutOrStdout(), verbose: f.verbose, started: time.Now(), total: total}
	if f.json {
		p.out = cmd.ErrOrStderr()
	}
	if file, ok := p.out.(*os.File); ok {
		if size, err := unix.IoctlGetWinsize(int(file.Fd()), unix.TIOCGWINSZ); err == nil {
			p.width = max(int(size.Col), 40)
			p.colour = os.Getenv("NO_COLOR") == ""
		}
	}
	if f.gdb || f.wait {
		p.width = 0 // the terminal is the debugger's
	}
	p.status("")
	return p
}

// Colours, as a terminal takes them.
const (
	red    = "\x1b[31m"
	green  = "\x1b[32m"
	yellow = "\x1b[33m"
	plain  = "\x1b[0m"
)

func (p *progress) paint(colour, text string) string {
	if !p.colour {
		return text
	}
	return colour + text + plain
}

// ended tells of a path that has ended.
func (p *progress) ended(o outcome) {
	r := o.result
	p.done++
	colour := green
	switch {
	case r.Failed():
		p.failed++
		colour = red
	case r.Class != results.Passed:
		colour = yellow
	}
	if p.width == 0 || p.verbose || r.Class != results.Passed {
		p.clear()
		fmt.Fprintf(p.out, "%s %6.3fs %s\n", p.paint(colour, fmt.Sprintf("%-8s", r.Class)), r.Duration.Seconds(), r.Path)
	}
	switch {
	case r.Failed():
		fmt.Fprintln(p.out, o.log)
	case r.Class == results.Skipped:
		fmt.Fprintf(p.out, "         %s\n", r.Reason)
	}
	p.status(r.Path)
}

// status shows how far the run is.
func (p *progress) status(path string) {
	if p.width == 0 {
		return
	}
	head := fmt.Sprintf("[%d/%d] %v ", p.done, p.total, time.Since(p.started).Round(time.Second))
	if p.failed > 0 {
		head += fmt.Sprintf("%d failed ", p.failed)
	}
	if room := p.width - 1 - len(head); len(path) > room {
		path = "…" + path[len(path)-max(room-1, 0):]
	}
	p.clear()
	if p.failed > 0 {
		head = p.paint(red, head)
	}
	fmt.Fprint(p.out, head+path)
}

func (p *progress) clear() {
	if p.width > 0 {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}

// summary tells what came of it all: the failures once more, and the numbers.
func (p *progress) summary(all []results.Result, w work, out outputs) {
	p.clear()
	counts := results.Count(all)
	if counts.Failed() > 1 {
		fmt.Fprintln(p.out, "failed:")
		for _, r := range all {
			if r.Failed() {
				fmt.Fprintf(p.out, "  %s %s\n", p.paint(red, fmt.Sprintf("%-8s", r.Class)), r.Path)
			}
		}
	}
	if counts.Failed() > 0 || out.keep {
		fmt.Fprintf(p.out, "outputs: %s\n", out.dir)
	}
	if n := p.total - p.done; n > 0 {
		fmt.Fprintf(p.out, "not begun: %d\n", n)
	}
	if w.slow > 0 {
		fmt.Fprintf(p.out, "slow tests that were left out: %d (--slow)\n", w.slow)
	}
	colour := green
	if counts.Failed() > 0 {
		colour = red
	}
	fmt.Fprintln(p.out, p.paint(colour, counts.String()))
}
