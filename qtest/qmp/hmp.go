package qmp

import "context"

// HMP runs one command of the human monitor, "info qtree" for example, and returns its output. QEMU reports most
// failures there only in the text.
func (c *Client) HMP(ctx context.Context, line string) (string, error) {
	args := struct {
		CommandLine string `json:"command-line"`
	}{line}
	return Execute[string](ctx, c, "human-monitor-command", args)
}
