package graph

// Halt, an option of a machine, says how its processors are kept from executing
// anything on a QEMU without the qtest accelerator. A machine without it is available
// only on a QEMU with that accelerator.
type Halt struct {
	Options []Option // further options, after those of the path
	File    string   // name of a file that they refer to, in QEMU's working directory; "" for none
	Content []byte   // of File
}

func (h Halt) applyEdge(o *edgeOptions) { o.halt = &h }

// Args returns the options as arguments.
func (h Halt) Args() []string {
	var args []string
	for _, o := range h.Options {
		args = append(args, o.Args()...)
	}
	return args
}

// Halt returns the Halt of the path's machine, and whether it has one.
func (p Path) Halt() (Halt, bool) {
	h := p.machine().machine.opts.halt
	if h == nil {
		return Halt{}, false
	}
	return *h, true
}
