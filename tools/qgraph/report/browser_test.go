package report_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/tools/qgraph/report"
	"github.com/qgraph/qgraph/tools/run/results"
)

// browser returns the name of a Chromium, which the tests of the page's script take.
func browser(t *testing.T) string {
	t.Helper()
	names := []string{"chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"}
	if name := os.Getenv("QGRAPH_BROWSER"); name != "" {
		names = []string{name}
	}
	for _, name := range names {
		if file, err := exec.LookPath(name); err == nil {
			return file
		}
	}
	t.Skipf("the page is not tested in a browser: none of %s is on PATH (QGRAPH_BROWSER names another Chromium)", strings.Join(names, ", "))
	return ""
}

// before runs ahead of the page's own script: it keeps errors.
const before = `<script>
const errors = [];
addEventListener('error', (e) => errors.push(String(e.message)));
addEventListener('securitypolicyviolation', (e) => errors.push('refused: ' + e.blockedURI));
const click = (selector) => document.querySelector(selector).click();
const text = (selector) => [...document.querySelectorAll(selector)].map((e) => e.textContent.trim());
const type = (words) => {
  const search = document.getElementById('search');
  search.value = words;
  search.dispatchEvent(new Event('input'));
};
</script>`

// inBrowser opens the page and runs the steps, which set their findings with
// found.name = value. It decodes these into into.
func inBrowser(t *testing.T, page, steps string, into any) {
	t.Helper()
	program := browser(t)
	after := `<pre id="found"></pre><script>
(async () => {
  const found = {};
  try {
    ` + steps + `
  } catch (e) { errors.push(String(e)); }
  found.errors = errors;
  found.loaded = performance.getEntriesByType('resource').map((r) => r.name);
  document.getElementById('found').textContent = JSON.stringify(found);
})();
</script></body>`
	page = strings.Replace(page, "<title>", before+"<title>", 1)
	page = strings.Replace(page, "</body>", after, 1)
	dir := t.TempDir()
	file := filepath.Join(dir, "page.html")
	if err := os.WriteFile(file, []byte(page), 0o666); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	// Its own sandbox needs privileges that a container or Bazel's sandbox may
	// lack, and the page is ours.
	cmd := exec.CommandContext(ctx, program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
		"--user-data-dir="+filepath.Join(dir, "profile"), "--virtual-time-budget=10000", "--dump-dom", "file://"+file)
	cmd.Env = append(os.Environ(), "HOME="+dir, "XDG_CONFIG_HOME="+dir, "XDG_CACHE_HOME="+dir)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s: %v\n%s", program, err, stderr.String())
	}
	_, dom, _ := strings.Cut(stdout.String(), `<pre id="found">`)
	dom, _, ok := strings.Cut(dom, "</pre>")
	if !ok || dom == "" {
		t.Fatalf("the page did not come to the end of the steps; %s wrote:\n%s", program, stderr.String())
	}
	d := json.NewDecoder(strings.NewReader(html.UnescapeString(dom)))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		t.Fatalf("found %s: %v", dom, err)
	}
}

// A clean page has no errors and makes no requests.
type Clean struct {
	Errors []string `json:"errors"`
	Loaded []string `json:"loaded"`
}

