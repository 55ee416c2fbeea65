package fwcfg

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/qtest"
)

// Choose writes the selector.
func (d *Device) Choose(ctx context.Context, k Key) error {
	if err := Selector.Write(ctx, d.Selector, k); err != nil {
		return fmt.Errorf("fwcfg: select item %#x: %w", k, err)
	}
	return nil
}

// Next returns the next bytes of the item, by reads of the data register that are w wide, or
// less at the end.
func (d *Device) Next(ctx context.Context, w qtest.Width, size int) ([]byte, error) {
	var p []byte
	for len(p) < size {
		for int(w) > size-len(p) {
			w /= 2
		}
		v, err := d.Data.Load(ctx, w, 0)
		if err != nil {
			return nil, fmt.Errorf("fwcfg: data register: %w", err)
		}
		for i := int(w) - 1; i >= 0; i-- { // the first byte is the highest of a big-endian register
			p = append(p, byte(v>>(8*i)))
		}
	}
	return p, nil
}

// Item returns the first bytes of an item. Behind its end there are zeros.
func (d *Device) Item(ctx context.Context, k Key, size int) ([]byte, error) {
	const much = 16 // a request costs several exchanges
	if d.DMA != nil && size > much {
		return d.Fetch(ctx, k, size)
	}
	if err := d.Choose(ctx, k); err != nil {
		return nil, err
	}
	return d.Next(ctx, d.Width, size)
}

// Number returns an item that is a little-endian number of up to 8 bytes.
func (d *Device) Number(ctx context.Context, k Key, size int) (uint64, error) {
	p, err := d.Item(ctx, k, size)
	if err != nil {
		return 0, err
	}
	return binary.LittleEndian.Uint64(append(p, make([]byte, 8)...)), nil
}

// File is an entry of the directory.
type File struct {
	Size uint32 // in bytes
	Key  Key
	Name string
}

// sizes in bytes of the parts of the directory (section "File Directory").
const (
	countSize = 4
	entrySize = 64
	nameSize  = 56
)

// Files returns the directory.
func (d *Device) Files(ctx context.Context) ([]File, error) {
	head, err := d.Item(ctx, Directory, countSize)
	if err != nil {
		return nil, err
	}
	count := binary.BigEndian.Uint32(head)
	if most := uint32(WriteChannel - FirstFile); count > most {
		return nil, fmt.Errorf("fwcfg: the directory has %d files, and there are %d keys", count, most)
	}
	whole, err := d.Item(ctx, Directory, countSize+int(count)*entrySize)
	if err != nil {
		return nil, err
	}
	return ParseDirectory(whole)
}

// ParseDirectory reads the bytes of the directory.
func ParseDirectory(p []byte) ([]File, error) {
	if len(p) < countSize {
		return nil, fmt.Errorf("fwcfg: the directory has %d bytes", len(p))
	}
	count, p := binary.BigEndian.Uint32(p), p[countSize:]
	if uint64(len(p)) < uint64(count)*entrySize {
		return nil, fmt.Errorf("fwcfg: the directory is to have %d files, and has %d bytes of them", count, len(p))
	}
	files := make([]File, count)
	for i := range files {
		e := p[i*entrySize:][:entrySize]
		name := e[entrySize-nameSize:]
		end := 0
		for end < len(name) && name[end] != 0 {
			end++
		}
		if end == len(name) {
			return nil, fmt.Errorf("fwcfg: the name of file %d does not end: %q", i, name)
		}
		files[i] = File{
			Size: binary.BigEndian.Uint32(e),
			Key:  Key(binary.BigEndian.Uint16(e[4:])),
			Name: string(name[:end]),
		}
	}
	return files, nil
}

// Lookup returns the entry of a file.
func (d *Device) Lookup(ctx context.Context, name string) (File, error) {
	files, err := d.Files(ctx)
	if err != nil {
		return File{}, err
	}
	return Named(files, name)
}

// Named returns the file with that name.
func Named(files []File, name string) (File, error) {
	for _, f := range files {
		if f.Name == name {
			return f, nil
		}
	}
	return File{}, fmt.Errorf("fwcfg: there is no file %q", name)
}

// File returns the bytes of a file.
func (d *Device) File(ctx context.Context, name string) ([]byte, error) {
	f, err := d.Lookup(ctx, name)
	if err != nil {
		return nil, err
	}
	return d.Item(ctx, f.Key, int(f.Size))
}
