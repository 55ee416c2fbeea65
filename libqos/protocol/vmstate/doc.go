// Package vmstate reads the state of a machine as QEMU saves and migrates it, field by
// field (QEMU 11.1, docs/devel/migration/main.rst, "Stream structure"). A stream ends with
// a description of its own contents, in JSON: each device's fields with their names, types
// and sizes. That page names the parts of a stream; their exact form is that of the streams
// of QEMU 7.2 to 11.1:
//
//	"QEVM", version 3
//	the configuration: the machine type, and subsections
//	sections: kind, number, name, instance, version, the fields, a footer with the number
//	the end, the description
//
// Numbers are big-endian. The reader is strict: a footer of another section, or a
// byte that the description does not account for, is an error.
//
//	stream, err := vmstate.Parse(data)
//	for _, d := range vmstate.Compare(before, after) { … }
//
// Sections that the description leaves out are those of devices that save their state in
// parts. The [RAM] is read; of the others, as of dirty bitmaps or the hash table of a
// POWER machine, [Section.Raw] has the bytes.
//
// A test of two QEMUs moves the machine and compares its state before and after:
//
//	before, after, err := vmstate.RoundTrip(ctx, t.Env, second.Env)
package vmstate
