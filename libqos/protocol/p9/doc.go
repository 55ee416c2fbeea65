// Package p9 is a client of 9P2000.L, the file protocol of virtio-9p: the
// messages, and a session over any transport.
//
// The messages are those of diod's "9P2000.L protocol" (protocol.md), in which
// version, flush, walk, read, write, clunk and remove have the meaning of the
// Plan 9 Programmer's Manual, fourth edition, section 5 "Plan 9 File Protocol,
// 9P". Their numbers are those of the Linux v9fs client. Each T-message is a
// struct, and the compiler knows the type of its reply:
//
//	session, err := p9.NewSession(ctx, transport, 4096)          // Tversion
//	reply, err := p9.Do(ctx, session, &p9.Tstatfs{FID: fid})     // reply is a *p9.Rstatfs
//
// Several requests can be outstanding, with replies in any order:
//
//	slow, err := p9.Start(ctx, session, &p9.Tread{FID: a, Count: 512})
//	quick, err := p9.Start(ctx, session, &p9.Tread{FID: b, Count: 512})
//	data, err := quick.Wait(ctx)
//
// Independent requests of one kind are sent together, which costs little more
// than a single one:
//
//	replies, refusals, err := p9.DoAll(ctx, session, &p9.Tclunk{FID: a}, &p9.Tclunk{FID: b})
//
// For frequent operations there is a [File], which is a fid known to the
// server:
//
//	root, err := session.Attach(ctx, p9.User{UID: 0}, "")
//	qid, err := root.Mkdir(ctx, "dir", 0o755, 0)
//	file, err := root.Walk(ctx, "dir", "file")
//	err = file.Open(ctx, p9.ReadOnly)
//	n, err := file.ReadAt(ctx, p, 0)
//
// A server refuses a request with Rlerror, which is an [Error] here: test it with
// errors.Is(err, syscall.ENOENT).
package p9
