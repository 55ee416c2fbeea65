package watchdog

import (
	"context"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
)

// Interface is produced by every watchdog timer.
var Interface = graph.NewInterface[Timer]("watchdog")

// Timer is a watchdog timer.
type Timer interface {
	// Machine returns the timer's machine.
	Machine() *guest.Machine
	// Times returns times that the timer can take.
	Times() []time.Duration
	// Precision is by how much the timer may be early or late.
	Precision() time.Duration
	// Start has the timer expire after one of its times, unless it is restarted.
	Start(ctx context.Context, d time.Duration) error
	// Restart has the time begin anew.
	Restart(ctx context.Context) error
	// Stop has the timer not expire.
	Stop(ctx context.Context) error
}
