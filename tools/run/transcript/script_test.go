package transcript_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/qgraph/qgraph/tools/run/transcript"
)

// play writes a script and runs it with the fake QEMU and more arguments.
func play(t *testing.T, s transcript.Script, args ...string) (out string, exitCode int) {
	t.Helper()
	fake, err := filepath.Abs("testdata/fake_qemu.sh")
	if err != nil {
		t.Fatal(err)
	}
	if s.Command == nil {
		s.Command = []string{"bash", fake}
	}
	var text bytes.Buffer
	if err := s.Write(&text); err != nil {
		t.Fatal(err)
	}
	if err := transcript.IsScript(text.String()); err != nil {
		t.Error(err)
	}
	if got := transcript.ScriptPath(text.String()); got != s.Path {
		t.Errorf("ScriptPath() = %q, want %q", got, s.Path)
	}
	name := filepath.Join(t.TempDir(), transcript.ScriptName)
	if err := os.WriteFile(name, text.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "bash", append([]string{name}, args...)...)
	cmd.Dir = filepath.Dir(name)
	said, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(filepath.Dir(name))
	if err != nil || len(left) != 1 {
		t.Errorf("the script left %v beside itself, error %v", left, err)
	}
	return string(said), cmd.ProcessState.ExitCode()
}

func qtestStep(request, reply string) transcript.Step {
	return transcript.Step{Kind: transcript.Qtest, Request: request, Reply: reply, Answered: reply != ""}
}

