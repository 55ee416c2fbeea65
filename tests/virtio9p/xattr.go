package virtio9p

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"syscall"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/p9"
	"github.com/qgraph/qgraph/libqos/virtio9p"
)

// How many extended attributes may be open at a time.
const (
	defaultLimit = 1024 // of QEMU 11.1, found by these tests
	customLimit  = 100
	noLimit      = 0
)

// beyond is how many are opened where there is no limit.
const beyond = defaultLimit + 200

// attribute opens one more extended attribute. It may fail.
type attribute func(c *client) (*p9.File, error)

// limit opens extended attributes up to the limit, and finds that it is one. It
// returns those that are open.
func limit(c *client, n int, open attribute) []*p9.File {
	c.Helper()
	if n == noLimit {
		return openSome(c, beyond, open)
	}
	files := openSome(c, n, open)
	for range 2 {
		_, err := open(c)
		c.refused(fmt.Sprintf("an attribute beyond %d", n), err, syscall.ENOSPC)
	}
	return files
}

func openSome(c *client, n int, open attribute) []*p9.File {
	c.Helper()
	var files []*p9.File
	for i := range n {
		f, err := open(c)
		if err != nil {
			c.Fatalf("attribute %d of %d: %v", i+1, n, err)
		}
		files = append(files, f)
	}
	return files
}

// synthLimit opens attributes to be written, and compares with what the server
// says of their number. These files keep no attributes, so a clunk is refused; all
// the same the server forgets the fid (clunk(5)).
func synthLimit(c *client, n int) {
	counter := c.opened(p9.ReadOnly, virtio9p.SynthStat, virtio9p.SynthCount)
	count := func(what string, want int) {
		c.Helper()
		var b [virtio9p.SynthCountSize]byte
		_, err := counter.ReadAt(c.Context(), b[:], 0)
		c.Must(err)
		if got := binary.NativeEndian.Uint64(b[:]); got != uint64(want) {
			c.Errorf("%s: the server counts %d open attributes, want %d", what, got, want)
		}
	}
	open := func(c *client) (*p9.File, error) {
		f := c.walk()
		_, err := p9.Do(c.Context(), c.session, &p9.Txattrcreate{FID: f.FID(), Name: "user.test", AttrSize: 8})
		if err != nil {
			c.clunk(f)
		}
		return f, err
	}
	closeOne := func(f *p9.File) {
		c.Helper()
		c.refused("Tclunk of an attribute that was not written", f.Clunk(c.Context()), anyErrno)
		c.unknown("a clunked attribute", f.FID())
	}
	count("at first", 0)
	files := limit(c, n, open)
	count("at the limit", len(files))
	closeOne(files[0])
	count("below the limit", len(files)-1)
	again, err := open(c)
	c.Must(err)
	files[0] = again
	count("at the limit again", len(files))
	for _, f := range files {
		closeOne(f)
	}
	count("at last", 0)
	if _, err := c.session.Negotiate(c.Context(), msize, p9.Version); err != nil {
		c.Fatal(err)
	}
}

// localLimit opens attributes to be read, while one is on the host.
func localLimit(c *client, n int) {
	value := []byte("a value of some length")
	file := c.created("file", 0o640) // with attributes of the server's own
	c.Must(file.SetXAttr(c.Context(), "user.test", value, p9.XAttrCreate))
	if diff := cmp.Diff(value, c.host.xattr("file", "user.test")); diff != "" {
		c.Errorf("attribute on the host mismatch (-want +got):\n%s", diff)
	}
	c.refused("a second creation", file.SetXAttr(c.Context(), "user.test", value, p9.XAttrCreate), syscall.EEXIST)
	c.refused("a replacement of nothing", file.SetXAttr(c.Context(), "user.other", value, p9.XAttrReplace), syscall.ENODATA)

	open := func(c *client) (*p9.File, error) {
		x, size, err := file.OpenXAttr(c.Context(), "user.test")
		if err == nil && size != uint64(len(value)) {
			c.Errorf("an attribute of %d bytes, want %d", size, len(value))
		}
		return x, err
	}
	files := limit(c, n, open)
	for _, f := range []*p9.File{files[0], files[len(files)/2], files[len(files)-1]} {
		got := make([]byte, len(value))
		if _, err := f.ReadAt(c.Context(), got, 0); err != nil || !bytes.Equal(got, value) {
			c.Errorf("one of %d open attributes is %q, %v; want %q", len(files), got, err, value)
		}
	}
	c.clunk(files[0])
	again, err := open(c)
	c.Must(err)
	files[0] = again
	c.clunk(files...)

	names, err := file.XAttrs(c.Context())
	c.Must(err)
	if diff := cmp.Diff([]string{"user.test"}, names); diff != "" {
		c.Errorf("names of attributes mismatch (-want +got):\n%s", diff)
	}
	_, err = file.XAttr(c.Context(), "user.other")
	c.refused("Txattrwalk to what is not there", err, syscall.ENODATA)
	c.Must(file.SetXAttr(c.Context(), "user.test", []byte("another"), p9.XAttrReplace))
	got, err := file.XAttr(c.Context(), "user.test")
	c.Must(err)
	if string(got) != "another" {
		c.Errorf("the replaced attribute is %q", got)
	}
}
