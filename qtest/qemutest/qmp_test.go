//go:build qemu

package qemutest

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qmp"
)

func TestQMP(t *testing.T) {
	q := pc(t)
	ctx := t.Context()
	if v := q.QMP().Version(); v.Major < 8 {
		t.Errorf("version is %v, want 8 or later", v)
	}
	status, err := qmp.Execute[struct {
		Status  string
		Running bool
	}](ctx, q.QMP(), "query-status", qmp.NoArgs{})
	if err != nil || status.Status != "running" || !status.Running {
		t.Errorf("query-status = %+v, %v, want running", status, err)
	}
	schema, err := qmp.Execute[json.RawMessage](ctx, q.QMP(), "query-qmp-schema", qmp.NoArgs{})
	if err != nil || len(schema) < 64<<10 {
		t.Errorf("query-qmp-schema returned %d bytes, %v, want more than 64 KiB", len(schema), err)
	}
	tree, err := q.QMP().HMP(ctx, "info qtree")
	if err != nil || !strings.Contains(tree, "i440FX-pcihost") {
		t.Errorf("info qtree = %.80q, %v, want a PCI host", tree, err)
	}
	_, err = qmp.Execute[qmp.Empty](ctx, q.QMP(), "device_add", qmp.Args{"driver": "nonsense"})
	var refused *qmp.Error
	if !errors.As(err, &refused) || refused.Command != "device_add" {
		t.Errorf("device_add = %v, want a qmp.Error", err)
	}
	stop(t, q)
}

// A reset clears PMREGMISC (82371AB (PIIX4) data sheet, "Miscellaneous Power Management"), at 80h of function 3 of device 1.
func TestSystemReset(t *testing.T) {
	q := pc(t)
	ctx := t.Context()
	pmregmisc := func() uint32 {
		t.Helper()
		if err := q.Out(ctx, qtest.Width32, 0xcf8, 0x80000b80); err != nil {
			t.Fatal(err)
		}
		v, err := q.In(ctx, qtest.Width8, 0xcfc)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for range 3 {
		if got := pmregmisc(); got != 0 {
			t.Errorf("PMREGMISC is %#x after a reset, want 0", got)
		}
		if err := q.Out(ctx, qtest.Width8, 0xcfc, 1); err != nil {
			t.Fatal(err)
		}
		if got := pmregmisc(); got != 1 {
			t.Errorf("PMREGMISC is %#x after it was written, want 1", got)
		}
		if err := q.SystemReset(ctx); err != nil {
			t.Fatalf("SystemReset() = %v", err)
		}
	}
	stop(t, q)
}

// A descriptor that goes over the QMP socket becomes a disk.
func TestExecuteWithFiles(t *testing.T) {
	q := pc(t)
	ctx := t.Context()
	f, err := os.Create(filepath.Join(t.TempDir(), "disk"))
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Truncate(1 << 20); err != nil {
		t.Fatal(err)
	}
	added, err := qmp.ExecuteWithFiles[struct {
		FD int `json:"fd"`
	}](ctx, q.QMP(), "add-fd", qmp.Args{"fdset-id": 1}, f)
	if err != nil {
		t.Fatalf("add-fd = %v", err)
	}
	if added.FD <= 2 {
		t.Errorf("add-fd gave descriptor %d", added.FD)
	}
	if err := f.Close(); err != nil {
		t.Errorf("the caller's file was closed: %v", err)
	}
	checkDisk(t, q)
}

// A descriptor that QEMU inherits becomes a disk.
func TestInheritedFile(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "disk"))
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Truncate(1 << 20); err != nil {
		t.Fatal(err)
	}
	cfg := config("-machine", "none", "-add-fd", "fd=5,set=1")
	cfg.Files = []*os.File{f}
	q := start(t, cfg)
	if err := f.Close(); err != nil {
		t.Errorf("the caller's file was closed: %v", err)
	}
	checkDisk(t, q)
}

// checkDisk opens descriptor set 1 as a disk of 1 MiB, and stops QEMU.
func checkDisk(t *testing.T, q *qtest.QEMU) {
	t.Helper()
	ctx := t.Context()
	_, err := qmp.Execute[qmp.Empty](ctx, q.QMP(), "blockdev-add", qmp.Args{"driver": "file", "node-name": "disk", "filename": "/dev/fdset/1"})
	if err != nil {
		t.Fatalf("blockdev-add = %v", err)
	}
	nodes, err := qmp.Execute[[]struct {
		Image struct {
			Size int64 `json:"virtual-size"`
		} `json:"image"`
	}](ctx, q.QMP(), "query-named-block-nodes", qmp.NoArgs{})
	if err != nil || len(nodes) != 1 || nodes[0].Image.Size != 1<<20 {
		t.Errorf("query-named-block-nodes = %+v, %v, want one of 1 MiB", nodes, err)
	}
	stop(t, q)
}
