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

// ReadLink returns where the symbolic link f leads.
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

// Rename makes the name in the directory f another name in the directory to.
func (f *File) Rename(ctx context.Context, name string, to *File, newName string) error {
	_, err := Do(ctx, f.s, &Trenameat{OldDirFID: f.fid, OldName: name, NewDirFID: to.fid, NewName: newName})
	return err
}

// ReadDir reads entries from the open directory f with one Treaddir: from the
// beginning, or from the Offset of an entry that has been read. They take at most
// size bytes together; at the end there are none.
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
		return nil, fmt.Errorf("p9: Treaddir: %w: %d bytes were asked for, the entries take %d", ErrServer, size, total)
	}
	return r.Entries, nil
}

// maxReadDirs is the number of requests for the entries of one directory,
// beyond which the server is taken to go round in circles.
const maxReadDirs = 1 << 16

// Entries reads the whole open directory f, some entries at a time that take at
// most size bytes together.
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
	return nil, fmt.Errorf("p9: Treaddir: %w: the directory has no end, after %d requests", ErrServer, maxReadDirs)
}
