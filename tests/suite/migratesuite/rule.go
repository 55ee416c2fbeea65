package migratesuite

// The rule that a device breaks whose state a migration loses, for its deviation.
const (
	Says   = "The state of a device is a part of the migration's stream, unless the device prevents the migration."
	Clause = `QEMU 11.1, docs/devel/migration/main.rst, "Saving the state of one device"`
)
