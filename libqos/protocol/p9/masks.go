package p9

// AttrMask is a set of attributes, requested by Tgetattr and returned in
// Rgetattr (diod, "9P2000.L protocol", "getattr").
type AttrMask uint64

// The attributes (P9_GETATTR_*).
//
//qgraph:bits Attr
const (
	AttrMode        AttrMask = 1 << 0
	AttrNLink       AttrMask = 1 << 1 // "NLINK"
	AttrUID         AttrMask = 1 << 2
	AttrGID         AttrMask = 1 << 3
	AttrRDev        AttrMask = 1 << 4 // "RDEV"
	AttrATime       AttrMask = 1 << 5 // "ATIME"
	AttrMTime       AttrMask = 1 << 6 // "MTIME"
	AttrCTime       AttrMask = 1 << 7 // "CTIME"
	AttrIno         AttrMask = 1 << 8
	AttrSize        AttrMask = 1 << 9
	AttrBlocks      AttrMask = 1 << 10
	AttrBTime       AttrMask = 1 << 11 // "BTIME"
	AttrGen         AttrMask = 1 << 12
	AttrDataVersion AttrMask = 1 << 13

	AttrBasic AttrMask = 1<<11 - 1 // those of stat(2)
	AttrAll   AttrMask = 1<<14 - 1
)

// SetMask is a set of attributes for Tsetattr (diod, "9P2000.L protocol",
// "setattr").
type SetMask uint32

// The attributes (P9_SETATTR_*). A time is set to the server's, unless the bit
// that ends in Set selects the time in the message.
//
//qgraph:bits Set
const (
	SetMode     SetMask = 1 << 0
	SetUID      SetMask = 1 << 1
	SetGID      SetMask = 1 << 2
	SetSize     SetMask = 1 << 3
	SetATime    SetMask = 1 << 4 // "ATIME"
	SetMTime    SetMask = 1 << 5 // "MTIME"
	SetCTime    SetMask = 1 << 6 // "CTIME"
	SetATimeSet SetMask = 1 << 7 // "ATIME_SET"
	SetMTimeSet SetMask = 1 << 8 // "MTIME_SET"
)

// UnlinkFlags selects the kind of file that Tunlinkat removes; without flags,
// one that is not a directory.
type UnlinkFlags uint32

// UnlinkDir removes an empty directory (Linux's AT_REMOVEDIR).
const UnlinkDir UnlinkFlags = 0x200

// XAttrFlags says whether the extended attribute of Txattrcreate may or must
// already exist. Without flags it may (setxattr(2)).
type XAttrFlags uint32

// Flags of Txattrcreate.
const (
	XAttrCreate  XAttrFlags = 1 // XATTR_CREATE: it must not exist
	XAttrReplace XAttrFlags = 2 // XATTR_REPLACE: it must exist
)

// LockType is the type of a record lock (diod, "9P2000.L protocol", "lock").
type LockType uint8

// The types of lock (P9_LOCK_TYPE_*).
const (
	ReadLock  LockType = 0
	WriteLock LockType = 1
	Unlock    LockType = 2
)

// LockFlags modifies a request for a lock (P9_LOCK_FLAGS_*).
type LockFlags uint32

// Flags of Tlock.
const (
	LockBlock   LockFlags = 1 << 0 // the client waits for the lock
	LockReclaim LockFlags = 1 << 1
)

// LockStatus is the result in Rlock.
type LockStatus uint8

// The results in Rlock (P9_LOCK_*).
const (
	LockSuccess LockStatus = 0
	LockBlocked LockStatus = 1 // held by another owner
	LockError   LockStatus = 2
	LockGrace   LockStatus = 3
)

// DirEntry is an entry of a directory.
type DirEntry struct {
	QID    QID
	Offset uint64 // of the Treaddir that continues after this entry
	Type   uint8  // DT_* of readdir(3); 0 if unknown
	Name   string
}

// Size returns the entry's size in Rreaddir, in bytes.
func (e DirEntry) Size() int { return qidSize + 8 + 1 + 2 + len(e.Name) }
