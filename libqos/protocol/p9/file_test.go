package p9_test

import (
	"errors"
	"fmt"
	"io"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/protocol/p9"
)

func TestAttachRefused(t *testing.T) {
	s := newSession(t, small, on(0, &p9.Tattach{AFID: p9.NoFID, UID: p9.NoUID}, reply(0, &p9.Rlerror{Errno: 13})))
	if _, err := s.Attach(t.Context(), p9.User{UID: p9.NoUID}, ""); !errors.Is(err, syscall.EACCES) {
		t.Errorf("Attach = %v, want EACCES", err)
	}
}

// qids returns n QIDs with paths that count up from first.
func qids(first uint64, n int) []p9.QID {
	var q []p9.QID
	for i := range n {
		q = append(q, p9.QID{Path: first + uint64(i)})
	}
	return q
}

func names(n int) []string {
	var s []string
	for i := range n {
		s = append(s, fmt.Sprint(i%10))
	}
	return s
}

func TestWalk(t *testing.T) {
	long := names(17)
	for _, tc := range []struct {
		name  string
		names []string
		steps []step // from tag 1 on
		path  uint64 // of the QID of the reached file
		want  error
	}{
		{"nowhere", nil, []step{on(1, &p9.Twalk{NewFID: 1}, reply(1, &p9.Rwalk{}))}, 1, nil},
		{"two names", long[:2], []step{on(1, &p9.Twalk{NewFID: 1, Names: long[:2]}, reply(1, &p9.Rwalk{QIDs: qids(5, 2)}))}, 6, nil},
		{"refused", long[:2], []step{on(1, &p9.Twalk{NewFID: 1, Names: long[:2]}, reply(1, &p9.Rlerror{Errno: 2}))}, 0, syscall.ENOENT},
		{"not to the end", long[:2], []step{on(1, &p9.Twalk{NewFID: 1, Names: long[:2]}, reply(1, &p9.Rwalk{QIDs: qids(5, 1)}))}, 0, p9.ErrPartial},
		{"too far", long[:2], []step{on(1, &p9.Twalk{NewFID: 1, Names: long[:2]}, reply(1, &p9.Rwalk{QIDs: qids(5, 3)}))}, 0, p9.ErrPartial},
		{"more than one message", long, []step{
			on(1, &p9.Twalk{NewFID: 1, Names: long[:16]}, reply(1, &p9.Rwalk{QIDs: qids(5, 16)})),
			on(2, &p9.Twalk{FID: 1, NewFID: 1, Names: long[16:]}, reply(2, &p9.Rwalk{QIDs: qids(50, 1)})),
		}, 50, nil},
		{"more than one message, not to the end", long, []step{
			on(1, &p9.Twalk{NewFID: 1, Names: long[:16]}, reply(1, &p9.Rwalk{QIDs: qids(5, 16)})),
			on(2, &p9.Twalk{FID: 1, NewFID: 1, Names: long[16:]}, reply(2, &p9.Rlerror{Errno: 20})),
			on(3, &p9.Tclunk{FID: 1}, reply(3, &p9.Rclunk{})),
		}, 0, syscall.ENOTDIR},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := attached(t, large, tc.steps...)
			f, err := r.Walk(t.Context(), tc.names...)
			if !errors.Is(err, tc.want) {
				t.Fatalf("Walk = %v, want %v", err, tc.want)
			}
			if err == nil && (f.QID().Path != tc.path || f.FID() != 1) {
				t.Errorf("Walk leads to fid %d, %+v; want fid 1, path %d", f.FID(), f.QID(), tc.path)
			}
		})
	}
}

// alphabet returns n bytes that tell their position.
func alphabet(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i)
	}
	return b
}

