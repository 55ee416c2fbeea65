package identity

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// Processors is the subject of the machine's own processor. [Options] ask by that name for
// the models of processors, too. Each of these is a subject of its own, by its QOM type.
const Processors = "processors"

func readProcessors(ctx context.Context, p *page, s *session, _ *graph.Path, _ *run.Env) error {
	return p.processors(ctx, s.q.QMP())
}

// processors records the machine's own processor, then each model that -cpu takes, as this
// machine type has it: the version of a model, and so its features, may depend on that of
// the machine. QEMU tells the features of a model whatever runs it: those that TCG cannot
// emulate are among them. An emulator that tells no features has no such subjects.
func (p *page) processors(ctx context.Context, c *qmp.Client) error {
	if err := p.ownProcessor(ctx, c); err != nil {
		return err
	}
	type definition struct{ Name, Typename string }
	models, err := qmp.Execute[[]definition](ctx, c, "query-cpu-definitions", qmp.NoArgs{})
	if err := unlessRefused(err); err != nil {
		return err
	}
	type expansion struct {
		Model struct{ Props map[string]json.RawMessage }
	}
	for _, m := range models {
		e, err := qmp.Execute[expansion](ctx, c, "query-cpu-model-expansion",
			qmp.Args{"type": "full", "model": map[string]string{"name": m.Name}})
		if err := unlessRefused(err); err != nil {
			return err
		}
		p.more(m.Typename).model(e.Model.Props)
	}
	return nil
}

// unlessRefused returns the error unless it is QEMU's answer that it does not do this.
func unlessRefused(err error) error {
	if refused := (*qmp.Error)(nil); errors.As(err, &refused) {
		return nil
	}
	return err
}

// unseen reports whether a property of a processor is one that a guest does not see by
// itself: where in the machine the processor is, and how QEMU makes it.
func unseen(property string) bool {
	switch property {
	case "apic-id", "core-id", "die-id", "module-id", "node-id", "socket-id", "thread-id", "memory",
		"check", "enforce", "force-features", "full-cpuid-auto-level", "migratable":
		return true
	}
	return strings.HasPrefix(property, "x-") || strings.HasPrefix(property, "hv-")
}

// model records the properties of a model of processor: those that are neither off, nor
// zero, nor empty.
func (p *page) model(properties map[string]json.RawMessage) {
	for name, value := range properties {
		name = strings.ReplaceAll(name, "_", "-") // some have both names
		if unseen(name) {
			continue
		}
		switch text := string(value); text {
		case "false", "0", `""`:
		case "true":
			p.set("feature/"+name, "on")
		default:
			p.set(name, "%s", readable(text))
		}
	}
}

// readable returns a value of JSON as a person reads it: a large number is a mask, or the
// number of a CPUID leaf.
func readable(text string) string {
	if v, err := strconv.ParseUint(text, 10, 64); err == nil && v > 0xffff {
		return fmt.Sprintf("%#x", v)
	}
	return strings.Trim(text, `"`)
}

// word is what a processor of x86 answers to CPUID in one register (QEMU 11.1, QMP
// reference, X86CPUFeatureWordInfo).
type word struct {
	Leaf     uint32  `json:"cpuid-input-eax"`
	Subleaf  *uint32 `json:"cpuid-input-ecx"`
	Register string  `json:"cpuid-register"`
	Features uint32  `json:"features"`
}

// ownProcessor records the type of the machine's first processor, and, on x86, the feature
// words that its guest reads under TCG.
func (p *page) ownProcessor(ctx context.Context, c *qmp.Client) error {
	type processor struct {
		Path string `json:"qom-path"`
	}
	all, err := qmp.Execute[[]processor](ctx, c, "query-cpus-fast", qmp.NoArgs{})
	if err := unlessRefused(err); err != nil || len(all) == 0 {
		return err
	}
	typ, err := qmp.Execute[string](ctx, c, "qom-get", qmp.Args{"path": all[0].Path, "property": "type"})
	if err != nil {
		return err
	}
	p.set("type", "%s", typ)
	type property struct{ Name string }
	properties, err := qmp.Execute[[]property](ctx, c, "qom-list", qmp.Args{"path": all[0].Path})
	if err != nil {
		return err
	}
	const features = "feature-words"
	if !slices.Contains(properties, property{features}) {
		return nil
	}
	words, err := qmp.Execute[[]word](ctx, c, "qom-get", qmp.Args{"path": all[0].Path, "property": features})
	if err != nil {
		return err
	}
	for _, w := range words {
		if w.Features == 0 {
			continue
		}
		leaf := fmt.Sprintf("%08x", w.Leaf)
		if w.Subleaf != nil {
			leaf += fmt.Sprintf(".%d", *w.Subleaf)
		}
		p.set("cpuid/"+leaf+"/"+strings.ToLower(w.Register), "0x%08x", w.Features)
	}
	return nil
}
