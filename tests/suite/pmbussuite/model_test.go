package pmbussuite_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/bus/i2c/i2cfake"
	"github.com/qgraph/qgraph/libqos/protocol/pmbus"
)

const addr i2c.Address = 0x10

// profile is the profile of a device with two outputs and a temperature.
func profile() pmbus.Profile {
	return pmbus.Profile{
		Direct: pmbus.Direct{M: 4062, R: -2},
		Parts: []pmbus.Part{
			{
				First: 0, Last: 1,
				Registers: []pmbus.Register{
					pmbus.RW(pmbus.Operation, pmbus.On),
					pmbus.RO(pmbus.Capability, 0x20),
					pmbus.RW(pmbus.VoutMode, pmbus.ModeDirect),
					pmbus.RW(pmbus.VoutOVWarnLimit, 0x0fff),
					pmbus.RW(pmbus.VoutUVFaultLimit, 0),
					pmbus.RO(pmbus.Revision, pmbus.Revision12),
				},
				Sensors: []pmbus.Sensor{{Command: pmbus.ReadVout, Property: "vout[%d]", Unit: 1e-3, Max: 60}},
				Limits:  []reg.Reg[uint16]{pmbus.VoutOVWarnLimit, pmbus.VoutUVFaultLimit},
			},
			{
				First: 2, Last: 2,
				Registers: []pmbus.Register{pmbus.RO(pmbus.Capability, 0x20), pmbus.RW(pmbus.OTWarnLimit, 0x7fff)},
				Sensors: []pmbus.Sensor{
					{Command: pmbus.ReadTemperature1, Format: pmbus.Linear11{}, Property: "temperature[%d]", Base: 2, Unit: 0.01, Max: 120},
				},
			},
		},
		Blocks: []pmbus.Block{
			{Code: pmbus.MFRID, Default: "QG"},
			{Code: pmbus.MFRModel, Default: "model", Room: 16},
		},
	}
}

// flaw is a fault of a model.
type flaw int

const (
	none flaw = iota
	swappedBytes
	onePage      // PAGE is ignored
	noAllPages   // PAGE 255 is page 0
	takesAnyPage // an invalid page can be selected
	writable     // read-only registers can be written
	forgetful    // written registers keep their defaults
	blockCount   // the count of a block is one too many
	shortBlock   // a written block loses its last byte
	wrongReset   // a register has another value after reset
	coefficient  // values are encoded with another coefficient
	stuck        // measured values do not change
	noAlarm      // limits are ignored
	early        // the limit itself is an alarm
	unlatched    // an alarm is cleared when the value returns
	uncleared    // CLEAR_FAULTS does nothing
	noSummary    // STATUS_WORD does not show alarms
	noCML        // STATUS_CML does not show invalid data
	alwaysOn     // OPERATION is ignored
)

// model is a device that follows the specification, except for its flaw. It has
// the commands of profile, and STATUS_VOUT, STATUS_WORD and STATUS_CML.
type model struct {
	flaw
	page   uint8
	words  map[uint8]map[pmbus.Code]uint64
	blocks map[pmbus.Code]string
	volts  map[uint8]float64
	code   pmbus.Code
	in     []byte // of this transfer, after the code
	fresh  bool
	out    []byte
}

func newModel(f flaw) *model {
	m := &model{flaw: f, words: map[uint8]map[pmbus.Code]uint64{}, blocks: map[pmbus.Code]string{}, volts: map[uint8]float64{}}
	for _, part := range profile().Parts {
		for page := part.First; page <= part.Last; page++ {
			m.words[page] = map[pmbus.Code]uint64{}
			for _, r := range part.Registers {
				m.words[page][r.Code] = r.Default
			}
		}
	}
	if f == wrongReset {
		m.words[1][pmbus.Code(pmbus.VoutOVWarnLimit)]++
	}
	for _, b := range profile().Blocks {
		m.blocks[b.Code] = b.Default
	}
	return m
}

func (m *model) Start() { m.fresh, m.out = true, nil }

func (m *model) Write(b byte) bool {
	if m.fresh {
		m.code, m.in, m.fresh = pmbus.Code(b), nil, false
		if m.code == pmbus.ClearFaults && m.flaw != uncleared {
			for _, words := range m.words {
				delete(words, pmbus.Code(pmbus.StatusVout))
				delete(words, pmbus.Code(pmbus.StatusWord))
				delete(words, pmbus.Code(pmbus.StatusCML))
			}
		}
		return true
	}
	m.in = append(m.in, b)
	if _, isBlock := m.blocks[m.code]; isBlock {
		if n := int(m.in[0]); len(m.in) == 1+n {
			m.writeBlock(string(m.in[1:]))
		}
	} else if len(m.in) == m.width() {
		m.store()
	}
	return true
}

func (m *model) writeBlock(text string) {
	if m.code == pmbus.MFRID && m.flaw != writable {
		return
	}
	if m.flaw == shortBlock {
		text = text[:max(0, len(text)-1)]
	}
	m.blocks[m.code] = text
}

// width returns the width of the command in bytes.
func (m *model) width() int {
	switch m.code {
	case pmbus.Code(pmbus.Page), pmbus.Code(pmbus.Operation), pmbus.Code(pmbus.Capability), pmbus.Code(pmbus.VoutMode),
		pmbus.Code(pmbus.Revision), pmbus.Code(pmbus.StatusVout), pmbus.Code(pmbus.StatusCML):
		return 1
	}
	return 2
}

