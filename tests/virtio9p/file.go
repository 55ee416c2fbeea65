package virtio9p

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"syscall"
	"time"

	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/protocol/p9"
)

// content returns n bytes that identify their position: no sequence occurs twice.
func content(n int, seed byte) []byte {
	p := make([]byte, n)
	rand.NewChaCha8([32]byte{seed}).Read(p) // never fails
	return p
}

// created creates an empty file in the root, and returns it, not open.
func (c *client) created(name string, perm p9.Mode) *p9.File {
	c.Helper()
	f, err := c.root.Create(c.Context(), name, p9.ReadWrite, perm, gid)
	c.Must(err)
	c.clunk(f)
	return c.walk(name)
}

// reads checks the content of an open file, byte for byte.
func (c *client) reads(what string, f *p9.File, want []byte) {
	c.Helper()
	got := make([]byte, len(want)+1)
	n, err := f.ReadAt(c.Context(), got, 0)
	if !errors.Is(err, io.EOF) {
		c.Errorf("read %s beyond its end: %v, want EOF", what, err)
	}
	if diff := differ(want, got[:n]); diff != "" {
		c.Errorf("content of %s: %s", what, diff)
	}
}

// writes writes p at the offset.
func (c *client) writes(f *p9.File, p []byte, offset uint64) {
	c.Helper()
	if n, err := f.WriteAt(c.Context(), p, offset); err != nil || n != len(p) {
		c.Fatalf("write %d bytes at %d: wrote %d, %v", len(p), offset, n, err)
	}
}

// createFile creates files and uses them in every way.
func createFile(c *client) {
	const mode = p9.ModeRegular | 0o4640
	f, err := c.root.Create(c.Context(), "file", p9.ReadWrite|p9.Exclusive, mode.Permission(), gid)
	c.Must(err)
	c.host.mapped("file", mode)
	c.host.holds("file", nil)
	if got := c.walk("file").QID(); got != f.QID() {
		c.Errorf("QID in Rlcreate = %+v, want %+v as in Rwalk", f.QID(), got)
	}
	c.host.sameAs("file", c.attributes(f), mode, uid, gid)
	c.contains(c.root, "file")

	clone := func() p9.FID { return c.walk().FID() }
	refuse(c, "exclusive Tlcreate of an existing file",
		&p9.Tlcreate{FID: clone(), Name: "file", Flags: p9.ReadWrite | p9.Create | p9.Exclusive, Mode: 0o644, GID: gid}, syscall.EEXIST)
	refuse(c, "Tlcreate in a file", &p9.Tlcreate{FID: c.walk("file").FID(), Name: "x", Mode: 0o644, GID: gid}, syscall.ENOTDIR)
	for _, bad := range badNames() {
		if bad.want == syscall.EEXIST { // a directory: it cannot be opened like this
			bad.want = anyErrno
		}
		refuse(c, "Tlcreate of "+bad.name, &p9.Tlcreate{FID: clone(), Name: bad.name, Flags: p9.ReadWrite, Mode: 0o644, GID: gid}, bad.want)
	}
	c.host.names(".", "file")

	roundTrips(c, f)
	inFlight(c, f)
	truncation(c, f)
	settings(c)
	locks(c)
	hostFile(c)
	framing(c)
}

// framing has messages in buffers of all kinds of sizes, with every method of
// buffer description (virtio 1.3, section 2.7.4.1 "Device Requirements: Message
// Framing").
func framing(c *client) {
	defer c.reopen(virtio.Features{}, msize)
	for i, understood := range []virtio.Features{
		{},
		virtio.FeaturesOf(virtio.FeatureEventIdx),
		virtio.FeaturesOf(virtio.FeatureIndirectDesc),
		virtio.FeaturesOf(virtio.FeatureEventIdx, virtio.FeatureIndirectDesc),
	} {
		c.reopen(understood, msize)
		f := c.opened(p9.ReadWrite, "file")
		for j, size := range []uint32{0, 4096, 1000, 67} { // the last makes chains of 124 descriptors
			c.channel.MaxBuffer = size
			want := content(2*msize, byte(16*i+j))
			c.writes(f, want, 0)
			c.host.holds("file", want)
			c.reads(fmt.Sprintf("the file, in buffers of %d with features %v", size, understood), f, want)
		}
	}
	const larger = 1 << 17
	c.reopen(virtio.Features{}, larger)
	want := content(larger, 1)
	f := c.opened(p9.ReadWrite, "file")
	c.writes(f, want, 0)
	c.host.holds("file", want)
	c.reads("the file, in two large messages", f, want)
}

