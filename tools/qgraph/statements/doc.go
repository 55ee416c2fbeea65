// Package statements is the register of what the specification of virtio demands of devices
// (Virtual I/O Device (VIRTIO) Version 1.3): each statement in our own words, by its
// section, with the test and the step that checks it, or the reason why none does.
//
//	all, err := statements.All()
//	counts := statements.Count(all)
package statements
