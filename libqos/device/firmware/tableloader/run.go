package tableloader

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/firmware/fwcfg"
)

// File is a file in memory.
type File struct {
	Name    string
	Address uint64
	Bytes   []byte // as they are in memory
	Zone    Zone
}

// Loaded are the files of a script, in memory.
type Loaded struct {
	Commands []Command
	Files    []*File

	machine *guest.Machine
}

// Run carries out the device's script. Its error wraps [ErrScript] if that makes no sense. The
// files keep their memory until [Loaded.Free].
func Run(ctx context.Context, d *fwcfg.Device) (*Loaded, error) {
	names, err := d.Files(ctx)
	if err != nil {
		return nil, err
	}
	script, err := d.File(ctx, Script)
	if err != nil {
		return nil, err
	}
	l := &Loaded{machine: d.Machine}
	if l.Commands, err = Parse(script); err != nil {
		return nil, err
	}
	for i, c := range l.Commands {
		if err := l.do(ctx, d, names, c); err != nil {
			return nil, errors.Join(fmt.Errorf("tableloader: command %d: %w", i, err), l.Free())
		}
	}
	for _, f := range l.Files {
		if err := d.Machine.WriteMemory(ctx, f.Address, f.Bytes); err != nil {
			return nil, errors.Join(fmt.Errorf("tableloader: %w", err), l.Free())
		}
	}
	return l, nil
}

// Free gives the memory back.
func (l *Loaded) Free() error {
	var err error
	for _, f := range l.Files {
		err = errors.Join(err, l.machine.Alloc.Free(f.Address))
	}
	l.Files = nil
	return err
}

// File returns a file of the script.
func (l *Loaded) File(name string) (*File, error) {
	for _, f := range l.Files {
		if f.Name == name {
			return f, nil
		}
	}
	return nil, fmt.Errorf("%w: %s is not in memory", ErrScript, name)
}

// At returns size bytes of the files at an address.
func (l *Loaded) At(address uint64, size int) ([]byte, error) {
	for _, f := range l.Files {
		if address >= f.Address && address-f.Address <= uint64(len(f.Bytes)) && uint64(len(f.Bytes))-(address-f.Address) >= uint64(size) {
			return f.Bytes[address-f.Address:][:size], nil
		}
	}
	return nil, fmt.Errorf("tableloader: no file has %d bytes at %#x", size, address)
}

func (l *Loaded) do(ctx context.Context, d *fwcfg.Device, names []fwcfg.File, c Command) error {
	if c.Kind == Allocate {
		return l.allocate(ctx, d, names, c)
	}
	if c.Kind == WritePointer {
		return l.writePointer(ctx, d, names, c)
	}
	f, err := l.File(c.File)
	if err != nil {
		return err
	}
	if c.Kind == AddPointer {
		return l.addPointer(f, c)
	}
	return f.addChecksum(c)
}

func (l *Loaded) allocate(ctx context.Context, d *fwcfg.Device, names []fwcfg.File, c Command) error {
	if _, err := l.File(c.File); err == nil {
		return fmt.Errorf("%w: %s is allocated twice", ErrScript, c.File)
	}
	entry, err := fwcfg.Named(names, c.File)
	if err != nil {
		return err
	}
	p, err := d.Item(ctx, entry.Key, int(entry.Size))
	if err != nil {
		return err
	}
	at, err := l.machine.Alloc.Alloc(uint64(len(p)), uint64(c.Align))
	if err != nil {
		return err
	}
	l.Files = append(l.Files, &File{Name: c.File, Address: at, Bytes: p, Zone: c.Zone})
	return nil
}

// part returns size bytes of the file from an offset on.
func (f *File) part(offset, size uint32) ([]byte, error) {
	if uint64(offset)+uint64(size) > uint64(len(f.Bytes)) {
		return nil, fmt.Errorf("%w: %d bytes at %#x are not in the %d of %s", ErrScript, size, offset, len(f.Bytes), f.Name)
	}
	return f.Bytes[offset : offset+size], nil
}

func (l *Loaded) addPointer(f *File, c Command) error {
	p, err := f.part(c.Offset, uint32(c.Size))
	if err != nil {
		return err
	}
	to, err := l.File(c.Other)
	if err != nil {
		return err
	}
	inside := get(p)
	if inside >= uint64(len(to.Bytes)) {
		return fmt.Errorf("%w: offset %#x is not in the %d bytes of %s", ErrScript, inside, len(to.Bytes), to.Name)
	}
	return put(p, to.Address+inside)
}

func (f *File) addChecksum(c Command) error {
	at, err := f.part(c.Offset, 1)
	if err != nil {
		return err
	}
	p, err := f.part(c.Start, c.Length)
	if err != nil {
		return err
	}
	if c.Offset < c.Start || c.Offset >= c.Start+c.Length {
		return fmt.Errorf("%w: the checksum at %#x is not among the %d bytes at %#x", ErrScript, c.Offset, c.Length, c.Start)
	}
	at[0] -= Sum(p)
	return nil
}

// Sum returns the sum of bytes, modulo 256.
func Sum(p []byte) byte {
	var s byte
	for _, b := range p {
		s += b
	}
	return s
}

func (l *Loaded) writePointer(ctx context.Context, d *fwcfg.Device, names []fwcfg.File, c Command) error {
	to, err := l.File(c.Other)
	if err != nil {
		return err
	}
	if _, err := to.part(c.Start, 0); err != nil {
		return err
	}
	entry, err := fwcfg.Named(names, c.File)
	if err != nil {
		return err
	}
	p := make([]byte, c.Size)
	if err := put(p, to.Address+uint64(c.Start)); err != nil {
		return err
	}
	return d.Put(ctx, entry.Key, c.Offset, p)
}

// get returns a little-endian number.
func get(p []byte) uint64 {
	var v [8]byte
	copy(v[:], p)
	return binary.LittleEndian.Uint64(v[:])
}

// put stores a little-endian number. It is an error if it does not fit.
func put(p []byte, v uint64) error {
	var whole [8]byte
	binary.LittleEndian.PutUint64(whole[:], v)
	copy(p, whole[:])
	if get(p) != v {
		return fmt.Errorf("%w: the address %#x does not fit into %d bytes", ErrScript, v, len(p))
	}
	return nil
}
