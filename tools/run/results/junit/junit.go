package junit

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jstemmer/go-junit-report/v2/junit"
	"github.com/qgraph/qgraph/tools/run/results"
)

// Write writes the results as JUnit XML: a testsuite for the tests of each subject,
// in it a testcase for each path and one for each step of a path.
func Write(w io.Writer, all []results.Result) error {
	doc := junit.Testsuites{Name: "qgraph"}
	var total time.Duration
	for _, s := range suites(all) {
		total += s.time
		doc.AddSuite(s.testsuite(len(doc.Suites)))
	}
	doc.Time = seconds(total)
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return fmt.Errorf("results: write JUnit XML: %w", err)
	}
	if err := doc.WriteXML(w); err != nil {
		return fmt.Errorf("results: write JUnit XML: %w", err)
	}
	return nil
}

// suite has the results of the tests of one subject.
type suite struct {
	name    string
	paths   []*results.Result
	started time.Time // of the first path
	time    time.Duration
}

// suites sorts the results by subject, in the order of the first path of each.
func suites(all []results.Result) []*suite {
	var list []*suite
	byName := map[string]*suite{}
	for i := range all {
		r := &all[i]
		name := results.Split(r.Path).Suite
		s := byName[name]
		if s == nil {
			s = &suite{name: name}
			byName[name] = s
			list = append(list, s)
		}
		s.paths = append(s.paths, r)
		s.time += r.Duration
		if !r.Started.IsZero() && (s.started.IsZero() || r.Started.Before(s.started)) {
			s.started = r.Started
		}
	}
	return list
}

// clocks returns who moved the virtual clocks of the paths.
func (s *suite) clocks() []string {
	var all []results.Result
	for _, r := range s.paths {
		all = append(all, *r)
	}
	return results.Clocks(all)
}

func (s *suite) testsuite(id int) junit.Testsuite {
	t := junit.Testsuite{Name: s.name, ID: id, Time: seconds(s.time)}
	if !s.started.IsZero() {
		// The schema of JUnit's XML allows no time zone here.
		t.Timestamp = s.started.UTC().Format("2006-01-02T15:04:05")
	}
	for _, clock := range s.clocks() {
		t.AddProperty("virtual-clock", clock)
	}
	for _, r := range s.paths {
		t.AddTestcase(ofPath(s.name, r))
		for i := range r.Steps {
			t.AddTestcase(ofStep(r, &r.Steps[i]))
		}
	}
	return t
}

// ofPath returns the testcase of a path. A failed path is a failure with its class
// as type, or an error if the test did not begin. A path that did not run, or that has
// known deviations, is skipped with the reason.
func ofPath(suite string, r *results.Result) junit.Testcase {
	c := junit.Testcase{Classname: suite, Name: r.Path, Time: seconds(r.Duration)}
	switch {
	case r.Failed():
		end(&c, r.Class, r.Message())
		details(&c, r)
	case r.Class == results.Skipped:
		c.Skipped = &junit.Result{Message: r.Message()}
	case r.Class != results.Passed:
		c.Skipped = &junit.Result{Message: strings.TrimSuffix(string(r.Class)+": "+r.Message(), ": ")}
	}
	return c
}

// ofStep returns the testcase of a step. Its class is the path, so that readers show
// the steps of a path together; the details of a failure are with the path.
func ofStep(r *results.Result, s *results.Step) junit.Testcase {
	c := junit.Testcase{Classname: r.Path, Name: results.Visible(s.Name), Time: seconds(s.Duration)}
	switch {
	case s.Class.Failed():
		end(&c, s.Class, message(r, s))
	case s.Class == results.Known:
		c.Skipped = &junit.Result{Message: results.Visible("known: " + s.Reason)}
	case s.Class != results.Passed:
		c.Skipped = &junit.Result{Message: results.Visible(s.Reason)}
	}
	return c
}

// message returns the first message that names the step.
func message(r *results.Result, s *results.Step) string {
	for _, m := range r.Messages {
		if strings.Contains(m, s.Name) {
			named := results.Result{Messages: []string{m}}
			return named.Message()
		}
	}
	return r.Message()
}

// end notes how a testcase failed.
func end(c *junit.Testcase, class results.Class, message string) {
	failure := &junit.Result{Type: string(class), Message: message}
	if class == results.SetUp {
		c.Error = failure
	} else {
		c.Failure = failure
	}
}

// details adds all known details of a failure.
func details(c *junit.Testcase, r *results.Result) {
	var text strings.Builder
	for i, s := range r.Sections() {
		if i > 0 {
			text.WriteString("\n")
		}
		fmt.Fprintf(&text, "%s:\n%s\n", s.Title, indent(s.Text))
	}
	for _, failure := range []*junit.Result{c.Failure, c.Error} {
		if failure != nil {
			failure.Data = text.String()
		}
	}
	if out := results.Visible(r.Output); out != "" {
		c.SystemOut = &junit.Output{Data: out}
	}
}

func indent(text string) string { return "  " + strings.ReplaceAll(text, "\n", "\n  ") }

// seconds returns a duration as JUnit writes it.
func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }
