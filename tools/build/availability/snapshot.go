package availability

import (
	"bufio"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/graph"
)

// Snapshot lists the paths of a graph, and which of them a QEMU could run.
type Snapshot struct {
	Version string            // of QEMU: its major and minor number, as "11.1"
	Paths   map[string]string // by name, why it could not run; "" if it could
}

// Take returns the snapshot of the graph with the answers of one version of
// QEMU. It is an error if an architecture of the graph lacks a working QEMU, or
// if they are of several versions: such a snapshot would fit one machine only.
func Take(g *graph.Graph, p Probe) (*Snapshot, error) {
	s := &Snapshot{Paths: map[string]string{}}
	for path := range g.Paths() {
		q := p[path.Arch()]
		switch {
		case q == nil || q.Fault != "":
			return nil, fmt.Errorf("availability: snapshot: no qemu-system-%s that works", path.Arch())
		case s.Version == "":
			s.Version = minor(q.Version)
		case minor(q.Version) != s.Version:
			return nil, fmt.Errorf("availability: snapshot: %v among QEMU binaries of version %s", q, s.Version)
		}
		s.Paths[path.String()] = reason(path.Available(q))
	}
	return s, nil
}

// minor returns the first two numbers of a version: releases of one pair have
// the same devices.
func minor(version string) string {
	numbers := strings.SplitN(version, ".", 3)
	return strings.Join(numbers[:min(len(numbers), 2)], ".")
}

// reason returns the part of an error that the snapshot keeps: without QEMU's
// wording and its patch number.
func reason(err error) string {
	if u := (*graph.Unavailable)(nil); errors.As(err, &u) {
		return fmt.Sprintf("%s: %s: %s", u.Node, u.Cause, u.Lacks)
	}
	return ""
}

// Format returns the snapshot as text: the version, then a tree of the paths'
// elements, in which elements without a branch share a line. A path that could
// not run has its reason after a tab.
func (s *Snapshot) Format() string {
	var b strings.Builder
	fmt.Fprintf(&b, "QEMU %s\n", s.Version)
	var names []string
	for name := range s.Paths {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return slices.Compare(strings.Split(a, "/"), strings.Split(b, "/")) })
	s.format(&b, names, "", 0)
	return b.String()
}

// format writes the paths in names, which all begin with begin, at that depth.
func (s *Snapshot) format(b *strings.Builder, names []string, begin string, depth int) {
	for len(names) > 0 {
		element, _, inner := strings.Cut(names[0][len(begin):], "/")
		n := 1
		if inner {
			element += "/"
			for n < len(names) && strings.HasPrefix(names[n], begin+element) {
				n++
			}
		}
		branch := begin + shared(names[:n])[len(begin):]
		fmt.Fprintf(b, "%s%s", strings.Repeat(" ", depth), branch[len(begin):])
		if n > 1 {
			b.WriteByte('\n')
			s.format(b, names[:n], branch, depth+1)
		} else {
			if r := s.Paths[names[0]]; r != "" {
				b.WriteString("\t" + r)
			}
			b.WriteByte('\n')
		}
		names = names[n:]
	}
}

// shared returns the elements with which all names begin, including the slash
// after them; all of a single name.
func shared(names []string) string {
	begin := names[0]
	for _, name := range names[1:] {
		i := 0
		for i < min(len(begin), len(name)) && begin[i] == name[i] {
			i++
		}
		begin = begin[:strings.LastIndexByte(begin[:i], '/')+1]
	}
	return begin
}

// Parse reads a snapshot in the format of [Snapshot.Format].
func Parse(text string) (*Snapshot, error) {
	s := &Snapshot{Paths: map[string]string{}}
	var begins []string
	heading, rest, _ := strings.Cut(text, "\n")
	version, ok := strings.CutPrefix(heading, "QEMU ")
	if !ok {
		return nil, errors.New("availability: snapshot: its first line does not name the version of QEMU")
	}
	s.Version = version
	lines := bufio.NewScanner(strings.NewReader(rest))
	for number := 2; lines.Scan(); number++ {
		line := strings.TrimLeft(lines.Text(), " ")
		depth := len(lines.Text()) - len(line)
		if depth > len(begins) || line == "" {
			return nil, fmt.Errorf("availability: snapshot: line %d: no parent line above it", number)
		}
		begins = begins[:depth]
		name, why, _ := strings.Cut(strings.Join(begins, "")+line, "\t")
		if strings.HasSuffix(name, "/") {
			begins = append(begins, line)
			continue
		}
		s.Paths[name] = why
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("availability: snapshot: %w", err)
	}
	return s, nil
}
