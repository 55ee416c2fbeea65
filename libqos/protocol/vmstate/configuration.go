package vmstate

// configurationDevice stands for a device in the configuration.
const configurationDevice = "configuration"

// configuration reads the section with the machine type. It has no footer.
func (p *parser) configuration(d *structure) error {
	if p.at == len(p.data) || p.data[p.at] != markConfiguration {
		if d != nil {
			return p.errorf("no configuration, which the description has")
		}
		return nil
	}
	s := &Section{Kind: Full, Device: configurationDevice, Version: 1, Name: configurationDevice, Offset: int64(p.at)}
	p.section = s.Device
	p.at++
	start := p.at
	if d == nil {
		if err := p.oldConfiguration(s); err != nil {
			return err
		}
	} else {
		s.Version, s.Name = uint32(d.version), d.name
		if err := p.fields(s, d); err != nil {
			return err
		}
	}
	s.Size = int64(p.at - start)
	for _, f := range s.Fields {
		if f.Section == s.Name && f.Name == "name" {
			p.stream.Machine = string(f.Raw)
		}
	}
	p.stream.Configuration = s
	p.section = ""
	return nil
}

// oldConfiguration reads a configuration that is not described, as those of QEMU 7.2. Subsections behind the name stay as they are, in
// Raw.
func (p *parser) oldConfiguration(s *Section) error {
	at := int64(p.at)
	size, err := p.u32()
	if err != nil {
		return err
	}
	name, err := p.take(uint64(size))
	if err != nil {
		return err
	}
	s.Fields = []Field{
		{Section: s.Name, Name: "len", Type: "uint32", Index: NoIndex, Count: 1, Size: 4, Offset: at, Raw: p.data[at : at+4]},
		{Section: s.Name, Name: "name", Type: "buffer", Index: NoIndex, Count: 1, Size: len(name), Offset: at + 4, Raw: name},
	}
	for end := p.at; end <= len(p.data); end++ {
		if p.begins(end) {
			s.Raw, err = p.take(uint64(end - p.at))
			return err
		}
	}
	return p.errorf("no section follows")
}
