package report_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/tools/qgraph/report"
	"github.com/qgraph/qgraph/tools/run/results"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const pcName = "x86_64/pc"

const pc = "x86_64/pc/i440FX-pcihost/pci-bus-pc/pci-bus/"

// sample returns results of each kind: two failures that look alike, one that
// does not, and one path of each other class.
func sample() []results.Result {
	started := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	igb := func(test string, value int) results.Result {
		return results.Result{
			Path: pc + "igb/igb-tests/" + test, Class: results.TestFailed, Started: started, Duration: 90 * time.Millisecond, QEMU: "/q/qemu-system-x86_64",
			Messages: []string{fmt.Sprintf("igb_test.go:88: CTRL = %#x, want 0x0", value), "second"},
			Command:  []string{"/q/qemu-system-x86_64", "-M", "pc", "-append", "it's"}, Tail: "0.07 > readl 0xfebc0000\n0.08 < OK 0x5\n",
			Rerun: "qgraph run " + pc + "igb/igb-tests/" + test, Transcript: "/nonexistent/transcript.txt", Reproducer: "/nonexistent/reproduce.sh",
		}
	}
	return []results.Result{
		{Path: "arm/raspi2b/generic-sdhci/sdhci/sdhci-tests/registers", Class: results.Passed, Duration: time.Second, QEMU: "/q/qemu-system-arm"},
		{Path: "arm/sx1/generic-sdhci/sdhci/sdhci-tests/registers", Class: results.Unavailable, Reason: `no machine "sx1"`},
		{Path: "mips/malta/gt64120/pci-bus/ufs/ufs-tests/init", Class: results.Interrupted},
		igb("rx", 5), igb("tx", 0x60),
		{Path: pc + "nvme/nvme-tests/read", Class: results.Passed, Duration: 2 * time.Second, Attempts: 2, Cached: true, Messages: []string{"link down", "passed in the end"}},
		{
			Path: pc + "nvme/nvme-tests/reset", Class: results.QEMUCrashed, Duration: 61 * time.Second, Messages: []string{"QEMU died by SIGABRT"},
			Steps: []results.Step{
				{Name: "identify", Class: results.Passed, Duration: time.Second},
				{Name: "no card", Class: results.Skipped, Reason: "no slot"},
				{Name: "reset / <level>", Class: results.QEMUCrashed, Duration: time.Minute},
			},
			Output: "Assertion `x' failed\n", Backtrace: "#0 abort ()", Monitor: "running",
		},
		{
			Path: pc + "pci-ohci/pci-ohci-tests/registers", Class: results.Known, Duration: time.Second, Reason: "ohci-late: It is <late>.",
			Deviations: []results.Deviation{{
				Name: "ohci-late", Steps: []string{"reset"}, Messages: []string{"reset: HcControl = 1, want 0"}, Does: "It is <late>.", Says: "It is in time.",
				Clause: "OpenHCI, section 7", Report: "report 7", Lines: "tests/ohci/deviations.go:8-13",
			}},
		},
		{Path: pc + "sdhci-pci/sdhci/sdhci-tests/card", Class: results.Passed, Duration: time.Millisecond},
		{Path: pc + "sdhci-pci/sdhci/sdhci-tests/registers", Class: results.Skipped, Reason: "no card"},
	}
}

// familiesOf returns families of some of the paths of sample.
func familiesOf() map[string]report.Family {
	return map[string]report.Family{
		"arm/raspi2b/generic-sdhci/sdhci/sdhci-tests/registers": {Name: "storage"},
		"arm/sx1/generic-sdhci/sdhci/sdhci-tests/registers":     {Name: "storage"},
		pc + "igb/igb-tests/rx":                                 {Name: "net"},
		pc + "igb/igb-tests/tx":                                 {Name: "pci", Generic: true},
		pc + "nvme/nvme-tests/read":                             {Name: "storage"},
		pc + "nvme/nvme-tests/reset":                            {Name: "storage", Generic: true},
		pc + "sdhci-pci/sdhci/sdhci-tests/card":                 {Name: "storage"},
		pc + "sdhci-pci/sdhci/sdhci-tests/registers":            {Name: "storage"},
	}
}

func page(t *testing.T, in *report.Input) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.Write(&b, in); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// The page without its style and its script, which read better in their own files.
func TestPage(t *testing.T) {
	got := page(t, &report.Input{Sources: []string{"run.jsonl"}, Warnings: []string{"run.jsonl: cut off"}, Results: sample(), Families: familiesOf()})
	for _, tag := range []string{"style", "script"} {
		got = regexp.MustCompile(`(?s)<`+tag+`>.*?</`+tag+`>`).ReplaceAllString(got, "<"+tag+">…</"+tag+">")
	}
	golden := filepath.Join("testdata", "page.html")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatalf("%v (run with -update to make it)", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("page mismatch (-want +got):\n%s", diff)
	}
}

