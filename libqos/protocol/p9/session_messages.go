package p9

// Version is the name of this package's protocol.
const Version = "9P2000.L"

// UnknownVersion is the answer of a server that does not know the requested
// version (version(5)).
const UnknownVersion = "unknown"

// Tversion begins a session: it negotiates the version of the protocol and the
// largest size of a message, and releases all fids (version(5)).
type Tversion struct {
	MSize   uint32 // in bytes, of a whole message
	Version string
}

// Rversion answers Tversion. Its MSize is at most the requested one.
type Rversion struct {
	MSize   uint32
	Version string
}

// Tauth opens a file for authentication (attach(5)).
type Tauth struct {
	AFID  FID
	UName string
	AName string
	UID   uint32 // or NoUID
}

// Rauth answers Tauth.
type Rauth struct{ AQID QID }

// Tattach makes FID the root of the tree AName, for the user UID, or UName if
// UID is NoUID (attach(5)).
type Tattach struct {
	FID   FID
	AFID  FID // of a successful authentication, or NoFID
	UName string
	AName string
	UID   uint32
}

// Rattach answers Tattach with the root's QID.
type Rattach struct{ QID QID }

// Tflush cancels the request with the tag OldTag (flush(5)).
type Tflush struct{ OldTag Tag }

// Rflush answers Tflush. No reply to the flushed request follows it.
type Rflush struct{}

// Rlerror is the refusal of any request.
type Rlerror struct{ Errno uint32 } // Linux's error number

func (*Tversion) newReply() *Rversion { return new(Rversion) }
func (*Tauth) newReply() *Rauth       { return new(Rauth) }
func (*Tattach) newReply() *Rattach   { return new(Rattach) }
func (*Tflush) newReply() *Rflush     { return new(Rflush) }

func (m *Tversion) fields(c *coder) {
	number(c, &m.MSize)
	c.text(&m.Version)
}

func (m *Rversion) fields(c *coder) {
	number(c, &m.MSize)
	c.text(&m.Version)
}

func (m *Tauth) fields(c *coder) {
	number(c, &m.AFID)
	c.text(&m.UName)
	c.text(&m.AName)
	number(c, &m.UID)
}

func (m *Rauth) fields(c *coder) { c.qid(&m.AQID) }

func (m *Tattach) fields(c *coder) {
	number(c, &m.FID)
	number(c, &m.AFID)
	c.text(&m.UName)
	c.text(&m.AName)
	number(c, &m.UID)
}

func (m *Rattach) fields(c *coder) { c.qid(&m.QID) }
func (m *Tflush) fields(c *coder)  { number(c, &m.OldTag) }
func (m *Rflush) fields(*coder)    {}
func (m *Rlerror) fields(c *coder) { number(c, &m.Errno) }
