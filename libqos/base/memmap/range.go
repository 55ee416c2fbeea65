package memmap

import (
	"fmt"
	"strings"
)

// Range is a part of an address space in which one region, or one part of it, answers.
type Range struct {
	First, Last uint64
	Kind        Kind
	Priority    int    // of the region among those that overlap it: the highest wins
	Region      string // the region's name; several regions may have the same
	Offset      uint64 // of First in the region
	Owner       Owner  // the object that the region belongs to
	Hole        bool   // nothing answers: only the root of the view is here
}

// Size returns the number of bytes; 0 stands for all 2^64.
func (r Range) Size() uint64 { return r.Last - r.First + 1 }

// String returns the range in one line, "0xfec00000-0xfec00fff ioapic".
func (r Range) String() string { return fmt.Sprintf("%#x-%#x %s", r.First, r.Last, r.Region) }

// Kind says what answers an access.
type Kind string

// The kinds.
const (
	IO        Kind = "i/o"       // a device's functions answer reads and writes
	RAM       Kind = "ram"       // memory
	ROM       Kind = "rom"       // memory that ignores writes
	ROMDevice Kind = "romd"      // memory for reads, a device's function for writes: flash
	RAMDevice Kind = "ramd"      // memory of a device of the host
	Container Kind = "container" // decoded, and without any function; older versions call it "i/o"
)

// Owner is the object that a region belongs to. The monitor names it by its path or by its id.
type Owner struct {
	Path string // the QOM path, "/machine/soc/uart0"; "" if it is unknown
	ID   string // the id of a device that has one; the path is unknown then
}

// plugged is the QOM path above the devices that were plugged in with an id.
const plugged = "/machine/peripheral/"

// Within reports whether the owner is the object at a QOM path, or a part of it.
func (o Owner) Within(path string) bool {
	if id, ok := strings.CutPrefix(path, plugged); ok && o.ID != "" {
		return o.ID == id
	}
	return o.Path == path || strings.HasPrefix(o.Path, path+"/")
}

// String returns the path, or the id, or "?".
func (o Owner) String() string {
	switch {
	case o.Path != "":
		return o.Path
	case o.ID != "":
		return "id " + o.ID
	}
	return "?"
}
