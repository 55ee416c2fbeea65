// Package backtrace asks gdb where a QEMU is, or where it has died.
//
//	backtrace.Of(ctx, backtrace.Process(pid))    // of all threads, for people
//	backtrace.Crash(ctx, "core")                 // of the thread that died, to compare
package backtrace