// A run in which nothing ran did not go well.
func TestHeading(t *testing.T) {
	for class, want := range map[results.Class]string{
		results.TestFailed: "<h1>qgraph: 1 path failed</h1>", results.Passed: "<h1>qgraph: no path failed</h1>",
		results.Known: "<h1>qgraph: no path failed</h1>", results.Unavailable: "<h1>qgraph: no path ran</h1>",
	} {
		if got := page(t, &report.Input{Results: []results.Result{{Path: "a/b/c", Class: class}}}); !strings.Contains(got, want) {
			t.Errorf("%s: no %s in the page", class, want)
		}
	}
}

func TestPageSame(t *testing.T) {
	in := &report.Input{Results: sample()}
	if a, b := page(t, in), page(t, in); a != b {
		t.Error("the same results made two different pages")
	}
}

// Nothing in the page asks for anything else; TestClicks sees the same of a browser.
func TestPageAlone(t *testing.T) {
	got := page(t, &report.Input{Results: sample()})
	for _, reference := range []string{"http:", "https:", "src=", "@import", "url("} {
		if strings.Contains(got, reference) {
			t.Errorf("%q is in the page", reference)
		}
	}
	if strings.Contains(got, "ZgotmplZ") {
		t.Error("package html/template refused something in the page")
	}
}

// Links lead from the page to the files, wherever the page is.
func TestLinks(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"out/a b/transcript.txt", "out/outputs.zip"} {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, tc := range []struct {
		name, file, folder string
		want               string
	}{
		{"beside the page", "out/a b/transcript.txt", "out", `<a href="a%20b/transcript.txt">`},
		{"above the page", "out/a b/transcript.txt", "pages", `<a href="../out/a%20b/transcript.txt">`},
		{"the page is anywhere", "out/a b/transcript.txt", "", `<a href="file://` + dir + `/out/a%20b/transcript.txt">`},
		{"in a zip file", "out/outputs.zip: transcript.txt", "out", `<a href="outputs.zip">`},
		{"gone", "out/gone.txt", "out", `<dd>` + dir + `/out/gone.txt</dd>`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			in := &report.Input{Results: []results.Result{{Path: "a/b/c", Class: results.TestFailed, Transcript: filepath.Join(dir, tc.file)}}}
			if tc.folder != "" {
				in.Folder = filepath.Join(dir, tc.folder)
			}
			if got := page(t, in); !strings.Contains(got, tc.want) {
				t.Errorf("no %s in the page; it has %q", tc.want, regexp.MustCompile(`<dd>.*</dd>`).FindString(got))
			}
		})
	}
}