// roundTrips writes and reads contents of lengths around the limit of one
// message.
func roundTrips(c *client, f *p9.File) {
	most := int(c.session.MaxWrite())
	for i, n := range []int{1, most - 1, most, most + 1, int(c.session.MaxRead()), int(c.session.MaxRead()) + 1, 3*msize + 17} {
		want := content(n, byte(i))
		c.Must(f.SetAttributes(c.Context(), p9.Tsetattr{Valid: p9.SetSize}))
		c.writes(f, want, 0)
		c.host.holds("file", want)
		c.reads("the file", f, want)
		c.Must(f.Sync(c.Context()))
		c.host.sameAs("file", c.attributes(f), p9.ModeRegular|0o4640, uid, gid)
	}
	refuse(c, "Treaddir of a file", &p9.Treaddir{FID: f.FID(), Count: 512}, anyErrno)
}

// inFlight writes and reads the parts of a file with several requests under way,
// with unordered tags, and waits for the replies in another order.
func inFlight(c *client, f *p9.File) {
	const parts, size = 24, 700
	want := content(parts*size, 77)
	c.Must(f.SetAttributes(c.Context(), p9.Tsetattr{Valid: p9.SetSize}))
	tags := make([]p9.Tag, parts)
	writes, reads := make([]*p9.Twrite, parts), make([]*p9.Tread, parts)
	for i := range parts {
		tags[i] = p9.Tag(500 - 13*(i*5%parts))
		at := i * 7 % parts * size
		writes[i] = &p9.Twrite{FID: f.FID(), Offset: uint64(at), Data: want[at : at+size]}
		reads[i] = &p9.Tread{FID: f.FID(), Offset: uint64(i * size), Count: size}
	}
	written, err := p9.StartAllAs(c.Context(), c.session, tags, writes...)
	c.Must(err)
	for i := range parts {
		if r, err := written[i*11%parts].Wait(c.Context()); err != nil || r.Count != size {
			c.Fatalf("one of %d Twrites: %+v, %v", parts, r, err)
		}
	}
	c.host.holds("file", want)
	read, err := p9.StartAllAs(c.Context(), c.session, tags, reads...)
	c.Must(err)
	for i := range parts {
		n := i * 11 % parts
		r, err := read[n].Wait(c.Context())
		c.Must(err)
		if diff := differ(want[n*size:(n+1)*size], r.Data); diff != "" {
			c.Errorf("part %d of %d, with tag %d: %s", n, parts, read[n].Tag(), diff)
		}
	}
}

// truncation makes a file shorter and longer, and leaves holes.
func truncation(c *client, f *p9.File) {
	want := content(5000, 3)
	c.Must(f.SetAttributes(c.Context(), p9.Tsetattr{Valid: p9.SetSize}))
	c.writes(f, want, 0)
	size := func(n int) {
		c.Helper()
		c.Must(f.SetAttributes(c.Context(), p9.Tsetattr{Valid: p9.SetSize, Size: uint64(n)}))
		if a := c.attributes(f); a.Size != uint64(n) {
			c.Errorf("size after Tsetattr = %d, want %d", a.Size, n)
		}
		want = append(want, make([]byte, max(0, n-len(want)))...)[:n]
		c.host.holds("file", want)
		c.reads("the file", f, want)
	}
	size(4097)
	size(3)
	size(9000)
	c.writes(f, []byte("far out"), 20000)
	want = append(append(want, make([]byte, 20000-len(want))...), "far out"...)
	c.host.holds("file", want)
	c.reads("the file", f, want)

	// Existing files are opened unchanged, or truncated.
	appending := c.opened(p9.WriteOnly|p9.Append, "file")
	c.writes(appending, []byte("the end"), 0)
	c.host.holds("file", append(want, "the end"...))
	c.clunk(c.opened(p9.WriteOnly|p9.Truncate, "file"))
	c.host.holds("file", nil)
	readOnly := c.opened(p9.ReadOnly, "file")
	refuse(c, "Twrite to a file opened to be read", &p9.Twrite{FID: readOnly.FID(), Data: []byte{1}}, syscall.EBADF)
	refuse(c, "Tread of a file opened to be written", &p9.Tread{FID: appending.FID(), Count: 1}, syscall.EBADF)
}

