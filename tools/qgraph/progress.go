package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/spf13/cobra"
	"golang.org/x/sys/unix"
)

// progress shows the progress of a run: a line a path or, on a terminal, one
// line that changes, and all details of failures.
type progress struct {
	out     *printer
	tty     *os.File // on which a line changes, or nil
	colour  bool
	verbose bool
	started time.Time
	total   int
	done    int
	failed  int
}

func newProgress(cmd *cobra.Command, f runFlags, total int) *progress {
	out := cmd.OutOrStdout()
	if f.json {
		out = cmd.ErrOrStderr()
	}
	p := &progress{out: &printer{to: out}, verbose: f.verbose, started: time.Now(), total: total}
	if file, ok := out.(*os.File); ok && isTerminal(out) {
		p.colour = os.Getenv("NO_COLOR") == ""
		if !f.gdb && !f.wait { // else the terminal is the debugger's
			p.tty = file
		}
	}
	p.status("")
	return p
}

// isTerminal reports whether the output is a terminal.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	_, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS)
	return err == nil
}

// printer passes on its output until a write fails.
type printer struct {
	to  io.Writer
	err error
}

func (o *printer) Write(text []byte) (n int, err error) {
	if o.err == nil {
		n, o.err = o.to.Write(text)
	}
	return n, o.err
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

// ended reports the end of a path.
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
	if p.tty == nil || p.verbose || r.Class != results.Passed {
		p.clear()
		fmt.Fprintf(p.out, "%s %6.3fs %s\n", p.paint(colour, fmt.Sprintf("%-8s", r.Class)), r.Duration.Seconds(), r.Path)
	}
	switch {
	case r.Failed():
		fmt.Fprintln(p.out, o.log)
	case r.Class == results.Skipped:
		fmt.Fprintf(p.out, "         %s\n", r.Reason)
	case r.Class == results.Known:
		for _, d := range r.Deviations {
			fmt.Fprintf(p.out, "         %v\n", &d)
		}
	}
	p.status(r.Path)
}

// status shows the progress of the run.
func (p *progress) status(path string) {
	if p.tty == nil {
		return
	}
	head := fmt.Sprintf("[%d/%d] %v ", p.done, p.total, time.Since(p.started).Round(time.Second))
	if p.failed > 0 {
		head += fmt.Sprintf("%d failed ", p.failed)
	}
	path = end(path, p.columns()-1-len(head))
	p.clear()
	if p.failed > 0 {
		head = p.paint(red, head)
	}
	fmt.Fprint(p.out, head+path)
}

// columns returns the current width of the terminal.
func (p *progress) columns() int {
	size, err := unix.IoctlGetWinsize(int(p.tty.Fd()), unix.TIOCGWINSZ)
	if err != nil || size.Col == 0 {
		return 80
	}
	return int(size.Col)
}

// end returns the end of a path, cut to that many columns.
func end(path string, columns int) string {
	switch {
	case len(path) <= columns:
		return path
	case columns < 2:
		return ""
	}
	return "…" + path[len(path)-columns+1:]
}

func (p *progress) clear() {
	if p.tty != nil {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}

// summary prints the outcome of the run: the failures once more, the known deviations
// with the number of paths that showed them, and the numbers.
func (p *progress) summary(all []results.Result, w work, out *outputs) {
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
	if known := results.CountDeviations(all); len(known) > 0 {
		fmt.Fprintln(p.out, "known deviations of QEMU:")
		for _, k := range known {
			fmt.Fprintf(p.out, "  %s %v\n", p.paint(yellow, fmt.Sprintf("%3d", k.Paths)), &k.Deviation)
		}
	}
	if counts.Failed() > 0 || out.keep {
		fmt.Fprintf(p.out, "outputs: %s\n", out.dir)
	}
	if n := p.total - p.done; n > 0 {
		fmt.Fprintf(p.out, "not begun: %d\n", n)
	}
	if clocks := results.Clocks(all); len(clocks) > 0 {
		fmt.Fprintf(p.out, "virtual clock: %s\n", strings.Join(clocks, "; "))
	}
	if w.slow > 0 {
		fmt.Fprintf(p.out, "slow tests left out: %d (--slow)\n", w.slow)
	}
	colour := green
	if counts.Failed() > 0 {
		colour = red
	}
	fmt.Fprintln(p.out, p.paint(colour, counts.String()))
}
