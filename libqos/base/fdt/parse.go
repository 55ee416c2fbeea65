package fdt

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// Fields of the header (section 5.2 "Header"), by their offsets in bytes.
const (
	headerMagic       = 0
	headerSize        = 4
	headerStructure   = 8
	headerStrings     = 12
	headerCompatible  = 24 // the oldest version with which this one is compatible
	headerStringsSize = 32
	headerStructSize  = 36
	headerLength      = 40

	magic   uint32 = 0xd00dfeed
	version uint32 = 17
)

// Tokens of the structure block (section 5.4.1 "Lexical structure").
const (
	tokenBeginNode uint32 = 1
	tokenEndNode   uint32 = 2
	tokenProperty  uint32 = 3
	tokenNop       uint32 = 4
	tokenEnd       uint32 = 9
)

// parser walks over the structure block.
type parser struct {
	structure []byte // the unread rest
	strings   []byte
}

// Parse returns the root of the tree in a blob.
func Parse(blob []byte) (*Node, error) {
	root, err := parse(blob)
	if err != nil {
		return nil, fmt.Errorf("fdt: parse %d bytes: %w", len(blob), err)
	}
	return root, nil
}

func parse(blob []byte) (*Node, error) {
	if len(blob) < headerLength {
		return nil, fmt.Errorf("no header: %w", ErrFormat)
	}
	field := func(offset int) uint32 { return binary.BigEndian.Uint32(blob[offset:]) }
	switch {
	case field(headerMagic) != magic:
		return nil, fmt.Errorf("got magic number %#x, want %#x: %w", field(headerMagic), magic, ErrFormat)
	case field(headerCompatible) > version:
		return nil, fmt.Errorf("got version %d, want %d: %w", field(headerCompatible), version, ErrFormat)
	case uint64(field(headerSize)) > uint64(len(blob)), field(headerSize) < headerLength:
		return nil, fmt.Errorf("total size of %d bytes in a blob of %d: %w", field(headerSize), len(blob), ErrFormat)
	}
	blob = blob[:field(headerSize)]
	var p parser
	for _, block := range []struct {
		name         string
		offset, size uint32
		to           *[]byte
	}{
		{"structure", field(headerStructure), field(headerStructSize), &p.structure},
		{"strings", field(headerStrings), field(headerStringsSize), &p.strings},
	} {
		end := uint64(block.offset) + uint64(block.size)
		if end > uint64(len(blob)) {
			return nil, fmt.Errorf("%s block ends outside of the tree, at %#x: %w", block.name, end, ErrFormat)
		}
		*block.to = blob[block.offset:end]
	}
	return p.tree()
}

// tree reads the root and everything below it.
func (p *parser) tree() (*Node, error) {
	var root, at *Node
	for {
		token, err := p.cell()
		if err != nil {
			return nil, err
		}
		switch {
		case token == tokenNop:
		case token == tokenBeginNode && (at != nil || root == nil):
			name, err := p.name()
			if err != nil {
				return nil, err
			}
			n := &Node{Name: name, parent: at, values: map[string][]byte{}}
			if at == nil {
				root = n
			} else {
				at.Children = append(at.Children, n)
			}
			at = n
		case token == tokenProperty && at != nil:
			if err := p.property(at); err != nil {
				return nil, fmt.Errorf("%v: %w", at, err)
			}
		case token == tokenEndNode && at != nil:
			at = at.parent
		case token == tokenEnd && at == nil && root != nil:
			return root, nil
		default:
			return nil, fmt.Errorf("unexpected token %#x, %d bytes before the end of the structure: %w", token, len(p.structure), ErrFormat)
		}
	}
}

// take returns the next bytes and skips the padding of their last cell.
func (p *parser) take(size uint64) ([]byte, error) {
	padded := (size + 3) &^ 3
	if padded > uint64(len(p.structure)) {
		return nil, fmt.Errorf("the structure ends within a token: %w", ErrFormat)
	}
	b := p.structure[:size]
	p.structure = p.structure[padded:]
	return b, nil
}

func (p *parser) cell() (uint32, error) {
	b, err := p.take(4)
	if err != nil {
		return 0, err
	}
	return binary.BigEndian.Uint32(b), nil
}

// name reads the name of a node.
func (p *parser) name() (string, error) {
	end := bytes.IndexByte(p.structure, 0)
	if end < 0 {
		return "", fmt.Errorf("unterminated node name: %w", ErrFormat)
	}
	b, err := p.take(uint64(end) + 1)
	if err != nil {
		return "", err
	}
	return string(b[:end]), nil
}

func (p *parser) property(n *Node) error {
	size, err := p.cell()
	if err != nil {
		return err
	}
	offset, err := p.cell()
	if err != nil {
		return err
	}
	value, err := p.take(uint64(size))
	if err != nil {
		return err
	}
	if uint64(offset) >= uint64(len(p.strings)) {
		return fmt.Errorf("property name outside of the strings block: %w", ErrFormat)
	}
	text, _, ended := bytes.Cut(p.strings[offset:], []byte{0})
	if !ended {
		return fmt.Errorf("unterminated property name: %w", ErrFormat)
	}
	name := string(text)
	if _, twice := n.values[name]; twice {
		return fmt.Errorf("duplicate property %q: %w", name, ErrFormat)
	}
	n.names = append(n.names, name)
	n.values[name] = value
	return nil
}
