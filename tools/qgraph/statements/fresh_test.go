package statements

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/tools/build/nodes"
)

var update = flag.Bool("update", false, "rewrite the page")

// root is the repository.
const root = "../../.."

// TestPageIsFresh compares the page of this checkout with the register.
func TestPageIsFresh(t *testing.T) {
	all, err := All()
	if err != nil {
		t.Fatal(err)
	}
	want := Page(all, reach)
	file := filepath.Join(root, File)
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(got), want); diff != "" {
		t.Errorf("%s is stale: tools/update (-written +declared):\n%s", File, diff)
	}
}

// reach counts the paths of tests.
func reach(tests []string) Reach {
	count := 0
	devices, transports, archs := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for p := range nodes.New().Paths() {
		if !slices.Contains(tests, p.TestName()) {
			continue
		}
		count++
		archs[p.Arch()] = true
		transport := "PCI"
		for _, s := range p.Steps() {
			if s.Name == "virtio-bus" {
				transport = "MMIO"
			}
			if s.Plugged() && strings.Contains(s.Name, "virtio") {
				devices[strings.TrimSuffix(strings.TrimSuffix(s.Name, "-pci"), "-device")] = true
			}
		}
		transports[transport] = true
	}
	return Reach{Paths: count, Devices: len(devices), Transports: len(transports), Archs: len(archs)}
}

// TestReach checks that each category runs somewhere.
func TestReach(t *testing.T) {
	for _, c := range categories() {
		if r := reach(c.tests); r.Paths == 0 || r.Devices == 0 || r.Transports != 2 || r.Archs < 2 {
			t.Errorf("category %q runs on %+v, want paths of both transports", c.name, r)
		}
	}
}

// TestCategories counts the violations in the tests' sources.
func TestCategories(t *testing.T) {
	read := func(name string) string {
		b, err := os.ReadFile(filepath.Join(root, "tests/virtio", name))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	source, registers, cuts := read("violations.go"), read("hostileregisters.go"), read("hostilerequests.go")
	for _, c := range categories() {
		part, mark := registers, "{name: "
		switch c.name {
		case "registers":
		case "cut requests":
			part, mark = cuts, "\t\t\tname:"
		default:
			_, call, ok := strings.Cut(source, "{"+strconv.Quote(c.name)+", ")
			if !ok {
				t.Errorf("there is no category %q", c.name)
				continue
			}
			function, _, _ := strings.Cut(call, "()")
			_, part, _ = strings.Cut(source, "\nfunc "+function+"()")
			part, _, _ = strings.Cut(part, "\n}\n")
		}
		if got := strings.Count(part, mark); got != c.count {
			t.Errorf("category %q has %d violations, the page says %d", c.name, got, c.count)
		}
	}
}

// TestStepsExist checks that the tests' sources have the titles of the steps.
func TestStepsExist(t *testing.T) {
	all, err := All()
	if err != nil {
		t.Fatal(err)
	}
	sources, err := filepath.Glob(filepath.Join(root, "tests/virtio*/*.go"))
	if err != nil || len(sources) == 0 {
		t.Fatalf("no sources of tests (%v)", err)
	}
	var text strings.Builder
	for _, file := range sources {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text.Write(b)
	}
	for _, s := range all {
		if s.Step != "" && !strings.Contains(text.String(), strconv.Quote(s.Step)) {
			t.Errorf("statement %s: no test of virtio has a step %q", s.ID(), s.Step)
		}
	}
}
