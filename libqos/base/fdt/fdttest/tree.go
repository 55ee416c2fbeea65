package fdttest

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/qgraph/qgraph/libqos/base/fdt"
)

// Node describes a node of the tree.
type Node struct {
	Name     string
	Props    []Prop
	Children []Node
}

// Prop is a property of a [Node].
type Prop struct {
	Name  string
	Value []byte
}

// Cells is a property of 32-bit cells. Without cells it has no value.
func Cells(name string, cells ...uint32) Prop {
	var v []byte
	for _, c := range cells {
		v = binary.BigEndian.AppendUint32(v, c)
	}
	return Prop{name, v}
}

// Text is a property of strings.
func Text(name string, list ...string) Prop {
	return Prop{name, []byte(strings.Join(list, "\x00") + "\x00")}
}

// Tree returns the root as parsed by package fdt.
func Tree(t testing.TB, root Node) *fdt.Node {
	t.Helper()
	tree, err := fdt.Parse(Blob(root))
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// Blob returns the flattened tree (Devicetree Specification 0.4, chapter 5
// "Flattened Devicetree (DTB) Format").
func Blob(root Node) []byte {
	const header = 40
	b := builder{offsets: map[string]uint32{}}
	b.node(root)
	b.cell(9)
	reserved := header // one entry of 16 bytes, all zero
	structure := reserved + 16
	text := structure + b.structure.Len()
	total := text + b.strings.Len()
	var blob bytes.Buffer
	for _, v := range []int{0xd00dfeed, total, structure, text, reserved, 17, 16, 0, b.strings.Len(), b.structure.Len()} {
		blob.Write(binary.BigEndian.AppendUint32(nil, uint32(v)))
	}
	blob.Write(make([]byte, 16))
	blob.Write(b.structure.Bytes())
	blob.Write(b.strings.Bytes())
	return blob.Bytes()
}

// builder holds the two blocks of a tree.
type builder struct {
	structure bytes.Buffer
	strings   bytes.Buffer
	offsets   map[string]uint32 // of names, in strings
}

func (b *builder) node(n Node) {
	b.cell(1)
	b.padded(append([]byte(n.Name), 0))
	for _, p := range n.Props {
		offset, known := b.offsets[p.Name]
		if !known {
			offset = uint32(b.strings.Len())
			b.offsets[p.Name] = offset
			b.strings.WriteString(p.Name + "\x00")
		}
		b.cell(3)
		b.cell(uint32(len(p.Value)))
		b.cell(offset)
		b.padded(p.Value)
	}
	for _, child := range n.Children {
		b.node(child)
	}
	b.cell(2)
}

func (b *builder) cell(v uint32) { b.structure.Write(binary.BigEndian.AppendUint32(nil, v)) }

func (b *builder) padded(p []byte) {
	b.structure.Write(p)
	b.structure.Write(make([]byte, -len(p)&3))
}
