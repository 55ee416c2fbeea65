package complaint

// Error says that QEMU complained and no node declares it, with the exchange that the
// complaint came after, as in
//
//	QEMU complained (warning): qemu-system-arm: warning: …; after the reply to "readl 0x4"
type Error struct {
	Message string // of QEMU, all its lines
	text    string
}

// Error returns the text.
func (e *Error) Error() string { return e.text }
