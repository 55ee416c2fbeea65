// Package loss has the faults of a migration: each is a value of a machine's state that is
// lost on the way, as it is when a device leaves it out of its state. The machine then
// arrives with the value after power-on. A test of two QEMUs that uses the value notices.
//
//	losses := loss.Between(before, moved)
//	altered, err := losses[0].Alter(stream)
package loss
