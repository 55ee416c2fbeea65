// Package gazelle is a gazelle extension that writes the path targets of test
// packages: the list of path_tests in tests/X, the list of those lists in tests,
// and edges.bzl; the list of QEMU's architectures, architectures.bzl; the lists of
// Register calls in drivers, machines and tests; and the names of registers and bits in
// libqos.
//
// The extension reads the graph from the Go sources (go run
// ./tools/build/paths/plan), so that it sees a new node even before its package has
// a BUILD file.
package gazelle

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"

	"github.com/bazelbuild/bazel-gazelle/config"
	"github.com/bazelbuild/bazel-gazelle/language"
	"github.com/bazelbuild/bazel-gazelle/rule"
	"github.com/qgraph/qgraph/tools/build/paths"
	"github.com/qgraph/qgraph/tools/build/registry"
	"github.com/qgraph/qgraph/tools/build/regnames"
)

// Kinds of rule that the extension writes.
const (
	pathTests = "path_tests"
	pathLists = "path_lists"
)

// Folders that the extension writes to.
const (
	testsFolder = "tests"
	nodesFolder = "tools/build/paths"
	edgesFile   = "edges.bzl"

	qemuFolder        = "tools/build/qemu"
	architecturesFile = "architectures.bzl"
)

// ruleName is the name of the one rule of each kind in a package.
const ruleName = "paths"

type lang struct {
	language.BaseLang
	plan func(root string) *paths.Plan
}

var _ language.Language = (*lang)(nil)

// NewLanguage is called by gazelle.
func NewLanguage() language.Language {
	var once sync.Once
	var plan *paths.Plan
	return &lang{plan: func(root string) *paths.Plan {
		once.Do(func() {
			var err error
			if plan, err = readPlan(root); err != nil {
				log.Fatalf("gazelle: list the paths: %v", err)
			}
		})
		return plan
	}}
}

// readPlan asks the sources below root for the plan.
func readPlan(root string) (*paths.Plan, error) {
	goTool := "go"
	if goroot := os.Getenv("GOROOT"); goroot != "" {
		goTool = filepath.Join(goroot, "bin", "go")
	}
	cmd := exec.Command(goTool, "run", "./tools/build/paths/plan")
	cmd.Dir = root
	// The workspace and the flags of the caller may be those of another
	// repository.
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=readonly", "CGO_ENABLED=0")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%v: %w\n%s", cmd.Args, err, stderr.Bytes())
	}
	var plan paths.Plan
	if err := json.Unmarshal(out, &plan); err != nil {
		return nil, fmt.Errorf("%v: %w", cmd.Args, err)
	}
	return &plan, nil
}

// Name returns the name of the extension.
func (*lang) Name() string { return "qgraph" }

// Configure writes the lists of Register calls and the names of registers before any BUILD
// file: the rules of Go packages come from them, and the plan does.
func (*lang) Configure(c *config.Config, rel string, _ *rule.File) {
	if rel != "" {
		return
	}
	for _, f := range registry.Folders() {
		text, err := registry.New(c.RepoRoot, paths.Module, f)
		if err != nil {
			log.Fatalf("gazelle: %v", err)
		}
		write(filepath.Join(c.RepoRoot, f.File()), text)
	}
	files, err := regnames.New(c.RepoRoot, paths.Module)
	if err != nil {
		log.Fatalf("gazelle: %v", err)
	}
	for name, text := range files {
		write(filepath.Join(c.RepoRoot, name), text)
	}
}

// Kinds says which attributes of the rules are the extension's.
func (*lang) Kinds() map[string]rule.KindInfo {
	return map[string]rule.KindInfo{
		pathTests: {
			MatchAny:       true,
			NonEmptyAttrs:  map[string]bool{"paths": true},
			MergeableAttrs: map[string]bool{"paths": true, "pairs": true, "slow": true, "cannot_run": true, "unknown": true},
		},
		pathLists: {
			MatchAny:       true,
			NonEmptyAttrs:  map[string]bool{"srcs": true},
			MergeableAttrs: map[string]bool{"srcs": true},
		},
	}
}

// Loads says where the rules come from.
func (*lang) Loads() []rule.LoadInfo {
	return []rule.LoadInfo{{Name: "//tools/build/paths:defs.bzl", Symbols: []string{pathLists, pathTests}}}
}

// GenerateRules writes the path targets of one package.
func (l *lang) GenerateRules(args language.GenerateArgs) (res language.GenerateResult) {
	add := func(r *rule.Rule) {
		res.Gen = append(res.Gen, r)
		res.Imports = append(res.Imports, nil)
	}
	forget(args.File)
	switch {
	case args.Rel == nodesFolder:
		write(filepath.Join(args.Dir, edgesFile), l.plan(args.Config.RepoRoot).EdgesBzl())
	case args.Rel == qemuFolder:
		write(filepath.Join(args.Dir, architecturesFile), paths.ArchitecturesBzl())
	case args.Rel == testsFolder:
		var srcs []string
		for _, folder := range slices.Sorted(maps.Keys(l.plan(args.Config.RepoRoot).Packages)) {
			srcs = append(srcs, "//"+folder+":"+ruleName)
		}
		r := rule.NewRule(pathLists, ruleName)
		r.SetAttr("srcs", srcs)
		add(r)
	case filepath.ToSlash(filepath.Dir(args.Rel)) == testsFolder:
		pkg := l.plan(args.Config.RepoRoot).Packages[args.Rel]
		if pkg == nil {
			res.Empty = append(res.Empty, rule.NewRule(pathTests, ruleName))
			return res
		}
		r := rule.NewRule(pathTests, ruleName)
		quick, slow := pkg.Folded()
		r.SetAttr("paths", quick)
		if len(pkg.Pairs) > 0 {
			r.SetAttr("pairs", pkg.Pairs)
		}
		if len(slow) > 0 {
			r.SetAttr("slow", slow)
		}
		if len(pkg.CannotRun) > 0 {
			r.SetAttr("cannot_run", pkg.CannotRun)
		}
		if len(pkg.Unknown) > 0 {
			r.SetAttr("unknown", pkg.Unknown)
		}
		add(r)
	}
	return res
}

// forget removes the extension's earlier lists: gazelle would keep their order
// and append new elements, but these lists must be sorted.
func forget(file *rule.File) {
	if file == nil {
		return
	}
	kinds := (*lang)(nil).Kinds()
	for _, r := range file.Rules {
		for attr := range kinds[r.Kind()].MergeableAttrs {
			r.DelAttr(attr)
		}
	}
}

// write writes a file, or reports that it is stale: gazelle itself only knows
// BUILD files.
func write(name, want string) {
	got, err := os.ReadFile(name)
	if err == nil && string(got) == want {
		return
	}
	if !writes() {
		log.Fatalf("gazelle: %s is stale: bazel run //:gazelle", name)
	}
	if err := os.WriteFile(name, []byte(want), 0o666); err != nil {
		log.Fatalf("gazelle: %v", err)
	}
}

// writes reports whether gazelle was asked to change files. gazelle does not tell
// its extensions.
func writes() bool {
	for _, arg := range os.Args[1:] {
		if arg == "-mode=diff" || arg == "--mode=diff" || arg == "-mode=print" || arg == "--mode=print" {
			return false
		}
	}
	return true
}
