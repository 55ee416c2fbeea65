package introspect

import (
	"context"
	"strings"

	"github.com/qgraph/qgraph/qtest/qmp"
)

// info is an info command as its help shows it.
type info struct {
	name      string
	mandatory []string // arguments
}

// infos gives every info command that takes no mandatory argument, and some with options that tell more.
func (r *Report) infos(ctx context.Context, c *qmp.Client) error {
	help, err := c.HMP(ctx, "help info")
	if err != nil {
		return err
	}
	for _, x := range parseInfos(help) {
		line := "info " + x.name
		if why := unasked[line]; why != "" {
			r.LeftOut = append(r.LeftOut, LeftOut{line, why})
			continue
		}
		if len(x.mandatory) > 0 {
			r.LeftOut = append(r.LeftOut, LeftOut{line, "it needs the arguments " + strings.Join(x.mandatory, ", ")})
			continue
		}
		lines := []string{line}
		if options := more[x.name]; options != "" {
			lines = append(lines, line+" "+options)
		}
		for _, line := range lines {
			if err := r.info(ctx, c, line); err != nil {
				return err
			}
		}
	}
	return nil
}

// info gives an info command. The human monitor reports a failure in its text.
func (r *Report) info(ctx context.Context, c *qmp.Client, line string) error {
	r.Commands++
	text, err := c.HMP(ctx, line)
	if failure, ok := strings.CutPrefix(text, "Error: "); ok {
		r.Refusals = append(r.Refusals, Refusal{line, strings.TrimSpace(failure)})
	}
	return r.answered(line, err)
}

// parseInfos reads lines as "info rocker-of-dpa-flows name [tbl_id] -- Show rocker OF-DPA flow tables". An argument in
// brackets, and one that begins with a hyphen, is optional.
func parseInfos(help string) []info {
	var list []info
	for line := range strings.Lines(help) {
		usage, _, _ := strings.Cut(line, " -- ")
		words := strings.Fields(usage)
		if len(words) < 2 || words[0] != "info" {
			continue
		}
		x := info{name: words[1]}
		for _, word := range words[2:] {
			if !strings.HasPrefix(word, "[") && !strings.HasPrefix(word, "-") {
				x.mandatory = append(x.mandatory, word)
			}
		}
		list = append(list, x)
	}
	return list
}
