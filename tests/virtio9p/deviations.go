package virtio9p

import "github.com/qgraph/qgraph/graph"

// lostLinks is the deviation of links of the host.
func lostLinks() graph.Deviation {
	return graph.Deviates("9p-host-link-unreadable", graph.Deviation{
		QEMU:   []graph.VersionRange{{Until: "11.1"}},
		Does:   "With mapped-xattr, Treadlink of a symbolic link that the host has made fails with ELOOP.",
		Says:   "Treadlink returns the target of a symbolic link, which the file is by its attributes.",
		Clause: graph.NewClause("9P2000.L, \"readlink - read value of symbolic link\""),
	})
}

// lostName is the deviation of files without a name.
func lostName() graph.Deviation {
	return graph.Deviates("9p-no-truncation-after-unlink", graph.Deviation{
		QEMU:   []graph.VersionRange{{Until: "11.1"}},
		Does:   "Tsetattr of an open file fails with ENOENT once its name is removed.",
		Says:   "A fid stands for a file, which it keeps while it is open, whatever its names.",
		Clause: graph.NewClause("9P2000.L, \"setattr - set file attributes\""),
	})
}

// longPath is the deviation of paths longer than the host's limit.
func longPath() graph.Deviation {
	return graph.Deviates("9p-no-deep-folders", graph.Deviation{
		QEMU:   []graph.VersionRange{{Until: "10.0"}},
		Does:   "With mapped-xattr, Tmkdir fails where the path from the exported folder is too long for a path of the host.",
		Says:   "A folder is created in the folder of the fid. The protocol knows no whole path.",
		Clause: graph.NewClause("9P2000.L, \"mkdir - create directory\""),
	})
}

// lostLocks is the deviation of record locks.
func lostLocks() graph.Deviation {
	return graph.Deviates("9p-no-record-locks", graph.Deviation{
		In:     []graph.Place{{Step: "conflict of record locks"}},
		Does:   "The server grants each lock and keeps none.",
		Says:   "The status of a lock on bytes that another owner has locked is P9_LOCK_BLOCKED.",
		Clause: graph.NewClause("9P2000.L, protocol.md of diod, \"lock\""),
	})
}

// lostVersion is the deviation of a session over a migration.
func lostVersion() graph.Deviation {
	return graph.Deviates("9p-version-migration", graph.Deviation{
		In:     []graph.Place{{Test: "virtio-9p-tests/migrate", Step: "version"}},
		Does:   "A migration loses the version of the session: the server then refuses a request with Rerror.",
		Says:   "The version of Rversion holds for all messages up to the next Tversion. In 9P2000.L the server refuses with Rlerror.",
		Clause: graph.NewClause("9P2000, version(5); 9P2000.L, \"lerror - return error code\""),
	})
}
