package scripts

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// machine is a folder with QEMU programs and scripts.
type machine struct {
	t      *testing.T
	folder string
}

func newMachine(t *testing.T) machine {
	t.Helper()
	folder, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return machine{t: t, folder: folder}
}

// path returns the absolute name of a file of the machine.
func (m machine) path(name string) string { return filepath.Join(m.folder, name) }

// file writes a file, with the folders above it. In its text {m} is the
// machine's folder. A text that begins with #! is a script.
func (m machine) file(name, text string) {
	m.t.Helper()
	path := m.path(name)
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		m.t.Fatal(err)
	}
	mode := os.FileMode(0o666)
	if strings.HasPrefix(text, "#!") {
		mode = 0o777
	}
	if err := os.WriteFile(path, []byte(strings.ReplaceAll(text, "{m}", m.folder)), mode); err != nil {
		m.t.Fatal(err)
	}
}

// program adds a program that plays what its name says.
func (m machine) program(name string) {
	m.t.Helper()
	m.file(name, "")
	exe, err := os.Executable()
	if err != nil {
		m.t.Fatal(err)
	}
	from, err := os.Open(exe)
	if err != nil {
		m.t.Fatal(err)
	}
	defer from.Close()
	to, err := os.Create(m.path(name))
	if err != nil {
		m.t.Fatal(err)
	}
	if _, err := io.Copy(to, from); err != nil {
		m.t.Fatal(err)
	}
	if err := to.Close(); err != nil {
		m.t.Fatal(err)
	}
	if err := os.Chmod(to.Name(), 0o777); err != nil {
		m.t.Fatal(err)
	}
}

// patience is shorter than the half minute after which the scripts give up.
const patience = 25 * time.Second

