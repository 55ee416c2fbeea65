// Package cpumodel asks QEMU for its processor models (QEMU 11.1, QEMU QMP Reference Manual,
// "query-cpu-definitions" and "query-cpu-model-expansion"; docs/system/cpu-hotplug.rst).
//
//	models, err := cpumodel.Definitions(ctx, m.Monitor)
//	haswell, err := cpumodel.Expand(ctx, m.Monitor, cpumodel.Full, "Haswell", nil)
//	fmt.Println(haswell.On("avx2"), haswell.Int("family"))
//
// Typical path:
//
//	x86_64/q35 → x86-cpu → cpu-models-tests/x86
package cpumodel
