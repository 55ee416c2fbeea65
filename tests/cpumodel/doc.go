// Package cpumodel tests QEMU's processor models: that they have the signatures and features of
// the processors whose names they have, and that their features make sense together. Typical
// path:
//
//	x86_64/q35 → x86-cpu → cpu-models-tests/x86
package cpumodel
