// Package allwinner has the boards with chips of Allwinner (A10 User Manual V1.20, H3 Datasheet V1.2, R40 User Manual
// V1.0; QEMU 11.1, docs/system/arm/cubieboard.rst, orangepi.rst and bananapi_m2u.rst).
// Windows of RAM are those of QEMU 11.1's "info mtree".
package allwinner
