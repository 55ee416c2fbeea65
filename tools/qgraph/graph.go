package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/tools/build/nodes"
	"github.com/qgraph/qgraph/tools/qgraph/picture"
	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/wholefile"
	"github.com/spf13/cobra"
)

// module is the import path of this repository, and the address of its sources.
const module = "github.com/qgraph/qgraph"

// graphFlags are the flags of qgraph graph.
type graphFlags struct {
	from, to  []string
	results   string
	format    string
	output    string
	ungrouped bool
	links     string
}

func newGraph() *cobra.Command {
	var f graphFlags
	cmd := &cobra.Command{
		Use:   "graph [PATTERN…]",
		Short: "Draws the graph, or a part of it, as SVG or for Graphviz",
		Long: `Draws the nodes of paths: machines, drivers, interfaces and tests, and the edges
between them. Without arguments that is the whole graph; a PATTERN (a path, a target
label, or a regular expression for a part of a path) chooses paths, and --from and
--to, regular expressions for names of nodes, the part of a path from one to the
other.

Nodes of a kind with the same neighbours share a box, and so do the tests of a suite
that consume the same node. Up to 60 tests are named; of more the picture shows the
number, and the names when the mouse points at it.

With --qemu, paths that this QEMU cannot run are grey. With --results, a file that
qgraph run --results wrote, nodes and edges are green if every path through them
passed, red if every one failed, light red if some did, and white if none ran.

The same graph gives the same bytes.`,
		Example: `  qgraph graph -o graph.svg                          the whole graph
  qgraph graph sdhci -o sdhci.svg                    all that the tests of sdhci reach
  qgraph graph --from x86_64/pc --to '^virtio-blk$'  how a PC comes to virtio-blk
  qgraph graph --results results.jsonl -o run.svg    where the failures are
  qgraph graph --format dot i2c | dot -Tpdf -o i2c.pdf`,
		RunE: func(cmd *cobra.Command, patterns []string) error { return drawGraph(cmd, f, patterns) },
	}
	cmd.Flags().StringArrayVar(&f.from, "from", nil, "the picture begins at nodes whose names match `REGEXP` (may be repeated)")
	cmd.Flags().StringArrayVar(&f.to, "to", nil, "the picture ends at nodes whose names match `REGEXP` (may be repeated)")
	cmd.Flags().StringVar(&f.results, "results", "", "`file` of results, which colour the picture")
	cmd.Flags().StringVar(&f.format, "format", "", "`svg|dot` (default: the ending of the output's name, or else svg)")
	// The only possible error is a missing flag; a test completes it.
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions([]string{"svg", "dot"}, cobra.ShellCompDirectiveNoFileComp))
	cmd.Flags().StringVarP(&f.output, "output", "o", "", "`file` to write (default: standard output)")
	cmd.Flags().BoolVar(&f.ungrouped, "ungrouped", false, "a box for each node")
	cmd.Flags().StringVar(&f.links, "links", "https://"+module+"/tree/HEAD/", "`address` of the source folders that nodes link to; empty for no links")
	return cmd
}

