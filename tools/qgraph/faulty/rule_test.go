package faulty

import (
	"strings"
	"testing"
)

func TestRulesAsText(t *testing.T) {
	lines := []string{
		"register bar0/00:04.0+0x20:4 reads-1 bit 7",
		"register port+0x3f8:1 write-lost",
		"register i2c/0x49+0x100:1 writes-0 bit 0",
		"memory 0x100040 plus-1 size 2",
		"memory 0x100042 changed event 3",
		"irq 11 dropped",
		"irq 11 spurious event 40",
		"clock slow",
	}
	rules, err := ParseRules(strings.NewReader("# all of them\n\n" + strings.Join(lines, "  # why\n") + "\n"))
	if err != nil || len(rules) != len(lines) {
		t.Fatalf("%d rules, %v", len(rules), err)
	}
	for i, r := range rules {
		if r.String() != lines[i] {
			t.Errorf("got %q, want %q", r, lines[i])
		}
	}
}

func TestWrongRules(t *testing.T) {
	for _, tc := range []struct{ rule, want string }{
		{"register", "want a subject"},
		{"register port+0x3f8:1", "want a subject"},
		{"device port+0x3f8:1 write-lost", "none of register"},
		{"register port+0x3f8 write-lost", "SPACE+OFFSET:BYTES"},
		{"register port+0x3f8:3 write-lost", "1, 2, 4 or 8 bytes"},
		{"register 0x3f8:1 write-lost", "SPACE+OFFSET"},
		{"register port+zero:1 write-lost", "invalid syntax"},
		{"register port+0x3f8:1 reads-1", "needs the number of a bit"},
		{"register port+0x3f8:1 reads-1 bit 8", "cannot stand here"},
		{"register port+0x3f8:1 write-lost bit 1", "cannot stand here"},
		{"register port+0x3f8:1 dropped", "no fault of a register"},
		{"memory 0x1000 plus-1", "size of 2 or 4"},
		{"memory here lost", "invalid syntax"},
		{"irq 5 dropped often", "has no number"},
		{"irq 5 spurious event x", "is no number"},
		{"irq 5 dropped event 1", "cannot stand here"},
		{"irq 5 spurious size 1", "cannot stand here"},
	} {
		if r, err := ParseRule(tc.rule); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%q is %v with error %v, want %q", tc.rule, r, err, tc.want)
		}
	}
	if _, err := ParseRules(strings.NewReader("clock slow\nclock")); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("error %v, want line 2", err)
	}
}
