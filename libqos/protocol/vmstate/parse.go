package vmstate

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// The header of a stream.
const (
	magic         = "QEVM"
	formatVersion = 3
)

// Marks of what follows in a stream, besides the kinds of sections.
const (
	markEnd           = 0x00
	markSubsection    = 0x05
	markDescription   = 0x06
	markConfiguration = 0x07
	markCommand       = 0x08
	markFooter        = 0x7e
)

// parser walks over a stream.
type parser struct {
	data    []byte // the stream up to the description
	at      int
	section string // the section that is being read
	field   string // the field that is being read

	stream   *Stream
	devices  []*deviceDescription // that are to come
	started  map[uint32]*Section  // by number, the first or full section
	pageSize uint64
	faults   []error // of sections that are not as described
}

// Parse reads a whole stream. Its fields refer to the bytes in data. If sections are not as
// described and nothing else is wrong, it returns the stream with the error: these sections
// have no fields, and their bytes in Raw.
func Parse(data []byte) (*Stream, error) {
	p := &parser{data: data, stream: &Stream{}, started: map[uint32]*Section{}}
	if err := p.parse(); err != nil {
		return nil, errors.Join(append(p.faults, err)...)
	}
	return p.stream, errors.Join(p.faults...)
}

func (p *parser) parse() error {
	if !bytes.HasPrefix(p.data, []byte(magic)) {
		return p.errorf("got %q, want %q", p.data[:min(len(p.data), len(magic))], magic)
	}
	p.at = len(magic)
	version, err := p.u32()
	if err != nil {
		return err
	}
	if version != formatVersion {
		return p.errorf("got version %d, want %d", version, formatVersion)
	}
	text := descriptionOf(p.data)
	if text == nil {
		return &Error{Offset: int64(len(p.data)), Reason: "no description before the end: the stream is cut off, or this machine type writes none"}
	}
	start := len(p.data) - len(text)
	d, err := parseDescription(text)
	if err != nil {
		return &Error{Offset: int64(start), Reason: "the description: " + err.Error()}
	}
	p.data = p.data[:start-descriptionHeader]
	p.devices, p.pageSize, p.stream.PageSize = d.devices, d.pageSize, d.pageSize
	if err := p.configuration(d.configuration); err != nil {
		return err
	}
	for p.at < len(p.data) {
		if err := p.next(); err != nil {
			return err
		}
	}
	if len(p.devices) > 0 {
		return p.errorf("the description has a section %s that the stream has not", nameOf(p.devices[0].device, uint32(p.devices[0].instance)))
	}
	return nil
}

// descriptionHeader is the size in bytes of the end mark, the mark of the description, and its length.
const descriptionHeader = 1 + 1 + 4

// descriptionOf returns the description at the end of a stream, nil if there is none.
func descriptionOf(data []byte) []byte {
	for at := len(magic); ; at++ {
		next := bytes.Index(data[at:], []byte{markEnd, markDescription})
		if next < 0 {
			return nil
		}
		at += next
		if len(data)-at <= descriptionHeader {
			return nil
		}
		text := data[at+descriptionHeader:]
		if uint64(binary.BigEndian.Uint32(data[at+2:])) == uint64(len(text)) && text[0] == '{' {
			return text
		}
	}
}

// next reads the next section or command.
func (p *parser) next() error {
	start := p.at
	mark := p.data[p.at]
	p.at++
	switch mark {
	case byte(First), byte(Full):
		return p.newSection(Kind(mark), start)
	case byte(Part), byte(Last):
		return p.laterSection(Kind(mark), start)
	case markCommand:
		return p.command(start)
	}
	p.at = start
	return p.errorf("mark %#x, which begins no section", mark)
}

// command reads a command.
func (p *parser) command(start int) error {
	number, err := p.u16()
	if err != nil {
		return err
	}
	size, err := p.u16()
	if err != nil {
		return err
	}
	data, err := p.take(uint64(size))
	p.stream.Commands = append(p.stream.Commands, Command{Number: number, Offset: int64(start), Data: data})
	return err
}

// take returns the next bytes.
func (p *parser) take(size uint64) ([]byte, error) {
	if left := len(p.data) - p.at; size > uint64(left) {
		return nil, p.errorf("%d bytes are to come, the stream has %d", size, left)
	}
	b := p.data[p.at : p.at+int(size) : p.at+int(size)]
	p.at += int(size)
	return b, nil
}

func (p *parser) u8() (uint8, error) {
	b, err := p.take(1)
	if err != nil {
		return 0, err
	}
	return b[0], nil
}

func (p *parser) u16() (uint16, error) {
	b, err := p.take(2)
	if err != nil {
		return 0, err
	}
	return binary.BigEndian.Uint16(b), nil
}

func (p *parser) u32() (uint32, error) {
	b, err := p.take(4)
	if err != nil {
		return 0, err
	}
	return binary.BigEndian.Uint32(b), nil
}

func (p *parser) u64() (uint64, error) {
	b, err := p.take(8)
	if err != nil {
		return 0, err
	}
	return binary.BigEndian.Uint64(b), nil
}

// name returns the next name: its length in one byte, then its bytes.
func (p *parser) name() (string, error) {
	size, err := p.u8()
	if err != nil {
		return "", err
	}
	b, err := p.take(uint64(size))
	return string(b), err
}

func (p *parser) errorf(format string, args ...any) error {
	return &Error{Section: p.section, Field: p.field, Offset: int64(p.at), Reason: fmt.Sprintf(format, args...)}
}