func drawGraph(cmd *cobra.Command, f graphFlags, patterns []string) error {
	draw, err := f.drawer()
	if err != nil {
		return err
	}
	from, err := anyOf("--from", f.from)
	if err != nil {
		return err
	}
	to, err := anyOf("--to", f.to)
	if err != nil {
		return err
	}
	candidates, err := selected(nodes.New(), patterns)
	if err != nil {
		return err
	}
	outcomes, err := f.outcomes(cmd, candidates)
	if err != nil {
		return err
	}
	var b picture.Builder
	for _, c := range candidates {
		if steps := picture.Between(c.path.Steps(), from, to); steps != nil {
			b.Add(steps, c.name, outcomes[c.name])
		}
	}
	m := b.Model(!f.ungrouped)
	if m.Paths == 0 {
		return fmt.Errorf("none of %d paths leads from %s to %s", len(candidates), ends(f.from, "a machine"), ends(f.to, "a test"))
	}
	text, err := draw(m, picture.Options{Title: "qgraph", Link: f.link})
	if err != nil {
		return err
	}
	if f.output == "" || f.output == "-" {
		_, err := cmd.OutOrStdout().Write(text)
		return err
	}
	return wholefile.Write(f.output, 0o666, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}

// drawer returns the function that draws in the chosen format.
func (f *graphFlags) drawer() (func(*picture.Model, picture.Options) ([]byte, error), error) {
	format := f.format
	if format == "" {
		switch strings.ToLower(filepath.Ext(f.output)) {
		case ".dot", ".gv":
			format = "dot"
		default:
			format = "svg"
		}
	}
	switch format {
	case "svg":
		return (*picture.Model).SVG, nil
	case "dot":
		return func(m *picture.Model, o picture.Options) ([]byte, error) { return m.DOT(o), nil }, nil
	}
	return nil, fmt.Errorf("--format %q: want svg or dot", format)
}

// link returns the address of a package's source folder.
func (f *graphFlags) link(pkg string) string {
	folder, ours := strings.CutPrefix(pkg, module+"/")
	if f.links == "" || !ours {
		return ""
	}
	return f.links + folder
}

// outcomes returns the outcomes of the paths: those of the results, and for
// other paths whether the QEMU named on the command line can run them.
func (f *graphFlags) outcomes(cmd *cobra.Command, candidates []candidate) (map[string]picture.Outcome, error) {
	outcomes := map[string]picture.Outcome{}
	if f.results != "" {
		for _, c := range candidates {
			outcomes[c.name] = picture.Outcome{State: picture.NotRun}
		}
	}
	if cmd.Flags().Changed("qemu") {
		byArch, err := bundles(cmd)
		if err != nil {
			return nil, err
		}
		if err := equip(cmd.Context(), byArch, candidates); err != nil {
			return nil, err
		}
		for _, c := range candidates {
			if c.unavailable != nil {
				outcomes[c.name] = picture.Outcome{State: picture.Unavailable, Reason: c.unavailable.Error()}
			}
		}
	}
	if f.results == "" {
		return outcomes, nil
	}
	all, err := results.ReadFile(f.results)
	switch {
	case errors.Is(err, results.ErrCut):
		fmt.Fprintf(cmd.ErrOrStderr(), "qgraph: %v; the %d before it are shown\n", err, len(all))
	case err != nil:
		return nil, err
	}
	known := 0
	for _, r := range all {
		if _, ok := outcomes[r.Path]; ok {
			known++
			outcomes[r.Path] = judge(&r)
		}
	}
	if known == 0 {
		return nil, fmt.Errorf("%s: got %d results, but none of a path in the picture", f.results, len(all))
	}
	return outcomes, nil
}

// judge returns a result's outcome in a picture.
func judge(r *results.Result) picture.Outcome {
	switch {
	case r.Failed():
		return picture.Outcome{State: picture.Failed}
	case r.Class.OK():
		return picture.Outcome{State: picture.Passed}
	case r.Class == results.Unavailable:
		return picture.Outcome{State: picture.Unavailable, Reason: r.Reason}
	}
	return picture.Outcome{State: picture.NotRun}
}

// anyOf returns a function that reports whether one of the expressions matches,
// nil if there are none.
func anyOf(flag string, expressions []string) (func(name string) bool, error) {
	var all []*regexp.Regexp
	for _, text := range expressions {
		re, err := regexp.Compile(text)
		if err != nil {
			return nil, fmt.Errorf("%s %q: %w", flag, text, err)
		}
		all = append(all, re)
	}
	if len(all) == 0 {
		return nil, nil
	}
	return func(name string) bool {
		return slices.ContainsFunc(all, func(re *regexp.Regexp) bool { return re.MatchString(name) })
	}, nil
}

// ends returns the name of an end of a picture in an error.
func ends(expressions []string, otherwise string) string {
	if len(expressions) == 0 {
		return otherwise
	}
	return fmt.Sprintf("%q", strings.Join(expressions, " "))
}
