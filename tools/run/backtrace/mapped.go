package backtrace

import (
	"bufio"
	"bytes"
	"debug/elf"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// mapping is a file with its beginning mapped at an address.
type mapping struct {
	file    string
	address uint64
}

// readMaps returns the programs and libraries in the form of /proc/PID/maps.
func readMaps(r io.Reader) ([]mapping, error) {
	var found []mapping
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		fields := strings.Fields(lines.Text()) // range, permissions, offset, device, inode, file
		if len(fields) < 6 || fields[2] != "00000000" {
			continue
		}
		begin, _, _ := strings.Cut(fields[0], "-")
		address, err := strconv.ParseUint(begin, 16, 64)
		if err != nil {
			return nil, fmt.Errorf("backtrace: maps: %q: %w", lines.Text(), err)
		}
		found = append(found, mapping{fields[5], address})
	}
	return programs(found), lines.Err()
}

// noteFile is the type of the note that lists the mapped files (Linux,
// include/uapi/linux/elf.h: NT_FILE).
const noteFile = 0x46494c45

// readFileNote returns the mapped programs and libraries by a core's note.
func readFileNote(f *elf.File) ([]mapping, error) {
	for _, p := range f.Progs {
		if p.Type != elf.PT_NOTE {
			continue
		}
		notes, err := io.ReadAll(p.Open())
		if err != nil {
			return nil, fmt.Errorf("backtrace: core: %w", err)
		}
		if text := note(notes, f.ByteOrder, noteFile); text != nil {
			return parseFileNote(text, f.ByteOrder)
		}
	}
	return nil, errors.New("backtrace: the core has no list of mapped files")
}

// note returns the first note of a type (ELF gABI, "Note Section").
func note(notes []byte, order binary.ByteOrder, typ uint32) []byte {
	align := func(n uint32) int { return int(n+3) &^ 3 }
	for len(notes) >= 12 {
		name, size := order.Uint32(notes), order.Uint32(notes[4:])
		begin := 12 + align(name)
		end := begin + int(size)
		if end > len(notes) {
			return nil
		}
		if order.Uint32(notes[8:]) == typ {
			return notes[begin:end]
		}
		notes = notes[min(begin+align(size), len(notes)):]
	}
	return nil
}

// parseFileNote reads the count, the page size, then begin, end and offset in
// pages of each mapping, then their names (Linux, fs/binfmt_elf.c: fill_files_note).
func parseFileNote(text []byte, order binary.ByteOrder) ([]mapping, error) {
	broken := errors.New("backtrace: core: its list of files is cut off")
	if len(text) < 16 {
		return nil, broken
	}
	count := order.Uint64(text)
	if count > uint64(len(text))/24 {
		return nil, broken
	}
	table, names := text[16:16+24*count], bytes.Split(text[16+24*count:], []byte{0})
	if uint64(len(names)) < count {
		return nil, broken
	}
	var found []mapping
	for i := range count {
		row := table[24*i:]
		if order.Uint64(row[16:]) == 0 {
			found = append(found, mapping{string(names[i]), order.Uint64(row)})
		}
	}
	return programs(found), nil
}

// programs returns the mappings of existing programs and libraries, once each.
func programs(mapped []mapping) []mapping {
	seen := map[string]bool{}
	return slices.DeleteFunc(mapped, func(m mapping) bool {
		if seen[m.file] {
			return true
		}
		seen[m.file] = true
		f, err := elf.Open(m.file)
		if err != nil {
			return true
		}
		return f.Close() != nil
	})
}
