// Package scripts tests the shell scripts that make @qemu, on programs that play QEMU: which files a bundle has, what
// becomes of a script that starts QEMU, and the words for what is no QEMU.
package scripts
