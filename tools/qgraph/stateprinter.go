package main

import (
	"encoding/hex"
	"fmt"
	"io"
	"slices"

	"github.com/qgraph/qgraph/libqos/protocol/vmstate"
)

// statePrinter prints states and their differences.
type statePrinter struct {
	out   io.Writer
	match func(device string) bool // nil: every device
	json  bool
	all   bool
}

// The JSON form of a state.
type (
	jsonState struct {
		Machine  string        `json:"machine"`
		PageSize uint64        `json:"page_size"`
		RAM      []jsonBlock   `json:"ram"`
		Sections []jsonSection `json:"sections"`
	}
	jsonBlock struct {
		Name  string            `json:"name"`
		Size  uint64            `json:"size"`
		Pages map[string]string `json:"pages"` // SHA-256 of those that are not all zeros, by offset
	}
	jsonSection struct {
		Device   string      `json:"device"`
		Instance uint32      `json:"instance"`
		Kind     string      `json:"kind"`
		Section  string      `json:"section,omitempty"`
		Version  uint32      `json:"version"`
		Offset   int64       `json:"offset"`
		Size     int64       `json:"size"`
		Fault    string      `json:"fault,omitempty"`
		Raw      string      `json:"raw,omitempty"`
		Fields   []jsonField `json:"fields,omitempty"`
	}
	jsonField struct {
		Section string `json:"section"`
		Name    string `json:"name"`
		Type    string `json:"type"`
		Index   *int   `json:"index,omitempty"`
		Count   int    `json:"count"`
		Offset  int64  `json:"offset"`
		Value   string `json:"value"`
		Raw     string `json:"raw"`
	}
)

// stream prints a state.
func (p statePrinter) stream(s *vmstate.Stream) error {
	if !p.json {
		return s.WriteText(p.out, p.match)
	}
	j := jsonState{Machine: s.Machine, PageSize: s.PageSize, RAM: []jsonBlock{}, Sections: []jsonSection{}}
	if s.RAM != nil && p.matches("ram") {
		for _, b := range s.RAM.Blocks {
			pages := map[string]string{}
			for offset, hash := range b.Pages {
				pages[fmt.Sprintf("%#x", offset)] = hex.EncodeToString(hash[:])
			}
			j.RAM = append(j.RAM, jsonBlock{b.Name, b.Size, pages})
		}
	}
	for _, section := range s.Devices() {
		if p.matches(section.Device) {
			j.Sections = append(j.Sections, sectionOf(section))
		}
	}
	return writeIndented(p.out, j)
}

func (p statePrinter) matches(device string) bool { return p.match == nil || p.match(device) }

func sectionOf(s *vmstate.Section) jsonSection {
	j := jsonSection{
		Device: s.Device, Instance: s.Instance, Kind: s.Kind.String(), Section: s.Name, Version: s.Version,
		Offset: s.Offset, Size: s.Size, Raw: hex.EncodeToString(s.Raw),
	}
	if s.Fault != nil {
		j.Fault = s.Fault.Error()
	}
	for _, f := range s.Fields {
		field := jsonField{
			Section: f.Section, Name: f.Name, Type: f.Type, Count: f.Count, Offset: f.Offset, Value: f.Value(), Raw: hex.EncodeToString(f.Raw),
		}
		if f.Index != vmstate.NoIndex {
			field.Index = &f.Index
		}
		j.Fields = append(j.Fields, field)
	}
	return j
}

// difference prints how two states differ. The error is errPathsFailed if they do.
func (p statePrinter) difference(a, b *vmstate.Stream) error {
	found := slices.DeleteFunc(vmstate.CompareAll(a, b), func(d vmstate.Difference) bool { return !p.matches(d.Device) })
	left := 0
	if !p.all {
		all := len(found)
		found = slices.DeleteFunc(found, func(d vmstate.Difference) bool { return vmstate.Volatile(d) != "" })
		left = all - len(found)
	}
	if p.json {
		if err := writeIndented(p.out, append([]vmstate.Difference{}, found...)); err != nil {
			return err
		}
	} else {
		for _, d := range found {
			if why := vmstate.Volatile(d); why != "" {
				fmt.Fprintf(p.out, "%v (%s)\n", d, why)
			} else {
				fmt.Fprintln(p.out, d)
			}
		}
		fmt.Fprintf(p.out, "differences: %d; left out: %d\n", len(found), left)
	}
	if len(found) > 0 {
		return errPathsFailed
	}
	return nil
}
