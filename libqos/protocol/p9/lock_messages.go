package p9

// Tlock sets or releases a record lock on the file FID, like fcntl(2) with
// F_SETLK.
type Tlock struct {
	FID      FID
	LockType LockType
	Flags    LockFlags
	Start    uint64
	Length   uint64 // 0: to the end of the file, even if that moves
	ProcID   uint32
	ClientID string
}

// Rlock answers Tlock.
type Rlock struct{ Status LockStatus }

// Tgetlock requests a lock that conflicts with the given one, like fcntl(2)
// with F_GETLK.
type Tgetlock struct {
	FID      FID
	LockType LockType
	Start    uint64
	Length   uint64 // 0: to the end of the file, even if that moves
	ProcID   uint32
	ClientID string
}

// Rgetlock answers Tgetlock with the conflicting lock, or with type [Unlock] if
// there is none.
type Rgetlock struct {
	LockType LockType
	Start    uint64
	Length   uint64 // 0: to the end of the file, even if that moves
	ProcID   uint32
	ClientID string
}

func (*Tlock) newReply() *Rlock       { return new(Rlock) }
func (*Tgetlock) newReply() *Rgetlock { return new(Rgetlock) }

func (m *Tlock) fields(c *coder) {
	number(c, &m.FID)
	number(c, &m.LockType)
	number(c, &m.Flags)
	number(c, &m.Start)
	number(c, &m.Length)
	number(c, &m.ProcID)
	c.text(&m.ClientID)
}

func (m *Rlock) fields(c *coder) { number(c, &m.Status) }

func (m *Tgetlock) fields(c *coder) {
	number(c, &m.FID)
	number(c, &m.LockType)
	number(c, &m.Start)
	number(c, &m.Length)
	number(c, &m.ProcID)
	c.text(&m.ClientID)
}

func (m *Rgetlock) fields(c *coder) {
	number(c, &m.LockType)
	number(c, &m.Start)
	number(c, &m.Length)
	number(c, &m.ProcID)
	c.text(&m.ClientID)
}
