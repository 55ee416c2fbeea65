package vmstate

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/qtest"
)

// Save saves the state of the machine, which is stopped from then on.
func Save(ctx context.Context, q *qtest.QEMU) (*Stream, error) {
	var data bytes.Buffer
	if err := q.Save(ctx, &data); err != nil {
		return nil, err
	}
	return Parse(data.Bytes())
}

// RoundTrip moves the machine to another QEMU, as [run.Env.Migrate] does, and saves it there again. It returns the state
// that the first QEMU sent, and that of the second. If they differ ([Compare]), the second did not load all that the first saved.
//
// With an error it returns what could be read: the first state if the second QEMU refused it, both if sections are not as
// described.
func RoundTrip(ctx context.Context, from, to *run.Env) (before, after *Stream, err error) {
	var data bytes.Buffer
	tee := func(w io.Writer, r io.Reader) error {
		_, err := io.Copy(io.MultiWriter(&data, w), r)
		if err != nil { // the second QEMU refuses it
			_, _ = io.Copy(&data, r)
		}
		return err
	}
	if err := from.Migrate(ctx, to, tee); err != nil {
		if ctx.Err() == nil {
			before, _ = Parse(data.Bytes()) // an error if the first QEMU did not save all
		}
		return before, nil, err
	}
	before, errBefore := Parse(data.Bytes())
	if errBefore != nil {
		errBefore = fmt.Errorf("state before the move: %w", errBefore)
	}
	after, errAfter := Save(ctx, to.QEMU)
	if errAfter != nil {
		errAfter = fmt.Errorf("state after the move: %w", errAfter)
	}
	return before, after, errors.Join(errBefore, errAfter)
}
