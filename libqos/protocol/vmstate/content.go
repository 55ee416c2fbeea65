package vmstate

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// contents has what a section says for devices that frame it in a way of their own: as words of eight bytes, of which the
// last one, 1, ends a section.
var contents = map[string]func([]byte) []byte{
	"s390-skeys":              storageKeys,
	"s390-storage_attributes": unframed,
}

// content returns the bytes of a section that say something.
func (s *Section) content() []byte {
	all := slices.Clone(s.Raw)
	for _, f := range s.Fields {
		all = append(all, f.Raw...)
	}
	if content := contents[s.Device]; content != nil {
		return content(all)
	}
	return all
}

// sectionEnd is the word at the end of such a section.
var sectionEnd = binary.BigEndian.AppendUint64(nil, 1)

func unframed(b []byte) []byte { return bytes.TrimSuffix(b, sectionEnd) }

// storageKeys leaves out the blocks of keys that are all zero: QEMU saves none while the machine does not use keys, and all once
// it does. A block is the address of its pages with the flag 2, the number of its keys, and a byte a key.
func storageKeys(b []byte) []byte {
	const flag, header = 2, 16
	b = unframed(b)
	var kept []byte
	for len(b) >= header && b[7] == flag {
		count := binary.BigEndian.Uint64(b[8:])
		if count > uint64(len(b)-header) {
			break
		}
		end := header + int(count)
		if len(bytes.Trim(b[header:end], "\x00")) > 0 {
			kept = append(kept, b[:end]...)
		}
		b = b[end:]
	}
	return append(kept, b...)
}
