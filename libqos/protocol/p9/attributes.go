package p9

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Attributes requests attributes of the file. Valid lists those that the server
// returned.
func (f *File) Attributes(ctx context.Context, mask AttrMask) (*Rgetattr, error) {
	return Do(ctx, f.s, &Tgetattr{FID: f.fid, Request: mask})
}

// SetAttributes sets the file's attributes in set.Valid. It fills in f's fid.
func (f *File) SetAttributes(ctx context.Context, set Tsetattr) error {
	set.FID = f.fid
	_, err := Do(ctx, f.s, &set)
	return err
}

// FileSystem returns the state of the file's file system.
func (f *File) FileSystem(ctx context.Context) (*Rstatfs, error) {
	return Do(ctx, f.s, &Tstatfs{FID: f.fid})
}

// OpenXAttr opens an extended attribute of the file for reading and returns it
// with its size in bytes. The caller must clunk it. Without a name it opens the
// list of the attributes' names.
func (f *File) OpenXAttr(ctx context.Context, name string) (x *File, size uint64, err error) {
	x = &File{s: f.s, fid: f.s.NewFID()}
	r, err := Do(ctx, f.s, &Txattrwalk{FID: f.fid, NewFID: x.fid, Name: name})
	if err != nil {
		return nil, 0, err
	}
	return x, r.Size, nil
}

// XAttr returns the value of an extended attribute of the file.
func (f *File) XAttr(ctx context.Context, name string) (value []byte, err error) {
	x, size, err := f.OpenXAttr(ctx, name)
	if err != nil {
		return nil, err
	}
	value = make([]byte, min(size, maxXAttr))
	n, err := x.ReadAt(ctx, value, 0)
	if errors.Is(err, io.EOF) || size > maxXAttr {
		err = fmt.Errorf("p9: Txattrwalk: %w: got %[3]d bytes, want the %[2]d of the reply", ErrServer, size, n)
	}
	if clunkErr := x.Clunk(ctx); err == nil {
		err = clunkErr
	}
	return value[:n], err
}

// maxXAttr is the largest size of an extended attribute and of a list of their
// names, in bytes (XATTR_SIZE_MAX, XATTR_LIST_MAX of Linux).
const maxXAttr = 65536

// XAttrs returns the names of the file's extended attributes.
func (f *File) XAttrs(ctx context.Context) ([]string, error) {
	list, err := f.XAttr(ctx, "")
	if err != nil || len(list) == 0 {
		return nil, err
	}
	if list[len(list)-1] != 0 {
		return nil, fmt.Errorf("p9: Txattrwalk: %w: the list of names does not end with a NUL byte", ErrServer)
	}
	return strings.Split(string(list[:len(list)-1]), "\x00"), nil
}

// SetXAttr sets an extended attribute of the file.
func (f *File) SetXAttr(ctx context.Context, name string, value []byte, flags XAttrFlags) error {
	x, err := f.Walk(ctx)
	if err != nil {
		return err
	}
	_, err = Do(ctx, f.s, &Txattrcreate{FID: x.fid, Name: name, AttrSize: uint64(len(value)), Flags: flags})
	if err == nil {
		_, err = x.WriteAt(ctx, value, 0)
	}
	if clunkErr := x.Clunk(ctx); err == nil {
		err = clunkErr
	}
	return err
}

// Lock sets or releases a record lock on the file. It fills in f's fid.
func (f *File) Lock(ctx context.Context, lock Tlock) (LockStatus, error) {
	lock.FID = f.fid
	r, err := Do(ctx, f.s, &lock)
	if err != nil {
		return LockError, err
	}
	return r.Status, nil
}
