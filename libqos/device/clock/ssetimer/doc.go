// Package ssetimer is the guest's side of the system counter and of a system timer of Arm's subsystems for embedded
// processors: a counter of 64 bits that software starts, and timers that compare it with a value, once or again and again.
//
// It is written from Arm Corstone SSE-123 Example Subsystem Technical Reference Manual, 101370, sections "System counter"
// and "System timer", and Arm Corstone SSE-300 Example Subsystem Technical Reference Manual, 101773 (the places of both, and
// the protection controller in front of the timers).
//
// Typical path:
//
//	arm/mps3-an547 → sse-timer → sse-timer-tests/timer
package ssetimer
