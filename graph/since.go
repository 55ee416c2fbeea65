package graph

import (
	"fmt"
	"strings"
)

// Since says that a test, or a driver, requires something that QEMU has from a version
// on:
//
//	graph.Since("9.1", "the event GUEST_PVSHUTDOWN")
//
// The text completes the sentence "it requires …" and has no comma. It is for what QEMU
// does not list: what it lists, such as devices and properties, is looked up there.
func Since(version, what string) NodeOption { return since{version, what} }

type since struct{ version, what string }

func (s since) applyEdge(o *edgeOptions) { o.since = append(o.since, s) }
func (s since) applyTest(o *testOptions) { o.since = append(o.since, s) }

// sinceFlag stands, in a [Want], for a requirement by [Since]: the Type is the version, a
// blank and the text.
const sinceFlag = "since"

// sinces yields the nodes of the path with each of their requirements, the test last.
func (p Path) sinces(yield func(node string, s since) bool) {
	for _, e := range p.edges {
		for _, s := range e.opts.since {
			if !yield(e.name, s) {
				return
			}
		}
	}
	for _, s := range p.test().test.opts.since {
		if !yield(p.test().name, s) {
			return
		}
	}
}

// newEnough is [Want.available] for a requirement by [Since]. A QEMU of unknown version is
// new enough.
func (w Want) newEnough(q *Inventory) error {
	version, what, _ := strings.Cut(w.Type, " ")
	first, err := ParseVersion(version)
	if err != nil {
		return &Unavailable{w.Node, TooOld, what, err.Error()}
	}
	if v, err := ParseVersion(q.Version); err == nil && v.Before(first) {
		return &Unavailable{w.Node, TooOld, what, fmt.Sprintf("it requires %s, which QEMU has since %s, but this is %s", what, version, q)}
	}
	return nil
}
