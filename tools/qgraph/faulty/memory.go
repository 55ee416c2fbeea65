package faulty

import "bytes"

const pageSize = 4096

// memory is the guest's memory as the test knows it: what it wrote and read last. It was
// zero when the machine was started.
type memory map[uint64]*[pageSize]byte

// each calls f for the part of each page in a range, with the page, nil if it is all zero,
// and the range's bytes that are in it.
func (m memory) each(addr uint64, size int, f func(number uint64, from, n, done int)) {
	for done := 0; done < size; {
		number, from := (addr+uint64(done))/pageSize, int((addr+uint64(done))%pageSize)
		n := min(size-done, pageSize-from)
		f(number, from, n, done)
		done += n
	}
}

// read returns the bytes of a range.
func (m memory) read(addr uint64, size int) []byte {
	b := make([]byte, size)
	m.each(addr, size, func(number uint64, from, n, done int) {
		if p := m[number]; p != nil {
			copy(b[done:], p[from:from+n])
		}
	})
	return b
}

// write sets the bytes of a range.
func (m memory) write(addr uint64, b []byte) {
	m.each(addr, len(b), func(number uint64, from, n, done int) { copy(m.page(number)[from:], b[done:done+n]) })
}

// fill sets the bytes of a range to one value.
func (m memory) fill(addr uint64, size int, v byte) {
	m.each(addr, size, func(number uint64, from, n, _ int) {
		if v == 0 && m[number] == nil {
			return
		}
		copy(m.page(number)[from:], bytes.Repeat([]byte{v}, n))
	})
}

func (m memory) page(number uint64) *[pageSize]byte {
	if m[number] == nil {
		m[number] = new([pageSize]byte)
	}
	return m[number]
}

// Event is a read that found bytes which the test had not written: a device had.
type Event struct {
	Number int    // from 1
	Addr   uint64 // of the read
	Size   int    // of the read, in bytes
	Runs   []Run  // the new bytes
}

// Run is a sequence of bytes in a read.
type Run struct{ From, N int }

// closeRuns is the largest number of unchanged bytes between two runs that are one: by
// chance a device writes the value that was there before.
const closeRuns = 3

// changes returns the runs of bytes that differ.
func changes(before, now []byte) []Run {
	var runs []Run
	for i := range now {
		if before[i] == now[i] {
			continue
		}
		if last := len(runs) - 1; last >= 0 && i-(runs[last].From+runs[last].N) <= closeRuns {
			runs[last].N = i + 1 - runs[last].From
			continue
		}
		runs = append(runs, Run{i, 1})
	}
	return runs
}