func (m *model) store() {
	v := uint64(m.in[0])
	if len(m.in) == 2 {
		v = uint64(binary.LittleEndian.Uint16(m.in))
		if m.flaw == swappedBytes {
			v = uint64(binary.BigEndian.Uint16(m.in))
		}
	}
	if m.code == pmbus.Code(pmbus.Page) {
		m.selectPage(uint8(v))
		return
	}
	for page, words := range m.words {
		if page != m.page && m.page != pmbus.AllPages {
			continue
		}
		if _, found := words[m.code]; found && (m.flaw == writable || !m.readOnly()) && m.flaw != forgetful {
			words[m.code] = v
		}
		m.check(page)
	}
}

func (m *model) readOnly() bool {
	return m.code == pmbus.Code(pmbus.Capability) || m.code == pmbus.Code(pmbus.Revision)
}

func (m *model) selectPage(page uint8) {
	_, found := m.words[page]
	switch {
	case m.flaw == onePage:
		m.page = 0
	case page == pmbus.AllPages && m.flaw == noAllPages:
		m.page = 0
	case found || page == pmbus.AllPages || m.flaw == takesAnyPage:
		m.page = page
	case m.flaw != noCML:
		m.words[m.page][pmbus.Code(pmbus.StatusCML)] |= uint64(pmbus.InvalidData)
		m.words[m.page][pmbus.Code(pmbus.StatusWord)] |= uint64(pmbus.CML)
	}
}

// vout returns the value of READ_VOUT on a page.
func (m *model) vout(page uint8) uint64 {
	if m.words[page][pmbus.Code(pmbus.Operation)]&uint64(pmbus.On) == 0 && m.flaw != alwaysOn {
		return 0
	}
	d := pmbus.Direct{M: 4062, R: -2}
	if m.flaw == coefficient {
		d.M = 4090
	}
	word, err := d.Encode(m.volts[page])
	if err != nil {
		panic(err)
	}
	return uint64(word)
}

// check compares a page's measured values with its limits.
func (m *model) check(page uint8) {
	words, v := m.words[page], m.vout(page)
	high, watched := words[pmbus.Code(pmbus.VoutOVWarnLimit)]
	if !watched || m.flaw == noAlarm {
		return
	}
	bits := pmbus.VoutStatus(0)
	if v > high || m.flaw == early && v == high {
		bits |= pmbus.VoutOVWarning
	}
	if v < words[pmbus.Code(pmbus.VoutUVFaultLimit)] {
		bits |= pmbus.VoutUVFault
	}
	if m.flaw == unlatched {
		words[pmbus.Code(pmbus.StatusVout)] = 0
	}
	words[pmbus.Code(pmbus.StatusVout)] |= uint64(bits)
	if bits != 0 && m.flaw != noSummary {
		words[pmbus.Code(pmbus.StatusWord)] |= uint64(pmbus.Vout)
	}
}

func (m *model) Read() byte {
	if m.out == nil {
		m.out = m.answer()
	}
	if len(m.out) == 0 {
		return 0xff
	}
	b := m.out[0]
	m.out = m.out[1:]
	return b
}

func (m *model) answer() []byte {
	if text, isBlock := m.blocks[m.code]; isBlock {
		n := len(text)
		if m.flaw == blockCount {
			n++
		}
		return append([]byte{byte(n)}, text...)
	}
	page := m.page
	if page == pmbus.AllPages {
		page = 0
	}
	v := m.words[page][m.code]
	switch m.code {
	case pmbus.Code(pmbus.Page):
		v = uint64(m.page)
	case pmbus.Code(pmbus.ReadVout):
		v = m.vout(page)
	case pmbus.Code(pmbus.ReadTemperature1):
		word, err := pmbus.Linear11{}.Encode(m.volts[page])
		if err != nil {
			panic(err)
		}
		v = uint64(word)
	}
	if m.width() == 1 {
		return []byte{byte(v)}
	}
	out := binary.LittleEndian.AppendUint16(nil, uint16(v))
	if m.flaw == swappedBytes {
		out[0], out[1] = out[1], out[0]
	}
	return out
}

// SetInt makes the model a [pmbus.Surroundings].
func (m *model) SetInt(_ context.Context, property string, value int64) error {
	var page uint8
	if n, _ := fmt.Sscanf(property, "vout[%d]", &page); n == 1 && page < 2 {
		if m.flaw != stuck {
			m.volts[page] = float64(value) * 1e-3
		}
		m.check(page)
		return nil
	}
	if property != "temperature[0]" {
		return errors.New("no such property: " + property)
	}
	m.volts[2] = float64(value) * 0.01
	return nil
}

// recorder records failures.
type recorder struct {
	testing.TB // nil: calls of other methods panic
	ctx        context.Context
	log        []string
}

func (r *recorder) Helper()                  {}
func (r *recorder) Context() context.Context { return r.ctx }
func (r *recorder) Errorf(format string, args ...any) {
	r.log = append(r.log, fmt.Sprintf(format, args...))
}
func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	runtime.Goexit()
}
func (r *recorder) Fatal(args ...any) { r.Fatalf("%s", fmt.Sprint(args...)) }

// failures returns a check's failures for a model with a flaw.
func failures(t *testing.T, f flaw, check func(testing.TB, *pmbus.Device, *model)) string {
	t.Helper()
	m := newModel(f)
	bus := &i2cfake.Bus{Wire: i2cfake.Wire{Targets: map[i2c.Address]i2cfake.Target{addr: m}}}
	r := &recorder{ctx: t.Context()}
	done := make(chan struct{})
	go func() {
		defer close(done)
		check(r, pmbus.New(bus, addr, profile()), m)
	}()
	<-done
	return strings.Join(r.log, "\n")
}