// settings sets modes, owners and times. A mode includes the type of file, as the
// Linux client's does.
func settings(c *client) {
	f := c.created("settings", 0o600)
	const mode = p9.ModeRegular | 0o751
	c.Must(f.SetAttributes(c.Context(), p9.Tsetattr{Valid: p9.SetMode, Mode: mode}))
	c.host.mapped("settings", mode)
	c.host.sameAs("settings", c.attributes(f), mode, uid, gid)

	for _, only := range []p9.SetMask{p9.SetUID, p9.SetGID, p9.SetUID | p9.SetGID} {
		c.Must(f.SetAttributes(c.Context(), p9.Tsetattr{Valid: only, UID: 1, GID: 2}))
		owner, group := uint32(uid), uint32(gid)
		if only&p9.SetUID != 0 {
			owner = 1
		}
		if only&p9.SetGID != 0 {
			group = 2
		}
		c.host.sameAs("settings", c.attributes(f), mode, owner, group)
		c.Must(f.SetAttributes(c.Context(), p9.Tsetattr{Valid: p9.SetUID | p9.SetGID, UID: uid, GID: gid}))
	}
	c.host.mapped("settings", mode)

	atime := p9.Time{Sec: 1_000_000_000, Nsec: 123_456_789}
	mtime := p9.Time{Sec: 1_234_567_890, Nsec: 987_654_321}
	given := p9.SetATime | p9.SetATimeSet | p9.SetMTime | p9.SetMTimeSet
	c.Must(f.SetAttributes(c.Context(), p9.Tsetattr{Valid: given, ATime: atime, MTime: mtime}))
	a := c.attributes(f)
	c.host.sameAs("settings", a, mode, uid, gid)
	if a.ATime != atime || a.MTime != mtime {
		c.Errorf("times after Tsetattr: %+v and %+v, want %+v and %+v", a.ATime, a.MTime, atime, mtime)
	}
	before := time.Now().Add(-time.Second) // the file system's clock is coarser than Go's
	c.Must(f.SetAttributes(c.Context(), p9.Tsetattr{Valid: p9.SetMTime, MTime: mtime}))
	a = c.attributes(f)
	if a.ATime != atime || a.MTime.Time().Before(before) || a.MTime.Time().After(time.Now()) {
		c.Errorf("times after a Tsetattr of mtime to the server's time: %+v and %+v", a.ATime, a.MTime)
	}
}

// locks takes record locks of one owner ([lockConflict] has two).
func locks(c *client) {
	c.created("locked", 0o600)
	f := c.opened(p9.ReadWrite, "locked")
	lock := p9.Tlock{LockType: p9.WriteLock, Start: 3, Length: 4, ProcID: 5, ClientID: "me"}
	for _, lock.LockType = range []p9.LockType{p9.ReadLock, p9.WriteLock, p9.Unlock} {
		if status, err := f.Lock(c.Context(), lock); err != nil || status != p9.LockSuccess {
			c.Errorf("Tlock of type %d: status %d, %v", lock.LockType, status, err)
		}
	}
	got := do(c, &p9.Tgetlock{FID: f.FID(), LockType: p9.WriteLock, Start: 3, Length: 4, ProcID: 5, ClientID: "me"})
	if want := (p9.Rgetlock{LockType: p9.Unlock, Start: 3, Length: 4, ProcID: 5, ClientID: "me"}); *got != want {
		c.Errorf("Rgetlock = %+v, want %+v", *got, want)
	}
}

// lockConflict takes a lock on bytes that another owner has locked. The server refuses it
// (9P2000.L, protocol.md of diod, "lock": P9_LOCK_BLOCKED).
func lockConflict(c *client) {
	c.created("locked", 0o600)
	f := c.opened(p9.ReadWrite, "locked")
	lock := p9.Tlock{LockType: p9.WriteLock, Start: 3, Length: 4}
	for i, row := range []struct {
		proc   uint32
		client string
		want   p9.LockStatus
	}{{5, "me", p9.LockSuccess}, {6, "you", p9.LockBlocked}} {
		lock.ProcID, lock.ClientID = row.proc, row.client
		if status, err := f.Lock(c.Context(), lock); err != nil || status != row.want {
			c.Errorf("Tlock %d, of process %d of %q: status %d, %v; want status %d", i, row.proc, row.client, status, err, row.want)
		}
	}
}

