package tableloader

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// Script is the name of the file with the script.
const Script = "etc/table-loader"

// ErrScript is wrapped by the errors for a script that a firmware cannot carry out.
var ErrScript = errors.New("tableloader: invalid script")

// Kind is a kind of command.
type Kind uint32

// The kinds of command.
const (
	Allocate     Kind = 1 // puts a file into memory
	AddPointer   Kind = 2 // adds the address of a file to bytes of another
	AddChecksum  Kind = 3 // makes the sum of bytes of a file 0
	WritePointer Kind = 4 // writes an address in a file to the device
)

// Zone is where a file goes.
type Zone uint8

// The zones.
const (
	High Zone = 1 // anywhere below 4 GiB
	FSeg Zone = 2 // between F0000h and FFFFFh on a PC, where an operating system seeks the RSDP
)

// Command is a command of a script.
type Command struct {
	Kind   Kind
	File   string // that is allocated or changed
	Other  string // whose address is written
	Align  uint32 // of the allocated file's address, in bytes
	Zone   Zone
	Offset uint32 // of the bytes that are changed in File
	Start  uint32 // of the bytes that are summed, or, of WritePointer, in Other
	Length uint32 // of the bytes that are summed
	Size   uint8  // of an address in bytes
}

// sizes of a command and of a file's name in it, in bytes.
const (
	commandSize = 128
	nameSize    = 56
	kindSize    = 4
)

// Parse reads a script. It ends at a command of zeros, behind which only zeros may follow.
func Parse(p []byte) ([]Command, error) {
	if len(p)%commandSize != 0 {
		return nil, fmt.Errorf("%w: it has %d bytes, want a multiple of %d", ErrScript, len(p), commandSize)
	}
	var all []Command
	for at := 0; at < len(p); at += commandSize {
		if bytes.Count(p[at:], []byte{0}) == len(p)-at {
			return all, nil
		}
		c, err := parse(p[at : at+commandSize])
		if err != nil {
			return nil, fmt.Errorf("%w: command %d: %w", ErrScript, at/commandSize, err)
		}
		all = append(all, c)
	}
	return all, nil
}

// cursor cuts values off the front of a command.
type cursor struct {
	p   []byte
	err error
}

func (c *cursor) file() string {
	name, rest := c.p[:nameSize], c.p[nameSize:]
	c.p = rest
	end := bytes.IndexByte(name, 0)
	if end <= 0 {
		c.err = errors.Join(c.err, fmt.Errorf("%q is no name of a file", name))
		return ""
	}
	return string(name[:end])
}

func (c *cursor) number() uint32 {
	v := binary.LittleEndian.Uint32(c.p)
	c.p = c.p[4:]
	return v
}

func (c *cursor) byte() uint8 {
	v := c.p[0]
	c.p = c.p[1:]
	return v
}

func parse(p []byte) (c Command, err error) {
	c.Kind = Kind(binary.LittleEndian.Uint32(p))
	r := &cursor{p: p[kindSize:]}
	switch c.Kind {
	case Allocate:
		c.File, c.Align, c.Zone = r.file(), r.number(), Zone(r.byte())
		if c.Align == 0 || c.Align&(c.Align-1) != 0 || c.Zone != High && c.Zone != FSeg {
			r.err = errors.Join(r.err, fmt.Errorf("alignment %d, zone %d", c.Align, c.Zone))
		}
	case AddPointer:
		c.File, c.Other, c.Offset, c.Size = r.file(), r.file(), r.number(), r.byte()
	case AddChecksum:
		c.File, c.Offset, c.Start, c.Length = r.file(), r.number(), r.number(), r.number()
	case WritePointer:
		c.File, c.Other, c.Offset, c.Start, c.Size = r.file(), r.file(), r.number(), r.number(), r.byte()
	default:
		return c, fmt.Errorf("kind %d", c.Kind)
	}
	if pointer := c.Kind == AddPointer || c.Kind == WritePointer; pointer && c.Size != 1 && c.Size != 2 && c.Size != 4 && c.Size != 8 {
		r.err = errors.Join(r.err, fmt.Errorf("an address of %d bytes", c.Size))
	}
	return c, r.err
}
