package p9

import "math"

// refusalSize is the size of Rlerror, in bytes. It may answer any request.
const refusalSize = HeaderSize + 4

// elastic is a request with a field of variable size in its reply.
type elastic interface {
	// stretch returns the largest size of the field, in bytes, beyond that of
	// an empty one.
	stretch() uint64
}

// room returns the size of the largest reply to m. Empty is the empty reply.
func (s *Session) room(m, empty Message) (uint32, error) {
	b, err := Marshal(NoTag, empty)
	if err != nil {
		return 0, err
	}
	size := uint64(len(b))
	if e, ok := m.(elastic); ok {
		size += e.stretch()
	}
	return uint32(min(max(size, refusalSize), uint64(s.msize))), nil
}

func (m *Twalk) stretch() uint64    { return uint64(len(m.Names)) * qidSize }
func (m *Tread) stretch() uint64    { return uint64(m.Count) }
func (m *Treaddir) stretch() uint64 { return uint64(m.Count) }

// A string's size is limited by its length field.
func (*Tversion) stretch() uint64  { return math.MaxUint16 }
func (*Treadlink) stretch() uint64 { return math.MaxUint16 }
func (*Tgetlock) stretch() uint64  { return math.MaxUint16 }
