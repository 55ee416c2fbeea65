package p9_test

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/protocol/p9"
)

// vector is a message in both forms. The bytes were written by hand from the
// layouts of diod's "9P2000.L protocol", with a group of digits for each field.
type vector struct {
	number  byte
	name    string
	message p9.Message
	body    string // behind size[4] type[1] tag[2]
}

const qidBytes = "80 04030201 0c0b0a0908070605 "

func vectors() []vector {
	qid := p9.QID{Type: p9.QIDDir, Version: 0x01020304, Path: 0x05060708090a0b0c}
	fid, dir := p9.FID(0x11121314), p9.FID(0x21222324)
	at := func(n uint64) p9.Time { return p9.Time{Sec: n, Nsec: n + 1} }
	return []vector{
		{7, "Rlerror", &p9.Rlerror{Errno: 2}, "02000000"},
		{8, "Tstatfs", &p9.Tstatfs{FID: fid}, "14131211"},
		{9, "Rstatfs", &p9.Rstatfs{FSType: 0x01021997, BSize: 4096, Blocks: 3, BFree: 4, BAvail: 5, Files: 6, FFree: 7, FSID: 0x8000000000000008, NameLen: 255},
			"97190201 00100000 0300000000000000 0400000000000000 0500000000000000 0600000000000000 0700000000000000 0800000000000080 ff000000"},
		{12, "Tlopen", &p9.Tlopen{FID: fid, Flags: p9.ReadWrite | p9.LargeFile}, "14131211 02800000"},
		{13, "Rlopen", &p9.Rlopen{QID: qid, IOUnit: 4072}, qidBytes + "e80f0000"},
		{14, "Tlcreate", &p9.Tlcreate{FID: fid, Name: "ab", Flags: p9.WriteOnly | p9.Create, Mode: 0o644, GID: 9}, "14131211 0200 6162 41000000 a4010000 09000000"},
		{15, "Rlcreate", &p9.Rlcreate{QID: qid, IOUnit: 1}, qidBytes + "01000000"},
		{16, "Tsymlink", &p9.Tsymlink{DirFID: dir, Name: "l", Target: "to", GID: 7}, "24232221 0100 6c 0200 746f 07000000"},
		{17, "Rsymlink", &p9.Rsymlink{QID: qid}, qidBytes},
		{18, "Tmknod", &p9.Tmknod{DirFID: dir, Name: "n", Mode: p9.ModeChar | 0o600, Major: 1, Minor: 5, GID: 7}, "24232221 0100 6e 80210000 01000000 05000000 07000000"},
		{19, "Rmknod", &p9.Rmknod{QID: qid}, qidBytes},
		{20, "Trename", &p9.Trename{FID: fid, DirFID: dir, Name: "n"}, "14131211 24232221 0100 6e"},
		{21, "Rrename", &p9.Rrename{}, ""},
		{22, "Treadlink", &p9.Treadlink{FID: fid}, "14131211"},
		{23, "Rreadlink", &p9.Rreadlink{Target: "to"}, "0200 746f"},
		{24, "Tgetattr", &p9.Tgetattr{FID: fid, Request: p9.AttrBasic}, "14131211 ff07000000000000"},
		{25, "Rgetattr", &p9.Rgetattr{
			Valid: p9.AttrAll, QID: qid, Mode: p9.ModeRegular | 0o644, UID: 1, GID: 2, NLink: 3, RDev: 4, Size: 5, BlkSize: 6, Blocks: 7,
			ATime: at(0x10), MTime: at(0x20), CTime: at(0x30), BTime: at(0x40), Gen: 8, DataVersion: 9,
		}, "ff3f000000000000 " + qidBytes + "a4810000 01000000 02000000 0300000000000000 0400000000000000 0500000000000000 0600000000000000 0700000000000000 " +
			"1000000000000000 1100000000000000 2000000000000000 2100000000000000 3000000000000000 3100000000000000 4000000000000000 4100000000000000 " +
			"0800000000000000 0900000000000000"},
		{26, "Tsetattr", &p9.Tsetattr{FID: fid, Valid: p9.SetMode | p9.SetMTimeSet, Mode: 0o600, UID: 1, GID: 2, Size: 3, ATime: at(4), MTime: at(6)},
			"14131211 01010000 80010000 01000000 02000000 0300000000000000 0400000000000000 0500000000000000 0600000000000000 0700000000000000"},
		{27, "Rsetattr", &p9.Rsetattr{}, ""},
		{30, "Txattrwalk", &p9.Txattrwalk{FID: fid, NewFID: dir, Name: "user.a"}, "14131211 24232221 0600 757365722e61"},
		{31, "Rxattrwalk", &p9.Rxattrwalk{Size: 0x0102}, "0201000000000000"},
		{32, "Txattrcreate", &p9.Txattrcreate{FID: fid, Name: "user.a", AttrSize: 3, Flags: p9.XAttrReplace}, "14131211 0600 757365722e61 0300000000000000 02000000"},
		{33, "Rxattrcreate", &p9.Rxattrcreate{}, ""},
		{40, "Treaddir", &p9.Treaddir{FID: fid, Offset: 0x0102, Count: 512}, "14131211 0201000000000000 00020000"},
		{41, "Rreaddir", &p9.Rreaddir{Entries: []p9.DirEntry{{QID: qid, Offset: 1, Type: 4, Name: "."}, {QID: qid, Offset: 2, Type: 8, Name: ""}}},
			"31000000 " + qidBytes + "0100000000000000 04 0100 2e " + qidBytes + "0200000000000000 08 0000"},
		{50, "Tfsync", &p9.Tfsync{FID: fid, DataSync: 1}, "14131211 01000000"},
		{51, "Rfsync", &p9.Rfsync{}, ""},
		{52, "Tlock", &p9.Tlock{FID: fid, LockType: p9.WriteLock, Flags: p9.LockBlock, Start: 2, Length: 3, ProcID: 4, ClientID: "me"},
			"14131211 01 01000000 0200000000000000 0300000000000000 04000000 0200 6d65"},
		{53, "Rlock", &p9.Rlock{Status: p9.LockBlocked}, "01"},
		{54, "Tgetlock", &p9.Tgetlock{FID: fid, LockType: p9.ReadLock, Start: 2, Length: 3, ProcID: 4, ClientID: "me"},
			"14131211 00 0200000000000000 0300000000000000 04000000 0200 6d65"},
		{55, "Rgetlock", &p9.Rgetlock{LockType: p9.Unlock, Start: 2, Length: 3, ProcID: 4, ClientID: "me"},
			"02 0200000000000000 0300000000000000 04000000 0200 6d65"},
		{70, "Tlink", &p9.Tlink{DirFID: dir, FID: fid, Name: "n"}, "24232221 14131211 0100 6e"},
		{71, "Rlink", &p9.Rlink{}, ""},
		{72, "Tmkdir", &p9.Tmkdir{DirFID: dir, Name: "d", Mode: 0o750, GID: 3}, "24232221 0100 64 e8010000 03000000"},
		{73, "Rmkdir", &p9.Rmkdir{QID: qid}, qidBytes},
		{74, "Trenameat", &p9.Trenameat{OldDirFID: dir, OldName: "o", NewDirFID: fid, NewName: "nn"}, "24232221 0100 6f 14131211 0200 6e6e"},
		{75, "Rrenameat", &p9.Rrenameat{}, ""},
		{76, "Tunlinkat", &p9.Tunlinkat{DirFID: dir, Name: "d", Flags: p9.UnlinkDir}, "24232221 0100 64 00020000"},
		{77, "Runlinkat", &p9.Runlinkat{}, ""},
		{100, "Tversion", &p9.Tversion{MSize: 8192, Version: "9P2000.L"}, "00200000 0800 3950323030302e4c"},
		{101, "Rversion", &p9.Rversion{MSize: 4096, Version: "unknown"}, "00100000 0700 756e6b6e6f776e"},
		{102, "Tauth", &p9.Tauth{AFID: fid, UName: "u", AName: "aa", UID: p9.NoUID}, "14131211 0100 75 0200 6161 ffffffff"},
		{103, "Rauth", &p9.Rauth{AQID: qid}, qidBytes},
		{104, "Tattach", &p9.Tattach{FID: fid, AFID: p9.NoFID, UName: "u", AName: "", UID: 5}, "14131211 ffffffff 0100 75 0000 05000000"},
		{105, "Rattach", &p9.Rattach{QID: qid}, qidBytes},
		{108, "Tflush", &p9.Tflush{OldTag: 0x0102}, "0201"},
		{109, "Rflush", &p9.Rflush{}, ""},
		{110, "Twalk", &p9.Twalk{FID: fid, NewFID: dir, Names: []string{"a", "..", ""}}, "14131211 24232221 0300 0100 61 0200 2e2e 0000"},
		{111, "Rwalk", &p9.Rwalk{QIDs: []p9.QID{qid, {}}}, "0200 " + qidBytes + "00 00000000 0000000000000000"},
		{116, "Tread", &p9.Tread{FID: fid, Offset: 0x0102030405060708, Count: 16}, "14131211 0807060504030201 10000000"},
		{117, "Rread", &p9.Rread{Data: []byte("hi\x00")}, "03000000 686900"},
		{118, "Twrite", &p9.Twrite{FID: fid, Offset: 1, Data: []byte("hi")}, "14131211 0100000000000000 02000000 6869"},
		{119, "Rwrite", &p9.Rwrite{Count: 0x0102}, "02010000"},
		{120, "Tclunk", &p9.Tclunk{FID: fid}, "14131211"},
		{121, "Rclunk", &p9.Rclunk{}, ""},
		{122, "Tremove", &p9.Tremove{FID: fid}, "14131211"},
		{123, "Rremove", &p9.Rremove{}, ""},
	}
}

