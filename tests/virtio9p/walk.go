package virtio9p

import (
	"syscall"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/device/virtio/virtio9p"
	"github.com/qgraph/qgraph/libqos/protocol/p9"
)

// walked sends a Twalk from one fid to another, and returns the paths of the
// QIDs.
func walked(c *client, from, to p9.FID, names ...string) []uint64 {
	c.Helper()
	return paths(do(c, &p9.Twalk{FID: from, NewFID: to, Names: names}))
}

// paths returns the paths of the QIDs of a walk.
func paths(r *p9.Rwalk) []uint64 {
	var paths []uint64
	for _, q := range r.QIDs {
		paths = append(paths, q.Path)
	}
	return paths
}

// is checks the file behind a fid.
func is(c *client, what string, fid p9.FID, path uint64) {
	c.Helper()
	areAll(c, what, []p9.FID{fid}, []uint64{path})
}

// areAll checks the file behind each of the fids.
func areAll(c *client, what string, fids []p9.FID, paths []uint64) {
	c.Helper()
	for i, r := range all(c, getattrs(fids)...) {
		if got := r.QID.Path; got != paths[i] {
			c.Errorf("%s, %d of %d: QID path = %d, want %d", what, i+1, len(fids), got, paths[i])
		}
	}
}

// steps returns the paths of the directories of [virtio9p.SynthWalk], reached by
// one name at a time.
func steps(c *client) []uint64 {
	c.Helper()
	at := c.walk()
	files := []*p9.File{at}
	var fids []p9.FID
	var paths []uint64
	for _, name := range virtio9p.SynthWalk() {
		next, err := at.Walk(c.Context(), name)
		c.Must(err)
		if next.QID().Type != p9.QIDDir {
			c.Errorf("type of %s = %v, want %v", name, next.QID().Type, p9.QIDDir)
		}
		files, fids, paths = append(files, next), append(fids, next.FID()), append(paths, next.QID().Path)
		at = next
	}
	areAll(c, "a directory reached by one name", fids, paths)
	c.clunk(files...)
	return paths
}

// walkBasic walks by every number of names that one message may have.
func walkBasic(c *client) {
	want := steps(c)
	seen := map[uint64]bool{c.root.QID().Path: true}
	for i, path := range want {
		if seen[path] {
			c.Errorf("QID of %s is that of another directory: %d of %v", virtio9p.SynthWalk()[i], path, want)
		}
		seen[path] = true
	}
	names := virtio9p.SynthWalk()
	whole := c.newFIDs(p9.MaxWalk) // by one name, by two, and so on
	walks := make([]*p9.Twalk, len(whole))
	for i, to := range whole {
		walks[i] = &p9.Twalk{FID: c.root.FID(), NewFID: to, Names: names[:i+1]}
	}
	for i, r := range all(c, walks...) {
		if diff := cmp.Diff(want[:i+1], paths(r)); diff != "" {
			c.Errorf("QIDs of a walk by %d names mismatch (-want +got):\n%s", i+1, diff)
		}
	}
	areAll(c, "the end of a walk", whole, want)
	is(c, "the start of the walks", c.root.FID(), c.root.QID().Path)

	// By two names and more in two parts; the second part reuses the fid of the
	// first.
	halves := c.newFIDs(p9.MaxWalk - 1)
	first, second := make([]*p9.Twalk, len(halves)), make([]*p9.Twalk, len(halves))
	for i, fid := range halves {
		n := i + 2
		first[i] = &p9.Twalk{FID: c.root.FID(), NewFID: fid, Names: names[:n/2]}
		second[i] = &p9.Twalk{FID: fid, NewFID: fid, Names: names[n/2 : n]}
	}
	all(c, first...)
	all(c, second...)
	areAll(c, "the end of a walk in two parts", halves, want[1:])
	all(c, clunks(append(halves, whole...))...)

	tooMany := append(names[:p9.MaxWalk:p9.MaxWalk], "..")
	to := c.session.NewFID()
	refuse(c, "Twalk with too many names", &p9.Twalk{FID: c.root.FID(), NewFID: to, Names: tooMany}, anyErrno)
	c.unknown("the end of a walk with too many names", to)
}

// walkNoSlash checks that a name is one element of a path, with any characters.
func walkNoSlash(c *client) {
	names := virtio9p.SynthWalk()
	for _, name := range []string{names[0] + "/" + names[1], "/" + names[0], names[0] + "/", "/", " /", "../" + names[0]} {
		to := c.session.NewFID()
		refuse(c, "Twalk by "+name, &p9.Twalk{FID: c.root.FID(), NewFID: to, Names: []string{name}}, syscall.ENOENT)
		c.unknown("the end of a walk by "+name, to)
	}
}

