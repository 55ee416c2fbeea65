package runner

import (
	"bufio"
	"bytes"
	"context"
	"debug/elf"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// debuggerTimeout is the time that gdb has for a backtrace of QEMU.
const debuggerTimeout = 10 * time.Second

// subject is the process or the core that gdb examines.
type subject struct {
	arguments []string // gdb's arguments that open it
	mapped    func() ([]mapping, error)
}

// mapping is a file with its beginning mapped at an address.
type mapping struct {
	file    string
	address uint64
}

// process is a running QEMU.
func process(pid int) subject {
	return subject{
		arguments: []string{"-ex", "attach " + strconv.Itoa(pid)},
		mapped: func() ([]mapping, error) {
			f, err := os.Open(fmt.Sprintf("/proc/%d/maps", pid))
			if err != nil {
				return nil, err
			}
			defer f.Close()
			return readMaps(f)
		},
	}
}

// core is the core of a QEMU that has died.
func core(name string) subject {
	return subject{
		arguments: []string{"-ex", "core-file " + name},
		mapped: func() ([]mapping, error) {
			f, err := elf.Open(name)
			if err != nil {
				return nil, err
			}
			defer f.Close()
			return readFileNote(f)
		},
	}
}

// backtrace returns the backtraces of all threads, or says why there are none.
//
// A loader of the bundle may have started QEMU. gdb then takes the loader for the
// program and knows no other file, so its arguments name each mapped file with its
// address.
func backtrace(ctx context.Context, s subject) string {
	path, err := exec.LookPath("gdb")
	if err != nil {
		return "none: gdb is not on PATH"
	}
	mapped, err := s.mapped()
	if err != nil {
		return fmt.Sprintf("none: %v", err)
	}
	args := append([]string{"-batch", "-nx", "-iex", "set debuginfod enabled off", "-iex", "set auto-solib-add off"}, s.arguments...)
	for _, m := range mapped {
		args = append(args, "-ex", fmt.Sprintf("add-symbol-file %q -o %#x", m.file, m.address))
	}
	args = append(args, "-ex", "thread apply all -ascending backtrace 40")
	ctx, cancel := context.WithTimeout(ctx, debuggerTimeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, args...)
	// gdb's children are killed with it, and Wait does not wait for processes
	// that hold its output.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = time.Second
	out, err := cmd.Output()
	switch {
	case ctx.Err() != nil:
		return fmt.Sprintf("none: gdb did not end: %v", ctx.Err())
	case err != nil:
		return fmt.Sprintf("none: gdb: %v", err)
	}
	if i := bytes.Index(out, []byte("\nThread ")); i >= 0 {
		out = out[i+1:] // without its messages about each file
	}
	return string(out)
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
			return nil, fmt.Errorf("runner: maps: %q: %w", lines.Text(), err)
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
			return nil, fmt.Errorf("runner: core: %w", err)
		}
		if text := note(notes, f.ByteOrder, noteFile); text != nil {
			return parseFileNote(text, f.ByteOrder)
		}
	}
	return nil, errors.New("runner: the core has no list of mapped files")
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
	broken := errors.New("runner: core: its list of files is cut off")
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
