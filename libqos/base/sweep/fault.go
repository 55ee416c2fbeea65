package sweep

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/qtest"
)

// remembered is the number of accesses before a fault that are kept: QEMU puts off a part of its work.
const remembered = 8

// Fault says that QEMU ended, or did not answer.
type Fault struct {
	Access Access   // the first that QEMU has not answered, or the last one if it has answered all
	Before []Access // the accesses before that one, the last one last
	Err    error    // how QEMU ended: a *qtest.ExitError, a *qtest.TimeoutError, …
}

// Error names the access, the region, and how QEMU ended.
func (f *Fault) Error() string {
	s := fmt.Sprintf("sweep: QEMU was at %q, %s", f.Access, f.Access.place())
	if len(f.Before) > 0 {
		var lines []string
		for _, a := range f.Before {
			lines = append(lines, a.String())
		}
		s += fmt.Sprintf(" (after %s)", strings.Join(lines, "; "))
	}
	return s + ": " + f.Err.Error()
}

// Unwrap returns how QEMU ended.
func (f *Fault) Unwrap() error { return f.Err }

// batch posts accesses, and knows at which one QEMU is.
type batch struct {
	c        *qtest.Conn
	answered int      // the requests that QEMU had answered before those of list
	before   []Access // that were answered before those of list
	list     []Access
}

// begin waits until nothing is under way.
func (b *batch) begin(ctx context.Context) error {
	if err := b.c.Sync(ctx); err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	b.answered = b.c.Answered()
	return nil
}

// post makes an access.
func (b *batch) post(ctx context.Context, a Access) error {
	b.list = append(b.list, a)
	if err := a.post(ctx, b.c); err != nil {
		return b.fault(err)
	}
	return nil
}

// end waits until QEMU has answered all accesses.
func (b *batch) end(ctx context.Context) error {
	if err := b.c.Sync(ctx); err != nil {
		return b.fault(err)
	}
	b.answered += len(b.list)
	b.before = last(append(b.before, last(b.list)...))
	b.list = b.list[:0]
	return nil
}

// fault finds the access that QEMU was at. A refusal names its access itself.
func (b *batch) fault(err error) error {
	all := slices.Concat(b.before, b.list)
	var refused *qtest.ReplyError
	if len(all) == 0 || errors.As(err, &refused) {
		return fmt.Errorf("sweep: %w", err)
	}
	at := min(len(b.before)+b.c.Answered()-b.answered, len(all)-1)
	return &Fault{Access: all[at], Before: last(all[:at]), Err: err}
}

// last returns the end of a list, a copy.
func last(list []Access) []Access { return slices.Clone(list[max(0, len(list)-remembered):]) }