func TestClicks(t *testing.T) {
	type found struct {
		Clean
		Title, Heading       string
		Groups, Cells        []string
		All, Cell, Total     string
		Family               string
		FamilyPaths          []string
		CellPaths, Chosen    []string
		Cleared              string
		Search, SearchPaths  []string
		Nothing, Slow        string
		Opened, GroupOpened  bool
		Copied, CopiedOldWay string
		Folded               int
		Reason               string
	}
	const count = `text('#chips')[0].replace(/ ✕$/, '').replace(/\s+/g, ' ')`
	var got found
	inBrowser(t, page(t, &report.Input{Results: sample(), Families: familiesOf()}), `
		found.Title = document.title;
		found.Heading = text('h1')[0];
		found.Groups = text('#failures > details > summary').map((s) => s.replace(/\s+/g, ' '));
		found.Cells = [...document.querySelectorAll('#grid .cell')].map((c) => c.dataset.machine + ' ' + c.dataset.suite + ': ' + c.textContent);
		found.All = `+count+`;
		click('.cell[data-suite="nvme-tests"]');
		found.Cell = `+count+`;
		found.CellPaths = text('#list td.path');
		found.Chosen = text('.cell.chosen');
		click('#chips button');
		found.Cleared = `+count+`;
		click('.cell[data-family="generic storage"]');
		found.Family = `+count+`;
		found.FamilyPaths = text('#list td.path');
		click('.total.failed[data-class="test"]');
		found.Total = `+count+`;
		click('#chips button');
		type('  IGB ctrl ');
		found.Search = [`+count+`];
		found.SearchPaths = text('#list td.path a');
		click('.fold[data-open=""]');
		document.querySelector('#list td.path a').click();
		await new Promise((resolve) => addEventListener('hashchange', resolve, { once: true }));
		found.Opened = document.querySelector(location.hash).open;
		found.GroupOpened = document.querySelector(location.hash).closest('.group').open;
		type('no such path');
		found.Nothing = `+count+`;
		type('');
		document.getElementById('order').value = 'slow';
		document.getElementById('order').dispatchEvent(new Event('change'));
		found.Slow = text('#list td.path')[0];
		const write = [async (s) => { found.Copied = s; }, async () => { throw new Error('not allowed'); }];
		Object.defineProperty(navigator, 'clipboard', { value: { writeText: (s) => write.shift()(s) } });
		addEventListener('copy', () => { found.CopiedOldWay = String(getSelection()); });
		const copies = document.querySelectorAll('#f-1 button.copy');
		copies[0].click();
		copies[1].click();
		await new Promise((resolve) => setTimeout(resolve, 100));
		found.CopiedOldWay ||= String(getSelection()); // a browser that does not let the test's click copy leaves it marked
		click('.fold[data-open=""]');
		found.Folded = document.querySelectorAll('#failures details[open]').length;
		document.querySelector('#reasons summary').click();
		found.Reason = text('#reasons details[open] summary')[0].replace(/\s+/g, ' ');
	`, &got)
	want := found{
		Clean:   Clean{Errors: []string{}, Loaded: []string{}},
		Title:   "✗ 3 failed – qgraph",
		Heading: "qgraph: 3 paths failed",
		Groups: []string{
			"test 2 paths on 1 machine igb_test.go:88: CTRL = 0x5, want 0x0",
			"crash " + pc + "nvme/nvme-tests/reset 1m1s QEMU died by SIGABRT",
		},
		Cells: []string{
			"arm/raspi2b sdhci-tests: 1", "arm/sx1 sdhci-tests: –", "mips/malta ufs-tests: !1",
			"x86_64/pc igb-tests: ✗2", "x86_64/pc nvme-tests: ✗1", "x86_64/pc pci-ohci-tests: 1", "x86_64/pc sdhci-tests: 1",
		},
		All: "10 of 10 paths", Cell: "2 of 10 paths x86_64/pc ✕ nvme-tests",
		CellPaths: []string{pc + "nvme/nvme-tests/readflaky: link down", pc + "nvme/nvme-tests/resetQEMU died by SIGABRT"},
		Family:    "1 of 10 paths x86_64/pc ✕ generic storage", FamilyPaths: []string{pc + "nvme/nvme-tests/resetQEMU died by SIGABRT"},
		Chosen: []string{"✗1"}, Cleared: "2 of 10 paths nvme-tests", Total: "2 of 10 paths test",
		Search: []string{"2 of 10 paths"}, SearchPaths: []string{pc + "igb/igb-tests/rx", pc + "igb/igb-tests/tx"},
		Nothing: "0 of 10 paths", Slow: pc + "nvme/nvme-tests/resetQEMU died by SIGABRT", Opened: true, GroupOpened: true,
		Copied: `/q/qemu-system-x86_64 -M pc -append 'it'\''s'`, CopiedOldWay: "qgraph run " + pc + "igb/igb-tests/rx",
		Reason: "interrupted 1 no reason was given",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("found mismatch (-want +got):\n%s", diff)
	}
}

