package replaysuite

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/memmap"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// Subject is the device of a path, or its machine.
type Subject struct {
	Machine  *guest.Machine
	Function *pci.Device // nil: the device is not on PCI
	// Answered, if not nil, is called after each step in place of the comparison of its reply.
	Answered func(i int, reply string)
}

// Play does the steps of a regression on the device of a path, wherever it is there. QEMU must
// do each and live, and give the replies of the comments. The test is skipped if the machine
// does not have a place of the regression.
func Play(t *run.T, r *Regression, on Subject) {
	t.Helper()
	p := &player{t: t, on: on, bars: map[int]*pci.Region{}}
	ofMap := func(s Step) bool {
		return s.InRAM || slices.Contains([]PlaceKind{Region, RAM, InRAM}, s.Place.Kind)
	}
	if slices.ContainsFunc(r.Steps, ofMap) {
		var err error
		p.memory, err = memmap.Read(t.Context(), t.QEMU().QMP())
		t.Must(err)
		p.ram = beginning(p.memory, on.Machine.Alloc.RAM().Base)
	}
	for i, s := range r.Steps {
		reply, err := p.do(t.Context(), s)
		switch {
		case errors.Is(err, errNoPlace), errors.Is(err, pci.ErrNoWindow):
			t.Skipf("%v: %v", s, err)
		case err != nil:
			t.Fatalf("%v: %v", s, err)
		case on.Answered != nil:
			on.Answered(i, reply)
		case s.Want != "" && reply != s.Want:
			want := s.Want
			s.Want = ""
			t.Errorf("the reply to %v is %s, want %s", s, reply, want)
		}
	}
	settle(t)
}

// player is a regression under way.
type player struct {
	t      *run.T
	on     Subject
	bars   map[int]*pci.Region
	memory *memmap.Map
	ram    uint64 // address of the beginning of the machine's RAM
}

// beginning returns the address at which the RAM begins that has an address.
func beginning(m *memmap.Map, address uint64) uint64 {
	r, ok := m.Memory().At(address)
	if !ok || r.Kind != memmap.RAM {
		return address
	}
	return r.First - r.Offset
}

// errNoPlace means that the machine of the path lacks a place.
var errNoPlace = errors.New("the machine of this path does not have that place")

// errNoPCI means that the way to PCI is not known.
var errNoPCI = fmt.Errorf("%w: it is not known how its guest reaches PCI", errNoPlace)

// do does a step, and returns the reply as QEMU writes it for the verb.
func (p *player) do(ctx context.Context, s Step) (reply string, err error) {
	switch s.Verb {
	case mapBAR:
		_, err := p.bar(ctx, s.Place.BAR)
		return "OK", err
	case clockStep:
		return "OK", p.pass(ctx, s.Time)
	}
	if _, _, _, ok := s.register(); !ok {
		return p.block(ctx, s)
	}
	space, offset, err := p.space(ctx, s)
	if err != nil {
		return "", err
	}
	w, write, _, _ := s.register()
	if write {
		v, err := p.value(s, w)
		if err != nil {
			return "", err
		}
		if err := space.Store(ctx, w, offset, v); err != nil {
			return "", err
		}
		return "OK", p.t.QEMU().Sync(ctx) // so that a fault is at its line
	}
	v, err := space.Load(ctx, w, offset)
	if err != nil {
		return "", err
	}
	return s.Reply(v), nil
}

// pass lets time pass: so much, or 0 up to the next timer, if there is one.
func (p *player) pass(ctx context.Context, d time.Duration) error {
	if d > 0 {
		return p.on.Machine.Pass(ctx, d)
	}
	_, err := p.t.QEMU().ClockStepNext(ctx)
	if _, noTimer := errors.AsType[*qtest.ReplyError](err); noTimer {
		return nil
	}
	return err
}

