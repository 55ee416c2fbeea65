package reproducer

import (
	"fmt"
	"io"
	"strings"

	"github.com/qgraph/qgraph/tools/run/shell"
)

// Lines returns the commands, a line each.
func (r *Report) Lines() string {
	var b strings.Builder
	for _, s := range r.Steps {
		b.WriteString(s.Command.String() + "\n")
	}
	return b.String()
}

// CommandLine returns the command line with that accelerator and qtest on standard input
// and output.
func (r *Report) CommandLine(accelerator string) []string {
	words := []string{"qemu-system-" + r.ArchOrDefault()}
	for _, o := range r.Options() {
		words = append(words, o.Args()...)
	}
	return append(words, "-accel", accelerator, "-display", "none", "-qtest", "stdio")
}

// DefaultArch is the architecture of a report that does not tell.
const DefaultArch = "x86_64"

// Write writes the report as a here-document, with the replies that tell something in
// comments. It needs QEMU and a shell alone. [Parse] reads it.
func (r *Report) Write(w io.Writer, accelerator string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "cat << 'EOF' | %s\n", shell.Quote(r.CommandLine(accelerator)))
	for _, s := range r.Steps {
		b.WriteString(s.Command.String())
		if s.Reply != "" && s.Reply != "OK" && len(s.Command.Args) == len(verbs[s.Command.Verb].args) && !strings.Contains(s.Reply, ",") {
			b.WriteString(" # " + s.Reply)
		}
		b.WriteByte('\n')
	}
	b.WriteString("EOF\n")
	_, err := io.WriteString(w, b.String())
	return err
}