// walkNone walks by no names, which clones the fid.
func walkNone(c *client) {
	root := c.root.QID().Path
	clone := c.session.NewFID()
	if got := walked(c, c.root.FID(), clone); len(got) != 0 {
		c.Errorf("QIDs of a walk by no names = %v, want none", got)
	}
	is(c, "a clone of the root", clone, root)
	first := virtio9p.SynthWalk()[0]
	there := walked(c, clone, clone, first)
	is(c, "a clone that went on", clone, there[0])
	is(c, "the root whose clone went on", c.root.FID(), root)

	refuse(c, "Twalk to a fid in use", &p9.Twalk{FID: c.root.FID(), NewFID: clone}, anyErrno)
	is(c, "a fid in use", clone, there[0])
	walked(c, clone, clone)
	is(c, "a clone of itself", clone, there[0])

	do(c, &p9.Tclunk{FID: clone})
	c.unknown("a clunked clone", clone)
	is(c, "the root whose clone was clunked", c.root.FID(), root)
}

// walkDotDot checks that nothing is above the root. A server with synthetic files
// does not support ".." elsewhere: see createDir.
func walkDotDot(c *client) {
	names := virtio9p.SynthWalk()
	first := c.walk(names[0]).QID().Path
	root := c.root.QID().Path
	for _, tc := range []struct {
		names []string
		want  []uint64
	}{
		{[]string{".."}, []uint64{root}},
		{[]string{"..", "..", ".."}, []uint64{root, root, root}},
		{[]string{"..", names[0]}, []uint64{root, first}},
	} {
		leadsTo(c, tc.names, tc.want)
	}
}

// leadsTo checks the QIDs of a walk from the root, and the file at its end.
func leadsTo(c *client, names []string, want []uint64) {
	c.Helper()
	to := c.session.NewFID()
	if diff := cmp.Diff(want, walked(c, c.root.FID(), to, names...)); diff != "" {
		c.Fatalf("QIDs of a walk by %q mismatch (-want +got):\n%s", names, diff)
	}
	is(c, "the end of a walk", to, want[len(want)-1])
	do(c, &p9.Tclunk{FID: to})
}

// walkNonExistent walks to missing files.
func walkNonExistent(c *client) {
	for _, names := range [][]string{{"non-existent"}, {"non-existent", "another"}, {"non-existent", ".."}, {""}} {
		to := c.session.NewFID()
		refuse(c, "Twalk to a missing file", &p9.Twalk{FID: c.root.FID(), NewFID: to, Names: names}, syscall.ENOENT)
		c.unknown("the end of a walk to a missing file", to)
		refuse(c, "Twalk to a missing file, from and to one fid", &p9.Twalk{FID: c.root.FID(), NewFID: c.root.FID(), Names: names}, syscall.ENOENT)
		is(c, "the start of the walk", c.root.FID(), c.root.QID().Path)
	}
}

// walkSecondNonExistent continues a walk beyond a missing file: the QIDs show its
// length, and no fid moves (walk(5)).
func walkSecondNonExistent(c *client) {
	dirs := steps(c)
	file := c.walk(virtio9p.SynthOpen).QID().Path
	names := virtio9p.SynthWalk()
	cases := []struct {
		names []string
		want  []uint64
	}{
		{[]string{names[0], "non-existent"}, dirs[:1]},
		{[]string{names[0], "non-existent", names[1], names[2]}, dirs[:1]},
		{[]string{names[0], names[1], names[2], "non-existent"}, dirs[:3]},
		{append(names[:15:15], "non-existent"), dirs[:15]},
		{[]string{virtio9p.SynthOpen, "non-existent"}, []uint64{file}}, // a file is not a directory
		{[]string{virtio9p.SynthOpen, ".."}, []uint64{file}},
	}
	ends, clones := c.newFIDs(len(cases)), c.newFIDs(len(cases))
	walks, moves := make([]*p9.Twalk, len(cases)), make([]*p9.Twalk, len(cases))
	unmoved := make([]*p9.Twalk, len(cases))
	roots := make([]uint64, len(cases))
	for i, tc := range cases {
		walks[i] = &p9.Twalk{FID: c.root.FID(), NewFID: ends[i], Names: tc.names}
		unmoved[i] = &p9.Twalk{FID: c.root.FID(), NewFID: clones[i]}
		moves[i] = &p9.Twalk{FID: clones[i], NewFID: clones[i], Names: tc.names}
		roots[i] = c.root.QID().Path
	}
	for i, r := range all(c, walks...) {
		if diff := cmp.Diff(cases[i].want, paths(r)); diff != "" {
			c.Errorf("QIDs of a walk by %q mismatch (-want +got):\n%s", cases[i].names, diff)
		}
	}
	c.unknown("the end of a walk that ended early", ends...)
	all(c, unmoved...)
	all(c, moves...)
	areAll(c, "the end of a walk that ended early, from and to one fid", clones, roots)
	all(c, clunks(clones)...)
}
