package virtio9p

import (
	"slices"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/device/virtio/virtio9p"
	"github.com/qgraph/qgraph/libqos/protocol/p9"
)

// openClone opens another fid of a file: an open fid cannot be the start of a
// walk (walk(5)).
func (c *client) openClone(f *p9.File, flags p9.OpenFlags) *p9.File {
	c.Helper()
	clone, err := f.Walk(c.Context())
	c.Must(err)
	c.Must(clone.Open(c.Context(), flags))
	return clone
}

// list returns the entries of a directory, read some bytes at a time.
func (c *client) list(dir *p9.File, size uint32) []p9.DirEntry {
	c.Helper()
	open := c.openClone(dir, p9.ReadOnly|p9.Directory)
	entries, err := open.Entries(c.Context(), size)
	c.Must(err)
	c.clunk(open)
	return entries
}

// contains checks that a directory contains exactly these files, itself and its
// parent, and that a walk to each entry leads to the same file.
func (c *client) contains(dir *p9.File, files ...string) {
	c.Helper()
	entries := c.list(dir, c.session.MaxRead())
	want := append([]string{".", ".."}, files...)
	slices.Sort(want)
	var got []string
	for _, e := range entries {
		got = append(got, e.Name)
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		c.Errorf("entries mismatch (-want +got):\n%s", diff)
	}
	// In the root ".." is the parent of the server's folder, but a walk to ".."
	// stays in the root.
	entries = slices.DeleteFunc(entries, func(e p9.DirEntry) bool { return e.Name == ".." })
	fids := c.newFIDs(len(entries))
	walks := make([]*p9.Twalk, len(entries))
	for i, e := range entries {
		walks[i] = &p9.Twalk{FID: dir.FID(), NewFID: fids[i]}
		if e.Name != "." { // no valid name in a walk
			walks[i].Names = []string{e.Name}
		}
	}
	for i, r := range all(c, walks...) {
		path := dir.QID().Path
		if len(r.QIDs) > 0 {
			path = r.QIDs[len(r.QIDs)-1].Path
		}
		if path != entries[i].QID.Path {
			c.Errorf("QID of entry %q = %+v, want %+v as by a walk", entries[i].Name, entries[i].QID, r.QIDs)
		}
	}
	all(c, clunks(fids)...)
}

// readdir reads a directory at once, and from each of its offsets.
func readdir(c *client) {
	dir := c.walk(virtio9p.SynthDir)
	var files []string
	for i := range virtio9p.SynthDirFiles {
		files = append(files, virtio9p.SynthFile(i))
	}
	c.contains(dir, files...)
	c.reopen(c.channel.Features(), 1<<16)
	open := c.opened(p9.ReadOnly|p9.Directory, virtio9p.SynthDir)
	entries, err := open.ReadDir(c.Context(), 0, c.session.MaxRead())
	c.Must(err)
	if len(entries) != virtio9p.SynthDirFiles+2 {
		c.Errorf("got %d entries with room for all, want %d and two", len(entries), virtio9p.SynthDirFiles)
	}
	size := uint32(0)
	for _, e := range entries {
		size += uint32(e.Size())
	}
	var reads []*p9.Treaddir
	for _, e := range entries {
		reads = append(reads, &p9.Treaddir{FID: open.FID(), Offset: e.Offset, Count: size})
	}
	for i, r := range all(c, reads...) {
		e := entries[i]
		if diff := cmp.Diff(append([]p9.DirEntry(nil), entries[i+1:]...), r.Entries); diff != "" {
			c.Fatalf("entries behind %q, from offset %d, mismatch (-want +got):\n%s", e.Name, e.Offset, diff)
		}
	}
	again, err := open.ReadDir(c.Context(), 0, c.session.MaxRead())
	c.Must(err)
	if diff := cmp.Diff(entries, again); diff != "" {
		c.Errorf("entries from the beginning, a second time, mismatch (-want +got):\n%s", diff)
	}

	// A server must respect msize, whatever count the client requests.
	c.reopen(c.channel.Features(), msize)
	open = c.opened(p9.ReadOnly|p9.Directory, virtio9p.SynthDir)
	some := do(c, &p9.Treaddir{FID: open.FID(), Count: 1 << 30}).Entries
	if len(some) == 0 || len(some) > len(entries) {
		c.Fatalf("got %d entries with a count larger than msize, want 1 to %d", len(some), len(entries))
	}
	if diff := cmp.Diff(entries[:len(some)], some); diff != "" {
		c.Errorf("entries that fit a message mismatch (-want +got):\n%s", diff)
	}
	file := c.opened(p9.ReadOnly, virtio9p.SynthOpen)
	refuse(c, "Treaddir of a file", &p9.Treaddir{FID: file.FID(), Count: 512}, anyErrno)
}

// readdirSplit reads a directory in parts of at most size bytes: they have the
// same entries in the same order, and no part is smaller than necessary.
func readdirSplit(c *client, size uint32) {
	dir := c.walk(virtio9p.SynthDir)
	want := c.list(dir, c.session.MaxRead())
	open := c.openClone(dir, p9.ReadOnly|p9.Directory)
	var got []p9.DirEntry
	offset, parts := uint64(0), 0
	for {
		part, err := open.ReadDir(c.Context(), offset, size)
		c.Must(err)
		if len(part) == 0 {
			break
		}
		got = append(got, part...)
		offset = part[len(part)-1].Offset
		if parts++; len(got) >= len(want) {
			continue
		}
		total := want[len(got)].Size()
		for _, e := range part {
			total += e.Size()
		}
		if uint32(total) <= size {
			c.Errorf("part %d has %d entries, want one more: it would take %d bytes of %d", parts, len(part), total, size)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		c.Errorf("entries in %d parts of at most %d bytes mismatch (-want +got):\n%s", parts, size, diff)
	}
}
