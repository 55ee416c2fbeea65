package graph

// RAMType is the type of the object that has a machine's RAM.
type RAMType string

// The types of RAM that another process can map.
const (
	RAMFile  RAMType = "memory-backend-file"  // a file in QEMU's folder
	RAMMemfd RAMType = "memory-backend-memfd" // memfd_create(2)
	RAMShm   RAMType = "memory-backend-shm"   // shm_open(3); from QEMU 9.1 on
)

// ramName is the name of the backend that has the machine's RAM.
const ramName = "ram"

// RAM, on a machine, is the size of its default RAM in bytes. It says that -M
// memory-backend= may put RAM of that size in place of it, for [SharedRAM].
func RAM(size int64) EdgeOption {
	return edgeOptionFunc(func(o *edgeOptions) { o.ramSize = size })
}

// SharedRAM puts RAM that another process can map in place of the machine's default
// RAM, as vhost-user needs it: QEMU passes its descriptor. A test's choice comes before
// that of a driver. On a machine without [RAM] the path is listed as unavailable.
func SharedRAM(t RAMType) NodeOption { return t }

func (t RAMType) applyEdge(o *edgeOptions) { o.ram = t }
func (t RAMType) applyTest(o *testOptions) { o.ram = t }

// ram returns the type of RAM that a node of the path chooses, "" for the machine's
// default, and the node.
func (p Path) ram() (RAMType, *node) {
	if t := p.test().test.opts.ram; t != "" {
		return t, p.test()
	}
	for i := len(p.edges) - 1; i >= 0; i-- {
		if e := p.edges[i]; e.opts.ram != "" {
			return e.opts.ram, e.to
		}
	}
	return "", nil
}

// shared returns the backend of RAM of that type. With a folder as its path, QEMU
// makes a file there that has no name once it is open.
func (t RAMType) shared(size int64) Backend {
	b := Backend{Kind: Object, Type: string(t), Props: []Prop{{"size", Int(size)}, P("share", "on")}}
	if t == RAMFile {
		b.Props = append(b.Props, P("mem-path", "."))
	}
	return b
}
