package transcript

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// File is a file that QEMU finds in its working directory when it starts.
type File struct {
	Name   string // slash-separated, relative
	Dir    bool
	Link   string  // what it leads to, if it is a symbolic link
	Size   int64   // bytes
	Chunks []Chunk // the parts of it that are not zero
}

// Chunk is a piece of a file.
type Chunk struct {
	Block int64 // its place, in blocks of [BlockSize] bytes
	Data  []byte
}

// BlockSize is the size, in bytes, of the blocks that files are cut into:
// blocks of zeros are left out.
const BlockSize = 4096

// ErrTooLarge means that files hold more than a script should.
var ErrTooLarge = errors.New("the files are too large")

// Snapshot returns the files below dir except sockets, in the order of their names. Their
// blocks that are not zero may have limit bytes at most, else the error is
// [ErrTooLarge].
func Snapshot(dir string, limit int64) ([]File, error) {
	var files []File
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == dir {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		f := File{Name: filepath.ToSlash(name), Dir: d.IsDir()}
		switch {
		case f.Dir:
		case d.Type() == fs.ModeSymlink:
			if f.Link, err = os.Readlink(path); err != nil {
				return err
			}
		case d.Type() == fs.ModeSocket:
			return nil // a process makes it anew
		case d.Type().IsRegular():
			if f.Size, f.Chunks, err = chunks(path, &limit); err != nil {
				return err
			}
		default:
			return fmt.Errorf("%s: neither a file, a folder nor a link", name)
		}
		files = append(files, f)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("transcript: files of the path: %w", err)
	}
	return files, nil
}

// chunks returns the blocks of a file that are not all zero, neighbours joined,
// and takes them off limit.
func chunks(name string, limit *int64) (int64, []Chunk, error) {
	f, err := os.Open(name)
	if err != nil {
		return 0, nil, err
	}
	defer f.Close()
	var found []Chunk
	zero := make([]byte, BlockSize)
	buf := make([]byte, BlockSize)
	for block := int64(0); ; block++ {
		// Most of a card of gigabytes is a hole.
		data, err := unix.Seek(int(f.Fd()), block*BlockSize, unix.SEEK_DATA)
		switch {
		case errors.Is(err, unix.ENXIO): // a hole up to the end, or the end
			info, err := f.Stat()
			if err != nil {
				return 0, nil, err
			}
			return info.Size(), found, nil
		case errors.Is(err, unix.EINVAL): // a file system without holes
			data = block * BlockSize
		case err != nil:
			return 0, nil, err
		}
		block = data / BlockSize
		n, err := f.ReadAt(buf, block*BlockSize)
		if n > 0 && !bytes.Equal(buf[:n], zero[:n]) {
			if *limit -= int64(n); *limit < 0 {
				return 0, nil, fmt.Errorf("%s: %w", name, ErrTooLarge)
			}
			if last := len(found) - 1; last >= 0 && found[last].Block*BlockSize+int64(len(found[last].Data)) == block*BlockSize {
				found[last].Data = append(found[last].Data, buf[:n]...)
			} else {
				found = append(found, Chunk{Block: block, Data: bytes.Clone(buf[:n])})
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return block*BlockSize + int64(n), found, nil
		case err != nil:
			return 0, nil, err
		}
	}
}
