// Package packageindex writes docs/packages.md: every package of the repository with
// the first sentence of its package comment.
package packageindex

import (
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// File is the name of the index, from the root of the repository.
const File = "docs/packages.md"

// Top returns the folders with packages, in the order of the index.
func Top() []string {
	return []string{"graph", "qtest", "libqos", "machines", "drivers", "tests", "tools"}
}

const head = `# Packages

Written by ` + "`tools/update`" + ` from the package comments. A link leads to the package's folder.
`

// New returns the index of the repository at root.
func New(root string) (string, error) {
	var b strings.Builder
	b.WriteString(head)
	for _, top := range Top() {
		rows, err := rows(root, top)
		if err != nil {
			return "", fmt.Errorf("packageindex: %w", err)
		}
		fmt.Fprintf(&b, "\n## %s\n\n| package | |\n| --- | --- |\n", top)
		for _, r := range rows {
			fmt.Fprintf(&b, "| [%s](../%s) | %s |\n", r.folder, r.folder, strings.ReplaceAll(r.synopsis, "|", `\|`))
		}
	}
	return b.String(), nil
}

// row is a line of the index.
type row struct{ folder, synopsis string }

// rows returns the packages in the folder top, sorted by their folders.
func rows(root, top string) ([]row, error) {
	var all []row
	err := filepath.WalkDir(filepath.Join(root, top), func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if d.Name() == "testdata" || d.Name() == "templates" {
			return fs.SkipDir
		}
		comment, found, err := packageComment(name)
		if err != nil || !found {
			return err
		}
		folder, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		synopsis := new(doc.Package).Synopsis(comment)
		if synopsis == "" {
			return fmt.Errorf("%s: no package comment", folder)
		}
		all = append(all, row{filepath.ToSlash(folder), stripped(synopsis)})
		return nil
	})
	slices.SortFunc(all, func(a, b row) int { return strings.Compare(a.folder, b.folder) })
	return all, err
}

// asides are the parentheses of a package comment: editions, sections.
var asides = regexp.MustCompile(` ?\((?:[^()]|\([^()]*\))*\)`)

// stripped returns a synopsis without the "Package x" or "Command x" before its verb,
// and without its asides.
func stripped(synopsis string) string {
	synopsis = asides.ReplaceAllString(synopsis, "")
	words := strings.SplitN(synopsis, " ", 3)
	if len(words) == 3 && (words[0] == "Package" || words[0] == "Command") {
		return words[2]
	}
	return synopsis
}

// packageComment returns the comment of the package in dir, and whether dir has a
// package that is not of tests.
func packageComment(dir string) (comment string, found bool, err error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return "", false, err
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.PackageClauseOnly|parser.ParseComments)
		if err != nil {
			return "", false, err
		}
		found = true
		if text := commentOf(file); text != "" {
			comment = text
		}
	}
	return comment, found, nil
}

func commentOf(file *ast.File) string {
	if file.Doc == nil {
		return ""
	}
	return file.Doc.Text()
}
