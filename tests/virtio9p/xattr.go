package virtio9p

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"syscall"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/device/virtio/virtio9p"
	"github.com/qgraph/qgraph/libqos/protocol/p9"
)

// The numbers of extended attributes that may be open at a time.
const (
	defaultLimit = 1024 // of QEMU 11.1, found by these tests
	customLimit  = 100
	noLimit      = 0
)

// beyond is the number of attributes opened if there is no limit.
const beyond = defaultLimit + 200

// attributes opens extended attributes with unknown fids, and returns the server's
// reply to each.
type attributes func(c *client, fids []p9.FID) []error

// limit opens extended attributes up to the limit, and checks that the next one
// is refused. It returns the open ones.
func limit(c *client, n int, open attributes) []p9.FID {
	c.Helper()
	most := n
	if n == noLimit {
		most = beyond
	}
	fids := c.newFIDs(most)
	for i, err := range open(c, fids) {
		if err != nil {
			c.Fatalf("attribute %d of %d: %v", i+1, most, err)
		}
	}
	if n == noLimit {
		return fids
	}
	for range 2 {
		c.refused(fmt.Sprintf("an attribute beyond %d", n), open(c, c.newFIDs(1))[0], syscall.ENOSPC)
	}
	return fids
}

// synthLimit opens attributes for writing, and compares their number with the
// server's count. Synthetic files keep no attributes, so a clunk is refused; the
// server still forgets the fid (clunk(5)).
func synthLimit(c *client, n int) {
	counter := c.opened(p9.ReadOnly, virtio9p.SynthStat, virtio9p.SynthCount)
	count := func(what string, want int) {
		c.Helper()
		var b [virtio9p.SynthCountSize]byte
		_, err := counter.ReadAt(c.Context(), b[:], 0)
		c.Must(err)
		if got := binary.NativeEndian.Uint64(b[:]); got != uint64(want) {
			c.Errorf("%s: got %d open attributes in the server, want %d", what, got, want)
		}
	}
	open := func(c *client, fids []p9.FID) []error {
		clones := make([]*p9.Twalk, len(fids))
		creates := make([]*p9.Txattrcreate, len(fids))
		for i, fid := range fids {
			clones[i] = &p9.Twalk{FID: c.root.FID(), NewFID: fid}
			creates[i] = &p9.Txattrcreate{FID: fid, Name: "user.test", AttrSize: 8}
		}
		all(c, clones...)
		_, errs := outcomes(c, creates...)
		for i, err := range errs {
			if err != nil {
				do(c, &p9.Tclunk{FID: fids[i]})
			}
		}
		return errs
	}
	closeAll := func(fids ...p9.FID) {
		c.Helper()
		refuseAll(c, "Tclunk of an unwritten attribute", anyErrno, clunks(fids)...)
		c.unknown("a clunked attribute", fids...)
	}
	count("at first", 0)
	fids := limit(c, n, open)
	count("at the limit", len(fids))
	closeAll(fids[0])
	count("below the limit", len(fids)-1)
	fids[0] = c.session.NewFID()
	c.Must(open(c, fids[:1])[0])
	count("at the limit again", len(fids))
	closeAll(fids...)
	count("at last", 0)
	if _, err := c.session.Negotiate(c.Context(), msize, p9.Version); err != nil {
		c.Fatal(err)
	}
}

// localLimit opens attributes for reading, with one on the host.
func localLimit(c *client, n int) {
	value := []byte("a value of some length")
	file := c.created("file", 0o640) // with attributes of the server's own
	c.Must(file.SetXAttr(c.Context(), "user.test", value, p9.XAttrCreate))
	if diff := cmp.Diff(value, c.host.xattr("file", "user.test")); diff != "" {
		c.Errorf("attribute on the host mismatch (-want +got):\n%s", diff)
	}
	c.refused("a second creation", file.SetXAttr(c.Context(), "user.test", value, p9.XAttrCreate), syscall.EEXIST)
	c.refused("a replacement of nothing", file.SetXAttr(c.Context(), "user.other", value, p9.XAttrReplace), syscall.ENODATA)

	open := func(c *client, fids []p9.FID) []error {
		walks := make([]*p9.Txattrwalk, len(fids))
		for i, fid := range fids {
			walks[i] = &p9.Txattrwalk{FID: file.FID(), NewFID: fid, Name: "user.test"}
		}
		replies, errs := outcomes(c, walks...)
		for i, err := range errs {
			if err == nil && replies[i].Size != uint64(len(value)) {
				c.Errorf("size of the attribute = %d bytes, want %d", replies[i].Size, len(value))
			}
		}
		return errs
	}
	fids := limit(c, n, open)
	for _, fid := range []p9.FID{fids[0], fids[len(fids)/2], fids[len(fids)-1]} {
		got := do(c, &p9.Tread{FID: fid, Count: uint32(len(value))}).Data
		if !bytes.Equal(got, value) {
			c.Errorf("one of %d open attributes = %q, want %q", len(fids), got, value)
		}
	}
	do(c, &p9.Tclunk{FID: fids[0]})
	fids[0] = c.session.NewFID()
	c.Must(open(c, fids[:1])[0])
	all(c, clunks(fids)...)

	names, err := file.XAttrs(c.Context())
	c.Must(err)
	if diff := cmp.Diff([]string{"user.test"}, names); diff != "" {
		c.Errorf("names of attributes mismatch (-want +got):\n%s", diff)
	}
	_, err = file.XAttr(c.Context(), "user.other")
	c.refused("Txattrwalk to a missing attribute", err, syscall.ENODATA)
	c.Must(file.SetXAttr(c.Context(), "user.test", []byte("another"), p9.XAttrReplace))
	got, err := file.XAttr(c.Context(), "user.test")
	c.Must(err)
	if string(got) != "another" {
		c.Errorf("replaced attribute = %q", got)
	}
}