// bytes returns the whole message with tag 0x4142.
func (v vector) bytes(t *testing.T) []byte {
	t.Helper()
	body, err := hex.DecodeString(strings.ReplaceAll(v.body, " ", ""))
	if err != nil {
		t.Fatalf("%s: %v", v.name, err)
	}
	b := binary.LittleEndian.AppendUint32(nil, uint32(7+len(body)))
	return append(append(b, v.number, 0x42, 0x41), body...)
}

func TestVectors(t *testing.T) {
	for _, v := range vectors() {
		t.Run(v.name, func(t *testing.T) {
			want := v.bytes(t)
			if got := p9.TypeOf(v.message).String(); got != v.name {
				t.Errorf("Type() = %s, want %s", got, v.name)
			}
			got, err := p9.Marshal(0x4142, v.message)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("Marshal mismatch (-want +got):\n%s", diff)
			}
			tag, m, err := p9.Unmarshal(want)
			if err != nil {
				t.Fatal(err)
			}
			if tag != 0x4142 {
				t.Errorf("Unmarshal: tag = %#x, want 0x4142", tag)
			}
			if diff := cmp.Diff(v.message, m); diff != "" {
				t.Errorf("Unmarshal mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

// TestLengths decodes every message with every wrong length.
func TestLengths(t *testing.T) {
	for _, v := range vectors() {
		t.Run(v.name, func(t *testing.T) {
			whole := v.bytes(t)
			for n := range whole {
				if _, _, err := p9.Unmarshal(whole[:n]); n < 7 && !errors.Is(err, p9.ErrShort) || n >= 7 && !errors.Is(err, p9.ErrSize) {
					t.Errorf("Unmarshal of the first %d bytes of %d = %v", n, len(whole), err)
				}
				if n < 7 {
					continue
				}
				short := append([]byte(nil), whole[:n]...)
				binary.LittleEndian.PutUint32(short, uint32(n))
				if _, _, err := p9.Unmarshal(short); !errors.Is(err, p9.ErrShort) {
					t.Errorf("Unmarshal of the first %d bytes of %d with a size field of %d = %v", n, len(whole), n, err)
				}
			}
			long := append(append([]byte(nil), whole...), 0)
			if _, _, err := p9.Unmarshal(long); !errors.Is(err, p9.ErrSize) {
				t.Errorf("Unmarshal with a byte behind it = %v", err)
			}
			binary.LittleEndian.PutUint32(long, uint32(len(long)))
			if _, _, err := p9.Unmarshal(long); !errors.Is(err, p9.ErrTrailing) {
				t.Errorf("Unmarshal with a byte behind it and a size field of %d = %v", len(long), err)
			}
		})
	}
}

func TestUnmarshalFaults(t *testing.T) {
	for _, tc := range []struct {
		name    string
		message string
		want    string
	}{
		{"9P2000's Rerror", "0b000000 6b 0100 0200 6e6f", "p9: decode message of type 107: unknown type of message"},
		{"a NUL byte in a string", "0b000000 17 0100 0200 6100", `p9: decode Rreadlink of 11 bytes: string with a NUL byte: "a\x00"`},
		{"an entry cut off by count", "18000000 29 0100 0d000000 00 00000000 0000000000000000", "p9: decode Rreaddir of 24 bytes: the message ends within a field"},
		{"more data than in the message", "0b000000 75 0100 ffffffff", "p9: decode Rread of 11 bytes: the message ends within a field"},
		{"more names than in the message", "13000000 6e 0100 00000000 00000000 ffff 0000", "p9: decode Twalk of 19 bytes: the message ends within a field"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b, err := hex.DecodeString(strings.ReplaceAll(tc.message, " ", ""))
			if err != nil {
				t.Fatal(err)
			}
			if _, _, err := p9.Unmarshal(b); err == nil || err.Error() != tc.want {
				t.Errorf("Unmarshal = %v, want %s", err, tc.want)
			}
		})
	}
}

func TestMarshalFaults(t *testing.T) {
	for _, m := range []p9.Message{
		&p9.Treadlink{},
		&p9.Rreadlink{Target: strings.Repeat("x", 65535)},
		&p9.Twalk{Names: make([]string, 65535)},
	} {
		if _, err := p9.Marshal(1, m); err != nil {
			t.Errorf("Marshal(%v) = %v", p9.TypeOf(m), err)
		}
	}
	for _, m := range []p9.Message{
		&p9.Rreadlink{Target: strings.Repeat("x", 65536)},
		&p9.Twalk{Names: make([]string, 65536)},
		&p9.Rreaddir{Entries: []p9.DirEntry{{Name: strings.Repeat("x", 65536)}}},
	} {
		if _, err := p9.Marshal(1, m); !errors.Is(err, p9.ErrTooLong) {
			t.Errorf("Marshal of a %v that is too long = %v", p9.TypeOf(m), err)
		}
	}
}

// FuzzUnmarshal checks that every accepted message has the same encoding again.
func FuzzUnmarshal(f *testing.F) {
	for _, v := range vectors() {
		b, err := p9.Marshal(0x4142, v.message)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		tag, m, err := p9.Unmarshal(b)
		if err != nil {
			return
		}
		again, err := p9.Marshal(tag, m)
		if err != nil {
			t.Fatalf("Marshal of %#v: %v", m, err)
		}
		if diff := cmp.Diff(b, again); diff != "" {
			t.Errorf("%#v mismatch (-before +after):\n%s", m, diff)
		}
	})
}

func TestStrings(t *testing.T) {
	for _, tc := range []struct{ got, want string }{
		{(^p9.QIDType(0)).String(), "DIR|APPEND|EXCL|MOUNT|AUTH|TMP|SYMLINK|LINK"},
		{p9.QIDType(0).String(), "FILE"},
		{(^p9.AttrMask(0)).String(), "MODE|NLINK|UID|GID|RDEV|ATIME|MTIME|CTIME|INO|SIZE|BLOCKS|BTIME|GEN|DATA_VERSION|0xffffffffffffc000"},
		{(p9.AttrAll &^ p9.AttrBasic).String(), "BTIME|GEN|DATA_VERSION"},
		{(^p9.SetMask(0)).String(), "MODE|UID|GID|SIZE|ATIME|MTIME|CTIME|ATIME_SET|MTIME_SET|0xfffffe00"},
		{p9.MessageType(107).String(), "message of type 107"},
		{p9.Mode(0o100644).String(), "0100644"},
		{(&p9.Error{Request: p9.TypeTwalk, Errno: 2}).Error(), "p9: Twalk: ENOENT (no such file or directory)"},
		{(&p9.Error{Request: p9.TypeTwalk, Errno: 4095}).Error(), "p9: Twalk: error 4095"},
	} {
		if tc.got != tc.want {
			t.Errorf("String() = %q, want %q", tc.got, tc.want)
		}
	}
}
