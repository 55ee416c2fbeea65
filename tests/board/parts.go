package board

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// parts checks each part of a board: that QEMU has a part of that type at that address, and
// that its interrupts lead to the same inputs of the same controllers.
func parts(t *run.T, b *board.Table) {
	for _, p := range b.Parts {
		t.Step(p.Name, func() { part(t, b.Machine, p) })
	}
}

// part checks one part.
func part(t *run.T, m *guest.Machine, p board.Part) {
	t.Helper()
	t.Must(p.Open(t.Context(), m))
	switch {
	case p.Region != board.Region{}:
		unowned(t, m, p)
	case p.Behind != "":
		window(t, m, p)
	}
	if p.Path == "" && (p.Region != board.Region{} || p.Behind != "") {
		return // the object is not known
	}
	path, err := p.Object(t.Context(), m)
	t.Must(err)
	o, ok := ofType(t, m, path, p.Kind.Type)
	if !ok {
		t.Fatalf("at %#x there is %s, want a %s", p.Base, path, p.Kind.Type)
	}
	for n, l := range p.Lines {
		if l.Controller != (board.Controller{}) {
			wire(t, m, o, n, l)
		}
	}
}

// unattached is the owner of the regions that QEMU gives no owner.
const unattached = "/machine/unattached"

// unowned checks that QEMU has a region of that name at a part's address, and does not tell whose it is.
func unowned(t *run.T, m *guest.Machine, p board.Part) {
	t.Helper()
	r, _, err := p.Range(t.Context(), m)
	t.Must(err)
	if r.Region != p.Region.Name || r.First != p.Region.First {
		t.Errorf("at %#x there is %v, want the region %q from %#x on", p.Base, r, p.Region.Name, p.Region.First)
	}
	if r.Owner.Path != "" && r.Owner.Path != unattached {
		t.Errorf("the region %q belongs to %v: the table is to have no Region", r.Region, r.Owner)
	}
}

// window checks that a part is behind a bridge.
func window(t *run.T, m *guest.Machine, p board.Part) {
	t.Helper()
	r, _, err := p.Range(t.Context(), m)
	t.Must(err)
	if _, ok := ofType(t, m, r.Owner.Path, p.Behind); !ok {
		t.Errorf("at %#x there is %v of %v, want the window of a %s", p.Base, r, r.Owner, p.Behind)
	}
}

// ofType returns the object at a path, or the one that it is a part of, that has a type.
func ofType(t *run.T, m *guest.Machine, path, typ string) (qom.Object, bool) {
	t.Helper()
	for path != "/machine" && path != "" {
		o := qom.At(m.Monitor, path)
		got, err := o.Text(t.Context(), "type")
		t.Must(err)
		if got == typ {
			return o, true
		}
		path = path[:strings.LastIndexByte(path, '/')]
	}
	return qom.Object{}, false
}

// pin is QEMU's name of an input of a device, "/machine/soc/gic/unnamed-gpio-in[12]".
var pin = regexp.MustCompile(`^(.*)/([^/]+)\[([0-9]+)\]$`)

// wire checks where interrupt n of a part leads. Gates and splitters on the way are QEMU's
// way to join wires.
func wire(t *run.T, m *guest.Machine, o qom.Object, n int, want board.Line) {
	t.Helper()
	end, err := o.Text(t.Context(), fmt.Sprintf("%s[%d]", board.Output, n))
	var refusal *qmp.Error
	if errors.As(err, &refusal) {
		return // a device of ISA has a number in place of a wire: its own tests watch it
	}
	t.Must(err)
	c, err := want.Controller.Find(t.Context(), m)
	t.Must(err)
	ends := ends(t, m, end)
	if !slices.ContainsFunc(ends, func(e string) bool { return at(e, c.Path, want.Input) }) {
		t.Errorf("interrupt %d leads to %q, want input %d of %s", n, ends, want.Input, c.Path)
	}
}

// ends returns the inputs that a wire leads to in the end. The controllers of SD slots join the interrupts of these.
func ends(t *run.T, m *guest.Machine, end string) []string {
	t.Helper()
	place := pin.FindStringSubmatch(end)
	if place == nil {
		return []string{end}
	}
	o := qom.At(m.Monitor, place[1])
	typ, err := o.Text(t.Context(), "type")
	t.Must(err)
	switch {
	case strings.HasPrefix(typ, "aspeed.sdhci"):
		further, err := o.Text(t.Context(), board.Output+"[0]")
		t.Must(err)
		return ends(t, m, further)
	case typ != "or-irq" && typ != "split-irq":
		return []string{end}
	}
	properties, err := o.Properties(t.Context())
	t.Must(err)
	var all []string
	for _, p := range properties {
		if strings.HasPrefix(p.Name, "unnamed-gpio-out[") {
			further, err := strconv.Unquote(string(p.Value))
			t.Must(err)
			if further != "" {
				all = append(all, ends(t, m, further)...)
			}
		}
	}
	return all
}

// at reports whether an input is that of a controller. A controller may be inside of the
// object that has the inputs, or have it inside.
func at(end, controller string, input int) bool {
	place := pin.FindStringSubmatch(end)
	if place == nil {
		return false
	}
	inside := strings.HasPrefix(controller+"/", place[1]+"/") || strings.HasPrefix(place[1]+"/", controller+"/")
	return inside && place[3] == strconv.Itoa(input)
}
