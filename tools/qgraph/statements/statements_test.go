package statements

import (
	"strings"
	"testing"

	"github.com/qgraph/qgraph/tools/build/nodes"
)

// TestTestsExist checks that the graph has each test that the register names.
func TestTestsExist(t *testing.T) {
	all, err := All()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatal("the register is empty")
	}
	tests := map[string]bool{}
	for p := range nodes.New().Paths() {
		steps := p.Steps()
		tests[steps[len(steps)-1].Name] = true
	}
	for _, s := range all {
		if s.Answer == Checked && !tests[s.Test] {
			t.Errorf("statement %s: there is no test %q", s.ID(), s.Test)
		}
	}
}

func TestParse(t *testing.T) {
	const good = "2.1.2\tMUST\tA.\ttest\tx-tests/y: z\n2.1.2\tSHOULD\tB.\topen\tlater\n4.1.1\tMUST NOT\tC.\tqemu\tit has none"
	all, err := parse(good)
	if err != nil {
		t.Fatal(err)
	}
	if got := all[1].ID() + " " + all[0].Test + " " + all[0].Step; got != "2.1.2/2 x-tests/y z" {
		t.Errorf("parse() = %q", got)
	}
	counts := Count(all)
	if len(counts) != 3 || counts[0].Percent() != 50 || counts[1].Percent() != 100 || counts[2].All != 3 {
		t.Errorf("Count() = %+v", counts)
	}
	for _, tc := range []struct{ name, table, want string }{
		{"fields", "2.1\tMUST\tA.\ttest", "got 4 fields"},
		{"force", "2.1\tMAY\tA.\ttest\tx", `got force "MAY"`},
		{"no answer", "2.1\tMUST\tA.\ttest\t", "has no answer"},
		{"answer", "2.1\tMUST\tA.\tperhaps\tx", `got answer "perhaps"`},
		{"order", "2.10\tMUST\tA.\topen\tx\n2.9\tMUST\tB.\topen\tx", "section 2.9 follows 2.10"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, err := parse(tc.table); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("parse() = %v, want something with %q", err, tc.want)
			}
		})
	}
}

func TestEditions(t *testing.T) {
	sections, err := editions("# comment\n5.1.6\t5.1.9\n\t5.23\n")
	if err != nil {
		t.Fatal(err)
	}
	all := []Statement{{Section: "5.1.6.3"}, {Section: "5.1.60"}, {Section: "5.23.1"}}
	date(all, sections)
	for i, want := range []string{" (1.4: 5.1.9.3)", "", " (1.4 alone)"} {
		if got := all[i].edition(); got != want {
			t.Errorf("edition of a statement of %s = %q, want %q", all[i].Section, got, want)
		}
	}
	if _, err := editions("5.1.6\n"); err == nil {
		t.Error("editions() of a line with one section: no error")
	}
}
