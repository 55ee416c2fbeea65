package transcript_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/tools/run/transcript"
)

// inSteps is the transcript of a test with steps in steps; its reads have numbers.
const inSteps = `0.1 > readl 0x0
0.2 * step: card
0.2 > readl 0x1
0.3 < OK 0x0
0.4 * step: card / ADMA2
0.5 2> readl 0x99
0.5 > readl 0x2
0.6 * step over, back in: card
0.6 > readl 0x3
0.7 * step over
0.7 * stopped
0.7 > readl 0x4
`

func TestInSteps(t *testing.T) {
	entries, err := transcript.Read(strings.NewReader(inSteps))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"", "card", "card / ADMA2", "card", ""}, transcript.InSteps(entries)); diff != "" {
		t.Errorf("steps mismatch (-want +got):\n%s", diff)
	}
}
