package graph

// BackendKind says which QEMU option makes a backend.
type BackendKind string

// The kinds of backend.
const (
	Netdev   BackendKind = "-netdev"
	Blockdev BackendKind = "-blockdev"
	Drive    BackendKind = "-drive" // a [Blockdev] that is attached to a device from the beginning, or may lack a medium
	Chardev  BackendKind = "-chardev"
	FSDev    BackendKind = "-fsdev"
	Audiodev BackendKind = "-audiodev"
	Object   BackendKind = "-object"
)

// Backend is the host's side of a device: the object that -netdev, -blockdev,
// -drive, -chardev, -fsdev, -audiodev or -object makes. The framework gives out its
// id. Its properties may refer to other backends, with [Ref]: those are written
// before it.
type Backend struct {
	Kind    BackendKind
	Type    string
	Props   []Prop
	Channel ChannelType
	Serve   ServeFunc // of TestListens: starts the test's server; nil if the test accepts connections itself
	Helper  *Helper   // not nil: a process that listens on the backend's socket (Socket)
	File    int64     // not 0: a scratch file (File) of that many bytes, all zero
}

// ChannelType says how the test and QEMU reach each other through a backend.
type ChannelType uint8

// The types of channel. A pair needs no file, but QEMU passes descriptors, as those of
// vhost-user, only over a socket that has a name.
const (
	NoChannel   ChannelType = iota
	Stream                  // a pair of SOCK_STREAM, one end QEMU's (FD), the other the test's
	Datagram                // a pair of SOCK_DGRAM, likewise
	TestListens             // a stream socket with a name (Socket), on which the test listens before QEMU starts
	QEMUListens             // a stream socket with a name (Socket), on which QEMU listens
)

// Pair reports whether the channel is a socket pair.
func (c ChannelType) Pair() bool { return c == Stream || c == Datagram }

// Named reports whether the channel is a socket with a name.
func (c ChannelType) Named() bool { return c == TestListens || c == QEMUListens }

// FirstDescriptor is the number that QEMU inherits its end of the first channel as;
// the others follow. The runner holds it against the number that its package qtest
// gives out.
const FirstDescriptor = 5

// BackendKey names a backend of a path: a [Need] or a [Handle].
type BackendKey interface {
	Name() string
	backendKey()
}

// Need is the key of a backend that a driver's device refers to.
type Need struct {
	name     string
	prop     string
	fallback Backend
}

// NewNeed returns the key of a need: name, unique on a path; prop, the property of
// the device that names the backend, as "netdev" or "drive"; and fallback, the
// backend that a path has unless its test provides another. With the zero Backend a
// test must provide one.
func NewNeed(name, prop string, fallback Backend) Need { return Need{name, prop, fallback} }

// Name returns the need's name.
func (n Need) Name() string { return n.name }

// Handle is the key of a backend that an edge or a test defines, with [Define].
type Handle struct{ name string }

// NewHandle returns the key of a backend; its name is unique on a path.
func NewHandle(name string) Handle { return Handle{name} }

// Name returns the backend's name.
func (h Handle) Name() string { return h.name }

func (Need) backendKey()   {}
func (Handle) backendKey() {}
