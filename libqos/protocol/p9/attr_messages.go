package p9

// Tstatfs asks for the state of the file system that FID is in.
type Tstatfs struct{ FID FID }

// Rstatfs answers Tstatfs, as statfs(2) does.
type Rstatfs struct {
	FSType  uint32 // f_type
	BSize   uint32 // bytes in a block
	Blocks  uint64 // in all
	BFree   uint64 // free blocks
	BAvail  uint64 // free blocks for users without privileges
	Files   uint64 // inodes in all
	FFree   uint64 // free inodes
	FSID    uint64
	NameLen uint32 // longest name, in bytes
}

// Tgetattr asks for the attributes of the file FID that are in Request.
type Tgetattr struct {
	FID     FID
	Request AttrMask
}

// Rgetattr answers Tgetattr, as stat(2) does. What is not in Valid means
// nothing.
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

// Tsetattr sets the attributes of the file FID that are in Valid.
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

// Txattrwalk makes NewFID the extended attribute Name of the file FID, to be
// read; if Name is empty, the list of their names, each with a NUL behind it.
type Txattrwalk struct {
	FID    FID
	NewFID FID
	Name   string
}

// Rxattrwalk answers Txattrwalk.
type Rxattrwalk struct {
	Size uint64 // in bytes, of what there is to read
}

// Txattrcreate makes FID the extended attribute Name of the file that it was, to
// be written, all AttrSize bytes. It is set when FID is clunked.
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
