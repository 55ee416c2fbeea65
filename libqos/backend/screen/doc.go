// Package screen is the user's side of a display: QMP's screendump (QEMU 11.1, QEMU QMP
// Reference Manual, "User interface"), read as an image.
//
//	got, err := screen.Dump(ctx, env, "virtio-gpu-pci", 0)
//	red, green, blue := got.At(3, 5)
package screen
