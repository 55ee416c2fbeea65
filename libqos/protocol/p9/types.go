package p9

import (
	"fmt"
	"time"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Tag is the client's number of a request. The reply has the same tag.
type Tag uint16

// NoTag is the tag of Tversion.
const NoTag Tag = 0xffff

// FID is the client's number of a place in the server's file tree.
type FID uint32

// NoFID is the value of a fid field without a fid.
const NoFID FID = 0xffffffff

// NoUID means a user without a number (P9_NONUNAME).
const NoUID uint32 = 0xffffffff

// MaxWalk is the largest number of names in one Twalk (walk(5), MAXWELEM).
const MaxWalk = 16

// HeaderSize is the size of every message's header, in bytes: size[4] type[1]
// tag[2].
const HeaderSize = 4 + 1 + 2

// QID is the server's own identity of a file. Two files are the same if and
// only if their QIDs have the same path.
type QID struct {
	Type    QIDType
	Version uint32
	Path    uint64
}

// qidSize is the size of a QID in a message, in bytes.
const qidSize = 1 + 4 + 8

// QIDType is a kind of file (intro(5); QTSYMLINK and QTLINK are from 9P2000.u).
type QIDType uint8

// Bits of a QIDType; a plain file has none.
//
//qgraph:bits QID
const (
	QIDDir       QIDType = 1 << 7 // QTDIR
	QIDAppend    QIDType = 1 << 6 // QTAPPEND
	QIDExclusive QIDType = 1 << 5 // "EXCL": QTEXCL
	QIDMount     QIDType = 1 << 4 // QTMOUNT
	QIDAuth      QIDType = 1 << 3 // QTAUTH
	QIDTemporary QIDType = 1 << 2 // "TMP": QTTMP
	QIDSymlink   QIDType = 1 << 1 // QTSYMLINK
	QIDLink      QIDType = 1 << 0 // QTLINK
)

// String returns the names of the bits set.
func (t QIDType) String() string {
	if t == 0 {
		return "FILE"
	}
	return reg.Format(t, t.bits())
}

// OpenFlags is a mode of opening a file: the flags of Linux's open(2), the same
// on every machine (P9_DOTL_* of the Linux v9fs client).
type OpenFlags uint32

// Flags of Tlopen and Tlcreate.
const (
	ReadOnly  OpenFlags = 0
	WriteOnly OpenFlags = 0o1
	ReadWrite OpenFlags = 0o2
	Create    OpenFlags = 0o100
	Exclusive OpenFlags = 0o200
	Truncate  OpenFlags = 0o1000
	Append    OpenFlags = 0o2000
	NonBlock  OpenFlags = 0o4000
	LargeFile OpenFlags = 0o100000
	Directory OpenFlags = 0o200000
	NoFollow  OpenFlags = 0o400000
)

// Mode is a file's type and permissions: Linux's st_mode.
type Mode uint32

// Types of file, permissions, and their masks (inode(7)).
const (
	ModeType       Mode = 0o170000
	ModeSocket     Mode = 0o140000
	ModeSymlink    Mode = 0o120000
	ModeRegular    Mode = 0o100000
	ModeBlock      Mode = 0o060000
	ModeDir        Mode = 0o040000
	ModeChar       Mode = 0o020000
	ModeFIFO       Mode = 0o010000
	ModePermission Mode = 0o007777
)

// Type returns only the type of file.
func (m Mode) Type() Mode { return m & ModeType }

// Permission returns only the permissions, with set-user-ID, set-group-ID and
// sticky bit.
func (m Mode) Permission() Mode { return m & ModePermission }

// String returns the mode in octal.
func (m Mode) String() string { return fmt.Sprintf("%#o", uint32(m)) }

// Time is a point in time in a message.
type Time struct {
	Sec  uint64 // since the Unix epoch; negative values in two's complement
	Nsec uint64
}

// Time returns t as Go's type.
func (t Time) Time() time.Time { return time.Unix(int64(t.Sec), int64(t.Nsec)) }
