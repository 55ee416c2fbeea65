package results

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// WriteTAP writes the results as the Test Anything Protocol, version 14: a test
// point for each path, with what is known of a failure as YAML below it. What was
// not run is ok and skipped, as the protocol has it.
func WriteTAP(w io.Writer, all []Result) error {
	b := bufio.NewWriter(w) // keeps the first error for Flush
	fmt.Fprintf(b, "TAP version 14\n1..%d\n", len(all))
	for i := range all {
		r := &all[i]
		status, directive := "ok", ""
		switch {
		case r.Failed():
			status = "not ok"
		case r.Class == Skipped:
			directive = " # SKIP " + tapText(r.Message())
		case r.Class != Passed:
			directive = " # SKIP " + tapText(strings.TrimSuffix(string(r.Class)+": "+r.Message(), ": "))
		}
		fmt.Fprintf(b, "%s %d - %s%s\n", status, i+1, tapText(r.Path), strings.TrimRight(directive, " "))
		if r.Failed() {
			writeDiagnostics(b, r)
		}
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("results: write TAP: %w", err)
	}
	return nil
}

// tapText escapes what begins a directive, and what escapes.
func tapText(text string) string {
	return strings.NewReplacer(`\`, `\\`, "#", `\#`).Replace(Visible(text))
}

// writeDiagnostics writes the YAML block of a test point that failed.
func writeDiagnostics(b *bufio.Writer, r *Result) {
	fmt.Fprintf(b, "  ---\n  class: %s\n  duration_ms: %.3f\n  message: %s\n",
		yamlString(string(r.Class)), float64(r.Duration.Microseconds())/1000, yamlString(r.Message()))
	for _, s := range r.sections() {
		if s.text == r.Message() {
			continue
		}
		key := strings.ReplaceAll(strings.ToLower(s.title), " ", "_")
		if !strings.Contains(s.text, "\n") {
			fmt.Fprintf(b, "  %s: %s\n", key, yamlString(s.text))
			continue
		}
		// The number says how far the text is indented, which a reader could not tell where its first line is indented itself.
		fmt.Fprintf(b, "  %s: |2-\n", key)
		for line := range strings.Lines(s.text) {
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
	if err := e.Encode(text); err != nil { // no string is refused
		return `""`
	}
	return strings.TrimSuffix(b.String(), "\n")
}
