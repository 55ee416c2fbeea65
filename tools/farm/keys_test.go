package main

import (
	"strings"
	"testing"

	"github.com/qgraph/qgraph/tools/farm/bazel"
)

func TestOnlyTestsOf(t *testing.T) {
	o := &bazel.Outcome{Tests: map[string]bazel.Test{
		"//tests/sdhci:arm/a":     {Attempts: 1},
		"//tests/sdhci:arm/b":     {Attempts: 1},
		"//tests/sdhci:arm/c":     {}, // skipped
		"//tests/sdhci:x86_64/pc": {Attempts: 1},
	}}
	a, b, pc := "TestRunner of @@//tests/sdhci:arm/a for x", "TestRunner of //tests/sdhci:arm/b", "TestRunner of //tests/sdhci:x86_64/pc"
	for _, tc := range []struct {
		name    string
		actions []string
		want    string // "" for no error
	}{
		{"the tests of arm", []string{a, b}, ""},
		{"one is missing", []string{a}, "//tests/sdhci:arm/b"},
		{"none", nil, "want them for"},
		{"one of another", []string{a, b, pc}, "x86_64/pc"},
		{"a build", []string{a, b, "GoLink of //tests/sdhci:arm/a"}, "is not a test"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			err := onlyTestsOf("arm", o, tc.actions)
			switch {
			case tc.want == "" && err != nil:
				t.Error(err)
			case tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)):
				t.Errorf("error is %v, want %q", err, tc.want)
			}
		})
	}
}