func TestReadAt(t *testing.T) {
	data := alphabet(256)
	read := func(tag p9.Tag, offset uint64, count uint32, answer ...byte) step {
		return on(tag, &p9.Tread{Offset: offset, Count: count}, reply(tag, &p9.Rread{Data: answer}))
	}
	for _, tc := range []struct {
		name  string
		n     int
		steps []step
		got   int
		want  error
	}{
		{"nothing", 0, nil, 0, nil},
		{"one message", 53, []step{read(1, 9, 53, data[:53]...)}, 53, nil},
		{"two messages", 54, []step{read(1, 9, 53, data[:53]...), read(2, 62, 1, data[53])}, 54, nil},
		{"less than requested", 53, []step{read(1, 9, 53, data[:50]...), read(2, 59, 3, data[50:53]...)}, 53, nil},
		{"less than requested at first", 54, []step{read(1, 9, 53, data[:50]...), read(2, 62, 1, data[53]), read(3, 59, 4, data[50:54]...)}, 54, nil},
		{"to the end", 60, []step{read(1, 9, 53, data[:10]...), read(2, 62, 7), read(3, 19, 50)}, 10, io.EOF},
		{"more than requested", 3, []step{read(1, 9, 3, data[:4]...)}, 0, p9.ErrServer},
		{"refused in the middle", 54, []step{read(1, 9, 53, data[:53]...), on(2, &p9.Tread{Offset: 62, Count: 1}, reply(2, &p9.Rlerror{Errno: 5}))}, 53, syscall.EIO},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := attached(t, small, tc.steps...)
			p := make([]byte, tc.n)
			n, err := f.ReadAt(t.Context(), p, 9)
			if !errors.Is(err, tc.want) || n != tc.got {
				t.Errorf("ReadAt = %d, %v; want %d, %v", n, err, tc.got, tc.want)
			}
			if diff := cmp.Diff(data[:tc.got], p[:n]); diff != "" {
				t.Errorf("data mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWriteAt(t *testing.T) {
	data := alphabet(256)
	write := func(tag p9.Tag, offset uint64, part []byte, count uint32) step {
		return on(tag, &p9.Twrite{Offset: offset, Data: part}, reply(tag, &p9.Rwrite{Count: count}))
	}
	for _, tc := range []struct {
		name  string
		n     int
		steps []step
		got   int
		want  error
	}{
		{"nothing", 0, nil, 0, nil},
		{"one message", 41, []step{write(1, 9, data[:41], 41)}, 41, nil},
		{"two messages", 42, []step{write(1, 9, data[:41], 41), write(2, 50, data[41:42], 1)}, 42, nil},
		{"less than was sent", 41, []step{write(1, 9, data[:41], 40), write(2, 49, data[40:41], 1)}, 41, nil},
		{"less than was sent at first", 42, []step{write(1, 9, data[:41], 40), write(2, 50, data[41:42], 1), write(3, 49, data[40:42], 2)}, 42, nil},
		{"nothing of the data sent", 41, []step{write(1, 9, data[:41], 0)}, 0, p9.ErrServer},
		{"more than was sent", 41, []step{write(1, 9, data[:41], 42)}, 0, p9.ErrServer},
		{"refused", 1, []step{on(1, &p9.Twrite{Offset: 9, Data: data[:1]}, reply(1, &p9.Rlerror{Errno: 28}))}, 0, syscall.ENOSPC},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := attached(t, small, tc.steps...)
			n, err := f.WriteAt(t.Context(), data[:tc.n], 9)
			if !errors.Is(err, tc.want) || n != tc.got {
				t.Errorf("WriteAt = %d, %v; want %d, %v", n, err, tc.got, tc.want)
			}
		})
	}
}

func TestEntries(t *testing.T) {
	entry := func(offset uint64, name string) p9.DirEntry { return p9.DirEntry{Offset: offset, Name: name} }
	readdir := func(tag p9.Tag, offset uint64, entries ...p9.DirEntry) step {
		return on(tag, &p9.Treaddir{Offset: offset, Count: 50}, reply(tag, &p9.Rreaddir{Entries: entries}))
	}
	a, b, c := entry(70, "a"), entry(3, "b"), entry(9, "c")
	for _, tc := range []struct {
		name  string
		steps []step
		got   []p9.DirEntry
		want  error
	}{
		{"empty", []step{readdir(1, 0)}, nil, nil},
		{"in two parts", []step{readdir(1, 0, a, b), readdir(2, 3, c), readdir(3, 9)}, []p9.DirEntry{a, b, c}, nil},
		{"more than requested", []step{readdir(1, 0, entry(1, "a"), entry(2, "bc"))}, nil, p9.ErrServer},
		{"refused", []step{on(1, &p9.Treaddir{Count: 50}, reply(1, &p9.Rlerror{Errno: 22}))}, nil, syscall.EINVAL},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := attached(t, small, tc.steps...)
			got, err := f.Entries(t.Context(), 50)
			if !errors.Is(err, tc.want) {
				t.Errorf("Entries = %v, want %v", err, tc.want)
			}
			if diff := cmp.Diff(tc.got, got); diff != "" {
				t.Errorf("entries mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

// TestEntriesWithoutEnd has a server that starts over at the end.
func TestEntriesWithoutEnd(t *testing.T) {
	var steps []step
	for i := range 1 << 16 {
		offset := uint64(7)
		if i == 0 {
			offset = 0
		}
		tag := p9.Tag((i + 1) % int(p9.NoTag))
		steps = append(steps, on(tag, &p9.Treaddir{Offset: offset, Count: 50}, reply(tag, &p9.Rreaddir{Entries: []p9.DirEntry{{Offset: 7}}})))
	}
	if _, err := attached(t, small, steps...).Entries(t.Context(), 50); !errors.Is(err, p9.ErrServer) {
		t.Errorf("Entries = %v, want ErrServer", err)
	}
}

func TestXAttr(t *testing.T) {
	walk := func(name string, size uint64) step {
		return on(1, &p9.Txattrwalk{NewFID: 1, Name: name}, reply(1, &p9.Rxattrwalk{Size: size}))
	}
	read := func(tag p9.Tag, offset uint64, count uint32, data string) step {
		return on(tag, &p9.Tread{FID: 1, Offset: offset, Count: count}, reply(tag, &p9.Rread{Data: []byte(data)}))
	}
	clunk := func(tag p9.Tag) step { return on(tag, &p9.Tclunk{FID: 1}, reply(tag, &p9.Rclunk{})) }
	for _, tc := range []struct {
		name  string
		attr  string
		steps []step
		got   string
		want  error
	}{
		{"a value", "user.a", []step{walk("user.a", 3), read(2, 0, 3, "abc"), clunk(3)}, "abc", nil},
		{"an empty value", "user.a", []step{walk("user.a", 0), clunk(2)}, "", nil},
		{"none", "user.a", []step{on(1, &p9.Txattrwalk{NewFID: 1, Name: "user.a"}, reply(1, &p9.Rlerror{Errno: 61}))}, "", syscall.ENODATA},
		{"shorter than announced", "user.a", []step{walk("user.a", 3), read(2, 0, 3, "ab"), read(3, 2, 1, ""), clunk(4)}, "ab", p9.ErrServer},
		{"clunk refused", "user.a", []step{walk("user.a", 0), on(2, &p9.Tclunk{FID: 1}, reply(2, &p9.Rlerror{Errno: 5}))}, "", syscall.EIO},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := attached(t, small, tc.steps...)
			got, err := f.XAttr(t.Context(), tc.attr)
			if !errors.Is(err, tc.want) || string(got) != tc.got {
				t.Errorf("XAttr = %q, %v; want %q, %v", got, err, tc.got, tc.want)
			}
		})
	}
	for _, tc := range []struct {
		list string
		got  []string
		want error
	}{
		{"", nil, nil},
		{"a\x00bc\x00", []string{"a", "bc"}, nil},
		{"a\x00bc", nil, p9.ErrServer},
	} {
		steps := []step{walk("", uint64(len(tc.list))), clunk(2)}
		if tc.list != "" {
			steps = []step{walk("", uint64(len(tc.list))), read(2, 0, uint32(len(tc.list)), tc.list), clunk(3)}
		}
		got, err := attached(t, small, steps...).XAttrs(t.Context())
		if diff := cmp.Diff(tc.got, got); !errors.Is(err, tc.want) || diff != "" {
			t.Errorf("XAttrs of %q = %v, want %v; mismatch (-want +got):\n%s", tc.list, err, tc.want, diff)
		}
	}
}

func TestSetXAttr(t *testing.T) {
	walk := on(1, &p9.Twalk{NewFID: 1}, reply(1, &p9.Rwalk{}))
	create := &p9.Txattrcreate{FID: 1, Name: "user.a", AttrSize: 3, Flags: p9.XAttrCreate}
	write := on(3, &p9.Twrite{FID: 1, Data: []byte("abc")}, reply(3, &p9.Rwrite{Count: 3}))
	for _, tc := range []struct {
		name  string
		steps []step
		want  error
	}{
		{"set", []step{walk, on(2, create, reply(2, &p9.Rxattrcreate{})), write, on(4, &p9.Tclunk{FID: 1}, reply(4, &p9.Rclunk{}))}, nil},
		{"refused", []step{walk, on(2, create, reply(2, &p9.Rlerror{Errno: 95})), on(3, &p9.Tclunk{FID: 1}, reply(3, &p9.Rclunk{}))}, syscall.EOPNOTSUPP},
		{"refused at the end", []step{walk, on(2, create, reply(2, &p9.Rxattrcreate{})), write, on(4, &p9.Tclunk{FID: 1}, reply(4, &p9.Rlerror{Errno: 17}))}, syscall.EEXIST},
	} {
		t.Run(tc.name, func(t *testing.T) {
			err := attached(t, small, tc.steps...).SetXAttr(t.Context(), "user.a", []byte("abc"), p9.XAttrCreate)
			if !errors.Is(err, tc.want) {
				t.Errorf("SetXAttr = %v, want %v", err, tc.want)
			}
		})
	}
}

// TestRequests checks the requests of the methods that send one each.
func TestRequests(t *testing.T) {
	const dir, other = p9.FID(0), p9.FID(1)
	made := p9.QID{Path: 77}
	for _, tc := range []struct {
		name  string
		want  p9.Message
		reply p9.Message
		do    func(f, g *p9.File) error
	}{
		{"Open", &p9.Tlopen{FID: dir, Flags: p9.ReadWrite}, &p9.Rlopen{}, func(f, _ *p9.File) error { return f.Open(t.Context(), p9.ReadWrite) }},
		{"Sync", &p9.Tfsync{FID: dir}, &p9.Rfsync{}, func(f, _ *p9.File) error { return f.Sync(t.Context()) }},
		{"Clunk", &p9.Tclunk{FID: dir}, &p9.Rclunk{}, func(f, _ *p9.File) error { return f.Clunk(t.Context()) }},
		{"Remove", &p9.Tremove{FID: dir}, &p9.Rremove{}, func(f, _ *p9.File) error { return f.Remove(t.Context()) }},
		{"Mkdir", &p9.Tmkdir{DirFID: dir, Name: "d", Mode: 0o700, GID: 4}, &p9.Rmkdir{QID: made}, func(f, _ *p9.File) error {
			q, err := f.Mkdir(t.Context(), "d", 0o700, 4)
			return wantQID(made, q, err)
		}},
		{"Symlink", &p9.Tsymlink{DirFID: dir, Name: "l", Target: "to", GID: 4}, &p9.Rsymlink{QID: made}, func(f, _ *p9.File) error {
			q, err := f.Symlink(t.Context(), "l", "to", 4)
			return wantQID(made, q, err)
		}},
		{"ReadLink", &p9.Treadlink{FID: dir}, &p9.Rreadlink{Target: "to"}, func(f, _ *p9.File) error {
			to, err := f.ReadLink(t.Context())
			if err == nil && to != "to" {
				return fmt.Errorf("target = %q", to)
			}
			return err
		}},
		{"Link", &p9.Tlink{DirFID: dir, FID: other, Name: "n"}, &p9.Rlink{}, func(f, g *p9.File) error { return f.Link(t.Context(), "n", g) }},
		{"Unlink", &p9.Tunlinkat{DirFID: dir, Name: "n", Flags: p9.UnlinkDir}, &p9.Runlinkat{}, func(f, _ *p9.File) error { return f.Unlink(t.Context(), "n", p9.UnlinkDir) }},
		{"Rename", &p9.Trenameat{OldDirFID: dir, OldName: "o", NewDirFID: other, NewName: "n"}, &p9.Rrenameat{}, func(f, g *p9.File) error { return f.Rename(t.Context(), "o", g, "n") }},
		{"Attributes", &p9.Tgetattr{FID: dir, Request: p9.AttrSize}, &p9.Rgetattr{}, func(f, _ *p9.File) error {
			_, err := f.Attributes(t.Context(), p9.AttrSize)
			return err
		}},
		{"SetAttributes", &p9.Tsetattr{FID: dir, Valid: p9.SetMode, Mode: 0o600}, &p9.Rsetattr{}, func(f, _ *p9.File) error {
			return f.SetAttributes(t.Context(), p9.Tsetattr{FID: 9, Valid: p9.SetMode, Mode: 0o600})
		}},
		{"FileSystem", &p9.Tstatfs{FID: dir}, &p9.Rstatfs{}, func(f, _ *p9.File) error {
			_, err := f.FileSystem(t.Context())
			return err
		}},
		{"Lock", &p9.Tlock{FID: dir, LockType: p9.WriteLock, ClientID: "me"}, &p9.Rlock{}, func(f, _ *p9.File) error {
			_, err := f.Lock(t.Context(), p9.Tlock{LockType: p9.WriteLock, ClientID: "me"})
			return err
		}},
	} {
		for _, refused := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/refused=%t", tc.name, refused), func(t *testing.T) {
				answer, want := tc.reply, error(nil)
				if refused {
					answer, want = &p9.Rlerror{Errno: 1}, syscall.EPERM
				}
				f := attached(t, large, on(1, &p9.Twalk{NewFID: 1}, reply(1, &p9.Rwalk{})), on(2, tc.want, reply(2, answer)))
				g, err := f.Walk(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if err := tc.do(f, g); !errors.Is(err, want) {
					t.Errorf("%s = %v, want %v", tc.name, err, want)
				}
			})
		}
	}
}

func wantQID(want, got p9.QID, err error) error {
	if err == nil && got != want {
		return fmt.Errorf("QID = %+v", got)
	}
	return err
}

func TestCreate(t *testing.T) {
	walk := on(1, &p9.Twalk{NewFID: 1}, reply(1, &p9.Rwalk{}))
	create := &p9.Tlcreate{FID: 1, Name: "f", Flags: p9.ReadWrite, Mode: 0o640, GID: 3}
	f := attached(t, small, walk, on(2, create, reply(2, &p9.Rlcreate{QID: p9.QID{Path: 8}})))
	file, err := f.Create(t.Context(), "f", p9.ReadWrite, 0o640, 3)
	if err != nil {
		t.Fatal(err)
	}
	if file.FID() != 1 || file.QID().Path != 8 {
		t.Errorf("Create = fid %d, %+v; want fid 1, path 8", file.FID(), file.QID())
	}
	f = attached(t, small, walk, on(2, create, reply(2, &p9.Rlerror{Errno: 17})), on(3, &p9.Tclunk{FID: 1}, reply(3, &p9.Rclunk{})))
	if _, err := f.Create(t.Context(), "f", p9.ReadWrite, 0o640, 3); !errors.Is(err, syscall.EEXIST) {
		t.Errorf("Create = %v, want EEXIST", err)
	}
}