// hostFile finds files that the host creates, changes and removes.
func hostFile(c *client) {
	want := content(2*msize+1, 9)
	c.host.write("hosts", want)
	st := c.host.stat("hosts")
	f := c.opened(p9.ReadOnly, "hosts")
	c.reads("the host's file", f, want)
	c.host.sameAs("hosts", c.attributes(f), p9.Mode(st.Mode), st.Uid, st.Gid)
	copy(want[100:], "changed")
	c.host.write("hosts", want)
	c.reads("the host's file, changed", f, want)
	c.Must(os.Chmod(c.host.path("hosts"), 0o604))
	c.host.sameAs("hosts", c.attributes(f), p9.ModeRegular|0o604, st.Uid, st.Gid)
	c.Must(os.Remove(c.host.path("hosts")))
	refuse(c, "Twalk to a file that the host removed", &p9.Twalk{FID: c.root.FID(), NewFID: c.session.NewFID(), Names: []string{"hosts"}}, syscall.ENOENT)
}

// unlinkFile removes files, by name and by fid.
func unlinkFile(c *client) {
	c.created("one", 0o644)
	two := c.created("two", 0o644)
	c.created("three", 0o644)
	c.Must(c.root.Unlink(c.Context(), "one", 0))
	c.host.names(".", "three", "two")
	c.contains(c.root, "three", "two")
	refuse(c, "Tunlinkat a second time", &p9.Tunlinkat{DirFID: c.root.FID(), Name: "one"}, syscall.ENOENT)
	refuse(c, "Tunlinkat in a file", &p9.Tunlinkat{DirFID: two.FID(), Name: "x"}, syscall.ENOTDIR)
	refuse(c, "Twalk to a removed file", &p9.Twalk{FID: c.root.FID(), NewFID: c.session.NewFID(), Names: []string{"one"}}, syscall.ENOENT)

	// Tremove is also a clunk, even if refused (remove(5)).
	c.Must(two.Remove(c.Context()))
	c.host.names(".", "three")
	c.unknown("a file removed by its fid", two.FID())
	c.host.write("hosts", nil)
	gone := c.walk("hosts")
	c.Must(os.Remove(c.host.path("hosts")))
	c.refused("Tremove of a removed file", gone.Remove(c.Context()), syscall.ENOENT)
	c.unknown("a file whose removal was refused", gone.FID())

	// A renamed file stays the same file, also if it replaces another one.
	three := c.opened(p9.ReadWrite, "three")
	c.writes(three, []byte("content"), 0)
	c.created("four", 0o644)
	c.Must(c.root.Rename(c.Context(), "three", c.root, "four"))
	c.host.names(".", "four")
	c.host.holds("four", []byte("content"))
	c.reads("a renamed file", three, []byte("content"))
	if got := c.walk("four").QID().Path; got != three.QID().Path {
		c.Errorf("QID path after a rename = %d, want %d", got, three.QID().Path)
	}
	do(c, &p9.Trename{FID: c.walk("four").FID(), DirFID: c.root.FID(), Name: "five"})
	c.host.names(".", "five")
}

// useAfterUnlink uses an open file without a name.
func useAfterUnlink(c *client) {
	f, err := c.root.Create(c.Context(), "file", p9.ReadWrite, 0o644, gid)
	c.Must(err)
	want := content(2*msize, 1)
	c.writes(f, want, 0)
	before := c.attributes(f)
	c.Must(c.root.Unlink(c.Context(), "file", 0))
	c.host.names(".")

	a := c.attributes(f)
	if a.NLink != 0 || a.QID.Path != before.QID.Path || a.Size != uint64(len(want)) || a.Mode != before.Mode || a.UID != uid || a.GID != gid {
		c.Errorf("attributes of a file without a name: %+v; before %+v", a, before)
	}
	c.reads("a file without a name", f, want)
	copy(want[5000:], "changed")
	c.writes(f, []byte("changed"), 5000)
	c.reads("a file without a name, changed", f, want)
	c.Must(f.SetAttributes(c.Context(), p9.Tsetattr{Valid: p9.SetSize, Size: 10}))
	c.reads("a file without a name, truncated", f, want[:10])
	c.Must(f.Sync(c.Context()))

	// A new file of the same name is a different file.
	other := c.created("file", 0o644)
	if other.QID().Path == f.QID().Path {
		c.Errorf("new file has the QID of the old one, %+v", f.QID())
	}
	c.reads("the old file, with a new one of its name", f, want[:10])
	c.host.holds("file", nil)
	c.clunk(f)
	c.unknown("a clunked file without a name", f.FID())
	c.host.names(".", "file")
}
