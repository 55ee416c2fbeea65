package shell_test

import (
	"testing"

	"github.com/qgraph/qgraph/tools/run/shell"
)

func TestQuote(t *testing.T) {
	for want, words := range map[string][]string{
		"qemu -M pc,acpi=off":       {"qemu", "-M", "pc,acpi=off"},
		`a 'b c' '' '$x' 'it'\''s'`: {"a", "b c", "", "$x", "it's"},
	} {
		if got := shell.Quote(words); got != want {
			t.Errorf("Quote(%q) = %s, want %s", words, got, want)
		}
	}
}
