package qmp

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"
)

// NoArgs are the arguments of a command that takes none.
type NoArgs struct{}

// Args are a command's arguments by name, for commands not worth a struct.
type Args map[string]any

// Empty is the result of a command that returns nothing of interest; it accepts any result.
type Empty struct{}

// UnmarshalJSON ignores b.
func (*Empty) UnmarshalJSON(b []byte) error { return nil }

// Execute runs one command and returns its result. args marshals to a JSON object: a struct, an Args, or NoArgs{}.
// A refusal is an *Error.
func Execute[Result, Arguments any](ctx context.Context, c *Client, command string, args Arguments) (Result, error) {
	return ExecuteWithFiles[Result](ctx, c, command, args)
}

// ExecuteWithFiles is Execute with descriptors that go along with the command, for getfd and add-fd. QEMU has copies of
// its own when the command is answered; files stay the caller's. It needs a Unix domain socket.
func ExecuteWithFiles[Result, Arguments any](ctx context.Context, c *Client, command string, args Arguments, files ...*os.File) (Result, error) {
	var result Result
	arguments, err := json.Marshal(args)
	if err != nil {
		return result, fmt.Errorf("qmp: %s: arguments: %w", command, err)
	}
	raw, err := c.execute(ctx, command, arguments, files)
	if err != nil {
		return result, err
	}
	if err := json.Unmarshal(raw, &result); err != nil {
		return result, fmt.Errorf("qmp: %s: result: %w", command, err)
	}
	return result, nil
}

// execute sends one command and waits for its reply.
func (c *Client) execute(ctx context.Context, command string, arguments json.RawMessage, files []*os.File) (json.RawMessage, error) {
	if !bytes.HasPrefix(arguments, []byte("{")) {
		return nil, fmt.Errorf("qmp: %s: arguments are not a JSON object: %s", command, arguments)
	}
	start := time.Now()
	ctx, cancel := context.WithTimeout(ctx, c.opts.CommandTimeout)
	defer cancel()
	if c.opts.Before != nil {
		if err := c.opts.Before(ctx); err != nil {
			return nil, err
		}
	}
	id, answered := c.lastID.Add(1), make(chan outcome, 1)
	line, err := json.Marshal(rawRequest{Execute: command, Arguments: arguments, ID: id})
	if err != nil {
		return nil, fmt.Errorf("qmp: %s: %w", command, err)
	}
	err = c.link.Send(ctx, files, func() ([]byte, error) {
		if c.opts.Observer != nil {
			c.opts.Observer.QMPSent(time.Now(), line)
		}
		return append(line, '\n'), c.expect(id, answered)
	})
	if err == nil {
		select {
		case o := <-answered:
			if o.err == nil {
				return o.reply.value(command)
			}
			err = o.err
		case <-ctx.Done():
			err = ctx.Err()
		}
	}
	return nil, c.failed(ctx, "the reply to "+command, start, err)
}

// expect makes the reply with that id go to answered. The reply to an abandoned command is still consumed.
func (c *Client) expect(id uint64, answered chan<- outcome) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lost != nil {
		return c.lost
	}
	c.pending[id] = answered
	return nil
}

// value is the result, or the refusal of command.
func (r reply) value(command string) (json.RawMessage, error) {
	if r.refusal == nil {
		return r.result, nil
	}
	refusal := *r.refusal
	refusal.Command = command
	return nil, &refusal
}
