package bundle

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// probeTimeout is the time that a QEMU has to list its parts.
const probeTimeout = 30 * time.Second

// Probe asks QEMU for its machines, devices and backends, for the properties of the
// device types that paths set, and finds out whether it has the qtest accelerator. An
// unusable QEMU is not an error: the answer's Fault says why.
func (b *Bundle) Probe(ctx context.Context, paths ...graph.Path) *graph.Inventory {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	q := &graph.Inventory{Arch: b.Arch, Programs: b.programs()}
	if err := b.ask(ctx, q, paths); err != nil {
		q.Fault = b.fault(err)
	}
	return q
}

// fault says in one line why the QEMU cannot be used: the error, and the first
// line of QEMU's output.
func (b *Bundle) fault(err error) string {
	text, wrote, _ := strings.Cut(err.Error(), "\n")
	text = strings.TrimPrefix(text, "qtest: ")
	if !strings.Contains(text, b.Path) {
		text = fmt.Sprintf("%s cannot be used: %s", b.Path, text)
	}
	start := (*qtest.StartError)(nil)
	said := errors.As(err, &start) && start.Kind == qtest.NoQtestAccelerator // in the first line already
	if wrote, _, _ = strings.Cut(strings.TrimSpace(wrote), "\n"); wrote != "" && !said {
		text += "; it wrote: " + wrote
	}
	return text
}

// start starts QEMU without a machine, under TCG if it lacks the qtest accelerator.
func (b *Bundle) start(ctx context.Context) (*qtest.QEMU, error) {
	cfg := b.Config([]string{"-M", "none", "-nodefaults"})
	cfg.Env = withoutLeaks(cfg.Env)
	q, err := qtest.Start(ctx, cfg)
	lacks := (*qtest.StartError)(nil)
	if !errors.As(err, &lacks) || lacks.Kind != qtest.NoQtestAccelerator {
		return q, err
	}
	cfg.Accelerator = WithoutQtest
	q, other := qtest.Start(ctx, cfg)
	if other != nil {
		return nil, err // the usual QEMU has at least one of them
	}
	b.Accelerator = WithoutQtest
	return q, nil
}

// withoutLeaks returns an environment in which LeakSanitizer does not speak: a QEMU that was
// built with it would end with an error for what it has not freed.
func withoutLeaks(env []string) []string {
	if env == nil {
		env = os.Environ()
	}
	const name = "ASAN_OPTIONS="
	options := "detect_leaks=0"
	for _, v := range env {
		if set, ok := strings.CutPrefix(v, name); ok && set != "" {
			options = set + ":detect_leaks=0" // the last one counts
		}
	}
	return append(env, name+options)
}

func (b *Bundle) ask(ctx context.Context, answer *graph.Inventory, paths []graph.Path) (err error) {
	q, err := b.start(ctx)
	if err != nil {
		return err
	}
	answer.Clock = b.Clock()
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
	slices.Sort(answer.Machines)
	if err := askDevices(ctx, q.QMP(), answer); err != nil {
		return err
	}
	if err := askBackends(ctx, q.QMP(), answer); err != nil {
		return err
	}
	return askProperties(ctx, q.QMP(), answer, b.setTypes(paths))
}

func askDevices(ctx context.Context, c *qmp.Client, answer *graph.Inventory) error {
	type device struct {
		Name     string
		Abstract bool
	}
	devices, err := qmp.Execute[[]device](ctx, c, "qom-list-types", qmp.Args{"implements": "device", "abstract": true})
	if err != nil {
		return err
	}
	for _, d := range devices {
		if d.Abstract {
			answer.Abstract = append(answer.Abstract, d.Name)
		} else {
			answer.Devices = append(answer.Devices, d.Name)
		}
	}
	slices.Sort(answer.Devices)
	slices.Sort(answer.Abstract)

	// Only the human monitor lists the types that -device refuses, and the aliases.
	text, err := monitor(ctx, c, "info qdm")
	parseDevices(text, answer)
	return err
}

// monitor executes a command of the human monitor. A QEMU that was built
// without it answers nothing.
func monitor(ctx context.Context, c *qmp.Client, command string) (string, error) {
	text, err := qmp.Execute[string](ctx, c, "human-monitor-command", qmp.Args{"command-line": command})
	if refused := (*qmp.Error)(nil); errors.As(err, &refused) {
		return "", nil
	}
	return text, err
}

// parseDevices reads "info qdm" into an answer: a line a device type, as in
//
//	name "e1000", bus PCI, alias "e1000-82540em", desc "Intel Gigabit Ethernet", no-user
//
// Those with "no-user" are the internal ones. The bus and the alias are optional.
func parseDevices(text string, answer *graph.Inventory) {
	answer.Aliases, answer.Buses = map[string]string{}, map[string][]string{}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		quoted, ok := strings.CutPrefix(line, `name "`)
		if !ok {
			continue
		}
		name, rest, _ := strings.Cut(quoted, `"`)
		rest, description, _ := strings.Cut(rest, `, desc "`)
		if _, alias, ok := strings.Cut(rest, `, alias "`); ok {
			alias, _, _ = strings.Cut(alias, `"`)
			answer.Aliases[alias] = name
		}
		if strings.HasSuffix(rest, ", no-user") || strings.HasSuffix(description, `", no-user`) {
			answer.Internal = append(answer.Internal, name)
			continue
		}
		_, bus, _ := strings.Cut(rest, ", bus ")
		bus, _, _ = strings.Cut(bus, ",")
		answer.Buses[bus] = append(answer.Buses[bus], name)
	}
	slices.Sort(answer.Internal)
	for _, models := range answer.Buses {
		slices.Sort(models)
	}
}
