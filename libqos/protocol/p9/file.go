package p9

import (
	"context"
	"fmt"
	"io"
)

// User is the user on whose behalf a server acts.
type User struct {
	Name string
	UID  uint32 // used unless it is NoUID
}

// File is a fid known to the server: a place in the file tree, and an open file
// once [File.Open] or [File.Create] has succeeded.
type File struct {
	s   *Session
	fid FID
	qid QID
}

// Attach returns the root of the file tree with that name, "" for the server's
// own choice.
func (s *Session) Attach(ctx context.Context, u User, tree string) (*File, error) {
	f := &File{s: s, fid: s.NewFID()}
	r, err := Do(ctx, s, &Tattach{FID: f.fid, AFID: NoFID, UName: u.Name, AName: tree, UID: u.UID})
	if err != nil {
		return nil, err
	}
	f.qid = r.QID
	return f, nil
}

// FID returns the file's fid.
func (f *File) FID() FID { return f.fid }

// QID returns the file's QID from the server's reply to the walk or creation.
func (f *File) QID() QID { return f.qid }

// Walk returns the file that the names in turn lead to from f; without names, f
// under a new fid. There may be more names than fit one Twalk. The error wraps
// [ErrPartial] if the walk ends before the last name.
func (f *File) Walk(ctx context.Context, names ...string) (*File, error) {
	to := &File{s: f.s, fid: f.s.NewFID(), qid: f.qid}
	from := f.fid
	for {
		n := min(len(names), MaxWalk)
		r, err := Do(ctx, f.s, &Twalk{FID: from, NewFID: to.fid, Names: names[:n]})
		if err == nil && len(r.QIDs) != n {
			err = fmt.Errorf("p9: Twalk to %q: %w, after %d of %d names", names[:n], ErrPartial, len(r.QIDs), n)
		}
		if err != nil {
			if from == to.fid {
				// The partly walked fid is useless. The walk's error takes
				// precedence.
				_ = to.Clunk(ctx)
			}
			return nil, err
		}
		if n > 0 {
			to.qid = r.QIDs[n-1]
		}
		if names = names[n:]; len(names) == 0 {
			return to, nil
		}
		from = to.fid
	}
}

// Open opens the file.
func (f *File) Open(ctx context.Context, flags OpenFlags) error {
	_, err := Do(ctx, f.s, &Tlopen{FID: f.fid, Flags: flags})
	return err
}

// Create creates and opens a file in the directory f, which remains a
// directory.
func (f *File) Create(ctx context.Context, name string, flags OpenFlags, perm Mode, gid uint32) (*File, error) {
	file, err := f.Walk(ctx)
	if err != nil {
		return nil, err
	}
	r, err := Do(ctx, f.s, &Tlcreate{FID: file.fid, Name: name, Flags: flags, Mode: perm, GID: gid})
	if err != nil {
		_ = file.Clunk(ctx) // Tlcreate's error takes precedence.
		return nil, err
	}
	file.qid = r.QID
	return file, nil
}

// Bytes of Tread's reply and of Twrite besides the data.
const (
	readOverhead  = HeaderSize + 4
	writeOverhead = HeaderSize + 4 + 8 + 4
)

// MaxRead returns the largest number of bytes in the reply to a Tread or
// Treaddir.
func (s *Session) MaxRead() uint32 { return s.msize - min(s.msize, readOverhead) }

// MaxWrite returns the largest number of bytes in a Twrite.
func (s *Session) MaxWrite() uint32 { return s.msize - min(s.msize, writeOverhead) }

// ReadAt reads into p from the offset, with as many requests as necessary, sent
// together. The error is [io.EOF] if the file ends before p is full.
func (f *File) ReadAt(ctx context.Context, p []byte, offset uint64) (n int, err error) {
	for n < len(p) {
		var reads []*Tread
		for at := n; at < len(p); at += int(f.s.MaxRead()) {
			size := min(uint64(len(p)-at), uint64(f.s.MaxRead()))
			reads = append(reads, &Tread{FID: f.fid, Offset: offset + uint64(at), Count: uint32(size)})
		}
		replies, refusals, err := DoAll(ctx, f.s, reads...)
		if err != nil {
			return n, err
		}
		for i, r := range replies {
			want := int(reads[i].Count)
			switch {
			case refusals[i] != nil:
				return n, refusals[i]
			case len(r.Data) > want:
				return n, fmt.Errorf("p9: Tread: %w: got %[3]d bytes, want at most %[2]d", ErrServer, want, len(r.Data))
			case len(r.Data) == 0:
				return n, io.EOF
			}
			n += copy(p[n:], r.Data)
			if len(r.Data) < want {
				break // The other requests were for bytes further on.
			}
		}
	}
	return n, nil
}

// WriteAt writes p at the offset, with as many requests as necessary, sent
// together. In a file opened to append, p must fit one request.
func (f *File) WriteAt(ctx context.Context, p []byte, offset uint64) (n int, err error) {
	for n < len(p) {
		var writes []*Twrite
		for at := n; at < len(p); at += int(f.s.MaxWrite()) {
			some := p[at:min(len(p), at+int(f.s.MaxWrite()))]
			writes = append(writes, &Twrite{FID: f.fid, Offset: offset + uint64(at), Data: some})
		}
		replies, refusals, err := DoAll(ctx, f.s, writes...)
		if err != nil {
			return n, err
		}
		for i, r := range replies {
			size := len(writes[i].Data)
			if refusals[i] != nil {
				return n, refusals[i]
			}
			if r.Count == 0 || uint64(r.Count) > uint64(size) {
				return n, fmt.Errorf("p9: Twrite: %w: got %[3]d bytes written, want 1 to %[2]d", ErrServer, size, r.Count)
			}
			n += int(r.Count)
			if int(r.Count) < size {
				break // The rest is written again from here on.
			}
		}
	}
	return n, nil
}

// Sync flushes writes of the open file to stable storage.
func (f *File) Sync(ctx context.Context) error {
	_, err := Do(ctx, f.s, &Tfsync{FID: f.fid})
	return err
}

// Clunk releases the file's fid. It makes f unusable, even if the server
// answers with an error.
func (f *File) Clunk(ctx context.Context) error {
	_, err := Do(ctx, f.s, &Tclunk{FID: f.fid})
	return err
}

// Remove removes the file and releases its fid, like Clunk.
func (f *File) Remove(ctx context.Context) error {
	_, err := Do(ctx, f.s, &Tremove{FID: f.fid})
	return err
}
