package sdfake

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/bus/sd"
)

// Host has a [Card] on its bus. It keeps no time.
type Host struct {
	Card *Card
	Sent []string // the commands sent
}

var _ sd.Host = (*Host)(nil)

// ErrNoAnswer is the error of a command that the card does not answer.
var ErrNoAnswer = errors.New("sdfake: no answer")

// ErrNever is the error of a wait that times out.
var ErrNever = errors.New("sdfake: timeout")

// Command sends a command.
func (h *Host) Command(_ context.Context, cmd sd.Command) (sd.Response, error) {
	h.Sent = append(h.Sent, fmt.Sprintf("%v %#x %v", cmd, cmd.Argument, cmd.Response))
	r, ok := h.Card.Command(cmd.Index, cmd.Argument)
	if !ok && cmd.Response != sd.NoResponse {
		return r, fmt.Errorf("%v: %w", cmd, ErrNoAnswer)
	}
	return r, nil
}

// Read sends a command and reads blocks.
func (h *Host) Read(ctx context.Context, cmd sd.Command, p []byte, blockSize int) (sd.Response, error) {
	return h.move(ctx, cmd, p, blockSize, h.Card.ReadBlock)
}

// Write sends a command and writes blocks.
func (h *Host) Write(ctx context.Context, cmd sd.Command, p []byte, blockSize int) (sd.Response, error) {
	return h.move(ctx, cmd, p, blockSize, h.Card.WriteBlock)
}

func (h *Host) move(ctx context.Context, cmd sd.Command, p []byte, blockSize int, block func([]byte) error) (sd.Response, error) {
	r, err := h.Command(ctx, cmd)
	if err != nil {
		return r, err
	}
	for at := 0; at < len(p); at += blockSize {
		if err := block(p[at : at+blockSize]); err != nil {
			return r, err
		}
	}
	if len(p) > blockSize {
		_, err = h.Command(ctx, sd.StopTransmission())
	}
	return r, err
}

// Wait tries a few times.
func (h *Host) Wait(ctx context.Context, what string, done func(context.Context) (bool, error)) error {
	for range 10 {
		if ok, err := done(ctx); ok || err != nil {
			return err
		}
	}
	return fmt.Errorf("wait for %s: %w", what, ErrNever)
}
