package virtio9p

import (
	"errors"
	"fmt"
	"syscall"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtio9p"
	"github.com/qgraph/qgraph/libqos/protocol/p9"
)

// msize is the largest size of a message in most tests, in bytes: the smallest
// that QEMU accepts.
const msize = 4096

// The client's user: one that owns nothing on the host.
const (
	uid = 4321
	gid = 8765
)

// client is a guest with a session, attached to the root.
type client struct {
	*run.T
	hw        *virtio.Hardware
	transport virtio.Transport
	channel   *virtio9p.Channel
	session   *p9.Session
	root      *p9.File
	host      *host // nil for synthetic files
}

// open begins a session with those of the features that the device offers.
func (c *client) open(understood virtio.Features, msize uint32) {
	c.Helper()
	var err error
	c.channel, err = virtio9p.Open(c.Context(), c.hw, c.transport, understood)
	c.Must(err)
	c.session, err = p9.NewSession(c.Context(), c.channel, msize)
	c.Must(err)
	c.root, err = c.session.Attach(c.Context(), p9.User{UID: uid}, "")
	c.Must(err)
}

// close ends the session.
func (c *client) close() {
	c.Helper()
	if n := c.channel.Busy(); n != 0 {
		c.Errorf("the device still has %d requests", n)
	}
	c.Must(c.channel.Close(c.Context()))
}

// reopen ends the session and begins another one.
func (c *client) reopen(understood virtio.Features, msize uint32) {
	c.Helper()
	c.close()
	c.open(understood, msize)
}

// do sends a request; a refusal ends the test.
func do[R p9.Message](c *client, m p9.Request[R]) R {
	c.Helper()
	r, err := p9.Do(c.Context(), c.session, m)
	c.Must(err)
	return r
}

// all sends independent requests together, and returns the replies in the order
// of the requests; a refusal ends the test.
func all[R p9.Message, M p9.Request[R]](c *client, requests ...M) []R {
	c.Helper()
	replies, errs := outcomes(c, requests...)
	for _, err := range errs {
		c.Must(err)
	}
	return replies
}

// outcomes is all with requests that may be refused: each request's reply or error
// is at its index.
func outcomes[R p9.Message, M p9.Request[R]](c *client, requests ...M) ([]R, []error) {
	c.Helper()
	replies, errs, err := p9.DoAll(c.Context(), c.session, requests...)
	c.Must(err)
	return replies, errs
}

// start sends a request with a tag, and does not wait.
func start[R p9.Message](c *client, tag p9.Tag, m p9.Request[R]) *p9.Call[R] {
	c.Helper()
	call, err := p9.StartAs(c.Context(), c.session, tag, m)
	c.Must(err)
	return call
}

// anyErrno stands for any error number: the protocol's descriptions define none.
const anyErrno syscall.Errno = 0

// refuse sends a request that the server must refuse.
func refuse[R p9.Message](c *client, what string, m p9.Request[R], want syscall.Errno) {
	c.Helper()
	_, err := p9.Do(c.Context(), c.session, m)
	c.refused(what, err, want)
}

// refuseAll is refuse for independent requests, sent together.
func refuseAll[R p9.Message, M p9.Request[R]](c *client, what string, want syscall.Errno, requests ...M) {
	c.Helper()
	_, errs := outcomes(c, requests...)
	for i, err := range errs {
		c.refused(fmt.Sprintf("%s, %d of %d", what, i+1, len(errs)), err, want)
	}
}

// refused checks that err is the server's refusal.
func (c *client) refused(what string, err error, want syscall.Errno) {
	c.Helper()
	var refusal *p9.Error
	switch {
	case err == nil:
		c.Errorf("%s: got success, want an error", what)
	case !errors.As(err, &refusal):
		c.Fatalf("%s: %v", what, err)
	case want != anyErrno && refusal.Errno != want:
		c.Errorf("%s: got error %v, want %v", what, err, &p9.Error{Request: refusal.Request, Errno: want})
	}
}

// walk returns the file at the end of a walk from the root.
func (c *client) walk(names ...string) *p9.File {
	c.Helper()
	f, err := c.root.Walk(c.Context(), names...)
	c.Must(err)
	return f
}

// opened returns a file at the end of a walk from the root, opened.
func (c *client) opened(flags p9.OpenFlags, names ...string) *p9.File {
	c.Helper()
	f := c.walk(names...)
	c.Must(f.Open(c.Context(), flags))
	return f
}

// attributes returns the attributes in stat(2).
func (c *client) attributes(f *p9.File) *p9.Rgetattr {
	c.Helper()
	a, err := f.Attributes(c.Context(), p9.AttrBasic)
	c.Must(err)
	if missing := p9.AttrBasic &^ a.Valid; missing != 0 {
		c.Errorf("Tgetattr: missing attributes %v", missing)
	}
	return a
}

// unknown checks that the server knows none of the fids.
func (c *client) unknown(what string, fids ...p9.FID) {
	c.Helper()
	refuseAll(c, "Tgetattr of "+what, anyErrno, getattrs(fids)...)
}

// getattrs asks for the attributes of files.
func getattrs(fids []p9.FID) []*p9.Tgetattr {
	var requests []*p9.Tgetattr
	for _, fid := range fids {
		requests = append(requests, &p9.Tgetattr{FID: fid, Request: p9.AttrBasic})
	}
	return requests
}

// clunks returns requests that clunk files.
func clunks(fids []p9.FID) []*p9.Tclunk {
	var requests []*p9.Tclunk
	for _, fid := range fids {
		requests = append(requests, &p9.Tclunk{FID: fid})
	}
	return requests
}

// newFIDs returns fids unused in this session.
func (c *client) newFIDs(n int) []p9.FID {
	fids := make([]p9.FID, n)
	for i := range fids {
		fids[i] = c.session.NewFID()
	}
	return fids
}

// clunk clunks files.
func (c *client) clunk(files ...*p9.File) {
	c.Helper()
	var fids []p9.FID
	for _, f := range files {
		fids = append(fids, f.FID())
	}
	all(c, clunks(fids)...)
}
