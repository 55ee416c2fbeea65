package bundle

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/qtest"
)

// Bundle is a QEMU that can be started.
type Bundle struct {
	Arch    string   // as in qemu-system-ARCH
	Path    string   // the named file: the binary or the manifest
	Command []string // the binary, after its loader if it needs one
	Args    []string // arguments that it always needs, such as -L
	Env     []string // additions to the environment

	// Accelerator is the one that QEMU runs under, as qtest.Config has it: "" for qtest. Probe sets it to "tcg" for
	// a QEMU without qtest.
	Accelerator string
}

// WithoutQtest is the accelerator of a QEMU that lacks qtest.
const WithoutQtest = "tcg"

// Clock says how the virtual clock moves.
func (b *Bundle) Clock() graph.Clock {
	if b.Accelerator != "" {
		return graph.RealTime
	}
	return graph.Stepped
}

// SameClock has both QEMUs run in real time if one of them must: a machine that moves
// from one to the other keeps its time, and its processor has what the accelerator gives
// it.
func SameClock(a, b *Bundle) {
	if a.Clock() != b.Clock() {
		a.Accelerator, b.Accelerator = WithoutQtest, WithoutQtest
	}
}

// Prefix begins the name of a QEMU binary; the architecture follows.
const Prefix = "qemu-system-"

// manifest is the content of ARCH.json in a bundle that the build made. The word
// {bundle} in it stands for the manifest's folder.
type manifest struct {
	Command []string          `json:"command"`
	Args    []string          `json:"args"`
	Env     map[string]string `json:"env"`

	Accelerator string `json:"accelerator"` // "" for qtest
}

// Open returns the bundle at path: the manifest of one that the build made,
// ARCH.json, or a binary, qemu-system-ARCH.
func Open(path string) (*Bundle, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("bundle: %w", err)
	}
	if arch, ok := strings.CutSuffix(filepath.Base(path), ".json"); ok {
		return openManifest(path, arch)
	}
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("bundle: %w", err)
	}
	arch, ok := strings.CutPrefix(filepath.Base(path), Prefix)
	if !ok {
		return nil, fmt.Errorf("bundle: %s: not named %sARCH, so its architecture is unknown", path, Prefix)
	}
	return &Bundle{Arch: arch, Path: path, Command: []string{path}}, nil
}

func openManifest(path, arch string) (*Bundle, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("bundle: %w", err)
	}
	var m manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, fmt.Errorf("bundle: %s: %w", path, err)
	}
	if len(m.Command) == 0 {
		return nil, fmt.Errorf("bundle: %s: names no command", path)
	}
	folder := filepath.Dir(path)
	in := func(word string) string { return strings.ReplaceAll(word, "{bundle}", folder) }
	b := &Bundle{Arch: arch, Path: path, Accelerator: m.Accelerator}
	for _, word := range m.Command {
		b.Command = append(b.Command, in(word))
	}
	for _, word := range m.Args {
		b.Args = append(b.Args, in(word))
	}
	for _, name := range slices.Sorted(maps.Keys(m.Env)) {
		b.Env = append(b.Env, name+"="+in(m.Env[name]))
	}
	return b, nil
}

// Config returns how QEMU is started with the arguments.
func (b *Bundle) Config(args []string) qtest.Config {
	cfg := qtest.Config{Command: b.Command, Args: slices.Concat(b.Args, args), Accelerator: b.Accelerator}
	if len(b.Env) > 0 {
		cfg.Env = append(os.Environ(), b.Env...)
	}
	return cfg
}

// Words returns the bundle's QEMU as the beginning of a command.
func (b *Bundle) Words() []string {
	command := slices.Concat(b.Command, b.Args)
	if len(b.Env) == 0 {
		return command
	}
	return slices.Concat([]string{"env"}, b.Env, command)
}

// ErrNone means that no QEMU was found.
var ErrNone = errors.New("no qemu-system-ARCH was found: install QEMU, make the toolchain with ./bazelw, " +
	"or name a binary or a folder of them in QTEST_QEMU_BINARY")

// Find returns the bundles that the names stand for: binaries, manifests, and
// folders of binaries. Without names it looks at QTEST_QEMU_BINARY, then on
// PATH, then where ./bazelw puts its QEMU. The first bundle of an architecture
// wins.
func Find(names ...string) ([]*Bundle, error) {
	if len(names) == 0 {
		names = defaults()
	}
	var found []*Bundle
	var errs []error
	add := func(b *Bundle, err error) {
		switch {
		case err != nil:
			errs = append(errs, err)
		case !slices.ContainsFunc(found, func(f *Bundle) bool { return f.Arch == b.Arch }):
			found = append(found, b)
		}
	}
	for _, name := range names {
		binaries, err := inside(name)
		if err != nil {
			errs = append(errs, err)
		}
		for _, binary := range binaries {
			add(Open(binary))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("bundle: %w", ErrNone)
	}
	slices.SortFunc(found, func(a, b *Bundle) int { return strings.Compare(a.Arch, b.Arch) })
	return found, nil
}

// inside returns name itself, or the binaries in it if it is a folder.
func inside(name string) ([]string, error) {
	entries, err := os.ReadDir(name)
	if err != nil {
		return []string{name}, nil //nolint:nilerr // a file, or something that Open reports
	}
	var binaries []string
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), Prefix) {
			continue
		}
		path := filepath.Join(name, e.Name())
		if info, err := os.Stat(path); err == nil && !info.IsDir() && info.Mode()&0o111 != 0 {
			binaries = append(binaries, path)
		}
	}
	if len(binaries) == 0 {
		return nil, fmt.Errorf("bundle: %s: no %sARCH in this folder: %w", name, Prefix, fs.ErrNotExist)
	}
	return binaries, nil
}

// defaults returns the places to look in without names.
func defaults() []string {
	if name := os.Getenv("QTEST_QEMU_BINARY"); name != "" {
		return []string{name}
	}
	var names []string
	folders := filepath.SplitList(os.Getenv("PATH"))
	if cache, err := os.UserCacheDir(); err == nil {
		folders = append(folders, filepath.Join(cache, "qgraph", "qemu", "bin"))
	}
	for _, folder := range folders {
		matches, _ := filepath.Glob(filepath.Join(folder, Prefix+"*"))
		for _, m := range matches {
			if path, err := exec.LookPath(m); err == nil {
				names = append(names, path)
			}
		}
	}
	return names
}