func TestReplay(t *testing.T) {
	t.Setenv("PATIENCE", "6")
	begin := []transcript.Step{
		qtestStep("readl 0x10", "OK 0x0000000000000001"),
		qtestStep("writel 0x10 0x1", "OK"),
		{Kind: transcript.QMP, Request: `{"execute":"system_reset","id":2}`, Reply: "return", Answered: true},
		{Kind: transcript.Event, Request: "RESET", Answered: true},
		{Kind: transcript.QMP, Request: `{"execute":"device_del","id":3}`, Reply: "error DeviceNotFound", Answered: true},
	}
	for _, tc := range []struct {
		name string
		then []transcript.Step
		want string
		code int
	}{
		{"all as it was", nil, "QEMU lives after 4 commands; every answer is as recorded", 0},
		{
			"another value",
			[]transcript.Step{qtestStep("readl 0x10", "OK 0x0000000000000002"), qtestStep("readl 0x14", "OK")},
			"command 5: readl 0x10\n  recorded: OK 0x0000000000000002\n  now:      OK 0x0000000000000001\n" +
				"QEMU lives after 6 commands; 1 answers differ", 1,
		},
		{
			"another value in a step",
			[]transcript.Step{{Kind: transcript.Heading, Request: "card $(exit 9) / ADMA2"}, qtestStep("readl 0x10", "OK 0x2")},
			"command 5, in step card $(exit 9) / ADMA2: readl 0x10\n  recorded: OK 0x2\n", 1,
		},
		{
			"the fault",
			[]transcript.Step{qtestStep("readl 0x10", "OK 0x0000000000000001"), {Kind: transcript.Failure, Request: "it's 1"}},
			"after command 5, with the recorded answer, the test failed: it's 1\nQEMU lives after 5 commands; every answer", 0,
		},
		{
			"not the fault",
			[]transcript.Step{qtestStep("readl 0x10", "OK 0x3"), {Kind: transcript.Failure, Request: "it's 3"}},
			"after command 5, with a different answer, the test failed: it's 3\nQEMU lives after 5 commands; 1 answers", 1,
		},
		{
			"another end of a QMP command",
			[]transcript.Step{{Kind: transcript.QMP, Request: `{"execute":"device_del","id":9}`, Reply: "return", Answered: true}},
			"recorded: return\n  now:      error DeviceNotFound", 1,
		},
		{"exits as it did", []transcript.Step{qtestStep("readl 0xdead", "")}, "QEMU exited with status 3 after 5 commands; every answer is as recorded", 0},
		{"exits where it did not", []transcript.Step{qtestStep("readl 0xdead", "OK 0x1")}, "now:      QEMU exited with status 3", 1},
		{"crashes as it did", []transcript.Step{qtestStep("readl 0xcrash", "")}, "QEMU was killed by SIGABRT after 5 commands; every answer is as recorded", 0},
		{
			"sooner than it did",
			[]transcript.Step{{Kind: transcript.Qtest, Request: "readl 0x10", Reply: "OK 0x0", Answered: true, Polled: true, Later: "OK 0x0000000000000001"}},
			"QEMU lives after 5 commands; 1 answers came sooner or later; every answer is as recorded", 0,
		},
		{
			"sooner, but once",
			[]transcript.Step{
				{Kind: transcript.Qtest, Request: "readl 0x10", Reply: "OK 0x0", Answered: true, Polled: true, Later: "OK 0x0000000000000001"},
				qtestStep("readl 0x10", "OK 0x0"),
			},
			"1 answers came sooner or later; 1 answers differ", 1,
		},
		{
			"an interrupt that comes later",
			[]transcript.Step{qtestStep("writel 0x50 0x1", "OK"), {Kind: transcript.Line, Request: "raise 7", Answered: true}, {Kind: transcript.Line, Request: "lower 7", Answered: true}},
			"QEMU lives after 5 commands; every answer is as recorded", 0,
		},
		{
			"an interrupt that does not come",
			[]transcript.Step{{Kind: transcript.Line, Request: "raise 7", Answered: true}, qtestStep("readl 0x14", "OK")},
			"recorded: raise 7\n  now:      no such change\nQEMU lives after 5 commands; 1 answers differ", 1,
		},
		{
			"memory that is filled later",
			[]transcript.Step{qtestStep("b64read 0x20 0x3", "OK ZG9u")},
			"QEMU lives after 5 commands; 1 answers came sooner or later; every answer is as recorded", 0,
		},
		{
			"a register that is polled, and late",
			[]transcript.Step{{Kind: transcript.Qtest, Request: "readl 0x60", Reply: "OK ZG9u", Answered: true, Polled: true}},
			"QEMU lives after 5 commands; 1 answers came sooner or later; every answer is as recorded", 0,
		},
		{
			"memory that never is",
			[]transcript.Step{qtestStep("b64read 0x30 0x3", "OK ZG9u")},
			"recorded: OK ZG9u\n  now:      OK AAAA\n", 1,
		},
		{
			"the end of a long answer",
			[]transcript.Step{qtestStep("b64read 0x40 0x258", "OK "+strings.Repeat("A", 799)+"Q")},
			"recorded: [782 characters]" + strings.Repeat("A", 20) + "Q\n  now:      [782 characters]" + strings.Repeat("A", 21) + "\n", 1,
		},
		{
			"the test's message is the end word",
			[]transcript.Step{{Kind: transcript.Failure, Request: "END OF EXCHANGE"}, {Kind: transcript.Failure, Request: `$(exit 9) "'\n`}, qtestStep("readl 0x14", "OK")},
			"the test failed: $(exit 9) \"'\\n\nQEMU lives after 5 commands", 0,
		},
		{"an event that does not come", []transcript.Step{{Kind: transcript.Event, Request: "STOP", Answered: true}, qtestStep("readl 0xdead", "")}, "awaiting STOP\n  recorded: the event STOP\n  now:      no such event", 1},
		{"hangs as it did", []transcript.Step{qtestStep("readl 0xhang", "")}, "QEMU gave no answer after 5 commands; every answer is as recorded", 0},
		{"answers where it hung", []transcript.Step{qtestStep("readl 0x10", "")}, "recorded: no answer\n  now:      OK 0x0000000000000001", 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := transcript.Script{
				Path: "arm/virt/some/path", Failure: []string{"two\nlines", "$(not run)"}, LeftOut: []string{"data from -netdev dgram"},
				Exchange: append(begin[:len(begin):len(begin)], tc.then...),
			}
			out, code := play(t, s)
			if strings.Contains(out, "command not found") {
				t.Errorf("a comment is run:\n%s", out)
			}
			if code != tc.code || !strings.Contains(out, tc.want) {
				t.Errorf("exit code %d, want %d, and output with %q:\n%s", code, tc.code, tc.want, out)
			}
		})
	}
}

