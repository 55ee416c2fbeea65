package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/qgraph/qgraph/tools/run/results"
)

//go:embed page.html
var pageHTML string

//go:embed page.css
var pageCSS string

//go:embed page.js
var pageJS string

// page is the data of page.html.
type page struct {
	CSS      template.CSS
	JS       template.JS
	Sources  []string
	Warnings []string
	QEMUs    []string
	Clocks   []string
	Started  string
	Took     string
	Count    string
	Passed   int
	Totals   []total
	Failures failures
	Flaky    []flaky
	Known    []known
	Families grid
	Suites   grid
	Slowest  []slow
	Reasons  []reason
	Data     data
}

// total is the number of paths of one class.
type total struct {
	Class   results.Class
	Colour  string // the class in page.css: one for all failures
	N       int
	Percent float64
}

// slow is one of the slowest paths.
type slow struct {
	Path    string
	Colour  string
	Took    string
	Percent float64 // of the slowest
}

// flaky is a path that passed after it had failed.
type flaky struct {
	Path     string
	Attempts int
	Messages string
}

// slowest is the number of slowest paths that are shown.
const slowest = 20

// Write writes the page.
func Write(w io.Writer, in *Input) error {
	t, err := template.New("page.html").Funcs(template.FuncMap{"plural": plural}).Parse(pageHTML)
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	if err := t.Execute(w, newPage(in)); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}

func newPage(in *Input) *page {
	all := in.Results
	p := &page{
		CSS: template.CSS(pageCSS), JS: template.JS(pageJS),
		Sources: in.Sources, Warnings: in.Warnings, Count: results.Count(all).String(), Passed: results.Count(all).OK(),
		Totals: totals(all), Failures: newFailures(in), Known: knownOf(all), Families: families(in), Suites: suites(all), Slowest: slowestOf(all), Reasons: reasonsOf(all),
	}
	p.Data = newData(in, p.Failures)
	var took time.Duration
	var first time.Time
	qemus := map[string]bool{}
	for _, r := range all {
		took += r.Duration
		if !r.Started.IsZero() && (first.IsZero() || r.Started.Before(first)) {
			first = r.Started
		}
		if r.QEMU != "" {
			qemus[r.QEMU] = true
		}
		if r.Attempts > 1 && !r.Failed() {
			p.Flaky = append(p.Flaky, flaky{r.Path, r.Attempts, strings.TrimSpace(results.Visible(strings.Join(r.Messages, "\n")))})
		}
	}
	p.Clocks = results.Clocks(all)
	p.QEMUs = together(slices.Sorted(maps.Keys(qemus)))
	p.Took = duration(took)
	if !first.IsZero() {
		p.Started = first.UTC().Format("2006-01-02 15:04:05 UTC")
	}
	return p
}

// together returns the names of files, with those of one folder joined:
// "bin/{a, b}".
func together(names []string) []string {
	var list []string
	for len(names) > 0 {
		folder, first := path.Split(names[0])
		bases := []string{first}
		for names = names[1:]; len(names) > 0; names = names[1:] {
			f, base := path.Split(names[0])
			if f != folder {
				break
			}
			bases = append(bases, base)
		}
		if len(bases) > 1 {
			first = "{" + strings.Join(bases, ", ") + "}"
		}
		list = append(list, folder+first)
	}
	return list
}

func totals(all []results.Result) []total {
	counts := results.Count(all)
	var list []total
	for _, class := range classes(all) {
		n := counts[class]
		list = append(list, total{class, colour(class), n, 100 * float64(n) / float64(max(1, len(all)))})
	}
	return list
}

// classes returns the classes of the results: failures first.
func classes(all []results.Result) []results.Class {
	counts := results.Count(all)
	order := append(results.Failures(), results.Interrupted, results.Known, results.Passed, results.Skipped, results.Unavailable)
	for _, r := range all { // of a later qgraph
		if !slices.Contains(order, r.Class) {
			order = append(order, r.Class)
		}
	}
	return slices.DeleteFunc(order, func(c results.Class) bool { return counts[c] == 0 })
}

// colour returns the name of a class in page.css.
func colour(c results.Class) string {
	if c.Failed() {
		return "failed"
	}
	return string(c)
}

func slowestOf(all []results.Result) []slow {
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(a, b results.Result) int { return int(min(max(b.Duration-a.Duration, -1), 1)) })
	var list []slow
	for _, r := range sorted[:min(slowest, len(sorted))] {
		if r.Duration <= 0 {
			break
		}
		list = append(list, slow{r.Path, colour(r.Class), duration(r.Duration), 100 * float64(r.Duration) / float64(sorted[0].Duration)})
	}
	return list
}

// duration returns d in a readable form: three digits, or minutes and seconds.
func duration(d time.Duration) string {
	switch {
	case d >= time.Minute:
		return d.Round(time.Second).String()
	case d >= 10*time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return fmt.Sprintf("%.2f s", d.Seconds())
}

// plural returns the number with the noun.
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
