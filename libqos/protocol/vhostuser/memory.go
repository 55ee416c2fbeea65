package vhostuser

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// memory is the guest memory that the front end shares.
type memory struct{ regions []mapped }

// mapped is a region in this process.
type mapped struct {
	Region
	whole []byte // the mapping, from the page of the region's first byte on
	bytes []byte // the region
}

// mapFile maps size bytes of a file. The file must have them: an access behind its
// end would kill this process.
func mapFile(f *os.File, offset, size uint64) (whole, part []byte, err error) {
	info, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	end := offset + size
	if size == 0 || end < offset || info.Size() < 0 || end > uint64(info.Size()) {
		return nil, nil, fmt.Errorf("%#x bytes at offset %#x of a file of %#x", size, offset, info.Size())
	}
	start := offset &^ uint64(os.Getpagesize()-1)
	whole, err = unix.Mmap(int(f.Fd()), int64(start), int(end-start), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		return nil, nil, fmt.Errorf("mmap: %w", err)
	}
	return whole, whole[offset-start:], nil
}

// add maps a region.
func (m *memory) add(r Region, f *os.File) error {
	if r.Guest+r.Size < r.Guest || r.User+r.Size < r.User {
		return fmt.Errorf("region %v at %#x of the front end: beyond the last address", r, r.User)
	}
	for _, other := range m.regions {
		if r.Guest < other.Guest+other.Size && other.Guest < r.Guest+r.Size {
			return fmt.Errorf("region %v overlaps region %v", r, other.Region)
		}
	}
	whole, bytes, err := mapFile(f, r.Offset, r.Size)
	if err != nil {
		return fmt.Errorf("region %v: %w", r, err)
	}
	m.regions = append(m.regions, mapped{r, whole, bytes})
	return nil
}

// remove unmaps a region, which the front end names by its addresses and size.
func (m *memory) remove(r Region) error {
	for i, other := range m.regions {
		if other.Guest == r.Guest && other.User == r.User && other.Size == r.Size {
			m.regions = append(m.regions[:i:i], m.regions[i+1:]...)
			return unix.Munmap(other.whole)
		}
	}
	return fmt.Errorf("no region %v at %#x of the front end", r, r.User)
}

// clear unmaps all regions.
func (m *memory) clear() {
	for _, r := range m.regions {
		_ = unix.Munmap(r.whole) // of our own mapping: it does not fail
	}
	m.regions = nil
}

// table returns the regions in the front end's order.
func (m *memory) table() []Region {
	var regions []Region
	for _, r := range m.regions {
		regions = append(regions, r.Region)
	}
	return regions
}

// guest returns the bytes at a guest-physical address, up to size of them: fewer if
// the region ends earlier.
func (m *memory) guest(addr, size uint64) ([]byte, error) {
	for _, r := range m.regions {
		if at := addr - r.Guest; addr >= r.Guest && at < r.Size {
			return r.bytes[at:min(at+size, r.Size)], nil
		}
	}
	return nil, fmt.Errorf("no region has the guest address %#x", addr)
}

// user returns size bytes at an address of the front end, and their guest-physical
// address.
func (m *memory) user(addr, size uint64) (b []byte, guest uint64, err error) {
	for _, r := range m.regions {
		if at := addr - r.User; addr >= r.User && at < r.Size && size <= r.Size-at {
			return r.bytes[at : at+size], r.Guest + at, nil
		}
	}
	return nil, 0, fmt.Errorf("no region has %d bytes at the front end's address %#x", size, addr)
}
