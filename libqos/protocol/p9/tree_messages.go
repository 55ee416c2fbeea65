package p9

// Tsymlink creates the symbolic link Name to Target in the directory DirFID.
type Tsymlink struct {
	DirFID FID
	Name   string
	Target string
	GID    uint32
}

// Rsymlink answers Tsymlink.
type Rsymlink struct{ QID QID }

// Tmknod creates the node Name in the directory DirFID: a device, a FIFO, a
// socket or a plain file, depending on the type in Mode.
type Tmknod struct {
	DirFID FID
	Name   string
	Mode   Mode
	Major  uint32
	Minor  uint32
	GID    uint32
}

// Rmknod answers Tmknod.
type Rmknod struct{ QID QID }

// Tmkdir creates the directory Name in the directory DirFID.
type Tmkdir struct {
	DirFID FID
	Name   string
	Mode   Mode
	GID    uint32
}

// Rmkdir answers Tmkdir.
type Rmkdir struct{ QID QID }

// Tlink creates Name in the directory DirFID, a hard link to the file FID.
type Tlink struct {
	DirFID FID
	FID    FID
	Name   string
}

// Rlink answers Tlink.
type Rlink struct{}

// Trename renames the file FID to Name in the directory DirFID.
type Trename struct {
	FID    FID
	DirFID FID
	Name   string
}

// Rrename answers Trename.
type Rrename struct{}

// Trenameat renames OldName in the directory OldDirFID to NewName in the
// directory NewDirFID.
type Trenameat struct {
	OldDirFID FID
	OldName   string
	NewDirFID FID
	NewName   string
}

// Rrenameat answers Trenameat.
type Rrenameat struct{}

// Tunlinkat removes Name from the directory DirFID.
type Tunlinkat struct {
	DirFID FID
	Name   string
	Flags  UnlinkFlags
}

// Runlinkat answers Tunlinkat.
type Runlinkat struct{}

// Treadlink requests the target of a symbolic link.
type Treadlink struct{ FID FID }

// Rreadlink answers Treadlink.
type Rreadlink struct{ Target string }

// Treaddir reads from an open directory: from its beginning, or from the Offset
// of the last entry read.
type Treaddir struct {
	FID    FID
	Offset uint64
	Count  uint32 // largest total size of the entries, in bytes
}

// Rreaddir answers Treaddir. No entries means the end.
type Rreaddir struct{ Entries []DirEntry }

func (*Tsymlink) newReply() *Rsymlink   { return new(Rsymlink) }
func (*Tmknod) newReply() *Rmknod       { return new(Rmknod) }
func (*Tmkdir) newReply() *Rmkdir       { return new(Rmkdir) }
func (*Tlink) newReply() *Rlink         { return new(Rlink) }
func (*Trename) newReply() *Rrename     { return new(Rrename) }
func (*Trenameat) newReply() *Rrenameat { return new(Rrenameat) }
func (*Tunlinkat) newReply() *Runlinkat { return new(Runlinkat) }
func (*Treadlink) newReply() *Rreadlink { return new(Rreadlink) }
func (*Treaddir) newReply() *Rreaddir   { return new(Rreaddir) }

func (m *Tsymlink) fields(c *coder) {
	number(c, &m.DirFID)
	c.text(&m.Name)
	c.text(&m.Target)
	number(c, &m.GID)
}

func (m *Rsymlink) fields(c *coder) { c.qid(&m.QID) }

func (m *Tmknod) fields(c *coder) {
	number(c, &m.DirFID)
	c.text(&m.Name)
	number(c, &m.Mode)
	number(c, &m.Major)
	number(c, &m.Minor)
	number(c, &m.GID)
}

func (m *Rmknod) fields(c *coder) { c.qid(&m.QID) }

func (m *Tmkdir) fields(c *coder) {
	number(c, &m.DirFID)
	c.text(&m.Name)
	number(c, &m.Mode)
	number(c, &m.GID)
}

func (m *Rmkdir) fields(c *coder) { c.qid(&m.QID) }

func (m *Tlink) fields(c *coder) {
	number(c, &m.DirFID)
	number(c, &m.FID)
	c.text(&m.Name)
}

func (m *Rlink) fields(*coder) {}

func (m *Trename) fields(c *coder) {
	number(c, &m.FID)
	number(c, &m.DirFID)
	c.text(&m.Name)
}

func (m *Rrename) fields(*coder) {}

func (m *Trenameat) fields(c *coder) {
	number(c, &m.OldDirFID)
	c.text(&m.OldName)
	number(c, &m.NewDirFID)
	c.text(&m.NewName)
}

func (m *Rrenameat) fields(*coder) {}

func (m *Tunlinkat) fields(c *coder) {
	number(c, &m.DirFID)
	c.text(&m.Name)
	number(c, &m.Flags)
}

func (m *Runlinkat) fields(*coder) {}

func (m *Treadlink) fields(c *coder) { number(c, &m.FID) }

func (m *Rreadlink) fields(c *coder) { c.text(&m.Target) }

func (m *Treaddir) fields(c *coder) {
	number(c, &m.FID)
	number(c, &m.Offset)
	number(c, &m.Count)
}

func (m *Rreaddir) fields(c *coder) { c.entries(&m.Entries) }
