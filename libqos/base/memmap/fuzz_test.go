package memmap_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/qgraph/qgraph/libqos/base/memmap"
)

// FuzzParse wants ranges in order, and each range found at both of its ends, whatever the text.
func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		f.Fatalf("no texts: %v", err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := memmap.Parse(text)
		if err != nil {
			return
		}
		for _, v := range m.Views {
			for _, r := range v.Ranges {
				for _, addr := range []uint64{r.First, r.Last} {
					if got, ok := v.At(addr); !ok || got != r {
						t.Errorf("at %#x is %v, want %v", addr, got, r)
					}
				}
			}
		}
	})
}
