package main

import (
	"fmt"
	"strings"
	"testing"
)

// TestReplayExitCodes replays scripts that end in each way, and a file that is
// not a script.
func TestReplayExitCodes(t *testing.T) {
	script := func(code int) string {
		return fmt.Sprintf("#!/usr/bin/env bash\nexit %d\n: <<'END OF EXCHANGE'\nEND OF EXCHANGE\n", code)
	}
	for _, tc := range []struct {
		name, text string
		want       int
	}{
		{"the same answers", script(0), exitOK},
		{"other answers", script(1), exitFailed},
		{"QEMU does not start", script(2), exitUsage},
		{"another script", "#!/usr/bin/env bash\nexit 0\n", exitUsage},
		{"half a script", strings.TrimSuffix(script(0), "EXCHANGE\n"), exitUsage},
		{"a transcript of no path", "0.1 * arm/no/such/path\n", exitUsage},
		{"nothing", "", exitUsage},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := run(t.Context(), []string{"replay", writeFile(t, "file", tc.text)}); got != tc.want {
				t.Errorf("exit code %d, want %d", got, tc.want)
			}
		})
	}
	if got := run(t.Context(), []string{"replay", "/nonexistent/reproduce.sh"}); got != exitUsage {
		t.Errorf("no file: exit code %d, want %d", got, exitUsage)
	}
}
