package graph

// EdgeOption changes the options that an edge adds to the command line, or its
// name.
type EdgeOption interface{ applyEdge(*edgeOptions) }

// TestOption changes the options that a test adds to the command line, or how
// it runs.
type TestOption interface{ applyTest(*testOptions) }

// NodeOption is an option of an edge or of a test: both add a node to a path.
type NodeOption interface {
	EdgeOption
	TestOption
}

type edgeOptions struct {
	name          string
	model         string // of the driver's own -device
	props         []Prop // of the driver's own -device, or of -M
	plug          []Prop // of the consumer's -device
	needs         []Need
	define        []named // more backends
	before, after []Option
	provides      []Ability
	requires      []Ability
	ramSize       int64    // of a machine: see RAM
	high          *HighRAM // of a machine: see RAMAbove4GiB
	family        string   // of a machine: see Versions
	fixed         []Option // of a machine: see Versions
	ram           RAMType
	allows        []Complaint
	halt          *Halt // of a machine
	since         []since
	usual         []string // the machines on which a path through the edge is not slow; none: all
	quick         []string // the nodes, or groups of tests, one of which is on a path through the edge that is not slow; none: all
	prepare       []preparation
	known         []Deviation
	on            []string // the nodes one of which is on each path through the edge; none: all paths
}

type testOptions struct {
	provide       []named // backends in place of the defaults
	define        []named // more backends
	props         []Prop  // of the -device of the path's last device
	before, after []Option
	prepare       []preparation
	requires      []Ability
	since         []since
	properties    []setting // those that the test needs, though it does not set them
	ram           RAMType
	known         []Deviation
	allows        []Complaint
	expects       []Complaint
	slow          bool
	high          bool // see AskHighRAM
	generic       bool
	usual         []string // the machines on which the test is not slow; none: all
	on            []string // the nodes one of which is on each of its paths; none: all paths
}

type named struct {
	name    string
	backend Backend
}

type edgeOptionFunc func(*edgeOptions)

func (f edgeOptionFunc) applyEdge(o *edgeOptions) { f(o) }

type testOptionFunc func(*testOptions)

func (f testOptionFunc) applyTest(o *testOptions) { f(o) }

func edgeOptionsOf(opts []EdgeOption) (o edgeOptions) {
	for _, opt := range opts {
		opt.applyEdge(&o)
	}
	return o
}

func testOptionsOf(opts []TestOption) (o testOptions) {
	for _, opt := range opts {
		opt.applyTest(&o)
	}
	return o
}

// Model is QEMU's name of the driver's device model, where a node that is no driver has
// that name already.
func Model(name string) EdgeOption {
	return edgeOptionFunc(func(o *edgeOptions) { o.model = name })
}

// Named gives the edge another name than that of the node it leads to, so that
// one driver can be reached several times from one interface.
func Named(name string) EdgeOption {
	return edgeOptionFunc(func(o *edgeOptions) { o.name = name })
}

// Props adds properties to the driver's -device option, or to a machine's -M.
func Props(props ...Prop) EdgeOption {
	return edgeOptionFunc(func(o *edgeOptions) { o.props = append(o.props, props...) })
}

// Plug, on a Produces edge, says how a device is plugged into the produced
// interface: the properties are added to the consumer's -device option.
func Plug(props ...Prop) EdgeOption {
	return edgeOptionFunc(func(o *edgeOptions) { o.plug = append(o.plug, props...) })
}

// Needs declares backends that the driver's -device option refers to.
func Needs(needs ...Need) EdgeOption {
	return edgeOptionFunc(func(o *edgeOptions) { o.needs = append(o.needs, needs...) })
}

// Provides, on a machine or an edge, names the abilities of every path through it,
// for tests and drivers that need them ([Requires]).
func Provides(abilities ...Ability) EdgeOption {
	return edgeOptionFunc(func(o *edgeOptions) { o.provides = append(o.provides, abilities...) })
}

type around struct{ before, after []Option }

