package bep_test

import (
	"archive/zip"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/results/bep"
)

const (
	path  = "arm/raspi2b/generic-sdhci/sdhci/sdhci-tests/registers"
	label = "//tests/sdhci:" + path
	last  = `{"id":{"progress":{"opaqueCount":20}},"progress":{},"lastMessage":true}`
)

func configured(label string, tags ...string) string {
	list, _ := json.Marshal(tags)
	return fmt.Sprintf(`{"id":{"targetConfigured":{"label":%q}},"configured":{"targetKind":"go_test rule","testSize":"MEDIUM","tag":%s}}`, label, list)
}

// completed returns the event of a target that was built, with its test to
// follow.
func completed(label string) string {
	return fmt.Sprintf(`{"id":{"targetCompleted":{"label":%q}},"children":[{"testResult":{"label":%[1]q}},{"testSummary":{"label":%[1]q}}],"completed":{"success":true}}`, label)
}

func aborted(label, reason string) string {
	return fmt.Sprintf(`{"id":{"targetCompleted":{"label":%q}},"aborted":{"reason":%q,"description":"because"}}`, label, reason)
}

// attempt returns the event of one attempt with its files, by Bazel's names.
func attempt(label string, number int, status string, more string, files map[string]string) string {
	var list []string
	for name, uri := range files {
		list = append(list, fmt.Sprintf(`{"name":%q,"uri":%q}`, name, uri))
	}
	return fmt.Sprintf(`{"id":{"testResult":{"label":%q,"run":1,"shard":1,"attempt":%d}},"testResult":{"testActionOutput":[%s],"status":%q,`+
		`%s"testAttemptStart":"2026-11-24T23:55:22.688Z","testAttemptDuration":"0.668s"}}`, label, number, strings.Join(list, ","), status, more)
}

func summary(label, status string) string {
	return fmt.Sprintf(`{"id":{"testSummary":{"label":%q}},"testSummary":{"overallStatus":%q}}`, label, status)
}

// folder makes a folder with the files and returns the URIs of Bazel's names.
func folder(t *testing.T, files map[string]string) map[string]string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "a folder") // URIs have %20 for it
	uris := map[string]string{}
	for name, text := range files {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		uris[strings.Split(name, "/")[0]] = "file://" + strings.ReplaceAll(filepath.Join(dir, strings.Split(name, "/")[0]), " ", "%20")
	}
	return uris
}

