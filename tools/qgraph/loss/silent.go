package loss

// silence says why the loss of some fields has no effect.
type silence struct {
	section string // "": any
	fields  []string
	why     string
}

func silent() []silence { return nil }
