package main

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	passedLine = `{"path":"arm/virt/a/a-tests/x","class":"passed","duration_ns":100000000}` + "\n"
	failedLine = `{"path":"arm/virt/a/a-tests/x","class":"crash","messages":["SIGSEGV <&>"],"duration_ns":100000000}` + "\n"
	slowLine   = `{"path":"arm/virt/a/a-tests/x","class":"passed","duration_ns":250000000}` + "\n"
)

func TestCompareFiles(t *testing.T) {
	passed, failed, slow := writeFile(t, "passed", passedLine), writeFile(t, "failed", failedLine), writeFile(t, "slow", slowLine)
	for _, tc := range []struct {
		name string
		args []string
		want string // the last line
		err  error
	}{
		{"alike", []string{passed, passed}, "paths: 1 alike, 0 newly failing", nil},
		{"newly failing", []string{passed, failed}, "paths: 0 alike, 1 newly failing", errPathsFailed},
		{"newly failing on the third", []string{passed, passed, failed}, "paths: 0 alike, 1 newly failing", errPathsFailed},
		{"newly passing", []string{failed, passed}, "paths: 0 alike, 0 newly failing, 1 newly passing", nil},
		{"slower", []string{passed, slow}, "paths: 0 alike, 0 newly failing, 1 slower", nil},
		{"not so much slower", []string{"--slower", "3", passed, slow}, "paths: 1 alike, 0 newly failing", nil},
		{"slower does not matter", []string{"--slower", "0", passed, slow}, "paths: 1 alike, 0 newly failing", nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			stdout, _, err := execute(t, append([]string{"compare"}, tc.args...)...)
			if !errors.Is(err, tc.err) {
				t.Errorf("error %v, want %v", err, tc.err)
			}
			lines := strings.Split(strings.TrimSpace(stdout), "\n")
			if got := lines[len(lines)-1]; got != tc.want {
				t.Errorf("last line %q, want %q", got, tc.want)
			}
		})
	}
}

func TestCompareFilesJSON(t *testing.T) {
	stdout, _, err := execute(t, "compare", "--json", writeFile(t, "a", passedLine), writeFile(t, "b", failedLine))
	if !errors.Is(err, errPathsFailed) {
		t.Errorf("error %v, want %v", err, errPathsFailed)
	}
	if !strings.Contains(stdout, `"message": "SIGSEGV <&>"`) || !strings.HasPrefix(stdout, "{\n") {
		t.Errorf("no JSON of the difference:\n%s", stdout)
	}
}

// The formats besides the table: Markdown on standard output, and a page in a file.
func TestCompareFormats(t *testing.T) {
	page := filepath.Join(t.TempDir(), "compare.html")
	stdout, _, err := execute(t, "compare", "--markdown", "--html", page, writeFile(t, "a", passedLine), writeFile(t, "b", failedLine))
	if !errors.Is(err, errPathsFailed) {
		t.Errorf("error %v, want %v", err, errPathsFailed)
	}
	if !strings.Contains(stdout, "| `arm/virt/a/a-tests/x` | passed | crash | B: SIGSEGV &lt;&> |") {
		t.Errorf("no row of the path in Markdown:\n%s", stdout)
	}
	text, err := os.ReadFile(page)
	if err != nil || !strings.Contains(string(text), "1 path newly fails") {
		t.Errorf("the page: %v in %s", err, text)
	}
}

func TestCompareUsage(t *testing.T) {
	file, other := writeFile(t, "a", passedLine), notQEMU(t)
	for _, tc := range []struct {
		name string
		args []string
		want string
	}{
		{"nothing", nil, "two QEMUs"},
		{"one file", []string{file}, "two QEMUs"},
		{"one QEMU", []string{"--qemu", other}, "name the others too"},
		{"no such file", []string{file, "/nonexistent"}, "no such file"},
		{"no results", []string{file, writeFile(t, "b", "text")}, "neither results"},
		{"a ratio below 1", []string{"--slower", "0.5", file, file}, "want a ratio above 1"},
		{"no such path", []string{"--qemu", other, "--qemu", other, "no-such-node"}, "no path matches"},
		{"no such QEMU", []string{"--qemu", other, "--qemu", "/nonexistent/qemu-system-arm", "sdhci"}, "no such file"},
		{"no QEMU of the architecture", []string{"--qemu", other, "--qemu", other, "^x86_64.*sdhci"}, "not all sides have a QEMU of x86_64"},
		{"no QEMU that starts", []string{"--qemu", other, "--qemu", other, "^arm.*sdhci"}, "is not QEMU"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			stdout, _, err := execute(t, append([]string{"compare"}, tc.args...)...)
			if err == nil || errors.Is(err, errPathsFailed) || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v, want one with %q", err, tc.want)
			}
			if diff := cmp.Diff("", stdout); diff != "" {
				t.Errorf("stdout mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

// The results before the cut in a file are compared, and the cut is reported.
func TestCompareCut(t *testing.T) {
	stdout, stderr, err := execute(t, "compare", writeFile(t, "a", passedLine), writeFile(t, "b", passedLine+`{"path":`))
	if err != nil || !strings.Contains(stdout, "1 alike") || !strings.Contains(stderr, "cut off") {
		t.Errorf("error %v, stdout %q, stderr %q", err, stdout, stderr)
	}
}

// A table that cannot be written is an error, and not a success.
func TestCompareFullDisk(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skipf("a full disk is not tested: %v", err)
	}
	defer full.Close()
	root := newRoot()
	root.SetOut(full)
	file := writeFile(t, "a", passedLine)
	root.SetArgs([]string{"compare", file, file})
	if err := root.ExecuteContext(t.Context()); err == nil || !strings.Contains(err.Error(), "no space left") {
		t.Errorf("error %v, want that the disk is full", err)
	}
}

// With QEMUs its arguments are patterns, else files.
func TestCompareComplete(t *testing.T) {
	for args, want := range map[string]string{"": ":0\n", "--qemu a --qemu b": "arm/raspi2b/\n:38\n"} {
		got, err := output(t, slices.Concat([]string{"__complete", "compare"}, strings.Fields(args), []string{"arm/raspi2b"})...)
		if err != nil || got != want {
			t.Errorf("compare %s arm/raspi2b<TAB>: %q, %v, want %q", args, got, err, want)
		}
	}
}
