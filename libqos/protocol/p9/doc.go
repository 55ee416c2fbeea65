// Package p9 is a client of 9P2000.L, the file protocol of virtio-9p: the
// messages, and a session over whatever carries them.
//
// The messages are those of diod's "9P2000.L protocol" (protocol.md), in which
// version, flush, walk, read, write, clunk and remove mean what the Plan 9
// Programmer's Manual, fourth edition, section 5 "Plan 9 File Protocol, 9P" says;
// their numbers are those of the Linux v9fs client. Each T-message is a struct,
// and the compiler knows the type of its reply:
//
//	session, err := p9.NewSession(ctx, transport, 4096)          // Tversion
//	reply, err := p9.Do(ctx, session, &p9.Tstatfs{FID: fid})     // reply is a *p9.Rstatfs
//
// Several requests can be under way, and are answered in any order:
//
//	slow, err := p9.Start(ctx, session, &p9.Tread{FID: a, Count: 512})
//	quick, err := p9.Start(ctx, session, &p9.Tread{FID: b, Count: 512})
//	data, err := quick.Wait(ctx)
//
// Those of one kind that do not depend on each other go out together, which costs
// little more than one of them:
//
//	replies, refusals, err := p9.DoAll(ctx, session, &p9.Tclunk{FID: a}, &p9.Tclunk{FID: b})
//
// For what is done often there is a [File], which is a fid that the server knows:
//
//	root, err := session.Attach(ctx, p9.User{UID: 0}, "")
//	qid, err := root.Mkdir(ctx, "dir", 0o755, 0)
//	file, err := root.Walk(ctx, "dir", "file")
//	err = file.Open(ctx, p9.ReadOnly)
//	n, err := file.ReadAt(ctx, p, 0)
//
// A server that refuses a request answers with Rlerror, which is an [Error] here:
// errors.Is(err, syscall.ENOENT) tells what it said.
package p9
