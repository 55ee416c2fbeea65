package virtio9p

import (
	"slices"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtio9p"
)

// test is a test of the server.
type test struct {
	name  string
	run   func(c *client)
	props []graph.Prop // of the backend
	// once selects a single transport: the test has many requests, of the same
	// kinds as other tests.
	once bool
	// right are the complaints that QEMU makes with reason.
	right []graph.Complaint
	// fileless says that a test on synthetic files needs none of them.
	fileless bool
	// limited says that the test is about the default limit of attributes, which came
	// with the property that changes it.
	limited bool
	// known is a deviation that the test shows; nil without one.
	known func() graph.Deviation
	// more are steps of their own, over the last transport.
	more []part
}

// part is a step of a test.
type part struct {
	name string
	run  func(c *client)
}

// options returns the options of the test that do not depend on the kind of its files.
func (test test) options() []graph.TestOption {
	options := []graph.TestOption{graph.Allows(test.right...), graph.Allows(small)}
	if test.limited {
		options = append(options, graph.HasProperty(graph.FSDevOption, virtio9p.MaxXAttr(0).Name))
	}
	if test.known != nil {
		options = append(options, graph.Known(test.known()))
	}
	return options
}

// What QEMU says of requests that the tests make on purpose.
var (
	tooSmall = []graph.Complaint{{
		Kind: graph.ErrorMessage, Text: "9pfs: Client requested msize < minimum msize", Why: "The test asks for messages that are too small.",
	}}
	tooMany = []graph.Complaint{{
		Kind: graph.ErrorMessage, Text: "9pfs: xattr_fid_count limit exceeded", Why: "The test opens one attribute more than it may.",
	}}
	notFolder = []graph.Complaint{{
		Kind: graph.WarningMessage, Text: "9p: bad client: T_readdir on non-directory stream", Why: "The test lists a file as a folder.",
	}}
	// QEMU without the qtest accelerator says so once.
	small = graph.Complaint{
		Kind: graph.WarningMessage, Text: "9p: degraded performance: a reasonable high msize should be chosen",
		Why: "The tests use small messages, so that they need several.",
	}
	tooLong = []graph.Complaint{{
		Kind: graph.WarningMessage, Text: "9p: bad client: T_readdir with count > msize", Why: "The test asks for more entries than fit into a message.",
	}}
)

// Register adds the tests.
func Register(g *graph.Graph) {
	for _, t := range synthTests() {
		options := append(t.options(), graph.Provide(virtio9p.FSDev, virtio9p.Synth(t.props...)))
		if !t.fileless {
			options = append(options, graph.Requires(virtio9p.SynthFiles))
		}
		graph.Test(g, "virtio-9p-tests/synth/"+t.name, virtio9p.Interface, t.onSynth, options...)
	}
	graph.Pair(g, "virtio-9p-tests/migrate", virtio9p.Interface, migrate, graph.Provide(virtio9p.FSDev, virtio9p.Synth()),
		graph.Allows(small), graph.Known(lostVersion()))
	for _, t := range localTests() {
		graph.Test(g, "virtio-9p-tests/local/"+t.name, virtio9p.Interface, t.onLocal, append(t.options(),
			graph.Provide(virtio9p.FSDev, virtio9p.Local(export, virtio9p.MappedXAttr, t.props...)), graph.Prepare(prepare))...)
	}
}

// synthTests returns the tests with synthetic files.
func synthTests() []test {
	return []test{
		{name: "config", run: config, fileless: true},
		{name: "version/basic", run: version, right: tooSmall, fileless: true},
		{name: "attach/basic", run: attach, fileless: true},
		{name: "walk/basic", run: walkBasic},
		{name: "walk/no_slash", run: walkNoSlash, fileless: true},
		{name: "walk/none", run: walkNone},
		{name: "walk/dotdot_from_root", run: walkDotDot},
		{name: "walk/non_existent", run: walkNonExistent, fileless: true},
		{name: "walk/2nd_non_existent", run: walkSecondNonExistent},
		{name: "lopen/basic", run: lopen, right: notFolder},
		{name: "write/basic", run: write},
		{name: "flush/success", run: flushSuccess},
		{name: "flush/ignored", run: flushIgnored},
		{name: "readdir/basic", run: readdir, right: slices.Concat(notFolder, tooLong)},
		{name: "readdir/split_512", run: func(c *client) { readdirSplit(c, 512) }},
		{name: "readdir/split_256", run: func(c *client) { readdirSplit(c, 256) }},
		{name: "readdir/split_128", run: func(c *client) { readdirSplit(c, 128) }},
		{name: "xattr_limit/default", run: func(c *client) { synthLimit(c, defaultLimit) }, once: true, right: tooMany, limited: true},
		{name: "xattr_limit/custom", run: func(c *client) { synthLimit(c, customLimit) }, props: maxXAttr(customLimit), right: tooMany},
		{name: "xattr_limit/unlimited", run: func(c *client) { synthLimit(c, noLimit) }, props: maxXAttr(noLimit), once: true},
	}
}

// localTests returns the tests with a folder of the host.
func localTests() []test {
	return []test{
		{name: "config", run: localConfig},
		{name: "create_dir", run: createDir},
		{name: "unlinkat_dir", run: unlinkDir},
		{name: "create_file", run: createFile, right: notFolder, known: lostLocks, more: []part{{"conflict of record locks", lockConflict}}},
		{name: "unlinkat_file", run: unlinkFile},
		{name: "symlink_file", run: symlink, known: lostLinks},
		{name: "unlinkat_symlink", run: unlinkSymlink},
		{name: "hardlink_file", run: hardlink},
		{name: "unlinkat_hardlink", run: unlinkHardlink},
		{name: "use_after_unlink", run: useAfterUnlink, known: lostName},
		{name: "deep_absolute_path", run: deepPath, once: true, known: longPath},
		{name: "xattr_limit/default", run: func(c *client) { localLimit(c, defaultLimit) }, once: true, right: tooMany, limited: true},
		{name: "xattr_limit/custom", run: func(c *client) { localLimit(c, customLimit) }, props: maxXAttr(customLimit), right: tooMany},
		{name: "xattr_limit/unlimited", run: func(c *client) { localLimit(c, noLimit) }, props: maxXAttr(noLimit), once: true},
	}
}

func maxXAttr(n int64) []graph.Prop { return []graph.Prop{virtio9p.MaxXAttr(n)} }

// onSynth runs the test over each transport.
func (test test) onSynth(t *run.T, hw *virtio.Hardware) { over(t, hw, test, nil) }

// onLocal runs the test over each transport, with an empty folder each time.
func (test test) onLocal(t *run.T, hw *virtio.Hardware) { over(t, hw, test, newHost(t)) }

func over(t *run.T, hw *virtio.Hardware, test test, h *host) {
	transports := hw.TransportsT(t)
	if test.once {
		transports = transports[len(transports)-1:]
	}
	use := func(transport virtio.Transport, run func(*client)) {
		t.Logf("%s: %v", hw.Name, transport)
		c := &client{T: t, hw: hw, transport: transport, host: h}
		c.open(virtio.Features{}, msize)
		run(c)
		c.close()
		if h != nil {
			h.clear()
		}
	}
	for _, transport := range transports {
		t.Step(transport.String(), func() { use(transport, test.run) })
	}
	for _, p := range test.more {
		t.Step(p.name, func() { use(transports[len(transports)-1], p.run) })
	}
}
