package guest

import "fmt"

// Controller is an interrupt controller of the machine. It is plain data for a
// board's table: QEMU is not contacted before [Machine.Watch].
type Controller struct {
	Path string // QOM path
	Name string // that QEMU gives to its inputs; "" for the inputs without a name
}

// Line returns the controller's input n.
func (c Controller) Line(n int) Wire { return Wire{pins{path: c.Path, name: c.Name}, n} }

// Lines returns several inputs of the controller.
func (c Controller) Lines(n ...int) []Wire {
	var wires []Wire
	for _, n := range n {
		wires = append(wires, c.Line(n))
	}
	return wires
}

// Outputs are the outputs of a device that share a name: an alarm, LEDs, general
// purpose pins.
type Outputs struct {
	Path string // QOM path of the device
	Name string // "" for the outputs without a name
}

// Line returns output n.
func (o Outputs) Line(n int) Wire { return Wire{pins{path: o.Path, name: o.Name, out: true}, n} }

// Inputs are the inputs of a device that share a name.
type Inputs struct {
	Path string // QOM path of the device
	Name string // "" for the inputs without a name
}

// Wire names a line by the pin at which it can be watched: an input of an
// interrupt controller, or an output of a device. Wires can be compared.
type Wire struct {
	pins pins
	n    int
}

// Equal reports whether two wires end at the same pin.
func (w Wire) Equal(other Wire) bool { return w == other }

// String returns the pin's number and the device.
func (w Wire) String() string { return fmt.Sprintf("%s %d of %s", w.pins.kind(), w.n, w.pins.path) }

// pins are the lines that QEMU can intercept together.
type pins struct {
	path, name string
	out        bool
}

func (p pins) kind() string {
	kind := "input"
	if p.out {
		kind = "output"
	}
	if p.name != "" {
		kind = p.name + " " + kind
	}
	return kind
}