// bundle runs bundle.sh and returns the lines of its output, sorted, in which {m}
// is the machine's folder, and what it wrote of errors.
func (m machine) bundle(name, arch string) (lines []string, said string, err error) {
	m.t.Helper()
	script, err := filepath.Abs("../bundle.sh")
	if err != nil {
		m.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(m.t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "sh", script, "", m.path(name), arch)
	cmd.WaitDelay = time.Second
	cmd.Dir = m.path("bundles/" + arch)
	if err := os.MkdirAll(cmd.Dir, 0o777); err != nil {
		m.t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err = cmd.Run()
	neutral := func(text string) string { return strings.TrimSpace(strings.ReplaceAll(text, m.folder, "{m}")) }
	lines = strings.Split(neutral(stdout.String()), "\n")
	for _, line := range lines {
		if copied, ok := strings.CutPrefix(line, "file\t"); ok {
			copied, _, _ = strings.Cut(copied, "\t")
			if _, err := os.Stat(filepath.Join(cmd.Dir, copied)); err != nil {
				m.t.Errorf("the bundle lacks a file that bundle.sh names: %v", err)
			}
		}
	}
	slices.Sort(lines)
	return lines, neutral(stderr.String()), err
}

// libraryScript starts a program through a loader of its own.
const libraryScript = `#!/bin/sh
QEMU_MODULE_DIR={m}/mod exec {m}/lib/ld-fake.so.2 --inhibit-cache --library-path {m}/lib {m}/bin/qemu-system-arm -L {m}/data "$@"
`

func TestBundle(t *testing.T) {
	for name, test := range map[string]struct {
		make func(machine)
		of   string
		arch string
		want []string
	}{
		"a program": {
			make: func(m machine) { m.program("qemu-system-arm") },
			of:   "qemu-system-arm", arch: "arm",
			want: []string{
				"file\tbin/qemu-bundle/nothing",
				"file\tbin/qemu-system-arm\t{m}/qemu-system-arm",
			},
		},
		"a build tree": {
			make: func(m machine) {
				m.program("build/qemu-system-arm")
				m.file("build/qemu-bundle/usr/local/lib/qemu/hw-usb-redirect.so", "")
				m.file("build/qemu-bundle/usr/local/lib/qemu/ui-gtk.so", "")
				m.file("build/qemu-bundle/usr/local/share/qemu/efi-e1000.rom", "")
			},
			of: "build/qemu-system-arm", arch: "arm",
			want: []string{
				"file\tbin/qemu-bundle/nothing",
				"file\tbin/qemu-system-arm\t{m}/build/qemu-system-arm",
				"file\tlib/qemu/hw-usb-redirect.so\t{m}/build/qemu-bundle/usr/local/lib/qemu/hw-usb-redirect.so",
				"file\tshare/qemu/efi-e1000.rom\t{m}/build/qemu-bundle/usr/local/share/qemu/efi-e1000.rom",
			},
		},
		"a script with a loader": {
			make: func(m machine) {
				m.program("bin/qemu-system-arm")
				m.program("lib/ld-fake.so.2")
				m.file("lib/libfoo.so", "")
				m.file("data/bios.bin", "")
				m.file("mod/accel-tcg-arm.so", "")
				m.file("mod/accel-tcg-mips.so", "")
				m.file("qemu-system-arm", libraryScript)
			},
			of: "qemu-system-arm", arch: "arm",
			want: []string{
				"env\tQEMU_MODULE_DIR={m}/mod",
				"file\tbin/qemu-system-arm\t{m}/bin/qemu-system-arm",
				"file\tlib/ld-fake.so.2\t{m}/lib/ld-fake.so.2",
				"file\tlib/libfoo.so\t{m}/lib/libfoo.so",
				"file\tlib/qemu-bundle/nothing",
				"file\tlib/qemu/accel-tcg-arm.so\t{m}/mod/accel-tcg-arm.so",
				"file\tshare/qemu/bios.bin\t{m}/data/bios.bin",
				"script\t{m}/qemu-system-arm",
			},
		},
		"a script of a script that waits, with settings": {
			make: func(m machine) {
				m.program("libexec/qemu-kvm")
				m.file("inner", "#!/bin/sh\nexport UBSAN_OPTIONS=print_stacktrace=1\n{m}/libexec/qemu-kvm -nodefaults \"$@\" -d 'guest_errors,unimp' -L {m}\n")
				m.file("qemu-system-arm", "#!/bin/sh\ncd {m}\n./inner \"$@\"\necho done\n")
			},
			of: "qemu-system-arm", arch: "arm",
			want: []string{
				"arg\t-d",
				"arg\t-nodefaults",
				"arg\tguest_errors,unimp",
				"env\tUBSAN_OPTIONS=print_stacktrace=1",
				"file\tbin/qemu-bundle/nothing",
				"file\tbin/qemu-system-arm\t{m}/libexec/qemu-kvm",
				"file\tshare/qemu/inner\t{m}/inner",
				"file\tshare/qemu/qemu-system-arm\t{m}/qemu-system-arm",
				"script\t{m}/qemu-system-arm",
			},
		},
		"a script of qemu-img": {
			make: func(m machine) {
				m.program("bin/qemu-img")
				m.file("qemu-img", "#!/bin/sh\nexec {m}/bin/qemu-img \"$@\"\n")
			},
			of:   "qemu-img",
			want: []string{"file\tbin/qemu-img\t{m}/bin/qemu-img", "script\t{m}/qemu-img"},
		},
		"a script of the storage daemon": {
			make: func(m machine) {
				m.program("bin/qemu-storage-daemon")
				m.file("qemu-storage-daemon", "#!/bin/sh\nexec {m}/bin/qemu-storage-daemon \"$@\"\n")
			},
			of:   "qemu-storage-daemon",
			want: []string{"file\tbin/qemu-storage-daemon\t{m}/bin/qemu-storage-daemon", "script\t{m}/qemu-storage-daemon"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMachine(t)
			test.make(m)
			got, said, err := m.bundle(test.of, test.arch)
			if err != nil {
				t.Fatalf("bundle.sh: %v: %s", err, said)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("output mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestBundleErrors(t *testing.T) {
	for name, test := range map[string]struct {
		make func(machine)
		want string
	}{
		"a library is missing": {
			make: func(m machine) {
				m.program("bin/qemu-system-arm")
				m.program("lib/ld-fake.so.2")
				m.file("lib/missing", "\tlibbar.so.1 => not found\n\tlibbaz.so.2 => not found\n")
				m.file("qemu-system-arm", libraryScript)
			},
			want: "{m}/bin/qemu-system-arm needs libraries that are not installed: libbar.so.1 libbaz.so.2",
		},
		"a library is too old": {
			make: func(m machine) {
				m.program("bin/qemu-system-arm")
				m.program("lib/ld-fake.so.2")
				m.file("lib/missing", "q: /lib/libc.so.6: version `GLIBC_2.38' not found (required by q)\n"+
					"q: /lib/libc.so.6: version `GLIBC_2.38' not found (required by r)\n")
				m.file("qemu-system-arm", libraryScript)
			},
			want: "{m}/bin/qemu-system-arm needs newer libraries than are installed, with GLIBC_2.38",
		},
		"nonsense": {
			make: func(m machine) { m.file("qemu-system-arm", "#!/bin/sh\necho\necho 42\n") },
			want: "{m}/qemu-system-arm is a script that starts no QEMU: it wrote: 42",
		},
		"endless nonsense": {
			make: func(m machine) { m.file("qemu-system-arm", "#!/bin/sh\nexec yes nonsense\n") },
			want: "{m}/qemu-system-arm is a script that starts no QEMU: it wrote: nonsense",
		},
		"nothing": {
			make: func(m machine) { m.file("qemu-system-arm", "#!/bin/sh\n") },
			want: "{m}/qemu-system-arm is a script that starts no QEMU",
		},
		"it starts what is not there": {
			make: func(m machine) { m.file("qemu-system-arm", "#!/bin/sh\nexec {m}/nosuch\n") },
			want: "{m}/qemu-system-arm is a script that starts no QEMU: it wrote: {m}/qemu-system-arm: 2: exec: {m}/nosuch: not found",
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMachine(t)
			test.make(m)
			_, got, err := m.bundle("qemu-system-arm", "arm")
			if err == nil {
				t.Fatal("bundle.sh succeeded")
			}
			if got != test.want {
				t.Errorf("bundle.sh wrote %q, want %q", got, test.want)
			}
		})
	}
}

// TestBundleLink checks that a file of two bundles is on disk once.
func TestBundleLink(t *testing.T) {
	m := newMachine(t)
	for _, arch := range []string{"arm", "mips"} {
		m.program("qemu-system-" + arch)
		m.file("qemu-bundle/usr/local/share/qemu/bios.bin", "")
		if _, said, err := m.bundle("qemu-system-"+arch, arch); err != nil {
			t.Fatalf("bundle.sh: %v: %s", err, said)
		}
	}
	first, err := os.Stat(m.path("bundles/arm/share/qemu/bios.bin"))
	if err != nil {
		t.Fatal(err)
	}
	second, err := os.Stat(m.path("bundles/mips/share/qemu/bios.bin"))
	if err != nil {
		t.Fatal(err)
	}
	if !os.SameFile(first, second) {
		t.Error("the second bundle has a copy of its own")
	}
}
