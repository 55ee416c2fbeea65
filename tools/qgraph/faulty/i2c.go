package faulty

import "fmt"

// Master is an I²C controller whose transfers the places of devices behind it are known
// by.
type Master struct {
	Type string // "omapi2c" or "imxi2c", as the package of libqos
	Base uint64 // the address of its registers
}

// masterSize is the size of a controller's registers, in bytes.
const masterSize = 0x40

// busUnit is the number of offsets of each register behind a bus: a register may have as
// many bytes.
const busUnit = 256

// i2cMaster follows the transfers of a controller.
type i2cMaster struct {
	Master
	target  byte // the address of the device
	reading bool
	started bool // i.MX: the next byte written is an address
	count   int  // OMAP: bytes of the message
	pointer byte // the first byte written, which is the register
	n       int  // bytes of the message so far
	dummy   bool // i.MX: the next byte read is none of the device's
	control uint16
}

// The registers of both controllers, by their offsets (OMAP5910 Dual-Core Processor Inter-Integrated
// Circuit Controller, SPRU681; i.MX25 Reference Manual, chapter "I2C").
const (
	omapCount  = 0x18
	omapData   = 0x1c
	omapCon    = 0x24
	omapTarget = 0x2c
	omapSTT    = 1 << 0
	omapTRX    = 1 << 9

	imxControl = 0x08
	imxData    = 0x10
	imxRSTA    = 1 << 2
	imxMTX     = 1 << 4
	imxMSTA    = 1 << 5
)

// access takes an access to the controller's registers, and returns the places of the
// device's that it reaches, by byte. An access to another register has places of the
// controller's.
func (m *i2cMaster) access(a *access) []Place {
	var v uint16
	for i, b := range a.data {
		v |= uint16(b) << (8 * i)
	}
	if m.Type == "imxi2c" {
		return m.imx(a, v)
	}
	return m.omap(a, v)
}

func (m *i2cMaster) omap(a *access, v uint16) []Place {
	switch offset := a.addr - m.Base; {
	case offset == omapData:
		places := make([]Place, a.size)
		for i := range min(a.size, m.count-m.n) {
			places[i] = m.next(a, i)
		}
		return places
	case a.write && offset == omapCount:
		m.count = int(v)
	case a.write && offset == omapTarget:
		m.target = byte(v)
	case a.write && offset == omapCon && v&omapSTT != 0:
		m.n, m.reading = 0, v&omapTRX == 0
	}
	return m.own(a)
}

func (m *i2cMaster) imx(a *access, v uint16) []Place {
	switch offset := a.addr - m.Base; {
	case offset == imxData && a.write && m.started:
		m.started = false
		m.target, m.reading, m.n = byte(v)>>1, v&1 != 0, 0
		m.dummy = m.reading
		return make([]Place, a.size)
	case offset == imxData && m.dummy:
		m.dummy = false
		return make([]Place, a.size)
	case offset == imxData:
		places := make([]Place, a.size)
		places[0] = m.next(a, 0)
		return places
	case a.write && offset == imxControl:
		m.started = m.started || v&imxRSTA != 0 || v&imxMSTA != 0 && m.control&imxMSTA == 0
		m.control = v
	}
	return m.own(a)
}

// next returns the place of the next byte of a message; the register's number itself has
// none.
func (m *i2cMaster) next(a *access, i int) Place {
	n := m.n
	m.n++
	if !m.reading {
		if !a.write { // a read of a byte that was sent
			return Place{}
		}
		if n == 0 {
			m.pointer = a.data[i]
			return Place{}
		}
		n--
	}
	return Place{fmt.Sprintf("i2c/%#02x", m.target), busUnit*uint64(m.pointer) + uint64(n)}
}

// own returns the places of the controller's registers.
func (m *i2cMaster) own(a *access) []Place {
	var places []Place
	for i := range a.size {
		places = append(places, Place{"mem", a.addr + uint64(i)})
	}
	return places
}
