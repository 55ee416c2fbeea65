package vhostuser

import (
	"encoding/binary"
	"fmt"
)

// Payloads (QEMU's documentation, docs/interop/vhost-user, "Payload").

// vringState is a "vring state description".
type vringState struct {
	Index uint32
	Num   uint32
}

// vringAddr is a "vring address description".
type vringAddr struct {
	Index      uint32
	Flags      uint32
	Descriptor uint64 // user addresses
	Used       uint64
	Available  uint64
	Log        uint64 // guest address
}

const vringLog = 1 << 0 // VHOST_VRING_F_LOG: changes of the used ring are logged

// Region is a "memory region description".
type Region struct {
	Guest  uint64 // guest-physical address
	Size   uint64 // in bytes
	User   uint64 // address in the front end
	Offset uint64 // in bytes, in the file
}

// String returns the guest addresses of the region.
func (r Region) String() string { return fmt.Sprintf("%#x-%#x", r.Guest, r.Guest+r.Size) }

const (
	tableHead  = 8  // bytes before the regions of a table
	regionSize = 32 // bytes
)

// logArea is a "log description".
type logArea struct {
	Size   uint64
	Offset uint64
}

// configArea is the fixed part of a "virtio device config space".
type configArea struct {
	Offset uint32
	Size   uint32
	Flags  uint32
}

const (
	configHead      = 12  // bytes
	maxConfig       = 256 // bytes of configuration space
	configMigration = 1   // flags: the front end restores the space of a migrated device
)

// inflightArea is an "inflight description".
type inflightArea struct {
	Size      uint64
	Offset    uint64
	Queues    uint16
	QueueSize uint16
}

const inflightSize = 20 // bytes; front ends pad it

// Vring messages with a descriptor: the index, and a flag if there is none.
const (
	vringIndex = 0xff
	vringNoFD  = 1 << 8
)

// decode reads a payload of fixed size from the start of b.
func decode[T any](b []byte) (v T, err error) {
	_, err = binary.Decode(b, binary.NativeEndian, &v)
	return v, err
}

// encode returns the payload in its format.
func encode(v any) []byte {
	b, err := binary.Append(nil, binary.NativeEndian, v)
	if err != nil {
		panic(err) // v is not of fixed size
	}
	return b
}

// decodeTable reads the regions of a table of memory.
func decodeTable(b []byte) ([]Region, error) {
	n := binary.NativeEndian.Uint32(b)
	if n > maxFiles {
		return nil, fmt.Errorf("%d regions, want at most %d", n, maxFiles)
	}
	if want := tableHead + regionSize*int(n); len(b) < want {
		return nil, fmt.Errorf("%d bytes, want %d for %d regions", len(b), want, n)
	}
	regions := make([]Region, n)
	if _, err := binary.Decode(b[tableHead:], binary.NativeEndian, regions); err != nil {
		return nil, err
	}
	return regions, nil
}

// decodeConfig reads a message about configuration space, in which data follows.
func decodeConfig(b []byte) (configArea, []byte, error) {
	area, err := decode[configArea](b)
	if err != nil {
		return area, nil, err
	}
	data := b[configHead:]
	if uint64(area.Offset)+uint64(area.Size) > maxConfig || len(data) != int(area.Size) {
		return area, nil, fmt.Errorf("%d bytes at offset %d with %d bytes of data, want as many and none behind %d",
			area.Size, area.Offset, len(data), maxConfig)
	}
	return area, data, nil
}
