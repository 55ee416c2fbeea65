package virtio9p

import (
	"os"
	"strings"
	"syscall"

	"github.com/qgraph/qgraph/libqos/protocol/p9"
)

// localConfig checks configuration space, and the server's statistics of its
// folder.
func localConfig(c *client) {
	config(c)
	st := c.host.stat(".")
	c.host.sameAs(".", c.attributes(c.root), p9.Mode(st.Mode), st.Uid, st.Gid)
	c.contains(c.root)

	before := c.host.fileSystem()
	fs, err := c.root.FileSystem(c.Context())
	c.Must(err)
	want := c.host.fileSystem()
	for _, f := range []struct {
		name               string
		got, before, after uint64
	}{
		{"type", uint64(fs.FSType), uint64(want.Type), uint64(want.Type)},
		{"files", fs.Files, before.Files, want.Files}, // some file systems allocate on demand
		{"namelen", uint64(fs.NameLen), uint64(want.Namelen), uint64(want.Namelen)},
	} {
		if f.got < min(f.before, f.after) || f.got > max(f.before, f.after) {
			c.Errorf("Rstatfs: %s = %#x, want %#x as on the host", f.name, f.got, f.after)
		}
	}
	// The server may count in other blocks than the host, and other programs use
	// the file system, too.
	size, all := uint64(fs.BSize), uint64(want.Bsize)*want.Blocks
	if got := size * fs.Blocks; size == 0 || got > all || all-got >= size {
		c.Errorf("Rstatfs: %d blocks of %d bytes, want a total of %d bytes as on the host", fs.Blocks, size, all)
	}
	if fs.BAvail > fs.BFree || fs.BFree > fs.Blocks || fs.FFree > fs.Files {
		c.Errorf("Rstatfs: free space exceeds the total: %+v", fs)
	}
}

// badName is a name that no new file can have, and Linux's error number.
type badName struct {
	name string
	want syscall.Errno
}

func badNames() []badName {
	return []badName{
		{"", syscall.ENOENT},
		{"a/b", syscall.ENOENT},
		{"/", syscall.ENOENT},
		{"../a", syscall.ENOENT},
		{".", syscall.EEXIST},
		{"..", syscall.EEXIST},
		{strings.Repeat("n", 256), syscall.ENAMETOOLONG},
	}
}

// createDir creates directories, and finds those of the host.
func createDir(c *client) {
	const mode = p9.ModeDir | 0o1751
	made, err := c.root.Mkdir(c.Context(), "dir", mode.Permission(), gid)
	c.Must(err)
	c.host.mapped("dir", mode)
	dir := c.walk("dir")
	if made.Type != p9.QIDDir || made.Path != dir.QID().Path {
		c.Errorf("QID in Rmkdir = %+v, want %+v as in Rwalk", made, dir.QID())
	}
	c.host.sameAs("dir", c.attributes(dir), mode, uid, gid)
	c.contains(dir)

	root := c.root.QID().Path
	leadsTo(c, []string{"dir", ".."}, []uint64{made.Path, root})
	leadsTo(c, []string{"dir", "..", "..", "dir"}, []uint64{made.Path, root, root, made.Path})

	long := strings.Repeat("n", 255)
	_, err = dir.Mkdir(c.Context(), long, 0o700, gid)
	c.Must(err)
	c.contains(dir, long)
	c.host.names("dir", long)
	c.host.sameAs("dir", c.attributes(dir), mode, uid, gid) // nlink counts its content

	refuse(c, "Tmkdir of an existing directory", &p9.Tmkdir{DirFID: c.root.FID(), Name: "dir", Mode: 0o755, GID: gid}, syscall.EEXIST)
	file := c.created("file", 0o644)
	refuse(c, "Tmkdir in a file", &p9.Tmkdir{DirFID: file.FID(), Name: "x", Mode: 0o755, GID: gid}, syscall.ENOTDIR)
	for _, bad := range badNames() {
		refuse(c, "Tmkdir of "+bad.name, &p9.Tmkdir{DirFID: dir.FID(), Name: bad.name, Mode: 0o755, GID: gid}, bad.want)
	}
	c.host.names("dir", long)
	c.host.names(".", "dir", "file")

	// A renamed directory stays the same one, with its content.
	c.host.mkdir("hosts")
	c.Must(c.root.Rename(c.Context(), "dir", c.walk("hosts"), "renamed"))
	c.host.names(".", "file", "hosts")
	c.host.names("hosts/renamed", long)
	moved := c.walk("hosts", "renamed")
	if moved.QID().Path != made.Path {
		c.Errorf("QID of the renamed directory = %+v, want %+v", moved.QID(), made)
	}
	c.contains(c.walk("hosts"), "renamed")
	c.contains(c.root, "file", "hosts")
	refuse(c, "Trenameat of a missing file", &p9.Trenameat{OldDirFID: c.root.FID(), OldName: "dir", NewDirFID: c.root.FID(), NewName: "x"}, syscall.ENOENT)

	// Files that the host made belong to the host.
	st := c.host.stat("hosts")
	c.host.sameAs("hosts", c.attributes(c.walk("hosts")), p9.Mode(st.Mode), st.Uid, st.Gid)
	c.Must(os.Remove(c.host.path("hosts/renamed/" + long)))
	c.contains(moved)
}

