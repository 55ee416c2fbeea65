package p9

// Twalk makes NewFID the file that the Names in turn lead to from FID, at most
// [MaxWalk] of them. Without names NewFID is the same file as FID (walk(5)).
type Twalk struct {
	FID    FID
	NewFID FID
	Names  []string
}

// Rwalk answers Twalk with the QIDs of the reached files. If there are fewer
// than names, NewFID is unchanged.
type Rwalk struct{ QIDs []QID }

// Tlopen opens the file FID.
type Tlopen struct {
	FID   FID
	Flags OpenFlags
}

// Rlopen answers Tlopen.
type Rlopen struct {
	QID    QID
	IOUnit uint32 // largest number of bytes in one Tread or Twrite; 0: as many as fit
}

// Tlcreate creates the regular file Name in the directory FID, and opens it. FID
// then is the new file.
type Tlcreate struct {
	FID   FID
	Name  string
	Flags OpenFlags
	Mode  Mode
	GID   uint32
}

// Rlcreate answers Tlcreate.
type Rlcreate struct {
	QID    QID
	IOUnit uint32 // as in Rlopen
}

// Tread reads from an open file, or an extended attribute (read(5)).
type Tread struct {
	FID    FID
	Offset uint64
	Count  uint32 // largest number of bytes to read
}

// Rread answers Tread. No data means the end.
type Rread struct{ Data []byte }

// Twrite writes to an open file, or an extended attribute (read(5)).
type Twrite struct {
	FID    FID
	Offset uint64
	Data   []byte
}

// Rwrite answers Twrite.
type Rwrite struct {
	Count uint32 // bytes written
}

// Tfsync flushes writes of an open file to stable storage.
type Tfsync struct {
	FID      FID
	DataSync uint32 // not 0: only the data, like fdatasync(2)
}

// Rfsync answers Tfsync.
type Rfsync struct{}

// Tclunk releases FID, even if the server answers with an error (clunk(5)).
type Tclunk struct{ FID FID }

// Rclunk answers Tclunk.
type Rclunk struct{}

// Tremove removes the file and releases FID, even if the server answers with an
// error (remove(5)).
type Tremove struct{ FID FID }

// Rremove answers Tremove.
type Rremove struct{}

func (*Twalk) newReply() *Rwalk       { return new(Rwalk) }
func (*Tlopen) newReply() *Rlopen     { return new(Rlopen) }
func (*Tlcreate) newReply() *Rlcreate { return new(Rlcreate) }
func (*Tread) newReply() *Rread       { return new(Rread) }
func (*Twrite) newReply() *Rwrite     { return new(Rwrite) }
func (*Tfsync) newReply() *Rfsync     { return new(Rfsync) }
func (*Tclunk) newReply() *Rclunk     { return new(Rclunk) }
func (*Tremove) newReply() *Rremove   { return new(Rremove) }

func (m *Twalk) fields(c *coder) {
	number(c, &m.FID)
	number(c, &m.NewFID)
	list(c, &m.Names, c.text)
}

func (m *Rwalk) fields(c *coder) { list(c, &m.QIDs, c.qid) }

func (m *Tlopen) fields(c *coder) {
	number(c, &m.FID)
	number(c, &m.Flags)
}

func (m *Rlopen) fields(c *coder) {
	c.qid(&m.QID)
	number(c, &m.IOUnit)
}

func (m *Tlcreate) fields(c *coder) {
	number(c, &m.FID)
	c.text(&m.Name)
	number(c, &m.Flags)
	number(c, &m.Mode)
	number(c, &m.GID)
}

func (m *Rlcreate) fields(c *coder) {
	c.qid(&m.QID)
	number(c, &m.IOUnit)
}

func (m *Tread) fields(c *coder) {
	number(c, &m.FID)
	number(c, &m.Offset)
	number(c, &m.Count)
}

func (m *Rread) fields(c *coder) { c.data(&m.Data) }

func (m *Twrite) fields(c *coder) {
	number(c, &m.FID)
	number(c, &m.Offset)
	c.data(&m.Data)
}

func (m *Rwrite) fields(c *coder) { number(c, &m.Count) }

func (m *Tfsync) fields(c *coder) {
	number(c, &m.FID)
	number(c, &m.DataSync)
}

func (m *Rfsync) fields(*coder) {}

func (m *Tclunk) fields(c *coder) { number(c, &m.FID) }

func (m *Rclunk) fields(*coder) {}

func (m *Tremove) fields(c *coder) { number(c, &m.FID) }

func (m *Rremove) fields(*coder) {}