// space returns the registers that a step accesses, and the offset in them.
func (p *player) space(ctx context.Context, s Step) (space reg.Space, offset uint64, err error) {
	switch s.Place.Kind {
	case Config:
		if p.on.Function == nil {
			return nil, 0, errNoPCI
		}
		return p.on.Function.Config(), s.Place.Offset, nil
	case BAR:
		r, err := p.bar(ctx, s.Place.BAR)
		return r, s.Place.Offset, err
	}
	at, err := p.address(s)
	if err != nil {
		return nil, 0, err
	}
	w, _, port, _ := s.register()
	if port {
		return p.on.Machine.Ports(uint16(at), uint32(w)), 0, nil
	}
	order := p.on.Machine.Order
	if p.on.Function != nil {
		order = binary.LittleEndian // what a device of PCI finds in memory
	}
	return p.on.Machine.Window(at, order), 0, nil
}

// bar returns a BAR of the device, and places it if it is not yet.
func (p *player) bar(ctx context.Context, i int) (*pci.Region, error) {
	if r := p.bars[i]; r != nil {
		return r, nil
	}
	if p.on.Function == nil {
		return nil, errNoPCI
	}
	r, err := p.on.Function.Map(ctx, i)
	if err != nil {
		return nil, err
	}
	p.bars[i] = r
	return r, nil
}

// address returns where a step accesses a region or memory.
func (p *player) address(s Step) (uint64, error) {
	switch s.Place.Kind {
	case RAM:
		return s.Place.Offset, p.inRAM(s.Place.Offset, s.size())
	case InRAM:
		at := p.ram + s.Place.Offset
		return at, p.inRAM(at, s.size())
	}
	view := p.memory.Memory()
	if _, _, port, _ := s.register(); port {
		view = p.memory.Ports()
	}
	var starts []uint64
	for _, r := range view.Ranges {
		if r.Region != s.Place.Region || r.Hole {
			continue
		}
		start := r.First - r.Offset
		if s.Place.Nth > 0 && !slices.Contains(starts, start) {
			starts = append(starts, start)
		}
		if s.Place.Nth > 0 && len(starts) != s.Place.Nth {
			continue
		}
		if at := start + s.Place.Offset; at >= r.First && at <= r.Last {
			return at, nil
		}
	}
	return 0, fmt.Errorf("%w: no region of that name answers there", errNoPlace)
}

// value returns what a step writes to a register. An address of RAM must be one, and fit.
func (p *player) value(s Step, w qtest.Width) (uint64, error) {
	if !s.InRAM {
		return s.Value, nil
	}
	at := p.ram + s.Value
	if at>>(8*w-1)>>1 != 0 {
		return 0, fmt.Errorf("%w: the address %#x of its RAM does not fit into %d bytes", errNoPlace, at, w)
	}
	return at, p.inRAM(at, 1)
}

// inRAM checks that all bytes of a step are memory.
func (p *player) inRAM(at, size uint64) error {
	for end := at + size; at < end; {
		r, ok := p.memory.Memory().At(at)
		if !ok || r.Kind != memmap.RAM {
			return fmt.Errorf("%w: its RAM does not reach there, and a device of the report would access other memory", errNoPlace)
		}
		if r.Last >= end-1 {
			return nil
		}
		at = r.Last + 1
	}
	return nil
}

// block does a step with a block.
func (p *player) block(ctx context.Context, s Step) (reply string, err error) {
	var at uint64
	if s.Place.Kind == BAR {
		if at, err = p.inBAR(ctx, s); err != nil {
			return "", err
		}
	} else if at, err = p.address(s); err != nil {
		return "", err
	}
	line := fmt.Sprintf("%s %#x %#x", s.Verb, at, s.Size)
	switch s.Verb {
	case writeBlock:
		line += " 0x" + hex.EncodeToString(s.Data)
	case fillBlock:
		line += fmt.Sprintf(" %#x", s.Value)
	}
	return p.t.QEMU().Command(ctx, line)
}

// inBAR returns the address of a block in a BAR.
func (p *player) inBAR(ctx context.Context, s Step) (uint64, error) {
	r, err := p.bar(ctx, s.Place.BAR)
	if err != nil {
		return 0, err
	}
	base, ok := r.Address()
	if !ok || s.Place.Offset+s.Size > r.Size() {
		return 0, fmt.Errorf("the block is not in the memory of %v", r.BAR())
	}
	return base + s.Place.Offset, nil
}
