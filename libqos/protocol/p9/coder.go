package p9

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strings"
	"unsafe"
)

// coder processes the fields of a message in order: it appends them to b, or
// decodes them from the start of b. So the layout of each message is written
// down once. Integers are little-endian.
type coder struct {
	b        []byte
	decoding bool
	err      error // the first one, which stops the coder
}

// Errors that the codec's errors wrap.
var (
	ErrShort    = errors.New("the message ends within a field")
	ErrTrailing = errors.New("bytes follow the last field")
	ErrSize     = errors.New("the size field differs from the message's size")
	ErrType     = errors.New("unknown type of message")
	ErrNUL      = errors.New("string with a NUL byte")
	ErrTooLong  = errors.New("too long")
)

// word is an integer of a message, or a type based on one.
type word interface {
	~uint8 | ~uint16 | ~uint32 | ~uint64
}

// number is a field that is an integer of V's width.
func number[V word](c *coder, v *V) {
	n := int(unsafe.Sizeof(*v))
	if !c.decoding {
		for i := range n {
			c.b = append(c.b, byte(uint64(*v)>>(8*i)))
		}
		return
	}
	var u uint64
	for i, b := range c.take(n) {
		u |= uint64(b) << (8 * i)
	}
	*v = V(u)
}

// take returns the next n bytes to decode; nil if there are fewer.
func (c *coder) take(n int) []byte {
	if c.err == nil && n > len(c.b) {
		c.err = ErrShort
	}
	if c.err != nil {
		return nil
	}
	b := c.b[:n]
	c.b = c.b[n:]
	return b
}

// count is the number of the following elements, in a field of V's width.
func count[V word](c *coder, n int) int {
	if !c.decoding && c.err == nil && uint64(n) > uint64(^V(0)) {
		c.err = fmt.Errorf("%w: got %d elements or bytes, want at most %d", ErrTooLong, n, uint64(^V(0)))
	}
	v := V(n)
	number(c, &v)
	return int(v)
}

// text is a string: length[2] and that many bytes.
func (c *coder) text(s *string) {
	n := count[uint16](c, len(*s))
	if !c.decoding {
		c.b = append(c.b, *s...)
		return
	}
	*s = string(c.take(n))
	if c.err == nil && strings.IndexByte(*s, 0) >= 0 {
		c.err = fmt.Errorf("%w: %q", ErrNUL, *s)
	}
}

// data is count[4] and that many bytes.
func (c *coder) data(p *[]byte) {
	n := count[uint32](c, len(*p))
	if !c.decoding {
		c.b = append(c.b, *p...)
		return
	}
	*p = bytes.Clone(c.take(n))
}

// list is count[2] and that many elements.
func list[E any](c *coder, elements *[]E, element func(*E)) {
	n := count[uint16](c, len(*elements))
	if c.decoding {
		*elements = nil
		for range n {
			var e E
			element(&e)
			if c.err != nil {
				return
			}
			*elements = append(*elements, e)
		}
		return
	}
	for i := range *elements {
		element(&(*elements)[i])
	}
}

func (c *coder) qid(q *QID) {
	number(c, &q.Type)
	number(c, &q.Version)
	number(c, &q.Path)
}

func (c *coder) time(t *Time) {
	number(c, &t.Sec)
	number(c, &t.Nsec)
}

// entries is count[4] and count bytes of directory entries.
func (c *coder) entries(entries *[]DirEntry) {
	if !c.decoding {
		inner := coder{}
		for i := range *entries {
			inner.entry(&(*entries)[i])
		}
		if c.err == nil {
			c.err = inner.err
		}
		c.data(&inner.b)
		return
	}
	n := count[uint32](c, 0)
	inner := coder{b: c.take(n), decoding: true, err: c.err}
	*entries = nil
	for len(inner.b) > 0 && inner.err == nil {
		var e DirEntry
		inner.entry(&e)
		*entries = append(*entries, e)
	}
	c.err = inner.err
}

func (c *coder) entry(e *DirEntry) {
	c.qid(&e.QID)
	number(c, &e.Offset)
	number(c, &e.Type)
	c.text(&e.Name)
}

// header is size[4] type[1] tag[2].
func (c *coder) header(size *uint32, t *MessageType, tag *Tag) {
	number(c, size)
	number(c, t)
	number(c, tag)
}

// Marshal returns the message in the format of the wire.
func Marshal(tag Tag, m Message) ([]byte, error) {
	t := TypeOf(m)
	body := coder{}
	m.fields(&body)
	size := uint64(HeaderSize) + uint64(len(body.b))
	if body.err == nil && size > math.MaxUint32 {
		body.err = fmt.Errorf("%w: %d bytes", ErrTooLong, size)
	}
	if body.err != nil {
		return nil, fmt.Errorf("p9: encode %v: %w", t, body.err)
	}
	all := coder{b: make([]byte, 0, size)}
	size32 := uint32(size)
	all.header(&size32, &t, &tag)
	return append(all.b, body.b...), nil
}

// Unmarshal decodes a whole message: the size field, the total size of the
// fields and len(b) must be equal.
func Unmarshal(b []byte) (Tag, Message, error) {
	t, tag, err := header(b)
	if err != nil {
		return tag, nil, err
	}
	m, ok := empty(t)
	if !ok {
		return tag, nil, fmt.Errorf("p9: decode %v: %w", t, ErrType)
	}
	return tag, m, decode(b, m)
}

// header decodes a message's header and checks its size.
func header(b []byte) (t MessageType, tag Tag, err error) {
	c := coder{b: b, decoding: true}
	var size uint32
	c.header(&size, &t, &tag)
	if c.err == nil && uint64(size) != uint64(len(b)) {
		c.err = fmt.Errorf("%w: got %d, want %d", ErrSize, size, len(b))
	}
	if c.err != nil {
		return t, tag, fmt.Errorf("p9: decode header: %w", c.err)
	}
	return t, tag, nil
}

// decode fills the fields of m from a message with m's header.
func decode(b []byte, m Message) error {
	c := coder{b: b[HeaderSize:], decoding: true}
	m.fields(&c)
	if c.err == nil && len(c.b) > 0 {
		c.err = fmt.Errorf("%w: %d", ErrTrailing, len(c.b))
	}
	if c.err != nil {
		return fmt.Errorf("p9: decode %v of %d bytes: %w", TypeOf(m), len(b), c.err)
	}
	return nil
}
