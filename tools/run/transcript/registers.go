package transcript

import (
	"bytes"
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"sync"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/qtest"
)

// registers finds the names of registers, of the packages of libqos that the program links.
type registers struct {
	names map[register]string
	mu    sync.Mutex
	pkgs  map[uintptr][]string // by the counter of a call, the packages that contain it
}

type register struct {
	pkg    string // "sdhci", of libqos
	typ    string // "sdhci.Present", or "uint32"
	offset uint64
}

func newRegisters() *registers {
	r := &registers{names: map[register]string{}, pkgs: map[uintptr][]string{}}
	for _, n := range reg.Names() {
		at := register{n.Package, n.Type, n.Offset}
		if r.names[at] == "" { // a second name does not count
			r.names[at] = n.Name
		}
	}
	return r
}

// request returns a note on the register of a command: its name and, for a write,
// the meaning of the value.
func (r *registers) request(note qtest.Note, line []byte) string {
	if note.Type == "" {
		return ""
	}
	// Usually the package of the type has the register; otherwise the package
	// that uses it.
	pkg, typ, typed := strings.Cut(note.Type, ".")
	name, known := r.names[register{pkg, note.Type, note.Offset}]
	if !known {
		if user := r.caller(); user != "" {
			if name, known = r.names[register{user, note.Type, note.Offset}]; known {
				pkg = user
			}
		}
	}
	switch {
	case !known && !typed:
		return ""
	case !known:
		name = fmt.Sprintf("%s at %#x", typ, note.Offset)
	}
	said := pkg + " " + name
	if fields := bytes.Fields(line); len(fields) == 3 && stores(fields[0]) {
		if v, err := strconv.ParseUint(string(fields[2]), 0, 64); err == nil {
			if text := meaning(note, v); text != "" {
				said += " = " + text
			}
		}
	}
	return said
}

// stores reports whether a command has an address and a register's value:
// writel, outb.
func stores(verb []byte) bool {
	width, ok := bytes.CutPrefix(verb, []byte("write"))
	if !ok {
		width, ok = bytes.CutPrefix(verb, []byte("out"))
	}
	return ok && len(width) == 1
}

// reply returns the meaning of the value in the reply to a read.
func reply(note qtest.Note, line []byte) string {
	fields := bytes.Fields(line)
	if note.Format == nil || len(fields) != 2 {
		return ""
	}
	v, err := strconv.ParseUint(string(fields[1]), 0, 64)
	if err != nil {
		return ""
	}
	return meaning(note, v)
}

// meaning returns the meaning of v, "" if the number says it all.
func meaning(note qtest.Note, v uint64) string {
	text := note.Format(v)
	if _, err := strconv.ParseUint(text, 0, 64); err == nil {
		return ""
	}
	return text
}

const module = "github.com/qgraph/qgraph/"

// caller returns the package that accesses the register: the first one on the
// stack above package reg. A test of the same name as a package of libqos counts
// as that package.
func (r *registers) caller() string {
	var pcs [32]uintptr
	n := runtime.Callers(3, pcs[:])
	r.mu.Lock()
	defer r.mu.Unlock()
	above := false
	for _, pc := range pcs[:n] {
		pkgs, known := r.pkgs[pc]
		if !known {
			pkgs = packages(pc)
			r.pkgs[pc] = pkgs
		}
		for _, pkg := range pkgs {
			if above && pkg != "reg" {
				return pkg
			}
			above = above || pkg == "reg"
		}
	}
	return ""
}

// packages returns the last names of this repository's packages that contain a
// call: several if one was inlined into the other, innermost first.
func packages(pc uintptr) []string {
	var found []string
	frames := runtime.CallersFrames([]uintptr{pc})
	for {
		frame, more := frames.Next()
		if name, ours := strings.CutPrefix(frame.Function, module); ours {
			_, name, _ = strings.Cut(name, "/")
			pkg, _, _ := strings.Cut(name, ".")
			found = append(found, pkg)
		}
		if !more {
			return found
		}
	}
}
