package qtestfake

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/qgraph/qgraph/qtest"
)

// answer carries out one request and returns the reply. It returns an error for a request that makes QEMU abort.
func (m *Memory) answer(words []string) (string, error) {
	verb, args := words[0], words[1:]
	if base, w := cutWidth(verb); w != 0 {
		return m.access(base, w, args)
	}
	switch verb {
	case "read", "b64read":
		return m.readBlock(verb, args)
	case "write", "b64write":
		return m.writeBlock(verb, args)
	case "memset":
		return m.memset(args)
	case "clock_step", "clock_set":
		return m.moveClock(verb, args)
	case "endianness":
		if m.isBigEndian() {
			return "OK big", nil
		}
		return "OK little", nil
	case "irq_intercept_in", "irq_intercept_out", "set_irq_in":
		return "OK", nil
	}
	return fmt.Sprintf("FAIL Unknown command '%s'", verb), nil
}

// cutWidth splits "readl" into "read" and 32 bits; the width is 0 if verb is not an access.
func cutWidth(verb string) (string, qtest.Width) {
	widths := map[byte]qtest.Width{'b': qtest.Width8, 'w': qtest.Width16, 'l': qtest.Width32, 'q': qtest.Width64}
	for _, base := range []string{"read", "write", "in", "out"} {
		if rest, ok := strings.CutPrefix(verb, base); ok && len(rest) == 1 {
			return base, widths[rest[0]]
		}
	}
	return verb, 0
}

func (m *Memory) access(base string, w qtest.Width, args []string) (string, error) {
	n, err := numbers(args)
	if err != nil {
		return "", err
	}
	want := 2 // an address and a value
	if base == "read" || base == "in" {
		want = 1
	}
	if len(n) != want {
		return "", fmt.Errorf("got %d arguments, want %d", len(n), want)
	}
	switch base {
	case "read":
		return fmt.Sprintf("OK 0x%016x", m.read(w, n[0])), nil
	case "in":
		return fmt.Sprintf("OK 0x%04x", m.in(w, uint16(n[0]))), nil
	case "write":
		m.write(w, n[0], n[1])
	case "out":
		m.out(w, uint16(n[0]), uint32(n[1]))
	}
	return "OK", nil
}

func (m *Memory) read(w qtest.Width, addr uint64) uint64 {
	m.mu.Lock()
	hook := m.reads[addr]
	m.mu.Unlock()
	if hook != nil {
		return hook(w) & w.Max()
	}
	var word [8]byte
	if m.isBigEndian() {
		copy(word[8-w:], m.Bytes(addr, int(w)))
		return binary.BigEndian.Uint64(word[:])
	}
	copy(word[:], m.Bytes(addr, int(w)))
	return binary.LittleEndian.Uint64(word[:])
}

func (m *Memory) write(w qtest.Width, addr, v uint64) {
	m.mu.Lock()
	hook := m.writes[addr]
	m.mu.Unlock()
	if hook != nil {
		hook(w, v)
		return
	}
	var word [8]byte
	if m.isBigEndian() {
		binary.BigEndian.PutUint64(word[:], v)
		m.SetBytes(addr, word[8-w:])
		return
	}
	binary.LittleEndian.PutUint64(word[:], v)
	m.SetBytes(addr, word[:w])
}

func (m *Memory) in(w qtest.Width, port uint16) uint32 {
	m.mu.Lock()
	hook := m.ins[port]
	m.mu.Unlock()
	if hook == nil {
		return uint32(w.Max())
	}
	return hook(w) & uint32(w.Max())
}

func (m *Memory) out(w qtest.Width, port uint16, v uint32) {
	m.mu.Lock()
	hook := m.outs[port]
	m.mu.Unlock()
	if hook != nil {
		hook(w, v)
	}
}

func (m *Memory) readBlock(verb string, args []string) (string, error) {
	n, err := numbers(args)
	if err != nil {
		return "", err
	}
	if len(n) != 2 || n[1] == 0 {
		return "", errors.New("want an address and a size")
	}
	b := m.Bytes(n[0], int(n[1]))
	if verb == "b64read" {
		return "OK " + base64.StdEncoding.EncodeToString(b), nil
	}
	return "OK 0x" + hex.EncodeToString(b), nil
}

func (m *Memory) writeBlock(verb string, args []string) (string, error) {
	if len(args) != 3 {
		return "", errors.New("want an address, a size and data")
	}
	n, err := numbers(args[:2])
	if err != nil {
		return "", err
	}
	var b []byte
	if verb == "b64write" {
		b, err = base64.StdEncoding.DecodeString(args[2])
	} else {
		b, err = hex.DecodeString(strings.TrimPrefix(args[2], "0x"))
	}
	if err != nil {
		return "", err
	}
	if uint64(len(b)) != n[1] {
		return "", fmt.Errorf("got %d bytes of data, want %d", len(b), n[1])
	}
	m.SetBytes(n[0], b)
	return "OK", nil
}

func (m *Memory) memset(args []string) (string, error) {
	n, err := numbers(args)
	if err != nil {
		return "", err
	}
	if len(n) != 3 || n[1] == 0 || n[2] > 0xff {
		return "", errors.New("want an address, a size and a byte")
	}
	m.SetBytes(n[0], slices.Repeat([]byte{byte(n[2])}, int(n[1])))
	return "OK", nil
}

// moveClock has no timers: a bare clock_step fails, as it does in QEMU when none is set.
func (m *Memory) moveClock(verb string, args []string) (string, error) {
	if len(args) == 0 {
		return "FAIL could not advance time", nil
	}
	n, err := numbers(args)
	if err != nil {
		return "", err
	}
	m.mu.Lock()
	to := time.Duration(n[0])
	if verb == "clock_step" {
		to += m.now
	}
	if to <= m.now {
		m.mu.Unlock()
		return "FAIL could not advance time", nil
	}
	m.now = to
	hook := m.clock
	m.mu.Unlock()
	if hook != nil {
		hook(to)
	}
	return fmt.Sprintf("OK %d", to.Nanoseconds()), nil
}

func (m *Memory) isBigEndian() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.bigEndian
}

func numbers(words []string) ([]uint64, error) {
	n := make([]uint64, len(words))
	for i, w := range words {
		v, err := strconv.ParseUint(w, 0, 64)
		if err != nil {
			return nil, err
		}
		n[i] = v
	}
	return n, nil
}
