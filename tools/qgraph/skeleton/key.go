package skeleton

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// key is a typed key that a package of libqos declares, for a test to consume.
type key struct {
	Name   string // "Driver"
	Node   string // "edu"
	Type   string // "*edu.Device"
	Import string // of the package of a type that is declared elsewhere
	driver bool   // else an interface
}

// keys returns the keys that the package name declares, interfaces before drivers.
func (r *Repo) keys(name string) ([]key, error) {
	home, ok := r.homes[name]
	if !ok {
		return nil, fmt.Errorf("no package %s below libqos", name)
	}
	files, err := filepath.Glob(filepath.Join(r.Root, home, "*.go"))
	if err != nil {
		return nil, err
	}
	var all []key
	for _, file := range files {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		all = append(all, keysIn(f, name)...)
	}
	isDriver := func(k key) bool { return k.driver }
	isInterface := func(k key) bool { return !k.driver }
	return append(slices.DeleteFunc(slices.Clone(all), isDriver), slices.DeleteFunc(all, isInterface)...), nil
}

func keysIn(f *ast.File, name string) []key {
	var all []key
	for _, d := range f.Decls {
		decl, ok := d.(*ast.GenDecl)
		if !ok || decl.Tok != token.VAR {
			continue
		}
		for _, s := range decl.Specs {
			spec := s.(*ast.ValueSpec)
			for i, v := range spec.Values {
				if k, ok := keyOf(f, name, v); ok && spec.Names[i].IsExported() {
					k.Name = spec.Names[i].Name
					all = append(all, k)
				}
			}
		}
	}
	return all
}

// keyOf returns the key that an expression such as graph.NewDriver[*Device]("edu")
// makes.
func keyOf(f *ast.File, name string, e ast.Expr) (key, bool) {
	call, ok := e.(*ast.CallExpr)
	if !ok || len(call.Args) != 1 {
		return key{}, false
	}
	index, ok := call.Fun.(*ast.IndexExpr)
	if !ok {
		return key{}, false
	}
	fun, ok := index.X.(*ast.SelectorExpr)
	if !ok || fun.Sel.Name != "NewDriver" && fun.Sel.Name != "NewInterface" {
		return key{}, false
	}
	literal, ok := call.Args[0].(*ast.BasicLit)
	if !ok {
		return key{}, false
	}
	node, err := strconv.Unquote(literal.Value)
	if err != nil {
		return key{}, false
	}
	k := key{Node: node, driver: fun.Sel.Name == "NewDriver"}
	star := ""
	typ := index.Index
	if s, ok := typ.(*ast.StarExpr); ok {
		star, typ = "*", s.X
	}
	switch typ := typ.(type) {
	case *ast.Ident:
		k.Type = star + name + "." + typ.Name
	case *ast.SelectorExpr:
		from, ok := typ.X.(*ast.Ident)
		if !ok {
			return key{}, false
		}
		k.Type = star + from.Name + "." + typ.Sel.Name
		k.Import = imported(f, from.Name)
	default:
		return key{}, false
	}
	return k, true
}

// imported returns the import path of the name of a package in a file.
func imported(f *ast.File, name string) string {
	for _, s := range f.Imports {
		path, err := strconv.Unquote(s.Path.Value)
		if err != nil {
			continue
		}
		if s.Name != nil && s.Name.Name == name || s.Name == nil && path[strings.LastIndex(path, "/")+1:] == name {
			return path
		}
	}
	return ""
}
