package virtio9p

import (
	"syscall"

	"github.com/qgraph/qgraph/libqos/device/virtio/virtio9p"
	"github.com/qgraph/qgraph/libqos/protocol/p9"
)

// config checks configuration space: the tag by which the path's command line
// calls the device.
func config(c *client) {
	offered, err := c.channel.Offered(c.Context())
	c.Must(err)
	if !offered.Has(virtio9p.FeatureMountTag) {
		c.Errorf("features %s: 9P_MOUNT_TAG is not offered", offered.Format(c.hw.Model.Names))
	}
	if got := virtio9p.ConfigTagLength.ReadT(c, c.channel.Config()); int(got) != len(virtio9p.MountTag) {
		c.Errorf("tag_len = %d, want %d", got, len(virtio9p.MountTag))
	}
	tag, err := c.channel.MountTag(c.Context())
	c.Must(err)
	if tag != virtio9p.MountTag {
		c.Errorf("mount tag %q, want %q", tag, virtio9p.MountTag)
	}
}

// version checks what the server agrees to (version(5)).
func version(c *client) {
	for _, v := range []string{"9P2000.X", "9P1999.L", "8P2000.L", "9P2000.l", "9P", ""} {
		r, err := c.session.Negotiate(c.Context(), msize, v)
		c.Must(err)
		if r.Version != p9.UnknownVersion {
			c.Errorf("Tversion with %q is answered with %q, want %q", v, r.Version, p9.UnknownVersion)
		}
	}
	// QEMU agrees to whatever size it can: it allocates nothing of that size.
	for _, size := range []uint32{4096, 4097, 8192, 65536, 1 << 20} {
		r, err := c.session.Negotiate(c.Context(), size, p9.Version)
		c.Must(err)
		if r.Version != p9.Version || r.MSize != size {
			c.Errorf("Tversion with msize %d is answered with %q, msize %d", size, r.Version, r.MSize)
		}
	}
	for _, size := range []uint32{0, 64, 4095} { // QEMU's own limit: see msize
		_, err := c.session.Negotiate(c.Context(), size, p9.Version)
		c.refused("Tversion with too small an msize", err, syscall.EMSGSIZE)
	}

	// A new session knows nothing of the one before.
	_, err := c.session.Negotiate(c.Context(), msize, p9.Version)
	c.Must(err)
	do(c, &p9.Tattach{FID: 7, AFID: p9.NoFID, UID: uid})
	do(c, &p9.Tgetattr{FID: 7, Request: p9.AttrBasic})
	_, err = c.session.Negotiate(c.Context(), msize, p9.Version)
	c.Must(err)
	c.unknown("a fid of the session before", 7)
	do(c, &p9.Tattach{FID: 7, AFID: p9.NoFID, UID: uid})
}

// attach checks the root, and what becomes of the fids that stand for it.
func attach(c *client) {
	if got := c.root.QID().Type; got != p9.QIDDir {
		c.Errorf("the root is of type %v, want %v", got, p9.QIDDir)
	}
	a := c.attributes(c.root)
	if a.QID.Path != c.root.QID().Path || a.Mode.Type() != p9.ModeDir {
		c.Errorf("the root has QID %+v and mode %v; Rattach says %+v", a.QID, a.Mode, c.root.QID())
	}
	refuse(c, "Tattach with a fid that is in use", &p9.Tattach{FID: c.root.FID(), AFID: p9.NoFID, UID: uid}, anyErrno)
	refuse(c, "Tauth", &p9.Tauth{AFID: c.session.NewFID(), UName: "nobody", UID: p9.NoUID}, anyErrno)

	again, err := c.session.Attach(c.Context(), p9.User{Name: "nobody", UID: p9.NoUID}, "")
	c.Must(err)
	if again.QID().Path != c.root.QID().Path {
		c.Errorf("the root is %+v, and %+v for another user", c.root.QID(), again.QID())
	}
	c.clunk(again)
	clunked(c, again.FID())
	c.attributes(c.root) // which is another fid

	do(c, &p9.Tattach{FID: again.FID(), AFID: p9.NoFID, UID: uid}) // free again
	clunked(c, c.session.NewFID())                                 // never known
}

// clunked checks that a fid that the server does not know is of no use for
// anything.
func clunked(c *client, fid p9.FID) {
	c.Helper()
	c.unknown("an unknown fid", fid)
	refuse(c, "Twalk from an unknown fid", &p9.Twalk{FID: fid, NewFID: c.session.NewFID()}, anyErrno)
	refuse(c, "Tlopen of an unknown fid", &p9.Tlopen{FID: fid}, anyErrno)
	refuse(c, "Tread of an unknown fid", &p9.Tread{FID: fid, Count: 1}, anyErrno)
	refuse(c, "Twrite of an unknown fid", &p9.Twrite{FID: fid, Data: []byte{1}}, anyErrno)
	refuse(c, "Treaddir of an unknown fid", &p9.Treaddir{FID: fid, Count: 512}, anyErrno)
	refuse(c, "Tstatfs of an unknown fid", &p9.Tstatfs{FID: fid}, anyErrno)
	refuse(c, "Tmkdir in an unknown fid", &p9.Tmkdir{DirFID: fid, Name: "x"}, anyErrno)
	refuse(c, "Tclunk of an unknown fid", &p9.Tclunk{FID: fid}, anyErrno)
}
