package main

import (
	"bytes"
	"errors"
	"os"

	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/wholefile"
)

// lines is a file that gets a result a line, as they come. Each line is whole, also if the run
// is killed or the disk is full.
type lines struct {
	file *os.File
	size int64 // of the whole lines, in bytes
}

// openLines makes the file, or empties it. It is an error if another run writes it.
func openLines(name string) (*lines, error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE, 0o666)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && info.Mode().IsRegular() {
		if err = wholefile.Lock(f); err == nil {
			err = f.Truncate(0)
		}
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &lines{file: f}, nil
}

// write writes a result with a single write, so that no other process sees a part of it. If
// that fails, the part is removed again.
func (l *lines) write(r *results.Result) error {
	var line bytes.Buffer
	if err := results.Write(&line, r); err != nil {
		return err
	}
	n, err := l.file.Write(line.Bytes())
	if err == nil {
		l.size += int64(n)
		return nil
	}
	if n > 0 && l.file != os.Stdout {
		_ = l.file.Truncate(l.size) // fails for what has no size, as a pipe
	}
	return err
}
