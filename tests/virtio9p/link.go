package virtio9p

import (
	"os"
	"strings"
	"syscall"

	"github.com/qgraph/qgraph/libqos/protocol/p9"
)

// link is a symbolic link. Most are dangling, as only the client follows them.
type link struct{ name, target string }

func links() []link {
	return []link{
		{"absolute", "/etc/passwd"},
		{"dangling", "there/is/no such file"},
		{"link", "file"},
		{"long", strings.Repeat("t/", 1000)},
		{"up", "../../.."},
	}
}

// symlink creates symbolic links, and finds those of the host.
func symlink(c *client) {
	c.created("file", 0o644)
	const mode = p9.ModeSymlink | 0o777
	for _, l := range links() {
		made, err := c.root.Symlink(c.Context(), l.name, l.target, gid)
		c.Must(err)
		c.host.holds(l.name, []byte(l.target)) // mapped-xattr: a plain file
		c.host.mapped(l.name, mode)
		f := c.walk(l.name)
		if made.Type != p9.QIDSymlink || made.Path != f.QID().Path {
			c.Errorf("QID in Rsymlink = %+v, want %+v as in Rwalk", made, f.QID())
		}
		c.host.sameAs(l.name, c.attributes(f), mode, uid, gid)
		leads(c, l.name, f, l.target)
		notFollowed(c, l.name, f)
	}
	c.contains(c.root, "absolute", "dangling", "file", "link", "long", "up")
	refuse(c, "Tsymlink of an existing name", &p9.Tsymlink{DirFID: c.root.FID(), Name: "file", Target: "x", GID: gid}, syscall.EEXIST)

	c.Must(os.Symlink("/", c.host.path("hosts")))
	link := c.walk("hosts")
	st := c.host.stat("hosts")
	c.host.sameAs("hosts", c.attributes(link), mode, st.Uid, st.Gid)
	leads(c, "the host's link", link, "/")
	notFollowed(c, "the host's link", link)
	refuse(c, "Tlopen of the host's link", &p9.Tlopen{FID: link.FID()}, syscall.ELOOP)
	refuse(c, "Tmkdir in the host's link", &p9.Tmkdir{DirFID: link.FID(), Name: "tmp", Mode: 0o755, GID: gid}, anyErrno)
}

// leads checks the target of a link.
func leads(c *client, name string, link *p9.File, want string) {
	c.Helper()
	got, err := link.ReadLink(c.Context())
	c.Must(err)
	if got != want {
		c.Errorf("%s leads to %q, want %q", name, got, want)
	}
}

// notFollowed checks that the server leaves links to the client.
func notFollowed(c *client, name string, link *p9.File) {
	c.Helper()
	to := c.session.NewFID()
	refuse(c, "Twalk through "+name, &p9.Twalk{FID: link.FID(), NewFID: to, Names: []string{"etc"}}, anyErrno)
	c.unknown("the end of a walk through a link", to)
}

// unlinkSymlink removes links, and not their targets.
func unlinkSymlink(c *client) {
	c.created("file", 0o644)
	c.host.mkdir("dir")
	for _, l := range []link{{"a", "file"}, {"b", "dir"}, {"d", "dangling"}} {
		_, err := c.root.Symlink(c.Context(), l.name, l.target, gid)
		c.Must(err)
	}
	c.Must(os.Symlink("dir", c.host.path("hosts")))
	refuse(c, "Tunlinkat of a link as a directory", &p9.Tunlinkat{DirFID: c.root.FID(), Name: "b", Flags: p9.UnlinkDir}, syscall.ENOTDIR)
	refuse(c, "Tunlinkat of the host's link as a directory", &p9.Tunlinkat{DirFID: c.root.FID(), Name: "hosts", Flags: p9.UnlinkDir}, syscall.ENOTDIR)
	for _, name := range []string{"a", "b", "d", "hosts"} {
		c.Must(c.root.Unlink(c.Context(), name, 0))
		c.host.absent(name)
	}
	c.host.names(".", "dir", "file")
	c.contains(c.root, "dir", "file")
}

// hardlink gives a file another name.
func hardlink(c *client) {
	file := c.created("file", 0o640)
	c.host.mkdir("dir")
	c.Must(c.root.Link(c.Context(), "link", file))
	c.Must(c.walk("dir").Link(c.Context(), "link", file))
	inode := c.host.stat("file").Ino
	for _, name := range []string{"file", "link", "dir/link"} {
		st := c.host.stat(name)
		if st.Ino != inode || st.Nlink != 3 {
			c.Errorf("%s on the host: inode %d with %d links, want inode %d with 3", name, st.Ino, st.Nlink, inode)
		}
		f := c.walk(strings.Split(name, "/")...)
		if f.QID().Path != file.QID().Path {
			c.Errorf("QID of %s = %+v, want %+v as of the file", name, f.QID(), file.QID())
		}
		c.host.mapped(name, p9.ModeRegular|0o640)
		c.host.sameAs(name, c.attributes(f), p9.ModeRegular|0o640, uid, gid)
	}
	// Data written by one name is read by the others.
	c.writes(c.opened(p9.WriteOnly, "dir", "link"), []byte("content"), 0)
	c.reads("the file by its first name", c.opened(p9.ReadOnly, "file"), []byte("content"))
	c.host.holds("link", []byte("content"))

	refuse(c, "Tlink to an existing name", &p9.Tlink{DirFID: c.root.FID(), FID: file.FID(), Name: "link"}, syscall.EEXIST)
	refuse(c, "Tlink of a directory", &p9.Tlink{DirFID: c.root.FID(), FID: c.walk("dir").FID(), Name: "x"}, syscall.EPERM)
	refuse(c, "Tlink in a file", &p9.Tlink{DirFID: file.FID(), FID: file.FID(), Name: "x"}, syscall.ENOTDIR)
	c.host.names(".", "dir", "file", "link")

	c.Must(os.Link(c.host.path("file"), c.host.path("hosts")))
	if a := c.attributes(c.walk("hosts")); a.NLink != 4 || a.QID.Path != file.QID().Path {
		c.Errorf("the host's link: %d links, QID %+v, want 4 links and the file's QID, %+v", a.NLink, a.QID, file.QID())
	}
}

// unlinkHardlink removes names of a file, which exists until the last one is
// gone.
func unlinkHardlink(c *client) {
	file := c.created("file", 0o640)
	c.writes(c.opened(p9.WriteOnly, "file"), []byte("content"), 0)
	c.Must(c.root.Link(c.Context(), "link", file))
	c.Must(c.root.Unlink(c.Context(), "file", 0))
	c.host.names(".", "link")
	if st := c.host.stat("link"); st.Nlink != 1 {
		c.Errorf("link on the host has %d links, want 1", st.Nlink)
	}
	link := c.walk("link")
	c.host.sameAs("link", c.attributes(link), p9.ModeRegular|0o640, uid, gid)
	if link.QID().Path != file.QID().Path {
		c.Errorf("QID of the link = %+v, want %+v as of the file", link.QID(), file.QID())
	}
	c.reads("the file by its other name", c.opened(p9.ReadOnly, "link"), []byte("content"))
	refuse(c, "Tunlinkat a second time", &p9.Tunlinkat{DirFID: c.root.FID(), Name: "file"}, syscall.ENOENT)
	c.Must(c.root.Unlink(c.Context(), "link", 0))
	c.host.names(".")
	c.contains(c.root)
}
