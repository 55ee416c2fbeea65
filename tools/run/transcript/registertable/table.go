// Package registertable lists the registers with constants in the packages of
// libqos, for transcripts: a Go constant does not know its name.
package registertable

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// File is the table's name below the root of the repository.
const File = "tools/run/transcript/registers.tsv"

// heading names the columns.
const heading = "package\ttype\toffset\tname\n"

// New returns the table for the sources below root: a register a line, of the
// type as a program prints it, in the order of package, type and offset.
func New(root string) (string, error) {
	var rows []row
	err := filepath.WalkDir(filepath.Join(root, "libqos"), func(name string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		found, err := scan(name, text)
		rows = append(rows, found...)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("registertable: %w", err)
	}
	slices.SortFunc(rows, row.compare)
	var b strings.Builder
	b.WriteString(heading)
	for i, r := range rows {
		if i > 0 && rows[i-1].pkg == r.pkg && rows[i-1].typ == r.typ && rows[i-1].offset == r.offset {
			continue // a second name: the first one counts
		}
		fmt.Fprintf(&b, "%s\t%s\t%#x\t%s\n", r.pkg, r.typ, r.offset, r.name)
	}
	return b.String(), nil
}

type row struct {
	pkg, typ, name string
	offset         uint64
}

func (r row) compare(s row) int {
	if c := strings.Compare(r.pkg+"\t"+r.typ, s.pkg+"\t"+s.typ); c != 0 {
		return c
	}
	if r.offset != s.offset {
		if r.offset < s.offset {
			return -1
		}
		return 1
	}
	return strings.Compare(r.name, s.name)
}

// scan returns the registers with constants in a source file.
func scan(name string, text []byte) ([]row, error) {
	file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var rows []row
	for _, decl := range file.Decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok || gen.Tok != token.CONST {
			continue
		}
		for _, spec := range gen.Specs {
			value := spec.(*ast.ValueSpec) // const declarations have no other specs
			typ, ok := registerType(file.Name.Name, value.Type)
			if !ok {
				continue
			}
			for i, ident := range value.Names {
				r := row{pkg: file.Name.Name, typ: typ, name: ident.Name}
				literal, ok := value.Values[i].(*ast.BasicLit)
				if !ok {
					return nil, fmt.Errorf("%s: %s: got no number, want the offset of a register", name, ident.Name)
				}
				if r.offset, err = strconv.ParseUint(literal.Value, 0, 64); err != nil {
					return nil, fmt.Errorf("%s: %s: %w", name, ident.Name, err)
				}
				rows = append(rows, r)
			}
		}
	}
	return rows, nil
}

// registerType returns V of a reg.Reg[V] as a program prints it: with its package
// unless it is Go's own.
func registerType(pkg string, expr ast.Expr) (string, bool) {
	index, ok := expr.(*ast.IndexExpr)
	if !ok {
		return "", false
	}
	if reg, ok := index.X.(*ast.SelectorExpr); !ok || reg.Sel.Name != "Reg" {
		return "", false
	}
	name := types.ExprString(index.Index)
	if types.Universe.Lookup(name) != nil || strings.Contains(name, ".") {
		return name, true
	}
	return pkg + "." + name, true
}
