package scsi

import (
	"context"
	"fmt"
)

// Target is a logical unit behind a transport.
type Target interface {
	// Execute makes the logical unit execute a command. Out is the data of a
	// write command; the result has the data of a read command. The error is
	// the transport's. The result reports failures of the command.
	Execute(ctx context.Context, cmd Command, out []byte) (Result, error)
}

// Result is the outcome of a command.
type Result struct {
	Status   Status
	Sense    Sense  // nil without sense data
	In       []byte // the data transferred from the logical unit
	Residual int    // requested bytes that were not transferred
}

// Err returns nil for a successful command. Otherwise the error wraps the
// additional sense code, or the status if there is none.
func (r Result) Err() error {
	switch {
	case r.Status == Good:
		return nil
	case r.Status == CheckCondition && r.Sense.Valid():
		return fmt.Errorf("%v, %v: %w", r.Status, r.Sense.Key(), r.Sense.Additional())
	}
	return r.Status
}

// Do makes a target execute a command and returns the data read. If the command
// fails, the error wraps an [Additional] code or a [Status].
func Do(ctx context.Context, t Target, cmd Command, out []byte) ([]byte, error) {
	r, err := t.Execute(ctx, cmd, out)
	if err == nil {
		err = r.Err()
	}
	if err != nil {
		return nil, fmt.Errorf("scsi: %v: %w", cmd, err)
	}
	return r.In, nil
}

// maxBlocks is the largest number of blocks in one READ (10) or WRITE (10).
const maxBlocks = 0xffff

// Read reads count blocks of size bytes by READ (10) commands.
func Read(ctx context.Context, t Target, block uint32, count, size int) ([]byte, error) {
	var data []byte
	for count > 0 {
		n := min(count, maxBlocks)
		p, err := Do(ctx, t, Read10(block, n, size), nil)
		if err != nil {
			return nil, err
		}
		if len(p) != n*size {
			return nil, fmt.Errorf("scsi: read of %d blocks at %d: got %d bytes, want %d", n, block, len(p), n*size)
		}
		data = append(data, p...)
		block, count = block+uint32(n), count-n
	}
	return data, nil
}

// Write writes data, of whole blocks of size bytes, by WRITE (10) commands.
func Write(ctx context.Context, t Target, block uint32, size int, data []byte) error {
	for len(data) > 0 {
		n := min(len(data)/size, maxBlocks)
		if n == 0 {
			return fmt.Errorf("scsi: write at %d: %d bytes remain, less than a block", block, len(data))
		}
		if _, err := Do(ctx, t, Write10(block, n, size), data[:n*size]); err != nil {
			return err
		}
		block, data = block+uint32(n), data[n*size:]
	}
	return nil
}
