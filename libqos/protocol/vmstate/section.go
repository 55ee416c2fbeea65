package vmstate

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// nameOf returns how messages name a section.
func nameOf(device string, instance uint32) string {
	if instance == 0 {
		return device
	}
	return fmt.Sprintf("%s#%d", device, instance)
}

// newSection reads the only or the first section of a device.
func (p *parser) newSection(kind Kind, start int) error {
	s := &Section{Kind: kind, Offset: int64(start)}
	var err error
	if s.ID, err = p.u32(); err != nil {
		return err
	}
	if s.Device, err = p.name(); err != nil {
		return err
	}
	if s.Instance, err = p.u32(); err != nil {
		return err
	}
	p.section = nameOf(s.Device, s.Instance)
	if s.Version, err = p.u32(); err != nil {
		return err
	}
	if other := p.started[s.ID]; other != nil {
		return p.errorf("number %d, which %s has, too", s.ID, nameOf(other.Device, other.Instance))
	}
	p.started[s.ID] = s
	return p.content(s)
}

// laterSection reads another part of a device's state.
func (p *parser) laterSection(kind Kind, start int) error {
	id, err := p.u32()
	if err != nil {
		return err
	}
	first := p.started[id]
	if first == nil || first.Kind != First {
		return p.errorf("a part of section %d, which has not begun", id)
	}
	p.section = nameOf(first.Device, first.Instance)
	return p.content(&Section{
		Kind: kind, Device: first.Device, Instance: first.Instance, ID: id, Version: first.Version, Offset: int64(start),
	})
}

// content reads what is behind the header of a section, and the footer.
func (p *parser) content(s *Section) error {
	start := p.at
	var err error
	switch d := p.description(s); {
	case d != nil:
		p.devices = p.devices[1:]
		if err = p.described(s, d); err != nil { // the other sections may be right
			p.faults = append(p.faults, err)
			p.at, p.field = start, ""
			s.Subsections, s.Fields, s.Fault = nil, nil, err
			s.Raw, err = p.undescribed(s.ID)
		}
	case s.Device == ramDevice:
		err = p.ram(s.Kind)
		s.Raw = p.data[start:p.at]
	default:
		s.Raw, err = p.undescribed(s.ID)
	}
	s.Size = int64(p.at - start)
	if err == nil {
		err = p.footer(s.ID)
	}
	if err != nil {
		return err
	}
	p.at += footerSize
	p.stream.Sections = append(p.stream.Sections, s)
	p.section = ""
	return nil
}

// description returns the description of a section, nil if there is none. Sections and their
// descriptions come in the same order.
func (p *parser) description(s *Section) *deviceDescription {
	if s.Kind != Full || len(p.devices) == 0 {
		return nil
	}
	if d := p.devices[0]; d.device == s.Device && d.instance == uint64(s.Instance) {
		return d
	}
	return nil
}

// footerSize is the size of a section's footer in bytes: the mark, and the section's number.
const footerSize = 1 + 4

// footer returns an error if the footer of a section is not the next thing in the stream.
func (p *parser) footer(want uint32) error {
	if len(p.data)-p.at < footerSize || p.data[p.at] != markFooter {
		return p.errorf("no footer where the section ends")
	}
	if id := binary.BigEndian.Uint32(p.data[p.at+1:]); id != want {
		return p.errorf("the footer of section %d, want %d", id, want)
	}
	return nil
}

// undescribed returns the bytes up to the first footer that another section, a command or the end
// follows.
func (p *parser) undescribed(id uint32) ([]byte, error) {
	footer := binary.BigEndian.AppendUint32([]byte{markFooter}, id)
	for end := p.at; ; end++ {
		next := bytes.Index(p.data[end:], footer)
		if next < 0 {
			return nil, p.errorf("no footer before the end of the stream")
		}
		end += next
		if p.begins(end + footerSize) {
			return p.take(uint64(end - p.at))
		}
	}
}

// begins reports whether a section or a command may begin at an offset, or the stream ends there.
func (p *parser) begins(at int) bool {
	if at == len(p.data) {
		return true
	}
	rest := p.data[at+1:]
	switch mark := p.data[at]; mark {
	case byte(First), byte(Full): // number, length of the name, name
		if len(rest) < 5 || p.started[binary.BigEndian.Uint32(rest)] != nil {
			return false
		}
		size := int(rest[4])
		if rest = rest[5:]; size == 0 || len(rest) < size {
			return false
		}
		for _, c := range rest[:size] {
			if c < ' ' || c > '~' {
				return false
			}
		}
		return true
	case byte(Part), byte(Last):
		return len(rest) >= 4 && p.started[binary.BigEndian.Uint32(rest)] != nil
	case markCommand:
		return len(rest) >= 4 && int(binary.BigEndian.Uint16(rest[2:])) <= len(rest)-4
	}
	return false
}
