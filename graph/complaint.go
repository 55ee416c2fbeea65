package graph

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// ComplaintKind is the kind of a complaint: a message by which QEMU, or a library or a
// sanitizer in it, says that something is wrong.
type ComplaintKind string

// The kinds.
const (
	SanitizerReport  ComplaintKind = "sanitizer"   // of AddressSanitizer, UndefinedBehaviorSanitizer and their kin
	FailedAssertion  ComplaintKind = "assertion"   // of C's assert, GLib, the C library's checks, or an unexpected error in QEMU
	LibraryComplaint ComplaintKind = "library"     // a critical message or a warning of GLib, GTK and the like
	ErrorMessage     ComplaintKind = "error"       // QEMU's, also one without a level
	WarningMessage   ComplaintKind = "warning"     // QEMU's
	GuestError       ComplaintKind = "guest-error" // a line of QEMU's log, where qgraph run --qemu-log or its like asks for it
)

// Complaint declares that a complaint is right: the test commits the fault on purpose that
// QEMU reports. Declare a deviation instead if neither the test nor a driver did wrong.
type Complaint struct {
	Kind ComplaintKind // neither SanitizerReport nor FailedAssertion: these are never right
	Text string        // a regular expression for a part of the message
	Why  string        // why it is right, as a sentence
}

// String returns the kind, the expression and the reason.
func (c Complaint) String() string { return fmt.Sprintf("%s %q: %s", c.Kind, c.Text, c.Why) }

// check returns everything that is wrong with a declaration.
func (c Complaint) check() error {
	var errs []error
	bad := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("complaint %q: %s", c.Text, fmt.Sprintf(format, args...)))
	}
	switch c.Kind {
	case LibraryComplaint, ErrorMessage, WarningMessage, GuestError:
	case SanitizerReport, FailedAssertion:
		bad("a message of the kind %q is never right: declare a deviation", c.Kind)
	default:
		bad("there is no kind %q", c.Kind)
	}
	switch re, err := regexp.Compile(c.Text); {
	case err != nil:
		bad("%v", err)
	case re.MatchString(""):
		bad("the expression matches every message")
	}
	if strings.TrimSpace(c.Why) == "" {
		bad("it has no reason")
	}
	return errors.Join(errs...)
}

// Allows declares complaints that may come on every path through the node.
func Allows(complaints ...Complaint) NodeOption { return allowance(complaints) }

type allowance []Complaint

func (a allowance) applyEdge(o *edgeOptions) { o.allows = append(o.allows, a...) }
func (a allowance) applyTest(o *testOptions) { o.allows = append(o.allows, a...) }

// Expects declares complaints that must come: without one of them, a test that has run
// to its end fails. A [GuestError] must come only where QEMU's log is asked for.
func Expects(complaints ...Complaint) TestOption {
	return testOptionFunc(func(o *testOptions) { o.expects = append(o.expects, complaints...) })
}

// Allowed returns the complaints that may come on the path, with those of
// [Path.Expected].
func (p Path) Allowed() []Complaint {
	all := slices.Clone(p.machine().machine.opts.allows)
	for _, e := range p.edges {
		all = append(all, e.opts.allows...)
	}
	test := p.test().test.opts
	return slices.Concat(all, test.allows, test.expects)
}

// Expected returns the complaints that must come on the path.
func (p Path) Expected() []Complaint { return slices.Clone(p.test().test.opts.expects) }

// checkComplaints reports everything that is wrong with the complaints that a node
// declares.
func (g *Graph) checkComplaints(node string, complaints ...Complaint) {
	for _, c := range complaints {
		if err := c.check(); err != nil {
			g.errorf("%s: %w", node, err)
		}
	}
}
