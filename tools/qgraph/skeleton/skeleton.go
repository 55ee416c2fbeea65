package skeleton

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"go/format"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/template"

	"github.com/qgraph/qgraph/libqos/base/arch"
	"github.com/qgraph/qgraph/tools/build/registry"
)

//go:embed templates
var templates embed.FS

// Skeleton holds the files of new nodes.
type Skeleton struct {
	repo  *Repo
	Files map[string]string // by name, from the root of the repository
	lists map[string]bool   // the existing ones that are replaced
}

// data is the data of the templates.
type data struct {
	Node    string // QEMU's name of the node: "sdhci-pci"
	Package string // "sdhcipci"
	Arch    string // of a machine
	Order   string // its byte order
	Key     key    // that a test consumes
	repo    *Repo
}

// Import returns the import line of a package of graph, libqos or qtest.
func (d data) Import(name string) (string, error) {
	path, err := d.repo.importPath(name)
	return fmt.Sprintf("%q", path), err
}

// Of is the import line of the package itself in libqos.
func (d data) Of() (string, error) { return d.Import(d.Package) }

// Home returns the folder of the package in libqos.
func (d data) Home() string { return filepath.ToSlash(d.repo.homes[d.Package]) }

// Machine is the machine's name without its architecture.
func (d data) Machine() string { return strings.TrimPrefix(d.Node, d.Arch+"/") }

// Buses returns the buses that a driver can be on.
func Buses() []string { return []string{"i2c", "isa", "pci"} }

// devices is the folder of the devices, which has one of each family.
var devices = filepath.Join("libqos", "device")

// families returns the families of devices.
func (r *Repo) families() ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(r.Root, devices))
	var names []string
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names, err
}

// Driver returns the skeleton of a device on a bus, one of a family: the guest's side
// of it, its driver, and a test.
func (r *Repo) Driver(node, bus, family string) (*Skeleton, error) {
	if !slices.Contains(Buses(), bus) {
		return nil, fmt.Errorf("skeleton: no templates for bus %q: there are %s", bus, strings.Join(Buses(), ", "))
	}
	families, err := r.families()
	if err != nil {
		return nil, fmt.Errorf("skeleton: %w", err)
	}
	if !slices.Contains(families, family) {
		return nil, fmt.Errorf("skeleton: no family %q of devices: there are %s", family, strings.Join(families, ", "))
	}
	d, err := r.data(node)
	if err != nil {
		return nil, err
	}
	if home, ok := r.homes[d.Package]; ok {
		return nil, fmt.Errorf("skeleton: %s: %w", home, fs.ErrExist)
	}
	home := filepath.Join(devices, family, d.Package)
	r.homes[d.Package] = home
	d.Key = key{Name: "Driver", Node: node, Type: "*" + d.Package + ".Device"}
	s := r.skeleton()
	return s, errors.Join(
		s.add("templates/"+bus+"/libqos", home, d),
		s.add("templates/"+bus+"/drivers", filepath.Join("drivers", d.Package), d),
		s.add("templates/test", filepath.Join("tests", d.Package), d),
		s.list("drivers", d.Package),
		s.list("tests", d.Package),
	)
}

// Test returns the skeleton of a test of the device or the interface of the
// package name in libqos.
func (r *Repo) Test(name string) (*Skeleton, error) {
	d, err := r.data(name)
	if err != nil {
		return nil, err
	}
	keys, err := r.keys(d.Package)
	if err != nil {
		return nil, fmt.Errorf("skeleton: %w", err)
	}
	if len(keys) == 0 {
		return nil, fmt.Errorf("skeleton: %s declares no driver and no interface that a test can consume", r.homes[d.Package])
	}
	d.Key = keys[0]
	s := r.skeleton()
	return s, errors.Join(
		s.add("templates/test", filepath.Join("tests", d.Package), d),
		s.list("tests", d.Package),
	)
}

