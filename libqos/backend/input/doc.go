// Package input is the user's side of keyboards, mice and touch screens: QMP's
// input-send-event (QEMU 11.1, QEMU QMP Reference Manual, "Input").
//
//	err := input.Send(ctx, machine.Monitor, input.Key("a", true))
package input
