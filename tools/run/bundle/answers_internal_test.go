package bundle

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/graph"
)

func TestParseDevices(t *testing.T) {
	var got graph.Inventory
	parseDevices("Network devices:\r\n"+
		"name \"e1000\", bus PCI, alias \"e1000-82540em\", desc \"Intel Gigabit Ethernet\"\r\n"+
		"name \"mch\", bus PCI, desc \"Host bridge\", no-user\r\n"+
		"name \"gpex-pcihost\", bus System, no-user\r\n"+
		"name \"ac97\", bus PCI\r\n"+
		"name \"odd\", desc \"says , no-user and , alias \"x\" within, bus PCI\"\r\n", &got)
	want := graph.Inventory{
		Internal: []string{"gpex-pcihost", "mch"},
		Aliases:  map[string]string{"e1000-82540em": "e1000"},
		Buses:    map[string][]string{"PCI": {"ac97", "e1000"}, "": {"odd"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("devices mismatch (-want +got):\n%s", diff)
	}
}

func TestParseList(t *testing.T) {
	got := parseList("Available netdev backend types:\r\nuser\r\nsocket\r\n\r\n")
	if diff := cmp.Diff([]string{"socket", "user"}, got); diff != "" {
		t.Errorf("list mismatch (-want +got):\n%s", diff)
	}
}

func TestSchemaTags(t *testing.T) {
	var types []schemaType
	if err := json.Unmarshal([]byte(`[
		{"name": "blockdev-add", "meta-type": "command", "arg-type": "1", "ret-type": "9"},
		{"name": "1", "meta-type": "object", "tag": "driver", "members": [
			{"name": "cache", "type": "3"}, {"name": "driver", "type": "2"}]},
		{"name": "2", "meta-type": "enum", "values": ["raw", "null-co"], "members": [{"name": "raw"}, {"name": "null-co"}]},
		{"name": "3", "meta-type": "object", "members": []},
		{"name": "[1]", "meta-type": "array", "element-type": "1"},
		{"name": "4", "meta-type": "alternate", "members": [{"type": "1"}]}]`), &types); err != nil {
		t.Fatal(err)
	}
	s := schema{}
	for _, e := range types {
		s[e.Name] = e
	}
	for _, union := range []string{s["blockdev-add"].ArgType, "[1]"} {
		if diff := cmp.Diff([]string{"null-co", "raw"}, s.tags(union)); diff != "" {
			t.Errorf("branches of %q mismatch (-want +got):\n%s", union, diff)
		}
	}
	for _, union := range []string{"3", "4", "", "missing"} {
		if got := s.tags(union); got != nil {
			t.Errorf("branches of %q: %q, want none", union, got)
		}
	}
}

func TestModules(t *testing.T) {
	const program = "\x7fELF\x00hw-display-qxl\x00accel-qtest\x00hw-\x00hw-with blank\x00xhw-display-no\x00hw-display-qxl\x00hw-cut"
	want := []string{"accel-qtest", "hw-", "hw-display-qxl"}
	folder := t.TempDir()
	binary := filepath.Join(folder, "qemu-system-arm")
	script := filepath.Join(folder, "bin", "qemu-system-arm")
	if err := os.Mkdir(filepath.Dir(script), 0o777); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{binary: program, script: "#!/bin/sh\nexec ld.so \"" + binary + "\" \"$@\"\n"} {
		if err := os.WriteFile(name, []byte(text), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{binary, script} {
		b, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		got, err := b.Modules()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("modules of %s mismatch (-want +got):\n%s", path, diff)
		}
	}
}

func TestWithoutLeaks(t *testing.T) {
	for _, tc := range []struct {
		env  []string
		want string // the last variable
	}{
		{[]string{"A=b"}, "ASAN_OPTIONS=detect_leaks=0"},
		{[]string{"ASAN_OPTIONS=detect_leaks=1:exitcode=3", "A=b"}, "ASAN_OPTIONS=detect_leaks=1:exitcode=3:detect_leaks=0"},
		{[]string{"ASAN_OPTIONS="}, "ASAN_OPTIONS=detect_leaks=0"},
	} {
		got := withoutLeaks(tc.env)
		if last := got[len(got)-1]; last != tc.want || len(got) != len(tc.env)+1 {
			t.Errorf("withoutLeaks(%q) = %q, want %q at the end", tc.env, got, tc.want)
		}
	}
}
