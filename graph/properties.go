package graph

import (
	"fmt"
	"slices"
)

// FSDevOption is the key of the properties of every -fsdev in [Inventory.Properties].
const FSDevOption = "-fsdev"

// setting is a property that a command line sets.
type setting struct {
	node string // the node that sets it
	of   string // the device type, or FSDevOption
	name string
}

// HasProperty says that a test requires a property of a device type, or of -fsdev if of is
// [FSDevOption], without setting it: what it tests has come with the property. The path is
// available only on a QEMU with that property.
func HasProperty(of, name string) TestOption {
	return testOptionFunc(func(o *testOptions) { o.properties = append(o.properties, setting{of: of, name: name}) })
}

// settings returns the properties of devices and of -fsdev that the path's command line
// sets, and those that its test requires.
func (p Path) settings() []setting {
	cmd, _ := build(p) // Validate reports the error
	test := p.test()
	var all []setting
	for _, o := range cmd.Options {
		of := o.Type
		switch o.Flag {
		case "-device":
		case FSDevOption:
			of = FSDevOption
		default:
			continue
		}
		for _, prop := range o.Props {
			s := setting{o.Node, of, prop.Name}
			if slices.ContainsFunc(test.test.opts.props, func(own Prop) bool { return own.Name == prop.Name }) {
				s.node = test.name
			}
			all = append(all, s)
		}
	}
	for _, s := range test.test.opts.properties {
		s.node = test.name
		all = append(all, s)
	}
	return all
}

// SetTypes returns the device types with properties that the path's command line sets,
// and [FSDevOption] if it has a -fsdev: the keys of [Inventory.Properties] that matter
// for the path.
func (p Path) SetTypes() []string {
	var types []string
	for _, s := range p.settings() {
		types = append(types, s.of)
	}
	slices.Sort(types)
	return slices.Compact(types)
}

// available returns why q lacks the property, nil if it has it.
func (s setting) available(q *Inventory) error {
	if q.HasProperty(s.of, s.name) {
		return nil
	}
	return &Unavailable{s.node, NoProperty, s.of + "." + s.name, fmt.Sprintf("it requires the property %q of %s, which %s lacks", s.name, s.of, q)}
}