func TestReplayDoesNotStart(t *testing.T) {
	exchange := []transcript.Step{qtestStep("readl 0x14", "OK")}
	for name, tc := range map[string]struct {
		s    transcript.Script
		args []string
		want string
	}{
		"QEMU refuses":    {transcript.Script{Args: []string{"-fail", "with 'quotes' and $x"}}, nil, "QEMU did not start: QEMU exited with status 1"},
		"there is none":   {transcript.Script{Command: []string{"/nonexistent/qemu"}}, nil, "QEMU did not start: QEMU exited with status 127"},
		"another is none": {transcript.Script{}, []string{"/bin/true"}, "QEMU did not start: QEMU exited with status 0"},
	} {
		t.Run(name, func(t *testing.T) {
			tc.s.Exchange = exchange
			out, code := play(t, tc.s, tc.args...)
			if code != 2 || !strings.Contains(out, tc.want) {
				t.Errorf("exit code %d, want 2, and output with %q:\n%s", code, tc.want, out)
			}
		})
	}
}

// TestReplayOfNoStart replays the empty session of a QEMU that did not start.
func TestReplayOfNoStart(t *testing.T) {
	for want, tc := range map[string]struct {
		args []string
		code int
	}{
		"QEMU did not start, as recorded: QEMU exited with status 1\n": {[]string{"-fail"}, 0},
		"QEMU starts, but did not in the recorded run\n":               {nil, 1},
	} {
		out, code := play(t, transcript.Script{Args: tc.args, Exchange: []transcript.Step{{Kind: transcript.Failure, Request: "no"}}})
		if code != tc.code || !strings.Contains(out, want) {
			t.Errorf("arguments %q: exit code %d, want %d, and output with %q:\n%s", tc.args, code, tc.code, want, out)
		}
	}
}

// TestFiles checks that QEMU finds the files that the path's QEMU found.
func TestFiles(t *testing.T) {
	dir := t.TempDir()
	disk := make([]byte, 5*transcript.BlockSize+17)
	for i := range 3 * transcript.BlockSize / 2 {
		disk[transcript.BlockSize+i] = byte(i)
	}
	disk[len(disk)-18] = 1 // the last block, which is not whole, is zero
	if err := os.MkdirAll(filepath.Join(dir, "-a folder", "empty"), 0o777); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join("-a folder", "disk.img")
	if err := os.WriteFile(filepath.Join(dir, name), disk, 0o666); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join("-a folder", "link")
	if err := os.Symlink("disk.img", filepath.Join(dir, link)); err != nil {
		t.Fatal(err)
	}
	files, err := transcript.Snapshot(dir, int64(len(disk)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if f.Name == filepath.ToSlash(name) && f.Size != int64(len(disk)) {
			t.Errorf("size of %s %d, want %d", name, f.Size, len(disk))
		}
	}
	cmd := exec.CommandContext(t.Context(), "cksum")
	cmd.Stdin = bytes.NewReader(disk)
	sum, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{name, link} {
		out, code := play(t, transcript.Script{Files: files, Exchange: []transcript.Step{qtestStep("readl 0x14", "OK")}, Args: []string{"-check", file, strings.TrimSpace(string(sum))}})
		if code != 0 {
			t.Errorf("exit code %d with %s, want 0:\n%s", code, file, out)
		}
	}
	if _, err := transcript.Snapshot(dir, 2*transcript.BlockSize); err == nil || !strings.Contains(err.Error(), "too large") {
		t.Errorf("Snapshot of more than the limit: error %v", err)
	}
}

func TestIsScript(t *testing.T) {
	for _, text := range []string{"", "#!/usr/bin/env bash\necho no\n", "0.1 > readl 0x0\n"} {
		if transcript.IsScript(text) == nil {
			t.Errorf("IsScript(%q) = nil", text)
		}
	}
}
