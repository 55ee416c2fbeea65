package p9

import (
	"context"
	"fmt"
)

// Mkdir creates a directory in the directory f.
func (f *File) Mkdir(ctx context.Context, name string, perm Mode, gid uint32) (QID, error) {
	r, err := Do(ctx, f.s, &Tmkdir{DirFID: f.fid, Name: name, Mode: perm, GID: gid})
	if err != nil {
		return QID{}, err
	}
	return r.QID, nil
}

// Symlink creates a symbolic link to target in the directory f.
func (f *File) Symlink(ctx context.Context, name, target string, gid uint32) (QID, error) {
	r, err := Do(ctx, f.s, &Tsymlink{DirFID: f.fid, Name: name, Target: target, GID: gid})
	if err != nil {
		return QID{}, err
	}
	return r.QID, nil
}

// ReadLink returns the target of the symbolic link f.
func (f *File) ReadLink(ctx context.Context) (string, error) {
	r, err := Do(ctx, f.s, &Treadlink{FID: f.fid})
	if err != nil {
		return "", err
	}
	return r.Target, nil
}

// Link creates a hard link to the file in the directory f.
func (f *File) Link(ctx context.Context, name string, file *File) error {
	_, err := Do(ctx, f.s, &Tlink{DirFID: f.fid, FID: file.fid, Name: name})
	return err
}

// Unlink removes a name from the directory f.
func (f *File) Unlink(ctx context.Context, name string, flags UnlinkFlags) error {
	_, err := Do(ctx, f.s, &Tunlinkat{DirFID: f.fid, Name: name, Flags: flags})
	return err
}

// Rename renames the name in the directory f to a new name in the directory to.
func (f *File) Rename(ctx context.Context, name string, to *File, newName string) error {
	_, err := Do(ctx, f.s, &Trenameat{OldDirFID: f.fid, OldName: name, NewDirFID: to.fid, NewName: newName})
	return err
}

// ReadDir reads entries from the open directory f with one Treaddir: from the
// beginning, or from the Offset of an earlier entry. The entries take at most
// size bytes together. At the end there are none.
func (f *File) ReadDir(ctx context.Context, offset uint64, size uint32) ([]DirEntry, error) {
	r, err := Do(ctx, f.s, &Treaddir{FID: f.fid, Offset: offset, Count: size})
	if err != nil {
		return nil, err
	}
	total := 0
	for _, e := range r.Entries {
		total += e.Size()
	}
	if uint64(total) > uint64(size) {
		return nil, fmt.Errorf("p9: Treaddir: %w: got entries of %[3]d bytes, want at most %[2]d", ErrServer, size, total)
	}
	return r.Entries, nil
}

// maxReadDirs is the largest number of requests for the entries of one
// directory. After more the server is assumed to loop.
const maxReadDirs = 1 << 16

// Entries reads the whole open directory f, with at most size bytes of entries
// per request.
func (f *File) Entries(ctx context.Context, size uint32) ([]DirEntry, error) {
	var all []DirEntry
	offset := uint64(0)
	for range maxReadDirs {
		some, err := f.ReadDir(ctx, offset, size)
		if err != nil || len(some) == 0 {
			return all, err
		}
		all = append(all, some...)
		offset = some[len(some)-1].Offset
	}
	return nil, fmt.Errorf("p9: Treaddir: %w: no end of the directory after %d requests", ErrServer, maxReadDirs)
}