// A guest, a QEMU or a test may say anything: it stays text.
func TestHostileText(t *testing.T) {
	const evil = `</script><script>hacked = true</script><img src=x onerror="hacked = true">` + "`${hacked = true}` {{.}} \x00 \u2028 '\"&amp;"
	in := &report.Input{Sources: []string{evil}, Warnings: []string{evil}}
	for i, class := range append(results.Failures(), results.Passed, results.Skipped) {
		in.Results = append(in.Results, results.Result{
			Path: fmt.Sprintf("a%d/m/%s-tests/%s", i, evil, evil), Class: class, Messages: []string{evil}, Reason: evil, QEMU: evil, Command: []string{evil},
			Output: evil, Monitor: evil, Backtrace: evil, Tail: evil, Transcript: evil, Reproducer: "javascript:hacked=true", Rerun: evil, Attempts: 2,
		})
	}
	var got struct {
		Clean
		Hacked bool
		Rows   int
		Shown  string
	}
	inBrowser(t, page(t, in), `
		for (const b of document.querySelectorAll('main button:not(.copy)')) b.click();
		for (const a of document.querySelectorAll('dl a')) a.click();
		type('');
		document.querySelectorAll('#chips button').forEach((b) => b.click());
		found.Hacked = typeof hacked !== 'undefined';
		found.Rows = document.querySelectorAll('#list tr').length;
		found.Shown = text('#f-1 pre')[0];
	`, &got)
	if diff := cmp.Diff(Clean{Errors: []string{}, Loaded: []string{}}, got.Clean); diff != "" {
		t.Errorf("the page is not clean (-want +got):\n%s", diff)
	}
	if got.Hacked {
		t.Error("text of a result was run as a script")
	}
	if want := strings.ReplaceAll(strings.ReplaceAll(evil, "\x00", `\x00`), "\u2028", `\u2028`); got.Shown != want {
		t.Errorf("a message is shown as %q, want %q", got.Shown, want)
	}
}

// Of many paths the page makes only the rows that are looked at.
func TestManyPaths(t *testing.T) {
	in := &report.Input{}
	for i := range 15000 {
		r := results.Result{Path: fmt.Sprintf("arm/m%d/bus/device-%d/d%d-tests/t%d", i%300, i, i%100, i), Class: results.Passed, Duration: time.Duration(i) * time.Millisecond}
		if i%10 == 0 {
			r.Class, r.Messages, r.Tail = results.TestFailed, []string{fmt.Sprintf("failed at %d", i)}, strings.Repeat("0.1 > readl 0x0\n", 20)
		}
		in.Results = append(in.Results, r)
	}
	text := page(t, in)
	if limit := 10 << 20; len(text) > limit {
		t.Errorf("the page has %d bytes, want at most %d", len(text), limit)
	}
	var got struct {
		Clean
		Rows   []int
		More   []string
		Chips  []string
		Cells  int
		Hidden bool
	}
	inBrowser(t, text, `
		const look = () => {
			found.Rows.push(document.querySelectorAll('#list tr').length);
			found.More.push(text('#more')[0]);
			found.Chips.push(text('#chips')[0]);
		};
		found.Rows = []; found.More = []; found.Chips = [];
		look();
		click('#more');
		look();
		type('device-14999');
		look();
		found.Hidden = document.getElementById('more').hidden;
		found.Cells = document.querySelectorAll('.cell').length;
	`, &got)
	if diff := cmp.Diff(Clean{Errors: []string{}, Loaded: []string{}}, got.Clean); diff != "" {
		t.Errorf("the page is not clean (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]int{200, 400, 1}, got.Rows); diff != "" {
		t.Errorf("rows mismatch (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"15000 of 15000 paths", "15000 of 15000 paths", "1 of 15000 paths"}, got.Chips); diff != "" {
		t.Errorf("counts mismatch (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"show 200 more of 14800", "show 200 more of 14600"}, got.More[:2]); diff != "" {
		t.Errorf("remaining rows mismatch (-want +got):\n%s", diff)
	}
	if !got.Hidden || got.Cells != 300 {
		t.Errorf("the button for more is hidden: %v, %d cells; want true and 300", got.Hidden, got.Cells)
	}
}
