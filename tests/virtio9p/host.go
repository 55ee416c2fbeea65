package virtio9p

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/protocol/p9"
)

// export is the server's folder, in QEMU's working directory.
const export = "export"

// prepare makes the folder. It is an error if its file system cannot keep the
// extended attributes of the security model mapped-xattr.
func prepare(dir string) error {
	folder := filepath.Join(dir, export)
	if err := os.Mkdir(folder, 0o755); err != nil {
		return err
	}
	const probe = "user.qgraph"
	if err := unix.Setxattr(folder, probe, []byte{1}, 0); err != nil {
		return fmt.Errorf("the file system of the scratch folder %s must have extended attributes (user.*): %w", dir, err)
	}
	return unix.Removexattr(folder, probe)
}

// host is the host's side of the server's folder. Names are relative to it, with
// slashes.
type host struct {
	*run.T
	folder string
}

func newHost(t *run.T) *host { return &host{t, filepath.Join(t.Env.Dir, export)} }

func (h *host) path(name string) string { return filepath.Join(h.folder, name) }

// clear removes the content of the folder.
func (h *host) clear() {
	h.Helper()
	entries, err := os.ReadDir(h.folder)
	h.Must(err)
	for _, e := range entries {
		h.Must(os.RemoveAll(h.path(e.Name())))
	}
}

// write makes a file with that content.
func (h *host) write(name string, content []byte) {
	h.Helper()
	h.Must(os.WriteFile(h.path(name), content, 0o644))
}

// mkdir makes a folder.
func (h *host) mkdir(name string) {
	h.Helper()
	h.Must(os.Mkdir(h.path(name), 0o755))
}

// stat returns the attributes of a file; of a link, its own.
func (h *host) stat(name string) *unix.Stat_t {
	h.Helper()
	st := new(unix.Stat_t)
	if err := unix.Lstat(h.path(name), st); err != nil {
		h.Fatalf("stat %s on the host: %v", name, err)
	}
	return st
}

// fileSystem returns the state of the folder's file system.
func (h *host) fileSystem() *unix.Statfs_t {
	h.Helper()
	st := new(unix.Statfs_t)
	h.Must(unix.Statfs(h.folder, st))
	return st
}

// absent checks that there is no such file.
func (h *host) absent(name string) {
	h.Helper()
	err := unix.Lstat(h.path(name), new(unix.Stat_t))
	if !errors.Is(err, unix.ENOENT) {
		h.Errorf("stat %s on the host = %v, want %v", name, err, unix.ENOENT)
	}
}

// holds checks the content of a file, byte for byte.
func (h *host) holds(name string, want []byte) {
	h.Helper()
	got, err := os.ReadFile(h.path(name))
	h.Must(err)
	if diff := differ(want, got); diff != "" {
		h.Errorf("content of %s on the host: %s", name, diff)
	}
}

// differ returns the difference of two contents, "" if they are equal.
func differ(want, got []byte) string {
	n := min(len(want), len(got))
	for i := range n {
		if want[i] != got[i] {
			return fmt.Sprintf("%d bytes, want %d; byte %d is %#02x, want %#02x", len(got), len(want), i, got[i], want[i])
		}
	}
	if len(want) != len(got) {
		return fmt.Sprintf("%d bytes, want %d", len(got), len(want))
	}
	return ""
}

// names checks the names in a folder.
func (h *host) names(name string, want ...string) {
	h.Helper()
	entries, err := os.ReadDir(h.path(name))
	h.Must(err)
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		h.Errorf("names in %q on the host mismatch (-want +got):\n%s", name, diff)
	}
}

// xattr returns an extended attribute of a file, nil if the file lacks it.
func (h *host) xattr(name, attr string) []byte {
	h.Helper()
	value := make([]byte, 256)
	n, err := unix.Lgetxattr(h.path(name), attr, value)
	if errors.Is(err, unix.ENODATA) {
		return nil
	}
	h.Must(err)
	return value[:n]
}

// mapped checks the owner and mode of a file as the security model mapped-xattr
// keeps them: in extended attributes, as little-endian numbers of 32 bits (QEMU
// 11.1, qemu(1), "-fsdev"; the names are only in hw/9pfs/9p-local.c). The file
// itself belongs to the server.
func (h *host) mapped(name string, mode p9.Mode) {
	h.Helper()
	for _, a := range []struct {
		attr string
		want uint32
	}{{"user.virtfs.uid", uid}, {"user.virtfs.gid", gid}, {"user.virtfs.mode", uint32(mode)}} {
		got := h.xattr(name, a.attr)
		if diff := cmp.Diff(binary.LittleEndian.AppendUint32(nil, a.want), got); diff != "" {
			h.Errorf("%s of %s on the host, want %#o, mismatch (-want +got):\n%s", a.attr, name, a.want, diff)
		}
	}
	st := h.stat(name)
	want := uint32(unix.S_IFREG | 0o600) // for every type that the client sees
	if mode.Type() == p9.ModeDir {
		want = unix.S_IFDIR | 0o700
	}
	if st.Mode != want {
		h.Errorf("mode of %s on the host = %#o, want %#o", name, st.Mode, want)
	}
	if got := int(st.Uid); got != os.Getuid() {
		h.Errorf("owner of %s on the host = %d, want QEMU's, %d", name, got, os.Getuid())
	}
}

// sameAs checks attributes against those of the host's file. Mode and owner are
// those of the security model, passed by the caller.
func (h *host) sameAs(name string, a *p9.Rgetattr, mode p9.Mode, owner, group uint32) {
	h.Helper()
	st := h.stat(name)
	at := func(t unix.Timespec) p9.Time { return p9.Time{Sec: uint64(t.Sec), Nsec: uint64(t.Nsec)} }
	want := &p9.Rgetattr{
		Valid: p9.AttrBasic, QID: a.QID, Mode: mode, UID: owner, GID: group, NLink: uint64(st.Nlink), RDev: 0, //nolint:unconvert // 32 bits on arm64
		Size: uint64(st.Size), BlkSize: a.BlkSize, Blocks: uint64(st.Blocks),
		ATime: at(st.Atim), MTime: at(st.Mtim), CTime: at(st.Ctim),
	}
	if diff := cmp.Diff(want, a); diff != "" {
		h.Errorf("attributes of %s, against the host's, mismatch (-want +got):\n%s", name, diff)
	}
	if a.BlkSize == 0 || a.BlkSize > msize { // chosen for the client
		h.Errorf("block size of %s = %d bytes, want 1 to the message size, %d", name, a.BlkSize, msize)
	}
	var typ p9.QIDType
	switch mode.Type() {
	case p9.ModeDir:
		typ = p9.QIDDir
	case p9.ModeSymlink:
		typ = p9.QIDSymlink
	}
	if a.QID.Type != typ {
		h.Errorf("QID of %s has type %v, want %v", name, a.QID.Type, typ)
	}
}
