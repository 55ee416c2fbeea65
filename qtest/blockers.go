package qtest

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/qtest/qmp"
)

// Blockers returns the reasons why QEMU refuses to save or to migrate the machine, none if it does not refuse (QMP
// query-migrate, "blocked-reasons").
func (q *QEMU) Blockers(ctx context.Context) ([]string, error) {
	type status struct {
		Reasons []string `json:"blocked-reasons"`
	}
	s, err := qmp.Execute[status](ctx, q.qmp, "query-migrate", qmp.NoArgs{})
	if err != nil {
		return nil, fmt.Errorf("qtest: migrate: %w", err)
	}
	return s.Reasons, nil
}
