package vmstatetest

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
)

// Section is a section of a stream. The first section has the number zero.
type Section struct {
	Kind     byte   // 0: a full one, 4
	ID       uint32 // of a part or a last section: the number of the first one
	Device   string
	Instance uint32
	Version  uint32
	Describe string // members of the device's JSON description, after its name and instance; "" if it has none
	Data     []byte
	Command  bool // a command in place of a section, of the number Version
}

// Stream returns a stream with a page size of 1 KiB.
func Stream(machine string, sections ...Section) []byte {
	be := binary.BigEndian
	b := append([]byte("QEVM"), 0, 0, 0, 3, 7)
	b = append(be.AppendUint32(b, uint32(len(machine))), machine...)
	var devices []string
	number := uint32(0)
	for _, s := range sections {
		if s.Command {
			b = be.AppendUint16(be.AppendUint16(append(b, 8), uint16(s.Version)), uint16(len(s.Data)))
			b = append(b, s.Data...)
			continue
		}
		kind, id := max(s.Kind, 1), s.ID
		if s.Kind == 0 {
			kind = 4
		}
		b = append(b, kind)
		if kind == 1 || kind == 4 {
			id = number
			number++
			b = append(be.AppendUint32(b, id), Name(s.Device)...)
			b = be.AppendUint32(be.AppendUint32(b, s.Instance), s.Version)
		} else {
			b = be.AppendUint32(b, id)
		}
		b = be.AppendUint32(append(append(b, s.Data...), 0x7e), id)
		if s.Describe != "" {
			devices = append(devices, fmt.Sprintf(`{"name": %q, "instance_id": %d, %s}`, s.Device, s.Instance, s.Describe))
		}
	}
	text := fmt.Sprintf(`{"configuration": {"vmsd_name": "configuration", "version": 1, "fields": [`+
		`{"name": "len", "type": "uint32", "size": 4}, {"name": "name", "type": "buffer", "size": %d}]}, `+
		`"page_size": 1024, "devices": [%s]}`, len(machine), strings.Join(devices, ", "))
	b = be.AppendUint32(append(b, 0, 6), uint32(len(text)))
	return append(b, text...)
}

// Name returns a name as a stream has it: its length in a byte, then its bytes.
func Name(name string) []byte { return append([]byte{byte(len(name))}, name...) }

// Subsection returns a subsection.
func Subsection(name string, version uint32, data ...byte) []byte {
	b := slices.Concat([]byte{5}, Name(name))
	return append(binary.BigEndian.AppendUint32(b, version), data...)
}