// unlinkDir removes directories.
func unlinkDir(c *client) {
	_, err := c.root.Mkdir(c.Context(), "dir", 0o755, gid)
	c.Must(err)
	dir := c.walk("dir")
	_, err = dir.Mkdir(c.Context(), "inner", 0o755, gid)
	c.Must(err)
	c.created("file", 0o644)
	unlink := func(dir *p9.File, name string) *p9.Tunlinkat {
		return &p9.Tunlinkat{DirFID: dir.FID(), Name: name, Flags: p9.UnlinkDir}
	}
	refuse(c, "Tunlinkat of a non-empty directory", unlink(c.root, "dir"), syscall.ENOTEMPTY)
	refuse(c, "Tunlinkat of a directory as a file", &p9.Tunlinkat{DirFID: dir.FID(), Name: "inner"}, syscall.EISDIR)
	refuse(c, "Tunlinkat of a file as a directory", unlink(c.root, "file"), syscall.ENOTDIR)
	refuse(c, "Tunlinkat of a missing file", unlink(c.root, "none"), syscall.ENOENT)
	refuse(c, "Tunlinkat by two names", unlink(c.root, "dir/inner"), syscall.ENOENT)
	refuse(c, "Tunlinkat of itself", unlink(dir, "."), syscall.EINVAL)
	refuse(c, "Tunlinkat of its parent", unlink(c.walk("dir", "inner"), ".."), syscall.ENOTEMPTY)
	refuse(c, "Tunlinkat with undefined flags", &p9.Tunlinkat{DirFID: dir.FID(), Name: "inner", Flags: p9.UnlinkDir | 1}, syscall.EINVAL)
	c.host.names(".", "dir", "file")
	c.host.names("dir", "inner")

	c.Must(dir.Unlink(c.Context(), "inner", p9.UnlinkDir))
	c.host.names("dir")
	c.contains(dir)
	c.Must(c.root.Unlink(c.Context(), "dir", p9.UnlinkDir))
	c.host.names(".", "file")
	c.contains(c.root, "file")
	refuse(c, "Tunlinkat a second time", unlink(c.root, "dir"), syscall.ENOENT)
	refuse(c, "Tgetattr of a removed directory", &p9.Tgetattr{FID: dir.FID(), Request: p9.AttrBasic}, syscall.ENOENT)
	refuse(c, "Tmkdir in a removed directory", &p9.Tmkdir{DirFID: dir.FID(), Name: "x", Mode: 0o755, GID: gid}, syscall.ENOENT)
	c.clunk(dir) // the removal did not clunk the fid

	c.host.mkdir("hosts")
	c.Must(c.root.Unlink(c.Context(), "hosts", p9.UnlinkDir))
	c.host.absent("hosts")
}

// deepLevels is the number of nested directories of deepPath. Their names make a
// path of more than 65535 bytes. A system call takes a path of at most 4096 bytes
// (PATH_MAX), a message a string of at most 65535.
const deepLevels = 260

// deepPath goes deeper than any path name can: a fid is a place in the tree, and
// so is an open folder on the host.
func deepPath(c *client) {
	const size = 8192 // of a message: 16 names of 255 bytes fit
	c.reopen(c.channel.Features(), size)
	var names []string
	at := c.walk()
	var passed []*p9.File
	for i := range deepLevels {
		name := strings.Repeat(string(rune('a'+i%26)), 255)
		names = append(names, name)
		_, err := at.Mkdir(c.Context(), name, 0o755, gid)
		c.Must(err)
		next, err := at.Walk(c.Context(), name)
		c.Must(err)
		passed = append(passed, at)
		at = next
	}
	c.clunk(passed...)
	content := []byte("at the bottom")
	file, err := at.Create(c.Context(), "file", p9.ReadWrite, 0o644, gid)
	c.Must(err)
	_, err = file.WriteAt(c.Context(), content, 0)
	c.Must(err)
	c.clunk(file)
	c.contains(at, "file")

	folder, err := os.OpenRoot(c.host.folder)
	c.Must(err)
	for _, name := range names {
		next, err := folder.OpenRoot(name)
		c.Must(err)
		c.Must(folder.Close())
		folder = next
	}
	got, err := folder.ReadFile("file")
	c.Must(err)
	if diff := differ(content, got); diff != "" {
		c.Errorf("content of the file at the bottom, on the host: %s", diff)
	}
	c.Must(folder.Remove("file"))
	c.Must(folder.Close())
	c.contains(at)

	again := c.walk(names...) // 16 names a message
	if again.QID().Path != at.QID().Path {
		c.Errorf("QID of the bottom = %+v by all names, want %+v as by one at a time", again.QID(), at.QID())
	}
}
