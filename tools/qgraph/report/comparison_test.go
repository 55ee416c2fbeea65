package report_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/qgraph/qgraph/tools/qgraph/report"
	"github.com/qgraph/qgraph/tools/run/results"
)

// sides returns runs on three sides: one path fails on the second only, another on the
// third only, and two cannot run on the second for one reason.
func sides() []results.Side {
	p := func(path string, class results.Class, message string) results.Result {
		return results.Result{Path: pc + path, Class: class, Messages: []string{message}}
	}
	return []results.Side{
		{Name: "old", Results: []results.Result{
			p("a/x", results.Passed, ""), p("b/x", results.Passed, ""), p("c/x", results.Passed, ""), p("c/y", results.Passed, ""), p("d/x", results.Passed, ""),
		}},
		{Name: "<new>", Results: []results.Result{
			p("a/x", results.TestFailed, "5, want <4>"), p("b/x", results.Passed, ""), p("c/x", results.Unavailable, "no c"), p("c/y", results.Unavailable, "no c"), p("d/x", results.Passed, ""),
		}},
		{Name: "newest", Results: []results.Result{
			p("a/x", results.Passed, ""), p("b/x", results.QEMUCrashed, "SIGSEGV"), p("c/x", results.Passed, ""), p("c/y", results.Passed, ""), p("d/x", results.Passed, ""),
		}},
	}
}

func comparisonPage(t *testing.T, sides []results.Side) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.WriteComparison(&b, results.Compare(sides, 2, nil)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestComparisonPage(t *testing.T) {
	got := comparisonPage(t, sides())
	cell := func(colour, text string) string {
		return fmt.Sprintf(`<td><span class="badge %s">%s</span></td>`, colour, text)
	}
	passed := cell("passed", "passed")
	for _, want := range []string{
		"<h1>qgraph: 2 paths newly fail</h1>",
		"<dt>B</dt><dd>&lt;new&gt;</dd>",
		"<p class=\"count\">B against A: 1 newly failing, 2 newly unavailable</p>",
		`<a href="#newly-unavailable">newly unavailable (2)</a>`,
		"<tr>" + passed + cell("failed", "test") + passed + `<td class="path">` + pc + "a/x</td></tr>",
		"<tr>" + passed + passed + cell("failed", "crash") + `<td class="path">` + pc + "b/x</td></tr>",
		`<summary><b>2 paths</b> <span class="message">B: no c</span></summary>`,
		`<span class="message">B: 5, want &lt;4&gt;</span>`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in the page", want)
		}
	}
	for _, none := range []string{pc + "d/x", "http:", "https:", "src=", "<script", "url("} {
		if strings.Contains(got, none) {
			t.Errorf("%q is in the page", none)
		}
	}
}

func TestComparisonHeading(t *testing.T) {
	three := sides()
	for heading, sides := range map[string][]results.Side{"no path newly fails": {three[0], three[0]}, "1 path newly fails": three[:2]} {
		if got := comparisonPage(t, sides); !strings.Contains(got, "<h1>qgraph: "+heading+"</h1>") {
			t.Errorf("no heading %q", heading)
		}
	}
}
