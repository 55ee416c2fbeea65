package qtest

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// longestReply is the longest reply, in bytes, that Command takes.
const longestReply = 64 << 20

// Command sends a line of the qtest protocol as it is, and returns the whole line of the reply, also if QEMU refuses the
// command: "OK 0x0000000000000001", "FAIL Unknown command 'foo'". QEMU may end itself by an assertion where an argument
// is not as it expects. It is for lines that were recorded; the other methods check what they send.
func (c *Conn) Command(ctx context.Context, line string) (reply string, err error) {
	if line == "" || strings.ContainsAny(line, "\n\r\x00") {
		return "", fmt.Errorf("qtest: command %.80q: want one line", line)
	}
	text, err := c.exchange(ctx, longestReply, []byte(line))
	var refused *ReplyError
	switch {
	case errors.As(err, &refused):
		return refused.Reply, nil
	case err != nil:
		return "", err
	case text == "":
		return "OK", nil
	}
	return "OK " + text, nil
}
