package faulty

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPrint(t *testing.T) {
	device := &Device{
		Name: "x86_64/pc/edu", Tests: []string{"edu-tests/intx"}, Left: []string{"edu-tests/msi: test: no"}, Untouched: []string{"edu Factorial"},
		Outcomes: []Outcome{
			{Rule: "irq 7 dropped", Verdict: Caught, By: []Catch{{Test: "edu-tests/intx", Step: "first cause", Message: "no interrupt\nmore"}}},
			{Rule: "irq 7 stuck", Verdict: Caught, By: []Catch{{Test: "edu-tests/intx", Message: "line is high"}}},
			{Rule: "register bar0/00:04.0+0x4:4 write-lost", Name: "edu Liveness", Verdict: Unseen},
			{Rule: "register bar0/00:04.0+0x4:4 write-twice", Verdict: Equivalent},
			{Rule: "irq 7 doubled", Verdict: Hidden, Behind: []Cover{
				{Test: "edu-tests/intx", Deviation: "edu-late", Step: "second cause", Message: "twice\nmore"}, {Test: "edu-tests/msi", Deviation: "edu-msi"},
			}},
		},
	}
	if c := device.Counts(); c != (Counts{Planted: 4, Caught: 2, Hidden: 1, Equivalent: 1}) || c.Percent() != 50 {
		t.Errorf("counts %+v, %d %%", c, c.Percent())
	}
	if (Counts{}).Percent() != 100 {
		t.Error("no fault at all is no gap")
	}
	for _, tc := range []struct {
		all, markdown bool
		want          string
	}{
		{false, false, `planted  caught  hidden  percent  equivalent  device
4        2       1       50       1           x86_64/pc/edu

x86_64/pc/edu:
  not tried: edu-tests/msi: test: no
  unseen: register bar0/00:04.0+0x4:4 write-lost (edu Liveness)
  hidden: irq 7 doubled, behind edu-late in edu-tests/intx [second cause]: twice, edu-msi in edu-tests/msi
  untouched: edu Factorial
`},
		{true, true, `| planted | caught | hidden | percent | equivalent | device |
| --: | --: | --: | --: | --: | --- |
| 4 | 2 | 1 | 50 | 1 | x86_64/pc/edu |

### x86_64/pc/edu

- not tried: edu-tests/msi: test: no
- caught: irq 7 dropped, by edu-tests/intx [first cause]: no interrupt
- caught: irq 7 stuck, by edu-tests/intx: line is high
- unseen: register bar0/00:04.0+0x4:4 write-lost (edu Liveness)
- equivalent: register bar0/00:04.0+0x4:4 write-twice
- hidden: irq 7 doubled, behind edu-late in edu-tests/intx [second cause]: twice, edu-msi in edu-tests/msi
- untouched: edu Factorial
`},
	} {
		var b strings.Builder
		if err := Print(&b, []*Device{device}, tc.all, tc.markdown); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tc.want, b.String()); diff != "" {
			t.Errorf("table mismatch (-want +got):\n%s", diff)
		}
	}
}
