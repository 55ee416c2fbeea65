package machine

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// Discs and their sizes in bytes.
const (
	disc, discSize           = "disc.iso", 100 * 2048
	otherDisc, otherDiscSize = "other.iso", 30 * 2048
)

// registerDisc adds the test of the option -cdrom, on machines whose default bus for drives has CD
// drives: IDE or SCSI (qemu(1), "-cdrom").
func registerDisc(g *graph.Graph) {
	usual := []string{
		"alpha/clipper", "hppa/B160L", "m68k/q800", "mips/malta", "mips64/magnum", "ppc/mac99", "ppc64/pseries",
		"sparc/SS-5", "sparc64/sun4u", "x86_64/isapc", "x86_64/pc", "x86_64/q35",
	}
	all := append([]string{
		"aarch64/sbsa-ref", "hppa/715", "hppa/A400", "hppa/C3700", "i386/pc", "m68k/next-cube", "mips64/malta", "mips64/pica61",
		"mips64el/boston", "mips64el/magnum", "mips64el/malta", "mips64el/pica61", "mipsel/malta", "ppc/g3beige", "ppc64/mac99",
		"riscv64/boston-aia", "sparc/LX", "sparc/SPARCClassic", "sparc/SPARCbook", "sparc/SS-10", "sparc/SS-20", "sparc/SS-4",
		"sparc/SS-600MP", "sparc/Voyager", "sparc64/sun4v",
	}, usual...)
	graph.Test(g, "cdrom-tests/param", guest.Interface, discs, graph.Generic(), graph.On(all...), graph.SlowBeside(usual...),
		graph.Prepare(func(dir string) error {
			return errors.Join(
				os.WriteFile(filepath.Join(dir, disc), make([]byte, discSize), 0o600),
				os.WriteFile(filepath.Join(dir, otherDisc), make([]byte, otherDiscSize), 0o600),
			)
		}),
		graph.After(graph.Option{Flag: "-cdrom", Type: disc}))
}

// drive is a drive as query-block has it.
type drive struct {
	Name      string `json:"device"`
	Device    string `json:"qdev"`
	Removable bool   `json:"removable"`
	TrayOpen  bool   `json:"tray_open"`
	Medium    *struct {
		File     string `json:"file"`
		ReadOnly bool   `json:"ro"`
		Image    struct {
			Size int64 `json:"virtual-size"`
		} `json:"image"`
	} `json:"inserted"`
}

// player is a CD drive.
type player struct {
	*run.T
	*block.Tray
	monitor *qmp.Client
	id      string
}

// discs checks the CD drive that -cdrom makes, and that its disc can be changed (QEMU 11.1, QEMU QMP
// Reference Manual, blockdev-change-medium, eject and DEVICE_TRAY_MOVED).
func discs(t *run.T, m *guest.Machine) {
	r := &player{T: t, monitor: m.Monitor}
	d := r.drive()
	r.id = d.Device
	r.Tray = block.WatchTray(m.Monitor, d.Device)
	t.Cleanup(r.Close)
	t.Step("drive", func() {
		typ, err := qom.At(m.Monitor, d.Device).Text(t.Context(), "type")
		t.Must(err)
		if !strings.HasSuffix(typ, "-cd") || !d.Removable {
			t.Errorf("the drive with the disc is %s, of type %q, removable %t, want a CD drive", d.Name, typ, d.Removable)
		}
		r.has(disc, discSize)
	})
	t.Step("change", func() {
		r.put(otherDisc)
		t.Must(r.Moved(t.Context(), true))
		t.Must(r.Moved(t.Context(), false))
		r.has(otherDisc, otherDiscSize)
	})
	t.Step("eject", func() {
		t.Must(r.Do(t.Context(), "eject", nil))
		t.Must(r.Moved(t.Context(), true))
		if d := r.drive(); d.Medium != nil || !d.TrayOpen {
			t.Errorf("after an eject: medium %+v, open tray %t, want no medium, and an open tray", d.Medium, d.TrayOpen)
		}
		r.put(disc)
		t.Must(r.Moved(t.Context(), false))
		r.has(disc, discSize)
	})
}

// drive returns the machine's drive for CDs.
func (r *player) drive() drive {
	r.Helper()
	all, err := qmp.Execute[[]drive](r.Context(), r.monitor, "query-block", qmp.NoArgs{})
	r.Must(err)
	for _, d := range all {
		if d.Removable && d.Device != "" && (d.Device == r.id || d.Medium != nil) {
			return d
		}
	}
	r.Fatalf("drives %+v: none that is removable and has a disc", all)
	return drive{}
}

// has checks the disc in the drive.
func (r *player) has(file string, size int64) {
	r.Helper()
	d := r.drive()
	if d.Medium == nil || d.TrayOpen {
		r.Errorf("%s has medium %+v, open tray %t, want %s and a closed tray", d.Name, d.Medium, d.TrayOpen, file)
		return
	}
	if m := d.Medium; filepath.Base(m.File) != file || m.Image.Size != size || !m.ReadOnly {
		r.Errorf("%s has %s of %d bytes, read-only %t, want %s of %d, read-only", d.Name, m.File, m.Image.Size, m.ReadOnly, file, size)
	}
}

// put changes the disc.
func (r *player) put(file string) {
	r.Helper()
	r.Must(r.Do(r.Context(), "blockdev-change-medium", map[string]any{"filename": file, "format": "raw"}))
}
