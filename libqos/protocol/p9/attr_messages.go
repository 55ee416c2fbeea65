package p9

// Tstatfs requests the state of FID's file system.
type Tstatfs struct{ FID FID }

// Rstatfs answers Tstatfs, like statfs(2).
type Rstatfs struct {
	FSType  uint32 // f_type
	BSize   uint32 // bytes in a block
	Blocks  uint64 // total
	BFree   uint64 // free blocks
	BAvail  uint64 // free blocks for users without privileges
	Files   uint64 // total inodes
	FFree   uint64 // free inodes
	FSID    uint64
	NameLen uint32 // longest name, in bytes
}

// Tgetattr requests the attributes in Request of the file FID.
type Tgetattr struct {
	FID     FID
	Request AttrMask
}

// Rgetattr answers Tgetattr, like stat(2). Fields outside of Valid have no
// meaning.
type Rgetattr struct {
	Valid       AttrMask
	QID         QID
	Mode        Mode
	UID         uint32
	GID         uint32
	NLink       uint64
	RDev        uint64
	Size        uint64 // in bytes
	BlkSize     uint64 // in bytes, for efficient access
	Blocks      uint64 // of 512 bytes
	ATime       Time
	MTime       Time
	CTime       Time
	BTime       Time
	Gen         uint64
	DataVersion uint64
}

// Tsetattr sets the attributes in Valid of the file FID.
type Tsetattr struct {
	FID   FID
	Valid SetMask
	Mode  Mode
	UID   uint32
	GID   uint32
	Size  uint64
	ATime Time
	MTime Time
}

// Rsetattr answers Tsetattr.
type Rsetattr struct{}

// Txattrwalk opens the extended attribute Name of the file FID for reading, as
// NewFID. If Name is empty, NewFID is the list of the attributes' names, each
// followed by a NUL.
type Txattrwalk struct {
	FID    FID
	NewFID FID
	Name   string
}

// Rxattrwalk answers Txattrwalk.
type Rxattrwalk struct {
	Size uint64 // of the value or list, in bytes
}

// Txattrcreate turns FID from a file into the file's extended attribute Name,
// for writing all AttrSize bytes. Tclunk of FID sets the attribute.
type Txattrcreate struct {
	FID      FID
	Name     string
	AttrSize uint64
	Flags    XAttrFlags
}

// Rxattrcreate answers Txattrcreate.
type Rxattrcreate struct{}

func (*Tstatfs) newReply() *Rstatfs           { return new(Rstatfs) }
func (*Tgetattr) newReply() *Rgetattr         { return new(Rgetattr) }
func (*Tsetattr) newReply() *Rsetattr         { return new(Rsetattr) }
func (*Txattrwalk) newReply() *Rxattrwalk     { return new(Rxattrwalk) }
func (*Txattrcreate) newReply() *Rxattrcreate { return new(Rxattrcreate) }

func (m *Tstatfs) fields(c *coder) { number(c, &m.FID) }

func (m *Rstatfs) fields(c *coder) {
	number(c, &m.FSType)
	number(c, &m.BSize)
	number(c, &m.Blocks)
	number(c, &m.BFree)
	number(c, &m.BAvail)
	number(c, &m.Files)
	number(c, &m.FFree)
	number(c, &m.FSID)
	number(c, &m.NameLen)
}

func (m *Tgetattr) fields(c *coder) {
	number(c, &m.FID)
	number(c, &m.Request)
}

func (m *Rgetattr) fields(c *coder) {
	number(c, &m.Valid)
	c.qid(&m.QID)
	number(c, &m.Mode)
	number(c, &m.UID)
	number(c, &m.GID)
	number(c, &m.NLink)
	number(c, &m.RDev)
	number(c, &m.Size)
	number(c, &m.BlkSize)
	number(c, &m.Blocks)
	c.time(&m.ATime)
	c.time(&m.MTime)
	c.time(&m.CTime)
	c.time(&m.BTime)
	number(c, &m.Gen)
	number(c, &m.DataVersion)
}

func (m *Tsetattr) fields(c *coder) {
	number(c, &m.FID)
	number(c, &m.Valid)
	number(c, &m.Mode)
	number(c, &m.UID)
	number(c, &m.GID)
	number(c, &m.Size)
	c.time(&m.ATime)
	c.time(&m.MTime)
}

func (m *Rsetattr) fields(*coder) {}

func (m *Txattrwalk) fields(c *coder) {
	number(c, &m.FID)
	number(c, &m.NewFID)
	c.text(&m.Name)
}

func (m *Rxattrwalk) fields(c *coder) { number(c, &m.Size) }

func (m *Txattrcreate) fields(c *coder) {
	number(c, &m.FID)
	c.text(&m.Name)
	number(c, &m.AttrSize)
	number(c, &m.Flags)
}

func (m *Rxattrcreate) fields(*coder) {}
