package tap

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/qgraph/qgraph/tools/run/results"
)

// Write writes the results as the Test Anything Protocol: a test point for each
// path, its steps as a subtest before it, and the details of a failure as YAML below
// it. A path that did not run is ok and skipped, and one with known deviations is not ok
// and to be done, which is no failure: as the protocol has it.
func Write(w io.Writer, all []results.Result) error {
	b := bufio.NewWriter(w) // keeps the first error for Flush
	fmt.Fprintf(b, "TAP version 14\n1..%d\n", len(all))
	for i := range all {
		r := &all[i]
		writeSteps(b, r)
		writePoint(b, "", i+1, r.Path, r.Class, r.Message())
		if r.Failed() {
			writeDiagnostics(b, r)
		}
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("results: write TAP: %w", err)
	}
	return nil
}

// writeSteps writes the steps of a path as a subtest.
func writeSteps(b *bufio.Writer, r *results.Result) {
	const margin = "    "
	if len(r.Steps) == 0 {
		return
	}
	fmt.Fprintf(b, "# Subtest: %s\n%s1..%d\n", text(r.Path), margin, len(r.Steps))
	for i, s := range r.Steps {
		writePoint(b, margin, i+1, s.Name, s.Class, results.Visible(s.Reason))
	}
}

// writePoint writes a test point.
func writePoint(b *bufio.Writer, margin string, number int, name string, class results.Class, reason string) {
	status, directive := "ok", ""
	switch {
	case class.Failed():
		status = "not ok"
	case class == results.Known:
		status, directive = "not ok", " # TODO "+text(reason)
	case class == results.Skipped:
		directive = " # SKIP " + text(reason)
	case class != results.Passed:
		directive = " # SKIP " + text(strings.TrimSuffix(string(class)+": "+reason, ": "))
	}
	fmt.Fprintf(b, "%s%s %d - %s%s\n", margin, status, number, text(name), strings.TrimRight(directive, " "))
}

// text returns s in one line of the protocol: # begins a directive there, and \
// escapes it.
func text(s string) string {
	return strings.NewReplacer(`\`, `\\`, "#", `\#`).Replace(results.Visible(s))
}

// writeDiagnostics writes the YAML block of a test point that failed.
func writeDiagnostics(b *bufio.Writer, r *results.Result) {
	fmt.Fprintf(b, "  ---\n  class: %s\n  duration_ms: %.3f\n  message: %s\n",
		yamlString(string(r.Class)), float64(r.Duration.Microseconds())/1000, yamlString(r.Message()))
	for _, s := range r.Sections() {
		if s.Text == r.Message() {
			continue
		}
		key := strings.ReplaceAll(strings.ToLower(s.Title), " ", "_")
		if !strings.Contains(s.Text, "\n") {
			fmt.Fprintf(b, "  %s: %s\n", key, yamlString(s.Text))
			continue
		}
		// The number is the indentation of the text. A reader could not infer
		// it if the first line of the text is indented itself.
		fmt.Fprintf(b, "  %s: |2-\n", key)
		for line := range strings.Lines(s.Text) {
			if line = strings.TrimSuffix(line, "\n"); line != "" {
				line = "    " + line
			}
			fmt.Fprintln(b, line)
		}
	}
	fmt.Fprint(b, "  ...\n")
}

// yamlString returns text as a YAML string in double quotes, which JSON's are.
func yamlString(text string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(text); err != nil { // strings do not fail
		return `""`
	}
	return strings.TrimSuffix(b.String(), "\n")
}
