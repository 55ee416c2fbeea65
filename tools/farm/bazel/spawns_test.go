package bazel

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Two actions of one target, and a test.
const spawnLog = `
{"mnemonic": "GoCompilePkg", "targetLabel": "@@//a:a", "listedOutputs": ["bin/b.a", "bin/a.a"], "digest": {"hash": "1"}}
{"mnemonic": "GoCompilePkg", "targetLabel": "@@//a:a", "listedOutputs": ["bin/c.a"], "digest": {"hash": "2"}}
{"mnemonic": "TestRunner", "targetLabel": "@@//a:test", "listedOutputs": [], "digest": {"hash": "3"}}
`

func TestReadSpawns(t *testing.T) {
	got, err := readSpawns(strings.NewReader(spawnLog))
	if err != nil {
		t.Fatal(err)
	}
	want := Spawns{
		"GoCompilePkg of @@//a:a for bin/a.a": "1",
		"GoCompilePkg of @@//a:a for bin/c.a": "2",
		"TestRunner of @@//a:test":            "3",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("spawns mismatch (-want +got):\n%s", diff)
	}
	other := Spawns{"GoCompilePkg of @@//a:a for bin/a.a": "1", "TestRunner of @@//a:test": "4", "new": "5"}
	differences := []string{"GoCompilePkg of @@//a:a for bin/c.a", "TestRunner of @@//a:test", "new"}
	if diff := cmp.Diff(differences, got.Differ(other)); diff != "" {
		t.Errorf("differences mismatch (-want +got):\n%s", diff)
	}
}

func TestReadSpawnsWithoutDigest(t *testing.T) {
	for _, text := range []string{`{"mnemonic": "TestRunner"}`, spawnLog + `{"mnemonic":`} {
		if got, err := readSpawns(strings.NewReader(text)); err == nil {
			t.Errorf("readSpawns = %v, want an error", got)
		}
	}
}
