package bundle

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// probeTimeout is the time that a QEMU has to say what it has.
const probeTimeout = 30 * time.Second

// Probe asks QEMU what it has. A QEMU that cannot be used is no error: the
// answer says why in its Fault.
func (b *Bundle) Probe(ctx context.Context) *graph.QEMU {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	q := &graph.QEMU{Arch: b.Arch}
	if err := b.ask(ctx, q); err != nil {
		first, _, _ := strings.Cut(err.Error(), "\n")
		q.Fault = fmt.Sprintf("%s cannot be used: %s", b.Path, first)
	}
	return q
}

func (b *Bundle) ask(ctx context.Context, answer *graph.QEMU) (err error) {
	q, err := qtest.Start(ctx, b.Config([]string{"-M", "none", "-nodefaults"}))
	if err != nil {
		return err
	}
	defer func() {
		if stopErr := q.Stop(ctx); err == nil {
			err = stopErr
		}
	}()
	type version struct {
		QEMU struct{ Major, Minor, Micro int }
	}
	v, err := qmp.Execute[version](ctx, q.QMP(), "query-version", qmp.NoArgs{})
	if err != nil {
		return err
	}
	answer.Version = fmt.Sprintf("%d.%d.%d", v.QEMU.Major, v.QEMU.Minor, v.QEMU.Micro)

	type machine struct{ Name, Alias string }
	machines, err := qmp.Execute[[]machine](ctx, q.QMP(), "query-machines", qmp.NoArgs{})
	if err != nil {
		return err
	}
	for _, m := range machines {
		answer.Machines = append(answer.Machines, m.Name)
		if m.Alias != "" {
			answer.Machines = append(answer.Machines, m.Alias)
		}
	}
	type device struct{ Name string }
	devices, err := qmp.Execute[[]device](ctx, q.QMP(), "qom-list-types", qmp.Args{"implements": "device"})
	if err != nil {
		return err
	}
	for _, d := range devices {
		answer.Devices = append(answer.Devices, d.Name)
	}
	slices.Sort(answer.Machines)
	slices.Sort(answer.Devices)
	return nil
}