func (a around) applyEdge(o *edgeOptions) {
	o.before, o.after = append(o.before, a.before...), append(o.after, a.after...)
}

func (a around) applyTest(o *testOptions) {
	o.before, o.after = append(o.before, a.before...), append(o.after, a.after...)
}

// Before adds QEMU options before those of the node (for a test: before the
// first device).
func Before(opts ...Option) NodeOption { return around{before: opts} }

// After adds QEMU options after those of the node (for a test: at the end).
func After(opts ...Option) NodeOption { return around{after: opts} }

// Provide puts a backend in place of the default of a need.
func Provide(need Need, b Backend) TestOption {
	return testOptionFunc(func(o *testOptions) { o.provide = append(o.provide, named{need.name, b}) })
}

// Define adds a backend that no property of the node's device refers to by a [Need]:
// other options of the node, or a device that is plugged in later, refer to it by its
// handle.
func Define(h Handle, b Backend) NodeOption { return named{h.name, b} }

func (n named) applyEdge(o *edgeOptions) { o.define = append(o.define, n) }
func (n named) applyTest(o *testOptions) { o.define = append(o.define, n) }

// DeviceProps adds properties to the -device option of the device that the
// test's path plugs in last.
func DeviceProps(props ...Prop) TestOption {
	return testOptionFunc(func(o *testOptions) { o.props = append(o.props, props...) })
}

// Prepare calls f before QEMU starts, in a folder that is QEMU's working directory and
// belongs to the path. The machine's comes first and the test's last.
func Prepare(f func(dir string) error) NodeOption { return preparation(f) }

type preparation func(dir string) error

func (f preparation) applyEdge(o *edgeOptions) { o.prepare = append(o.prepare, f) }
func (f preparation) applyTest(o *testOptions) { o.prepare = append(o.prepare, f) }

// Requires names the abilities without which a test, or a driver, makes no sense on
// a path. A path that lacks one is listed as unavailable.
func Requires(abilities ...Ability) NodeOption { return requirement(abilities) }

type requirement []Ability

func (r requirement) applyEdge(o *edgeOptions) { o.requires = append(o.requires, r...) }
func (r requirement) applyTest(o *testOptions) { o.requires = append(o.requires, r...) }

// Generic marks a test that does the same to whatever it is given, as start it, save it
// and load it, or read all of it: it does not know what a machine or a device is for. The
// other tests are by the manual.
func Generic() TestOption {
	return testOptionFunc(func(o *testOptions) { o.generic = true })
}

// Slow marks a test that runs only on request.
func Slow() TestOption {
	return testOptionFunc(func(o *testOptions) { o.slow = true })
}

// SlowBeside has a test, or the tests of a driver, run only on request on all machines but
// these, by their names with the architecture: they are about a device that is the same on
// every machine.
func SlowBeside(machines ...string) NodeOption { return slowBeside(machines) }

type slowBeside []string

func (s slowBeside) applyEdge(o *edgeOptions) { o.usual = append(o.usual, s...) }
func (s slowBeside) applyTest(o *testOptions) { o.usual = append(o.usual, s...) }

// SlowBut has the tests behind an edge run only on request, but for the paths with one of these
// nodes: a test, the group of a test ("i2c-bus-tests"), or a driver by its name or by that of its
// edge. It is for a bus that many devices are plugged into: a further controller of it runs the
// tests of the bus and those of a few devices, and all others if somebody asks.
func SlowBut(nodes ...string) EdgeOption {
	return edgeOptionFunc(func(o *edgeOptions) { o.quick = append(o.quick, nodes...) })
}

// On limits a test, or the paths through an edge, to those with one of these nodes: an architecture, a
// machine with its architecture, a driver by its name or by that of its edge. It is for what one
// board or one model of a family does. [Deviation.On] has the same names.
func On(names ...string) NodeOption { return on(names) }

type on []string

func (n on) applyEdge(o *edgeOptions) { o.on = append(o.on, n...) }
func (n on) applyTest(o *testOptions) { o.on = append(o.on, n...) }
