package virtio9p

import (
	"syscall"

	"github.com/qgraph/qgraph/libqos/device/virtio/virtio9p"
	"github.com/qgraph/qgraph/libqos/protocol/p9"
)

// config checks configuration space: the device's tag from the path's command
// line.
func config(c *client) {
	offered, err := c.channel.Offered(c.Context())
	c.Must(err)
	if !offered.Has(virtio9p.FeatureMountTag) {
		c.Errorf("features = %s, want 9P_MOUNT_TAG offered", offered.Format(c.hw.Model.Names))
	}
	if got := virtio9p.ConfigTagLength.ReadT(c, c.channel.Config()); int(got) != len(virtio9p.MountTag) {
		c.Errorf("tag_len = %d, want %d", got, len(virtio9p.MountTag))
	}
	tag, err := c.channel.MountTag(c.Context())
	c.Must(err)
	if tag != virtio9p.MountTag {
		c.Errorf("mount tag = %q, want %q", tag, virtio9p.MountTag)
	}
}

// version checks the versions and message sizes that the server accepts
// (version(5)).
func version(c *client) {
	for _, v := range []string{"9P2000.X", "9P1999.L", "8P2000.L", "9P2000.l", "9P", ""} {
		r, err := c.session.Negotiate(c.Context(), msize, v)
		c.Must(err)
		if r.Version != p9.UnknownVersion {
			c.Errorf("Rversion to %q = %q, want %q", v, r.Version, p9.UnknownVersion)
		}
	}
	// QEMU accepts any size up to the maximum: it allocates nothing of that size.
	for _, size := range []uint32{4096, 4097, 8192, 65536, 1 << 20} {
		r, err := c.session.Negotiate(c.Context(), size, p9.Version)
		c.Must(err)
		if r.Version != p9.Version || r.MSize != size {
			c.Errorf("Rversion to msize %d = %q, msize %d", size, r.Version, r.MSize)
		}
	}
	for _, size := range []uint32{0, 64, 4095} { // QEMU's own limit: see msize
		_, err := c.session.Negotiate(c.Context(), size, p9.Version)
		c.refused("Tversion with too small an msize", err, syscall.EMSGSIZE)
	}

	// A new session does not know the fids of the last one.
	_, err := c.session.Negotiate(c.Context(), msize, p9.Version)
	c.Must(err)
	do(c, &p9.Tattach{FID: 7, AFID: p9.NoFID, UID: uid})
	do(c, &p9.Tgetattr{FID: 7, Request: p9.AttrBasic})
	_, err = c.session.Negotiate(c.Context(), msize, p9.Version)
	c.Must(err)
	c.unknown("a fid of the previous session", 7)
	do(c, &p9.Tattach{FID: 7, AFID: p9.NoFID, UID: uid})
}

// attach checks the root, and the reuse of its fids.
func attach(c *client) {
	if got := c.root.QID().Type; got != p9.QIDDir {
		c.Errorf("type of the root = %v, want %v", got, p9.QIDDir)
	}
	a := c.attributes(c.root)
	if a.QID.Path != c.root.QID().Path || a.Mode.Type() != p9.ModeDir {
		c.Errorf("root has QID %+v and mode %v, want QID %+v as in Rattach", a.QID, a.Mode, c.root.QID())
	}
	refuse(c, "Tattach with a fid in use", &p9.Tattach{FID: c.root.FID(), AFID: p9.NoFID, UID: uid}, anyErrno)
	refuse(c, "Tauth", &p9.Tauth{AFID: c.session.NewFID(), UName: "nobody", UID: p9.NoUID}, anyErrno)

	again, err := c.session.Attach(c.Context(), p9.User{Name: "nobody", UID: p9.NoUID}, "")
	c.Must(err)
	if again.QID().Path != c.root.QID().Path {
		c.Errorf("QID of the root = %+v, but %+v for another user", c.root.QID(), again.QID())
	}
	c.clunk(again)
	clunked(c, again.FID())
	c.attributes(c.root) // which is another fid

	do(c, &p9.Tattach{FID: again.FID(), AFID: p9.NoFID, UID: uid}) // free again
	clunked(c, c.session.NewFID())                                 // never known
}

// clunked checks that a fid unknown to the server is unusable.
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
