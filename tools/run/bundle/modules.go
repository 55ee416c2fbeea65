package bundle

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Modules returns the names of the modules from which the binary would load
// devices and accelerators, installed or not, sorted. The binary contains them
// as strings. If only a script that starts it is known, Modules searches the
// words of the script for the binary.
func (b *Bundle) Modules() ([]string, error) {
	for _, word := range b.Command {
		if !strings.HasPrefix(filepath.Base(word), Prefix) {
			continue
		}
		text, err := os.ReadFile(word)
		if err != nil {
			return nil, fmt.Errorf("bundle: modules: %w", err)
		}
		if bytes.HasPrefix(text, []byte("#!")) {
			if text = started(text); text == nil {
				continue
			}
		}
		return moduleNames(text), nil
	}
	return nil, nil
}

// moduleNames returns the strings in a program that are names of modules with
// devices and accelerators.
func moduleNames(program []byte) []string {
	var names []string
	for _, begin := range []string{"\x00accel-", "\x00hw-"} {
		for rest := program; ; {
			i := bytes.Index(rest, []byte(begin))
			if i < 0 {
				break
			}
			rest = rest[i+1:]
			name, _, ended := bytes.Cut(rest[:min(len(rest), longestModule)], []byte{0})
			if ended && bytes.IndexFunc(name, func(r rune) bool { return !isModuleRune(r) }) < 0 {
				names = append(names, string(name))
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// longestModule is longer than any module's name, in bytes.
const longestModule = 100

func isModuleRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_.", r)
}

// started returns the content of the QEMU that a script names, nil if it names
// none.
func started(script []byte) []byte {
	for _, word := range strings.Fields(string(script)) {
		word = strings.Trim(word, `"'`)
		if filepath.IsAbs(word) && strings.HasPrefix(filepath.Base(word), Prefix) {
			if text, err := os.ReadFile(word); err == nil && bytes.HasPrefix(text, []byte("\x7fELF")) {
				return text
			}
		}
	}
	return nil
}
