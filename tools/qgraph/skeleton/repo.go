package skeleton

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Repo is a checkout of this repository.
type Repo struct {
	Root   string // the folder with go.mod
	Module string
	homes  map[string]string // folders of packages by name, from the root
}

// ErrNoRepo means that a folder is not in a checkout of a Go module.
var ErrNoRepo = errors.New("no go.mod here or above")

// Find returns the checkout that contains dir.
func Find(dir string) (*Repo, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("skeleton: %w", err)
	}
	for {
		text, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err == nil {
			return open(dir, string(text))
		}
		if filepath.Dir(dir) == dir || !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("skeleton: %w", errors.Join(ErrNoRepo, err))
		}
		dir = filepath.Dir(dir)
	}
}

func open(root, gomod string) (*Repo, error) {
	r := &Repo{Root: root, homes: map[string]string{}}
	line, _, _ := strings.Cut(gomod, "\n")
	r.Module = strings.TrimSpace(strings.TrimPrefix(line, "module"))
	for _, top := range []string{"graph", "libqos", "qtest"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(name string, d fs.DirEntry, err error) error {
			if err != nil || !d.IsDir() {
				return err
			}
			home, err := filepath.Rel(root, name)
			if err == nil && r.homes[d.Name()] == "" {
				r.homes[d.Name()] = home
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("skeleton: %w", err)
		}
	}
	return r, nil
}

// named returns the first place below a folder where a source has that name as a string, as in
// "machines/raspi/boards.go:59"; "" if none has.
func (r *Repo) named(folder, name string) (place string, err error) {
	err = filepath.WalkDir(filepath.Join(r.Root, folder), func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go") {
			return err
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		before, _, found := strings.Cut(string(text), strconv.Quote(name))
		if !found {
			return nil
		}
		relative, err := filepath.Rel(r.Root, file)
		if err != nil {
			return err
		}
		place = fmt.Sprintf("%s:%d", filepath.ToSlash(relative), 1+strings.Count(before, "\n"))
		return fs.SkipAll
	})
	return place, err
}

// importPath returns the import path of a package of graph, libqos or qtest.
func (r *Repo) importPath(name string) (string, error) {
	home, ok := r.homes[name]
	if !ok {
		return "", fmt.Errorf("no package %s below graph, libqos and qtest", name)
	}
	return r.Module + "/" + filepath.ToSlash(home), nil
}
