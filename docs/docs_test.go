// Package docs holds the pages of this folder to the repository that they are about.
package docs

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
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
