package complaint

import (
	"regexp"
	"strings"

	"github.com/qgraph/qgraph/graph"
)

// form is the kind of complaint that a line of output begins.
type form struct {
	kind  graph.ComplaintKind    // "" for no complaint
	takes func(line string) bool // reports whether the next line belongs to the message, too; nil: a message has one line
	whole func() bool            // reports whether the message makes sense as it is; nil: it does
}

// The lines that begin a message.
var (
	// "==12==ERROR: AddressSanitizer: heap-use-after-free …", "WARNING: ThreadSanitizer: data race …",
	// "AddressSanitizer:DEADLYSIGNAL", "==12==LeakSanitizer has encountered a fatal error.".
	sanitizer = regexp.MustCompile(`^(==\d+==)?((ERROR|WARNING|FATAL): )?(Address|HWAddress|Leak|Memory|Thread|UndefinedBehavior)Sanitizer\b`)
	// "hw/x.c:12:3: runtime error: …".
	undefined = regexp.MustCompile(`^\S+:\d+:\d+: runtime error: |^<unknown>: runtime error: `)
	// "(process:12): GLib-CRITICAL **: 12:34:56.789: …", "** (process:12): WARNING **: …".
	library = regexp.MustCompile(`^(\*\* )?(\(.*:\d+\): )?(\S+-)?(ERROR|CRITICAL|WARNING) \*\*: `)
	// "**" alone precedes an assertion of GLib.
	glibAssertion = regexp.MustCompile(`^(Bail out! )?(\S+:)?ERROR:\S+:\d+:.*: (assertion failed|code should not be reached)`)
	// "prog: x.c:12: f: Assertion `x' failed."; musl: "Assertion failed: x (x.c: f: 12)".
	assertion = regexp.MustCompile("Assertion `.*' failed\\.$|^Assertion failed: ")
	// QEMU's error_abort: the message follows in a line of its own.
	unexpected = regexp.MustCompile(`^Unexpected error in \w+\(\) at \S+:\d+:$`)
	// The C library's checks.
	corruption = regexp.MustCompile(`^\*\*\* .* \*\*\*: |^(free|malloc|calloc|realloc|munmap_chunk|tcache_\w+)\(\): |^(corrupted |double free)`)
	// A level after the name of a part: "smbus: error: …", "error: …".
	errorLevel   = regexp.MustCompile(`(^|: )([Ee]rror|ERROR|[Ff]atal( error)?|FATAL): `)
	warningLevel = regexp.MustCompile(`(^|: )([Ww]arning|WARNING): `)
	infoLevel    = regexp.MustCompile(`(^|: )info: `)
	// "2026-01-02T03:04:05.678901Z qemu-system-x86_64: …": -msg timestamp=on.
	timestamp = regexp.MustCompile(`^\d{4}-\d\d-\d\dT[\d:.]+Z `)
	// What a terminal takes for colour.
	colour = regexp.MustCompile("\x1b\\[[\\d;]*m")
)

// remarks are lines of the sanitizers, and QEMU's answer to SIGTERM, that say nothing about
// the process being wrong.
var remarks = []string{
	"WARNING: ASan doesn't fully support makecontext/swapcontext functions",
	"WARNING: ASan is ignoring requested __asan_handle_no_return",
	"False positive error reports may follow",
	"For details see https://github.com/google/sanitizers/issues/189",
	"ThreadSanitizer: reported ",
	": terminating on signal ",
}

// formOf returns the form of a line. Other is the kind of a line without one.
func formOf(line string, other graph.ComplaintKind) form {
	for _, remark := range remarks {
		if strings.Contains(line, remark) {
			return form{}
		}
	}
	switch {
	case sanitizer.MatchString(line):
		return report()
	case undefined.MatchString(line):
		return form{kind: graph.SanitizerReport, takes: inUndefined}
	case glibAssertion.MatchString(line):
		return form{kind: graph.FailedAssertion, takes: func(line string) bool { return strings.HasPrefix(line, "Bail out! ") }}
	case unexpected.MatchString(line):
		return pair(graph.FailedAssertion)
	case assertion.MatchString(line), corruption.MatchString(line):
		return form{kind: graph.FailedAssertion}
	case library.MatchString(line):
		return form{kind: graph.LibraryComplaint}
	}
	program, text, ok := strings.Cut(timestamp.ReplaceAllString(line, ""), ": ")
	fromQEMU := ok && isQEMU(program)
	if !fromQEMU {
		text = line
	}
	switch {
	case infoLevel.MatchString(text):
		return form{}
	case warningLevel.MatchString(text):
		return form{kind: graph.WarningMessage}
	case fromQEMU, errorLevel.MatchString(text):
		return form{kind: graph.ErrorMessage}
	case strings.TrimSpace(text) == "" || text == "**" || isRule(text):
		return form{}
	}
	return form{kind: other}
}

// isQEMU reports whether a program's name, before its message, is that of QEMU or of one of
// its tools.
func isQEMU(program string) bool {
	return strings.Contains(program, "qemu") && !strings.ContainsAny(program, " \t")
}

// isRule reports whether the line is a line of = signs, as the sanitizers draw it.
func isRule(line string) bool { return len(line) > 10 && strings.Trim(line, "=") == "" }

// inUndefined reports whether a line belongs to a report of UndefinedBehaviorSanitizer: a
// note, memory, a stack, the summary.
func inUndefined(line string) bool {
	return line == "" || line[0] == ' ' || line[0] == '\t' || strings.Contains(line, ": note: ") ||
		line == "<memory cannot be printed>" || strings.HasPrefix(line, "SUMMARY: UndefinedBehaviorSanitizer")
}

// pair returns the form of a message of two lines.
func pair(kind graph.ComplaintKind) form {
	both := false
	return form{
		kind: kind,
		takes: func(string) bool {
			first := !both
			both = true
			return first
		},
		whole: func() bool { return both },
	}
}

// longestReport is the length, in lines, of the longest report of a sanitizer.
const longestReport = 500

var (
	summary = regexp.MustCompile(`^SUMMARY: \w*Sanitizer: |Sanitizer has encountered a fatal error`)
	// The lines after the summary of a report.
	afterSummary = regexp.MustCompile(`^(\s|=>|Shadow byte|=====|==\d+==(ABORTING|HINT)|$)`)
)

// report returns the form of a report of any other sanitizer. All lines belong to it up to
// its summary, then those that show memory.
func report() form {
	summed, lines := false, 1
	return form{
		kind: graph.SanitizerReport,
		takes: func(line string) bool {
			if summed {
				return afterSummary.MatchString(line)
			}
			summed = summary.MatchString(line)
			lines++
			return lines <= longestReport
		},
		whole: func() bool { return summed },
	}
}
