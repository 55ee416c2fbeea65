// Package replaysuite replays commands of the qtest protocol that showed a fault of QEMU, and
// holds QEMU to what is right.
package replaysuite
