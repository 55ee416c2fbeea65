package main

import (
	"path"
	"strings"
	"testing"

	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/tools/build/nodes"
)

func TestFaultyRefusesWrongRules(t *testing.T) {
	for _, tc := range []struct {
		args []string
		want string
	}{
		{[]string{"faulty"}, "requires at least 1 arg"},
		{[]string{"faulty", "--rules", "/nonexistent", "edu"}, "no such file"},
		{[]string{"faulty", "--rules", writeFile(t, "rules", "# none\n"), "edu"}, "there is no rule"},
		{[]string{"faulty", "--rules", writeFile(t, "rules", "\nirq 7 gone\n"), "edu"}, "line 2: rule \"irq 7 gone\": \"gone\" is no fault of a irq"},
		{[]string{"faulty", "--json", "--markdown", "edu"}, "none of the others can be"},
	} {
		_, _, err := execute(t, tc.args...)
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%q: error %v, want %q", tc.args, err, tc.want)
		}
	}
}

func TestDevicesOfPaths(t *testing.T) {
	found, err := selected(nodes.New(), []string{
		"x86_64/pc/.*/edu-tests/(intx|migrate)", "x86_64/isapc/.*/pvpanic-tests",
		"arm/sx1/omap_i2c/(omap_i2c-tests|i2c-bus/i2c-bus-tests|i2c-bus/tmp105/)",
	})
	if err != nil {
		t.Fatal(err)
	}
	groups := byDevice(found)
	if len(groups) != 4 {
		t.Fatalf("got %d devices, want 4", len(groups))
	}
	for _, group := range groups {
		for _, c := range group {
			if c.path.Pair() {
				t.Errorf("%s has two QEMUs", c.name)
			}
		}
		name := deviceOf(group[0])
		want, known := map[string]bool{"edu": false, "pvpanic": false, "omap_i2c": false, "tmp105": true}[path.Base(name)]
		if !known {
			t.Errorf("device %s of %s", name, group[0].name)
		}
		for _, c := range group {
			if got := behind(c, i2c.Interface.Name()); got != want {
				t.Errorf("%s is behind an I²C bus: %t, want %t", c.name, got, want)
			}
		}
	}
}
