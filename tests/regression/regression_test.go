package regression

import (
	"strings"
	"testing"
)

// TestCases reads each regression: its text is as it would be written, and begins with a
// sentence about the fault.
func TestCases(t *testing.T) {
	files, err := folder.ReadDir("cases")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d regressions, error %v", len(files), err)
	}
	for _, f := range files {
		text, err := folder.ReadFile("cases/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		r, err := read(f.Name())
		if err != nil {
			t.Error(err)
			continue
		}
		if r.String() != string(text) {
			t.Errorf("cases/%s is not as it would be written:\n%s", f.Name(), r)
		}
		if len(r.About) == 0 || !strings.HasSuffix(r.About[len(r.About)-1], ".") || strings.Contains(strings.Join(r.About, " "), "TODO") {
			t.Errorf("cases/%s: its comment is %q, want a sentence that says what went wrong, and until which QEMU", f.Name(), r.About)
		}
	}
}