// zipped returns folder's result with test.outputs as Bazel 7 leaves it.
func zipped(t *testing.T, uris map[string]string) map[string]string {
	t.Helper()
	dir := strings.ReplaceAll(strings.TrimPrefix(uris["test.outputs"], "file://"), "%20", " ")
	name := filepath.Join(t.TempDir(), "outputs.zip")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	if err := errors.Join(z.AddFS(os.DirFS(dir)), z.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	return map[string]string{"test.log": uris["test.log"], "test.outputs__outputs.zip": "file://" + name}
}

const log = `exec ${PAGER:-/usr/bin/less} "$0" || exit 1
--- FAIL: Test (0.10s)
    sdhci_test.go:42: Capabilities = 0, want 5
    pathtest.go:50: path ` + path + ` failed (timeout)
        command line:
`

func ignoreFolder(s string) string {
	if i := strings.Index(s, "test.outputs"); i >= 0 {
		return "DIR/" + s[i:]
	}
	if i := strings.Index(s, "outputs.zip"); i >= 0 {
		return "DIR/" + s[i:]
	}
	return s
}

func TestResults(t *testing.T) {
	started := time.Date(2026, 11, 24, 23, 55, 22, 688e6, time.UTC)
	const took = 668 * time.Millisecond
	failed := `{"path":"` + path + `","class":"crash","messages":["SIGSEGV"],"transcript":"/sandbox/outputs/transcript.txt","reproducer":"/sandbox/outputs/gone.sh","duration_ns":5,` +
		`"command":["/b/execroot/_main/a.runfiles/q/qemu","-L","/sandbox/x"],"qemu":"/b/sandbox/linux-sandbox/53/execroot/_main/a.runfiles/q/arm.json"}`
	command := []string{"/b/execroot/_main/a.runfiles/q/qemu", "-L", "/sandbox/x"}
	left := map[string]string{"test.log": log, "test.outputs/result.json": failed, "test.outputs/transcript.txt": "> readl"}
	passed := map[string]string{"test.log": "PASS\n"}
	for _, tc := range []struct {
		name   string
		events []string
		want   results.Result
	}{
		{
			"passed, nothing left", []string{completed(label), attempt(label, 1, "PASSED", "", folder(t, passed)), summary(label, "PASSED")},
			results.Result{Class: results.Passed, Started: started, Duration: took},
		},
		{
			"cached", []string{completed(label), attempt(label, 1, "PASSED", `"cachedLocally":true,`, folder(t, passed)), summary(label, "PASSED")},
			results.Result{Class: results.Passed, Started: started, Duration: took, Cached: true},
		},
		{
			"cached remotely", []string{completed(label), attempt(label, 1, "PASSED", `"executionInfo":{"cachedRemotely":true},`, folder(t, passed)), summary(label, "PASSED")},
			results.Result{Class: results.Passed, Started: started, Duration: took, Cached: true},
		},
		{
			"skipped by the test", []string{completed(label), attempt(label, 1, "PASSED", "", folder(t, map[string]string{
				"test.outputs/result.json": `{"path":"` + path + `","class":"skipped","reason":"no card"}`,
			})), summary(label, "PASSED")},
			results.Result{Class: results.Skipped, Reason: "no card", Started: started, Duration: took},
		},
		{
			"known", []string{completed(label), attempt(label, 1, "PASSED", "", folder(t, map[string]string{
				"test.outputs/result.json": `{"path":"` + path + `","class":"known","reason":"x: It is late.","deviations":[{"name":"x","does":"It is late."}]}`,
			})), summary(label, "PASSED")},
			results.Result{
				Class: results.Known, Reason: "x: It is late.", Deviations: []results.Deviation{{Name: "x", Does: "It is late."}},
				Started: started, Duration: took,
			},
		},
		{
			"failed, with a folder", []string{completed(label), attempt(label, 1, "FAILED", "", folder(t, left)), summary(label, "FAILED")},
			results.Result{Class: results.QEMUCrashed, Messages: []string{"SIGSEGV"}, Command: command, QEMU: "q/arm.json", Transcript: "DIR/test.outputs/transcript.txt", Started: started, Duration: 5},
		},
		{
			"failed, with a zip file", []string{completed(label), attempt(label, 1, "FAILED", "", zipped(t, folder(t, left))), summary(label, "FAILED")},
			results.Result{Class: results.QEMUCrashed, Messages: []string{"SIGSEGV"}, Command: command, QEMU: "q/arm.json", Transcript: "DIR/outputs.zip: transcript.txt", Started: started, Duration: 5},
		},
		{
			"failed, only a log", []string{completed(label), attempt(label, 1, "FAILED", "", folder(t, map[string]string{"test.log": log})), summary(label, "FAILED")},
			results.Result{Class: results.TimedOut, Messages: []string{"sdhci_test.go:42: Capabilities = 0, want 5"}, Tail: log, Started: started, Duration: took},
		},
		{
			"failed, the outputs are of another run", []string{completed(label), attempt(label, 1, "FAILED", "", folder(t, map[string]string{
				"test.log": log, "test.outputs/result.json": `{"path":"` + path + `","class":"passed"}`,
			})), summary(label, "FAILED")},
			results.Result{
				Class: results.TimedOut, Tail: log, Started: started, Duration: took, Messages: []string{
					"sdhci_test.go:42: Capabilities = 0, want 5",
					"no result.json: DIR/test.outputs: result.json: of " + path + ", passed: is of another run",
				},
			},
		},
		{
			"failed, half a result", []string{completed(label), attempt(label, 1, "FAILED", "", folder(t, map[string]string{
				"test.log": "", "test.outputs/result.json": `{"path":"`,
			})), summary(label, "FAILED")},
			results.Result{
				Class: results.TestFailed, Started: started, Duration: took,
				Messages: []string{"Bazel says FAILED", "no result.json: DIR/test.outputs: result.json: unexpected end of JSON input"},
			},
		},
		{
			"timed out, the files left in a remote cache", []string{completed(label), attempt(label, 1, "TIMEOUT", "", map[string]string{
				"test.log": "bytestream://farm/blobs/1/2", "test.outputs": "bytestream://farm/blobs/3/4",
			}), summary(label, "TIMEOUT")},
			results.Result{Class: results.TimedOut, Started: started, Duration: took, Messages: []string{
				"Bazel says TIMEOUT; no details: bytestream://farm/blobs/1/2 was not downloaded (bazel test --remote_download_outputs=toplevel does that)",
			}},
		},
		{
			"failed, the files gone", []string{completed(label), attempt(label, 1, "FAILED", `"statusDetails":"exit 1",`, map[string]string{"test.log": "file:///nonexistent/test.log"}), summary(label, "FAILED")},
			results.Result{Class: results.TestFailed, Started: started, Duration: took, Messages: []string{
				"Bazel says FAILED: exit 1; no details: open /nonexistent/test.log: no such file or directory",
			}},
		},
		{
			"flaky", []string{
				completed(label), attempt(label, 2, "PASSED", "", folder(t, passed)), attempt(label, 1, "FAILED", "", folder(t, left)), summary(label, "FLAKY"),
			},
			results.Result{
				Class: results.Passed, Attempts: 2, Started: started, Duration: took,
				Messages: []string{"SIGSEGV", "passed in the end: failed in 1 of 2 attempts"},
			},
		},
		{
			"failed in the first of two runs", []string{
				completed(label), attempt(label, 1, "FAILED", "", folder(t, left)), attempt(label, 2, "PASSED", "", folder(t, passed)), summary(label, "FAILED"),
			},
			results.Result{
				Class: results.QEMUCrashed, Command: command, QEMU: "q/arm.json", Attempts: 2, Started: started, Duration: 5, Transcript: "DIR/test.outputs/transcript.txt",
				Messages: []string{"SIGSEGV", "failed in 1 of 2 attempts"},
			},
		},
		{"remote failure", []string{completed(label), attempt(label, 1, "REMOTE_FAILURE", "", folder(t, map[string]string{"test.log": ""})), summary(label, "REMOTE_FAILURE")}, results.Result{
			Class: results.SetUp, Messages: []string{"Bazel says REMOTE_FAILURE"}, Started: started, Duration: took,
		}},
		{"incompatible", []string{aborted(label, "SKIPPED")}, results.Result{
			Class: results.Unavailable, Reason: "the QEMU of this build cannot run it (bazel test //tests:availability --test_output=all says why)",
		}},
		{"incompatible, with the reason elsewhere", []string{
			aborted(label, "SKIPPED"), configured("//tools/build/availability:availability_test"),
			attempt("//tools/build/availability:availability_test", 1, "PASSED", "", zipped(t, folder(t, map[string]string{
				"test.outputs/unavailable.jsonl": `{"path":"` + path + `","class":"unavailable","reason":"no machine \"raspi2b\""}` + "\n",
			}))),
			summary("//tools/build/availability:availability_test", "PASSED"),
		}, results.Result{Class: results.Unavailable, Reason: `no machine "raspi2b"`}},
		{"not built", []string{
			fmt.Sprintf(`{"id":{"targetCompleted":{"label":%q}},"completed":{"failureDetail":{"message":"does not compile"}}}`, label), summary(label, "FAILED_TO_BUILD"),
		}, results.Result{Class: results.SetUp, Messages: []string{"not built: does not compile"}}},
		{"analysis failed", []string{aborted(label, "ANALYSIS_FAILURE")}, results.Result{Class: results.SetUp, Messages: []string{"not built: because"}}},
		{"interrupted", []string{aborted(label, "USER_INTERRUPTED")}, results.Result{Class: results.Interrupted, Reason: "Bazel ended before the path did"}},
		{"never heard of again", nil, results.Result{Class: results.Interrupted, Reason: "Bazel ended before the path did"}},
		{"built and not run", []string{completed(label), summary(label, "NO_STATUS")}, results.Result{Class: results.Interrupted, Reason: "Bazel ended before the path did"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			events := append([]string{configured(label, "path", "sdhci"), configured("//tools/x:x_test"), completed("//tools/x:x_test"), summary("//tools/x:x_test", "FAILED")}, tc.events...)
			b, err := bep.Read(strings.NewReader(strings.Join(append(events, last), "\n")))
			if err != nil {
				t.Fatal(err)
			}
			tc.want.Path, tc.want.Rerun = path, "bazel test "+label
			trim := cmpopts.AcyclicTransformer("folder", func(s string) string { return ignoreFolder(s) })
			got := b.Results()
			for i, m := range got[0].Messages {
				if before, after, ok := strings.Cut(m, "no result.json: "); ok {
					got[0].Messages[i] = before + "no result.json: " + ignoreFolder(after)
				}
			}
			if diff := cmp.Diff([]results.Result{tc.want}, got, trim); diff != "" {
				t.Errorf("results mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

// A target that was built only because Bazel's filters do not exclude it is not a path to run.
// TestOnQEMU reads the results of a path on two QEMUs.
func TestOnQEMU(t *testing.T) {
	left := folder(t, map[string]string{"test.log": "", "test.outputs/result.json": `{"path":"` + path + `","class":"skipped","reason":"no card"}`})
	const reasons = "//tests:availability@old"
	on := func(qemu string) string { return "//tests/sdhci:" + bep.OnQEMU(path, qemu) }
	events := []string{
		configured(label, "path"), configured(on("new"), "path"), configured(on("old"), "path"), configured(reasons),
		completed(label), attempt(label, 1, "PASSED", "", folder(t, map[string]string{"test.log": ""})), summary(label, "PASSED"),
		completed(on("new")), attempt(on("new"), 1, "PASSED", "", left), summary(on("new"), "PASSED"),
		aborted(on("old"), "SKIPPED"),
		completed(reasons), attempt(reasons, 1, "PASSED", "", folder(t, map[string]string{
			"test.outputs/unavailable.jsonl": `{"path":"` + path + `@old","class":"unavailable","reason":"no machine \"raspi2b\""}` + "\n",
		})), summary(reasons, "PASSED"),
		last,
	}
	b, err := bep.Read(strings.NewReader(strings.Join(events, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range b.Results() {
		got = append(got, fmt.Sprintf("%s %s %s; %s", r.Path, r.Class, r.Reason, r.Rerun))
	}
	want := []string{
		path + " passed ; bazel test " + label,
		path + "@new skipped no card; bazel test " + on("new"),
		path + `@old unavailable no machine "raspi2b"; bazel test ` + on("old"),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("results mismatch (-want +got):\n%s", diff)
	}
}

func TestFiltered(t *testing.T) {
	events := []string{configured(label, "path"), fmt.Sprintf(`{"id":{"targetCompleted":{"label":%q}},"completed":{"success":true}}`, label), last}
	b, err := bep.Read(strings.NewReader(strings.Join(events, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	if got := b.Results(); len(got) != 0 {
		t.Errorf("Results = %v, want none", got)
	}
}

func TestReadCut(t *testing.T) {
	for _, tc := range []struct {
		name string
		tail string
		want string
	}{
		{"Bazel died", "", "the build events end before Bazel did"},
		{"half a line", `{"id":`, "unexpected EOF"},
		{"no duration", strings.ReplaceAll(attempt(label, 1, "PASSED", "", nil), "0.668s", "long"), "invalid duration"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b, err := bep.Read(strings.NewReader(configured(label, "path") + "\n" + tc.tail))
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v, want one with %q", err, tc.want)
			}
			if len(b.Targets) != 1 {
				t.Errorf("%d targets, want the one that was announced", len(b.Targets))
			}
		})
	}
}