// Machine returns the skeleton of a machine. Its name is ARCH/MACHINE.
func (r *Repo) Machine(name string) (*Skeleton, error) {
	architecture, machine, ok := strings.Cut(name, "/")
	if !ok {
		return nil, fmt.Errorf("skeleton: machine %q: got no architecture, want ARCH/MACHINE as in arm/raspi2b", name)
	}
	d, err := r.data(machine)
	if err != nil {
		return nil, err
	}
	order, err := arch.ByteOrder(architecture)
	if err != nil {
		return nil, fmt.Errorf("skeleton: machine %q: %w", name, err)
	}
	place, err := r.named("machines", name)
	if err != nil {
		return nil, fmt.Errorf("skeleton: %w", err)
	}
	if place != "" {
		return nil, fmt.Errorf("skeleton: machine %q is in %s: delete it there if it is to have a package of its own", name, place)
	}
	d.Node, d.Arch, d.Order = name, architecture, order.String()
	s := r.skeleton()
	return s, errors.Join(
		s.add("templates/machine", filepath.Join("machines", d.Package), d),
		s.list("machines", d.Package),
	)
}

// data returns the data of the templates for a node.
func (r *Repo) data(node string) (data, error) {
	name := strings.Map(func(c rune) rune {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			return c
		case c >= 'A' && c <= 'Z':
			return c + 'a' - 'A'
		case strings.ContainsRune("-_.,", c):
			return -1
		}
		return '?'
	}, node)
	if !token.IsIdentifier(name) {
		return data{}, fmt.Errorf("skeleton: name %q: got package name %q, want letters and digits, a letter first", node, name)
	}
	return data{Node: node, Package: name, repo: r}, nil
}

func (r *Repo) skeleton() *Skeleton {
	return &Skeleton{repo: r, Files: map[string]string{}, lists: map[string]bool{}}
}

// add adds the files of the templates in from to the folder to. A file whose name is
// node.go is named after the package.
func (s *Skeleton) add(from, to string, d data) error {
	all, err := fs.ReadDir(templates, from)
	if err != nil {
		return fmt.Errorf("skeleton: %w", err)
	}
	for _, f := range all {
		text, err := templates.ReadFile(from + "/" + f.Name())
		if err != nil {
			return fmt.Errorf("skeleton: %w", err)
		}
		t, err := template.New(f.Name()).Parse(string(text))
		if err != nil {
			return fmt.Errorf("skeleton: %w", err)
		}
		var b bytes.Buffer
		if err := t.Execute(&b, d); err != nil {
			return fmt.Errorf("skeleton: %w", err)
		}
		source, err := format.Source(b.Bytes())
		if err != nil {
			return fmt.Errorf("skeleton: %s: %w", f.Name(), err)
		}
		name := strings.TrimSuffix(f.Name(), ".tmpl")
		if name == "node.go" {
			name = d.Package + ".go"
		}
		s.Files[filepath.Join(to, name)] = string(source)
	}
	return nil
}

// list adds a folder's list of Register calls, with the new package in it.
func (s *Skeleton) list(folder, added string) error {
	for _, f := range registry.Folders() {
		if f.Name != folder {
			continue
		}
		text, err := registry.New(s.repo.Root, s.repo.Module, f, added)
		if err != nil {
			return err
		}
		s.Files[f.File()] = text
		s.lists[f.File()] = true
		return nil
	}
	return fmt.Errorf("skeleton: folder %s has no list", folder)
}

// Names returns the names of the files, sorted.
func (s *Skeleton) Names() []string { return slices.Sorted(maps.Keys(s.Files)) }

// Write writes the files. Of existing files it changes only the lists.
func (s *Skeleton) Write() error {
	for _, name := range s.Names() {
		_, err := os.Lstat(filepath.Join(s.repo.Root, name))
		switch {
		case err == nil && !s.lists[name]:
			return fmt.Errorf("skeleton: %s: %w", name, fs.ErrExist)
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return fmt.Errorf("skeleton: %w", err)
		}
	}
	for _, name := range s.Names() {
		file := filepath.Join(s.repo.Root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			return fmt.Errorf("skeleton: %w", err)
		}
		if err := os.WriteFile(file, []byte(s.Files[name]), 0o666); err != nil {
			return fmt.Errorf("skeleton: %w", err)
		}
	}
	return nil
}
