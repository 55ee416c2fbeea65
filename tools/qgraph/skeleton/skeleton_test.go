package skeleton_test

import (
	"encoding/json"
	"errors"
	"go/format"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/tools/build/registry"
	"github.com/qgraph/qgraph/tools/qgraph/skeleton"
)

func find(t *testing.T) *skeleton.Repo {
	t.Helper()
	r, err := skeleton.Find(".")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestCompiles checks that the skeletons compile in this checkout, and that the graph
// with them has their paths. Nothing is written to the checkout: the go tool lays the
// files over it.
func TestCompiles(t *testing.T) {
	r := find(t)
	want := []string{"mips/New-board/generic-sdhci/sdhci/sdhci-tests/registers"}
	files := map[string]string{}
	add := func(s *skeleton.Skeleton, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		maps.Copy(files, s.Files)
	}
	add(r.Machine("mips/New-board"))
	for bus, head := range map[string]string{
		"i2c": "arm/imx25-pdk/imx.i2c/i2c-bus",
		"isa": "x86_64/pc/i440FX-pcihost/PIIX3/isa-bus",
		"pci": "x86_64/pc/i440FX-pcihost/pci-bus-pc/pci-bus",
	} {
		add(r.Driver("New-"+bus, bus, "misc"))
		want = append(want, head+"/New-"+bus+"/New-"+bus+"-tests/registers")
	}
	if len(want) != 1+len(skeleton.Buses()) {
		t.Errorf("%d buses have templates: %v; and not all are compiled here", len(skeleton.Buses()), skeleton.Buses())
	}
	for _, f := range registry.Folders() {
		// Each skeleton's lists have only itself added.
		added := map[string][]string{"machines": {"newboard"}, "drivers": {"newi2c", "newisa", "newpci"}, "tests": {"newi2c", "newisa", "newpci"}}
		text, err := registry.New(r.Root, r.Module, f, added[f.Name]...)
		if err != nil {
			t.Fatal(err)
		}
		files[f.File()] = text
	}
	pattern := "^(" + strings.Join(want, "|") + ")$"
	got := strings.Fields(goTool(t, r, "run", "-overlay="+lay(t, r, files), "./tools/qgraph", "list", pattern))
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("paths mismatch (-want +got):\n%s", diff)
	}
}

// lay writes the files where the go tool takes them from, and returns the file that
// tells it so.
func lay(t *testing.T, r *skeleton.Repo, files map[string]string) (overlay string) {
	t.Helper()
	dir := t.TempDir()
	replace := map[string]string{}
	for name, text := range files {
		if source, err := format.Source([]byte(text)); err != nil || string(source) != text {
			t.Errorf("%s is not formatted (error %v)", name, err)
		}
		file := filepath.Join(dir, strings.ReplaceAll(name, "/", "_"))
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		replace[filepath.Join(r.Root, name)] = file
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	overlay = filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(overlay, text, 0o666); err != nil {
		t.Fatal(err)
	}
	return overlay
}

func goTool(t *testing.T, r *skeleton.Repo, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = r.Root
	var out, said strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %v\n%s", cmd.Args, err, &said)
	}
	return out.String()
}

// TestOfKeys writes a test for keys of several forms: the type of the object is that
// of the key.
func TestOfKeys(t *testing.T) {
	for name, want := range map[string][]string{
		"sdhci":  {`"sdhci-tests/registers", sdhci.Interface, registers)`, "d *sdhci.Controller)"},
		"tmp105": {`"tmp105-tests/registers", tmp105.Driver, registers)`, "d *i2c.Device)", `/i2c"`},
		"e1000e": {`"e1000e-tests/registers", e1000e.Driver, registers)`},
	} {
		s, err := find(t).Test(name)
		if err != nil {
			t.Fatal(err)
		}
		text := s.Files["tests/"+name+"/register.go"]
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("the test of %s does not have %q:\n%s", name, w, text)
			}
		}
		if err := s.Write(); !errors.Is(err, fs.ErrExist) {
			t.Errorf("Write over tests/%s: error %v, want ErrExist", name, err)
		}
	}
}

func TestRefused(t *testing.T) {
	r := find(t)
	driver := func(name, bus string) error { _, err := r.Driver(name, bus, "misc"); return err }
	_, family := r.Driver("tulip2", "pci", "flowers")
	machine := func(name string) error { _, err := r.Machine(name); return err }
	test := func(name string) error { _, err := r.Test(name); return err }
	for _, tc := range []struct {
		name string
		err  error
		want string
	}{
		{"a bus without templates", driver("edu", "vme"), `no templates for bus "vme": there are i2c, isa, pci`},
		{"a family that is not there", family, `no family "flowers" of devices: there are clock, firmware, gpio, input,`},
		{"a device that is there", driver("nvme", "pci"), "file already exists"},
		{"a digit first", driver("3c509", "pci"), "want letters and digits, a letter first"},
		{"a keyword", driver("go", "pci"), `got package name "go"`},
		{"another alphabet", driver("édu", "pci"), "want letters and digits"},
		{"a machine without architecture", machine("virt"), "want ARCH/MACHINE"},
		{"a machine of a table", machine("arm/raspi1ap"), `machine "arm/raspi1ap" is in machines/raspi/boards.go:`},
		{"a test of nothing", test("none"), "no package none"},
		{"a test of a package without nodes", test("reg"), "declares no driver and no interface"},
	} {
		if tc.err == nil || !strings.Contains(tc.err.Error(), tc.want) {
			t.Errorf("%s: error %v, want one with %q", tc.name, tc.err, tc.want)
		}
	}
	if _, err := skeleton.Find(t.TempDir()); !errors.Is(err, skeleton.ErrNoRepo) {
		t.Errorf("Find outside of a checkout: error %v, want ErrNoRepo", err)
	}
}

// TestWrite writes a machine into another tree.
func TestWrite(t *testing.T) {
	root := t.TempDir()
	for name, text := range map[string]string{
		"go.mod": "module example.org/m\n", "machines/machines.go": "stale",
		"graph/run/run.go": "", "libqos/base/guest/guest.go": "", "libqos/bus/sd/sd.go": "", "libqos/device/storage/sdhci/sdhci.go": "", "qtest/qtest.go": "",
	} {
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	r, err := skeleton.Find(filepath.Join(root, "libqos"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := r.Machine("sparc/LX")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Write(); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"machines/lx/doc.go":   "Package lx has",
		"machines/lx/lx.go":    "binary.BigEndian",
		"machines/machines.go": "\t\tlx.Register,\n",
	} {
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Error(err)
		} else if !strings.Contains(string(text), want) {
			t.Errorf("%s does not have %q:\n%s", name, want, text)
		}
	}
}