// Where everything fails the page stays of a size that a browser takes.
func TestPageOfFailures(t *testing.T) {
	in := &report.Input{}
	for i := range 1000 {
		in.Results = append(in.Results, results.Result{Path: fmt.Sprintf("x86_64/pc/a/a-tests/%d", i), Class: results.TestFailed, Messages: []string{fmt.Sprint("m", i%7, "x")}})
	}
	got := page(t, in)
	if n := strings.Count(got, `<details class="failure"`); n != 500 {
		t.Errorf("%d failures in detail, want 500", n)
	}
	if !strings.Contains(got, "Of 500 more the details are not here") {
		t.Error("the page does not say that there are more")
	}
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return name
	}
	const (
		line   = `{"path":"arm/virt/b-tests/x","class":"test","messages":["m"],"duration_ns":1}` + "\n"
		other  = `{"path":"arm/virt/a-tests/x","class":"passed","duration_ns":1}` + "\n"
		events = `{"id":{"started":{}}}` + "\n" +
			`{"id":{"targetConfigured":{"label":"//tests/b:arm/virt/b-tests/x"}},"configured":{"testSize":"MEDIUM","tag":["path"]}}` + "\n" +
			`{"id":{"targetCompleted":{"label":"//tests/b:arm/virt/b-tests/x"}},"aborted":{"reason":"SKIPPED"}}` + "\n"
		last = `{"id":{"progress":{}},"lastMessage":true}` + "\n"

		failedPattern = `{"id":{"pattern":{"pattern":["//tests/c:all"]}},"aborted":{"reason":"LOADING_FAILURE","description":"no such package"}}` + "\n"
	)
	run := file("run.jsonl", line+other)
	long := file("long.jsonl", strings.Replace(line, `"m"`, `"`+strings.Repeat("m", 10000)+`"`, 1))
	bazel := file("events.json", events+last)
	for _, tc := range []struct {
		name      string
		files     []string
		want      string // the paths and their classes
		warnings  int
		wantError string
	}{
		{"results, sorted", []string{run}, "arm/virt/a-tests/x passed, arm/virt/b-tests/x test", 0, ""},
		{"a line longer than the examined part", []string{long}, "arm/virt/b-tests/x test", 0, ""},
		{"build events", []string{bazel}, "arm/virt/b-tests/x unavailable", 0, ""},
		{"both, the last one counts", []string{run, bazel}, "arm/virt/a-tests/x passed, arm/virt/b-tests/x unavailable", 1, ""},
		{"results cut off", []string{file("cut.jsonl", other+line[:40])}, "arm/virt/a-tests/x passed", 1, ""},
		{"build events cut off", []string{file("cut.json", events)}, "arm/virt/b-tests/x unavailable", 1, ""},
		{"build events of some of the requested targets", []string{file("part.json", events+failedPattern+last)}, "arm/virt/b-tests/x unavailable", 1, ""},
		{"build events of nothing, and why", []string{file("why.json", failedPattern+last)}, "", 0, "among 0 test targets: no such package"},
		{"build events without paths", []string{file("none.json", last)}, "", 0, "no results of paths among 0 test targets"},
		{"empty", []string{file("empty", "")}, "", 0, "no results of paths: the file is empty"},
		{"something else", []string{file("else", "<xml/>")}, "", 0, "neither results"},
		{"another object", []string{file("object", `{"a":1}`)}, "", 0, "neither results"},
		{"no object", []string{file("array", `[1]`)}, "", 0, "neither results"},
		{"none there", []string{filepath.Join(dir, "none")}, "", 0, "no such file"},
		{"a folder", []string{dir}, "", 0, "is a directory"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			in, err := report.Load(tc.files...)
			if tc.wantError != "" {
				if err == nil || !strings.Contains(err.Error(), tc.wantError) {
					t.Fatalf("error %v, want one with %q", err, tc.wantError)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, r := range in.Results {
				got = append(got, r.Path+" "+string(r.Class))
			}
			if diff := cmp.Diff(tc.want, strings.Join(got, ", ")); diff != "" {
				t.Errorf("results mismatch (-want +got):\n%s", diff)
			}
			if len(in.Warnings) != tc.warnings {
				t.Errorf("warnings %q, want %d", in.Warnings, tc.warnings)
			}
		})
	}
}

// TestFamilies counts the paths of a machine by family. A family of generic tests is not the
// one of the same name by the manual, and a path that the graph does not have is of none.
func TestFamilies(t *testing.T) {
	got := page(t, &report.Input{Results: sample(), Families: familiesOf()})
	_, got, _ = strings.Cut(got, `<section id="families">`)
	got, _, _ = strings.Cut(got, "</section>")
	cells := regexp.MustCompile(`title="([^"]*)" data-machine="([^"]*)" data-family="([^"]*)">([^<]*)<`)
	var lines []string
	for _, m := range cells.FindAllStringSubmatch(got, -1) {
		lines = append(lines, strings.Join(m[2:], " | ")+" | "+m[1])
	}
	want := []string{
		"arm/raspi2b | storage | 1 | arm/raspi2b, storage: 1 passed, 0 failed, 0 skipped, 0 unavailable",
		"arm/sx1 | storage | – | arm/sx1, storage: 0 passed, 0 failed, 0 skipped, 1 unavailable",
		"mips/malta | other | !1 | mips/malta, other: 0 passed, 0 failed, 0 skipped, 0 unavailable, 1 interrupted",
		pcName + " | net | ✗1 | x86_64/pc, net: 0 passed, 1 failed (1 test), 0 skipped, 0 unavailable",
		pcName + " | other | 1 | x86_64/pc, other: 0 passed, 1 known, 0 failed, 0 skipped, 0 unavailable",
		pcName + " | storage | 2 | x86_64/pc, storage: 2 passed, 0 failed, 1 skipped, 0 unavailable",
		pcName + " | generic pci | ✗1 | x86_64/pc, pci: 0 passed, 1 failed (1 test), 0 skipped, 0 unavailable",
		pcName + " | generic storage | ✗1 | x86_64/pc, storage: 0 passed, 1 failed (1 crash), 0 skipped, 0 unavailable",
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("cells mismatch (-want +got):\n%s", diff)
	}
	for _, heading := range []string{`colspan="3">by the manual<`, `colspan="2">generic<`} {
		if !strings.Contains(got, heading) {
			t.Errorf("no heading %s", heading)
		}
	}
	if got := page(t, &report.Input{Results: sample()}); strings.Contains(got, `id="families"`) || strings.Contains(got, `href="#families"`) {
		t.Error("families are in the page though none are known")
	}
}
