package results

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"
)

// The elements of JUnit XML that Jenkins and GitLab read.
type (
	junitSuites struct {
		XMLName xml.Name `xml:"testsuites"`
		Name    string   `xml:"name,attr"`
		junitCounts
		Suites []*junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name string `xml:"name,attr"`
		junitCounts
		Timestamp string      `xml:"timestamp,attr,omitempty"`
		Cases     []junitCase `xml:"testcase"`
	}
	junitCounts struct {
		Tests    int     `xml:"tests,attr"`
		Failures int     `xml:"failures,attr"`
		Errors   int     `xml:"errors,attr"`
		Skipped  int     `xml:"skipped,attr"`
		Time     seconds `xml:"time,attr"`
	}
	junitCase struct {
		Class     string      `xml:"classname,attr"`
		Name      string      `xml:"name,attr"`
		Time      seconds     `xml:"time,attr"`
		Failure   *junitEnd   `xml:"failure,omitempty"`
		Error     *junitEnd   `xml:"error,omitempty"`
		Skipped   *junitEnd   `xml:"skipped,omitempty"`
		SystemOut *junitLines `xml:"system-out,omitempty"`
	}
	junitEnd struct {
		Type    string `xml:"type,attr,omitempty"`
		Message string `xml:"message,attr"`
		Text    string `xml:",cdata"`
	}
	junitLines struct {
		Text string `xml:",cdata"`
	}
)

// seconds is a duration as JUnit writes it.
type seconds time.Duration

// MarshalXMLAttr implements [xml.MarshalerAttr].
func (s seconds) MarshalXMLAttr(name xml.Name) (xml.Attr, error) {
	return xml.Attr{Name: name, Value: fmt.Sprintf("%.3f", time.Duration(s).Seconds())}, nil
}

// WriteJUnit writes the results as JUnit XML: a testsuite for the tests of each
// subject, a testcase for each path. A path that failed is a failure whose type is
// its class, but an error where the test did not even begin. What was not run is skipped.
func WriteJUnit(w io.Writer, all []Result) error {
	doc := junitSuites{Name: "qgraph"}
	bySuite := map[string]*junitSuite{}
	for i := range all {
		r := &all[i]
		name := Split(r.Path).Suite
		suite := bySuite[name]
		if suite == nil {
			suite = &junitSuite{Name: name}
			bySuite[name] = suite
			doc.Suites = append(doc.Suites, suite)
		}
		if t := r.Started; !t.IsZero() {
			if stamp := t.UTC().Format("2006-01-02T15:04:05"); suite.Timestamp == "" || stamp < suite.Timestamp {
				suite.Timestamp = stamp
			}
		}
		c := junitCaseOf(name, r)
		suite.add(&c)
		doc.add(&c)
		suite.Cases = append(suite.Cases, c)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return fmt.Errorf("results: write JUnit XML: %w", err)
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(&doc); err != nil {
		return fmt.Errorf("results: write JUnit XML: %w", err)
	}
	if _, err := io.WriteString(w, "\n"); err != nil {
		return fmt.Errorf("results: write JUnit XML: %w", err)
	}
	return nil
}

func (n *junitCounts) add(c *junitCase) {
	n.Tests++
	n.Time += c.Time
	switch {
	case c.Failure != nil:
		n.Failures++
	case c.Error != nil:
		n.Errors++
	case c.Skipped != nil:
		n.Skipped++
	}
}

func junitCaseOf(suite string, r *Result) junitCase {
	c := junitCase{Class: suite, Name: r.Path, Time: seconds(r.Duration)}
	end := &junitEnd{Type: string(r.Class), Message: r.Message()}
	switch {
	case r.Class == SetUp:
		c.Error = end
	case r.Failed():
		c.Failure = end
	case r.Class == Skipped:
		c.Skipped = &junitEnd{Message: end.Message}
	case r.Class != Passed:
		c.Skipped = &junitEnd{Message: strings.TrimSuffix(string(r.Class)+": "+end.Message, ": ")}
	}
	if !r.Failed() {
		return c
	}
	var text strings.Builder
	for _, s := range r.sections() {
		fmt.Fprintf(&text, "%s:\n%s\n\n", s.title, indent(s.text))
	}
	end.Text = strings.TrimSuffix(text.String(), "\n")
	if out := Visible(r.Output); out != "" {
		c.SystemOut = &junitLines{Text: out}
	}
	return c
}

func indent(text string) string { return "  " + strings.ReplaceAll(text, "\n", "\n  ") }
