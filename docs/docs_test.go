// Package docs holds the pages of this folder to the repository that they are about.
package docs

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tools/build/nodes"
)

// root is the repository.
const root = ".."

// pages returns the text of each page that people read first, by its name in the
// repository.
func pages(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/*/*.md"} {
		files, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil || len(files) == 0 {
			t.Fatalf("no pages are %s (%v)", pattern, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			texts[strings.TrimPrefix(file, root+"/")] = string(text)
		}
	}
	return texts
}

var (
	link    = regexp.MustCompile(`\]\(([^)#]+)[^)]*\)`)
	code    = regexp.MustCompile(`(?m)^(    |\t).*$`)
	heading = regexp.MustCompile(`(?m)^<!-- code: (.*) -->\n` + "```go\n((?s:.*?))```\n")
	fence   = regexp.MustCompile("(?m)^```go$")
)

// TestLinks checks that each link to a file or a folder leads to one.
func TestLinks(t *testing.T) {
	for page, text := range pages(t) {
		for _, m := range link.FindAllStringSubmatch(code.ReplaceAllString(text, ""), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			target := filepath.Join(root, filepath.Dir(page), m[1])
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s: the link to %s leads nowhere: %v", page, m[1], err)
			}
		}
	}
}

// TestCode checks that code on a page stands in the file that the page names, line by
// line.
func TestCode(t *testing.T) {
	blocks := 0
	for page, text := range pages(t) {
		found := heading.FindAllStringSubmatch(text, -1)
		if fences := len(fence.FindAllString(text, -1)); fences != len(found) {
			t.Errorf("%s: %d blocks of Go, of which %d name their file", page, fences, len(found))
		}
		for _, m := range found {
			blocks++
			source, err := os.ReadFile(filepath.Join(root, m[1]))
			if err != nil {
				t.Errorf("%s: %v", page, err)
			} else if !strings.Contains("\n"+string(source), "\n"+m[2]) {
				t.Errorf("%s: this does not stand in %s:\n%s", page, m[1], m[2])
			}
		}
	}
	if blocks == 0 {
		t.Error("no page has code")
	}
}

var (
	command     = regexp.MustCompile(`(?m)^    go run \./tools/qgraph (?:run|list|why|faulty|losses) ('[^']+'|[^-#'\s]\S*)`)
	placeholder = regexp.MustCompile(`^[A-Z]+…?$`)
)

// TestPatterns checks that the pattern of each command on a page selects a path.
func TestPatterns(t *testing.T) {
	var paths []string
	for p := range nodes.New().Paths() {
		paths = append(paths, p.String())
	}
	found := 0
	for page, text := range pages(t) {
		for _, m := range command.FindAllStringSubmatch(text, -1) {
			pattern := strings.TrimPrefix(strings.Trim(m[1], "'"), "/")
			if placeholder.MatchString(pattern) {
				continue
			}
			found++
			if re, err := regexp.Compile(pattern); err != nil {
				t.Errorf("%s: %v", page, err)
			} else if !slices.ContainsFunc(paths, re.MatchString) {
				t.Errorf("%s: %q selects no path", page, m[1])
			}
		}
	}
	if found == 0 {
		t.Error("no page has a command with a pattern")
	}
}

// TestExamplePaths holds the number of paths in the worked example to the graph.
func TestExamplePaths(t *testing.T) {
	n := 0
	for p := range nodes.New().Paths() {
		if !p.Generic() && slices.ContainsFunc(p.Steps(), func(s graph.Step) bool { return s.Name == "edu" && s.Kind == graph.KindDriver }) {
			n++
		}
	}
	for _, want := range []string{"to " + strconv.Itoa(n) + " paths on nine", "shows " + strconv.Itoa(n) + " new lines"} {
		if !strings.Contains(pages(t)["docs/worked-example.md"], want) {
			t.Errorf("the worked example does not have %q", want)
		}
	}
}
