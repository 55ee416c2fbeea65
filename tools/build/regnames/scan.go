package regnames

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// marker starts the line that marks a block.
const marker = "//qgraph:bits"

// pkg is a package of libqos.
type pkg struct {
	Name      string
	Registers []string        // constants of a type reg.Reg, in their order
	Types     []*bitType      // that marked blocks have bits of, in their order
	byHand    map[string]bool // types with a String method
	written   bool            // the package has a file of ours
}

// bitType is a type whose constants are bits.
type bitType struct {
	Name   string
	Bits   []bit
	ByHand bool // there is a String method
}

// Receiver returns the name of the receiver in its methods.
func (b *bitType) Receiver() string { return strings.ToLower(b.Name[:1]) }

// bit is a constant and its name in the manual.
type bit struct{ Constant, Name string }

// scan reads the package in dir.
func scan(dir string) (*pkg, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	p := &pkg{byHand: map[string]bool{}}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		if bytes.HasPrefix(text, []byte(header)) {
			p.written = true
			continue
		}
		positions := token.NewFileSet()
		source, err := parser.ParseFile(positions, name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		if err := p.add(source, positions); err != nil {
			return nil, err
		}
	}
	for _, t := range p.Types {
		t.ByHand = p.byHand[t.Name]
	}
	return p, nil
}

// add adds the registers, the marked blocks and the String methods of a source file.
func (p *pkg) add(source *ast.File, positions *token.FileSet) error {
	p.Name = source.Name.Name
	for _, decl := range source.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if d.Recv != nil && d.Name.Name == "String" {
				if typ, ok := d.Recv.List[0].Type.(*ast.Ident); ok {
					p.byHand[typ.Name] = true
				}
			}
		case *ast.GenDecl:
			p.addRegisters(d)
			if prefix, ok := marked(d); ok {
				if err := p.addBlock(d, prefix); err != nil {
					return fmt.Errorf("%v: %w", positions.Position(d.Pos()), err)
				}
			}
		}
	}
	return nil
}

// addRegisters adds the registers of a block.
func (p *pkg) addRegisters(d *ast.GenDecl) {
	if d.Tok != token.CONST {
		return
	}
	for _, spec := range d.Specs {
		value := spec.(*ast.ValueSpec) // all that a const declaration has
		if !isRegister(value.Type) {
			continue
		}
		for _, name := range value.Names {
			p.Registers = append(p.Registers, name.Name)
		}
	}
}

// isRegister reports whether a type is a reg.Reg[V].
func isRegister(typ ast.Expr) bool {
	index, ok := typ.(*ast.IndexExpr)
	if !ok {
		return false
	}
	name, ok := index.X.(*ast.SelectorExpr)
	return ok && name.Sel.Name == "Reg"
}

// marked returns the prefix of a block's constants if the block is marked.
func marked(d *ast.GenDecl) (prefix string, ok bool) {
	if d.Doc == nil {
		return "", false
	}
	for _, line := range d.Doc.List {
		if words := strings.Fields(line.Text); words[0] == marker {
			return strings.Join(words[1:], " "), true
		}
	}
	return "", false
}

// addBlock adds the bits of a marked block.
func (p *pkg) addBlock(d *ast.GenDecl, prefix string) error {
	if d.Tok != token.CONST {
		return errors.New("the block that is marked is not of constants")
	}
	found := false
	for _, spec := range d.Specs {
		value := spec.(*ast.ValueSpec) // all that a const declaration has
		constant := value.Names[0].Name
		name, quoted, err := quotedName(value.Comment)
		switch {
		case err != nil:
			return fmt.Errorf("%s: %w", constant, err)
		case !quoted && !isBit(value):
			continue
		case !quoted:
			name = manualName(strings.TrimPrefix(constant, prefix))
		}
		typ, ok := value.Type.(*ast.Ident)
		if !ok || len(value.Names) > 1 {
			return fmt.Errorf("%s: a bit is one constant a line, of a type of its package", constant)
		}
		t := p.bitType(typ.Name)
		t.Bits = append(t.Bits, bit{constant, name})
		found = true
	}
	if !found {
		return errors.New("the block that is marked has no bits")
	}
	return nil
}

// bitType returns the type of that name.
func (p *pkg) bitType(name string) *bitType {
	for _, t := range p.Types {
		if t.Name == name {
			return t
		}
	}
	t := &bitType{Name: name}
	p.Types = append(p.Types, t)
	return t
}

// isBit reports whether a constant is written 1 << N.
func isBit(value *ast.ValueSpec) bool {
	if len(value.Values) == 0 {
		return false
	}
	shift, ok := value.Values[0].(*ast.BinaryExpr)
	if !ok || shift.Op != token.SHL {
		return false
	}
	one, ok := shift.X.(*ast.BasicLit)
	return ok && one.Value == "1"
}

// quotedStart is the quoted string at the start of a comment.
var quotedStart = regexp.MustCompile(`^// ("(?:[^"\\]|\\.)+")(?:[:,;. ]|$)`)

// quotedName returns the name in quotes with which a comment starts.
func quotedName(comment *ast.CommentGroup) (name string, ok bool, err error) {
	if comment == nil {
		return "", false, nil
	}
	found := quotedStart.FindStringSubmatch(comment.List[0].Text)
	if found == nil {
		return "", false, nil
	}
	name, err = strconv.Unquote(found[1])
	return name, err == nil, err
}

// manualName returns a name of Go as manuals write it: BUS_BUSY for BusBusy, DMA_ERROR
// for DMAError.
func manualName(name string) string {
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		if i > 0 && unicode.IsUpper(r) {
			before := runes[i-1]
			startsWord := i+1 < len(runes) && unicode.IsLower(runes[i+1])
			if unicode.IsLower(before) || unicode.IsUpper(before) && startsWord {
				b.WriteByte('_')
			}
		}
		b.WriteRune(unicode.ToUpper(r))
	}
	return b.String()
}
