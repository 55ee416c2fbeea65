package report

import (
	"cmp"
	"html/template"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/shell"
)

// failures are the failed paths, grouped by cause.
type failures struct {
	N      int
	Groups []*group
	More   int // number of failures without details on the page
	ids    map[string]int
}

// group is a set of failures that look alike: one fault of QEMU fails a test on
// many machines.
type group struct {
	Class    results.Class
	Message  string
	Machines int // number of machines of its paths
	Failures []failure
	Open     bool
}

// failure is one path that failed.
type failure struct {
	ID         int // its element is #f-ID
	Path       string
	Class      results.Class
	Message    string // its first line
	Took       string
	Messages   string
	Steps      string
	Complaints string
	Backtrace  string
	Output     string
	Monitor    string
	Tail       string
	Command    string
	Rerun      string
	Reproducer link
	Transcript link
	Open       bool
	Alone      bool // no other failure looks like it
}

// link is the name of a file, with its address for the page.
type link struct {
	Name string
	URL  template.URL // "" for a missing file
}

const (
	// maxDetails bounds the size of the page if everything failed.
	maxDetails = 500
	// maxOpen is the number of failures that are shown with all details from
	// the start.
	maxOpen = 3
)

func newFailures(in *Input) failures {
	f := failures{ids: map[string]int{}}
	byKey := map[string]*group{}
	for i := range in.Results {
		r := &in.Results[i]
		if !r.Failed() {
			continue
		}
		f.N++
		message := cmp.Or(r.Message(), "failed without a message")
		key := string(r.Class) + " " + alike(message)
		g := byKey[key]
		if g == nil {
			g = &group{Class: r.Class, Message: message}
			byKey[key] = g
			f.Groups = append(f.Groups, g)
		}
		if len(f.ids) == maxDetails {
			f.More++
			continue
		}
		f.ids[r.Path] = len(f.ids) + 1
		g.Failures = append(g.Failures, newFailure(in, r, message, f.ids[r.Path]))
	}
	f.Groups = slices.DeleteFunc(f.Groups, func(g *group) bool { return len(g.Failures) == 0 })
	slices.SortStableFunc(f.Groups, func(a, b *group) int { return len(b.Failures) - len(a.Failures) })
	for _, g := range f.Groups {
		g.Open = len(f.Groups) <= maxOpen
		machines := map[string]bool{}
		for i := range g.Failures {
			g.Failures[i].Open, g.Failures[i].Alone = f.N <= maxOpen, len(g.Failures) == 1
			machines[results.Split(g.Failures[i].Path).Machine] = true
		}
		g.Machines = len(machines)
	}
	return f
}

func newFailure(in *Input, r *results.Result, message string, id int) failure {
	text := func(s string) string { return strings.TrimRight(results.Visible(s), "\n") }
	return failure{
		ID: id, Path: r.Path, Class: r.Class, Message: message, Took: duration(r.Duration),
		Messages: text(strings.Join(r.Messages, "\n")), Steps: text(r.StepLines()), Complaints: text(r.ComplaintLines()), Backtrace: text(r.Backtrace), Output: text(r.Output),
		Monitor: text(r.Monitor), Tail: text(r.Tail), Command: text(shell.Quote(r.Command)), Rerun: text(r.Rerun),
		Reproducer: in.link(r.Reproducer), Transcript: in.link(r.Transcript),
	}
}

// numbers matches the parts of a fault's message that differ between machines.
var numbers = regexp.MustCompile(`0x[0-9a-fA-F]+|\b[0-9]+\b`)

// alike returns message without the parts that differ for the same cause.
func alike(message string) string { return numbers.ReplaceAllString(message, "#") }

// link returns the name on the page of a file that a path left, and its address
// relative to the page. For a file in a zip file, the address is that of the
// zip file.
func (in *Input) link(name string) link {
	l := link{Name: results.Visible(name)}
	file := name
	if zip, _, ok := strings.Cut(name, ".zip: "); ok {
		file = zip + ".zip"
	}
	if _, err := os.Stat(file); name == "" || err != nil {
		return l
	}
	file, err := filepath.Abs(file)
	if err != nil {
		return l
	}
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(file)}
	if in.Folder != "" {
		if folder, err := filepath.Abs(in.Folder); err == nil {
			if rel, err := filepath.Rel(folder, file); err == nil {
				u = url.URL{Path: filepath.ToSlash(rel)}
			}
		}
	}
	l.URL = template.URL(u.String())
	return l
}
