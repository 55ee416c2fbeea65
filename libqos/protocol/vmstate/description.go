package vmstate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// description is the JSON object at the end of a stream.
type description struct {
	configuration *structure // nil if it has none
	pageSize      uint64
	devices       []*deviceDescription
}

// deviceDescription describes the section of a device.
type deviceDescription struct {
	structure
	device   string
	instance uint64
	legacy   bool // one buffer, which the device writes by itself: there is no version
}

// structure describes a section, a subsection or a structure in one.
type structure struct {
	name        string
	version     uint64
	fields      []fieldDescription
	subsections []*structure
}

// fieldDescription describes a field or an array of equal ones.
type fieldDescription struct {
	name, typ string
	size      uint64 // of an element, in bytes
	count     uint64 // of elements
	array     bool
	index     int          // of the first element, if the description has it; else NoIndex
	inner     *structure   // of the type struct
	elements  []*structure // of a list's elements, or in place of the field
}

// member is a member of an object. Objects may have several of one name: a list has the members of each of its elements.
type member struct {
	key   string
	value any // object, []any, string, json.Number, bool, nil
}

type object []member

// parseDescription reads the description at the end of a stream.
func parseDescription(text []byte) (d *description, err error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	value, err := decode(decoder)
	if err != nil {
		return nil, err
	}
	if token, err := decoder.Token(); err != io.EOF {
		return nil, fmt.Errorf("after the end: %v, %v", token, err)
	}
	d = &description{}
	root := reader{}
	for _, m := range root.object(value, "description") {
		switch m.key {
		case "configuration":
			d.configuration = root.structure(m.value, "configuration")
		case "page_size":
			d.pageSize = root.count(m)
		case "devices":
			for _, v := range root.list(m) {
				d.devices = append(d.devices, root.device(v))
			}
		default:
			root.unknown(m.key, "description")
		}
	}
	return d, root.err
}

// decode returns the next value of a JSON text.
func decode(d *json.Decoder) (any, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('{'):
		var o object
		for d.More() {
			key, err := d.Token()
			if err != nil {
				return nil, err
			}
			value, err := decode(d)
			if err != nil {
				return nil, err
			}
			o = append(o, member{key.(string), value}) // the decoder takes no other key
		}
		_, err := d.Token()
		return o, err
	case json.Delim('['):
		list := []any{}
		for d.More() {
			value, err := decode(d)
			if err != nil {
				return nil, err
			}
			list = append(list, value)
		}
		_, err := d.Token()
		return list, err
	}
	return token, nil
}
